import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetOf } from '../../../src/domain/ical/budget.ts';
import { asLocal, formatLocal, parseTime, secondsOf } from '../../../src/domain/ical/date-time.ts';
import { isRuleProblem, parseRule, type Rule } from '../../../src/domain/ical/recurrence-rule.ts';
import { CALENDAR_END } from '../../../src/domain/ical/rule-matches.ts';
import { occurrencesIn, seriesOf } from '../../../src/domain/ical/rule-occurrences.ts';
import { toLocal, zoneByName } from '../../../src/domain/ical/zone.ts';

const newYork = zoneByName('America/New_York')!;

const ruleOf = (text: string): Rule => {
  const rule = parseRule(text);
  assert.ok(!isRuleProblem(rule), text);
  return rule;
};

/** Starts as `19970902T090000`, from a DTSTART in New York. */
function occurrences(start: string, text: string, most = 1000, from = Number.NEGATIVE_INFINITY): string[] {
  const rule = ruleOf(text);
  const { until } = rule;
  const last =
    until === undefined
      ? Number.POSITIVE_INFINITY
      : until.kind === 'utc'
        ? toLocal(newYork, until.instant)
        : secondsOf(until);
  const value = parseTime(start)!;
  const budget = budgetOf();
  const series = seriesOf(rule, secondsOf(value), value.kind === 'date', last, true, budget);
  return [...occurrencesIn(series, from, CALENDAR_END, budget).take(most)].map((local) => formatLocal(asLocal(local)));
}

/** `1997: Sep 2 9 16; Oct 28` at a time of day. */
function days(text: string, time = '090000'): string[] {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return text.split('|').flatMap((ofYear) => {
    const [year, rest] = ofYear.split(':') as [string, string];
    return rest.split(';').flatMap((ofMonth) => {
      const [month, ...numbers] = ofMonth.trim().split(' ');
      return numbers
        .flatMap(expandRange)
        .map((day) => `${year.trim()}${two(months.indexOf(month!) + 1)}${two(day)}T${time}`);
    });
  });
}

const two = (number: number): string => String(number).padStart(2, '0');

function expandRange(text: string): number[] {
  const [first, last = first] = text.split('-').map(Number) as [number, number?];
  return Array.from({ length: last! - first + 1 }, (_, n) => first + n);
}

const TUESDAY = '19970902T090000';

/** RFC 5545 §3.8.5.3, in its order: DTSTART, rule, the occurrences it lists (the first ones of endless rules). */
const EXAMPLES: readonly (readonly [name: string, start: string, rule: string, expected: string[]])[] = [
  ['daily for 10', TUESDAY, 'FREQ=DAILY;COUNT=10', days('1997: Sep 2-11')],
  ['daily until', TUESDAY, 'FREQ=DAILY;UNTIL=19971224T000000Z', days('1997: Sep 2-30; Oct 1-31; Nov 1-30; Dec 1-23')],
  [
    'every other day',
    TUESDAY,
    'FREQ=DAILY;INTERVAL=2',
    days('1997: Sep 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30; Oct 2 4 6'),
  ],
  ['every 10 days', TUESDAY, 'FREQ=DAILY;INTERVAL=10;COUNT=5', days('1997: Sep 2 12 22; Oct 2 12')],
  [
    'January, yearly',
    '19980101T090000',
    'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA',
    days('1998: Jan 1-31|1999: Jan 1-31|2000: Jan 1-31'),
  ],
  [
    'January, daily',
    '19980101T090000',
    'FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1',
    days('1998: Jan 1-31|1999: Jan 1-31|2000: Jan 1-31'),
  ],
  ['weekly for 10', TUESDAY, 'FREQ=WEEKLY;COUNT=10', days('1997: Sep 2 9 16 23 30; Oct 7 14 21 28; Nov 4')],
  [
    'weekly until',
    TUESDAY,
    'FREQ=WEEKLY;UNTIL=19971224T000000Z',
    days('1997: Sep 2 9 16 23 30; Oct 7 14 21 28; Nov 4 11 18 25; Dec 2 9 16 23'),
  ],
  [
    'every other week',
    TUESDAY,
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
    days('1997: Sep 2 16 30; Oct 14 28; Nov 11 25; Dec 9 23|1998: Jan 6 20; Feb 3 17'),
  ],
  [
    'Tuesday and Thursday until',
    TUESDAY,
    'FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH',
    days('1997: Sep 2 4 9 11 16 18 23 25 30; Oct 2'),
  ],
  [
    'Tuesday and Thursday for 10',
    TUESDAY,
    'FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH',
    days('1997: Sep 2 4 9 11 16 18 23 25 30; Oct 2'),
  ],
  [
    'every other week on three days',
    '19970901T090000',
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    days('1997: Sep 1 3 5 15 17 19 29; Oct 1 3 13 15 17 27 29 31; Nov 10 12 14 24 26 28; Dec 8 10 12 22'),
  ],
  [
    'every other week on two days for 8',
    TUESDAY,
    'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
    days('1997: Sep 2 4 16 18 30; Oct 2 14 16'),
  ],
  [
    'first Friday for 10',
    '19970905T090000',
    'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
    days('1997: Sep 5; Oct 3; Nov 7; Dec 5|1998: Jan 2; Feb 6; Mar 6; Apr 3; May 1; Jun 5'),
  ],
  [
    'first Friday until',
    '19970905T090000',
    'FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR',
    days('1997: Sep 5; Oct 3; Nov 7; Dec 5'),
  ],
  [
    'first and last Sunday of every other month',
    '19970907T090000',
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    days('1997: Sep 7 28; Nov 2 30|1998: Jan 4 25; Mar 1 29; May 3 31'),
  ],
  [
    'second-to-last Monday',
    '19970922T090000',
    'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
    days('1997: Sep 22; Oct 20; Nov 17; Dec 22|1998: Jan 19; Feb 16'),
  ],
  [
    'third-to-the-last day',
    '19970928T090000',
    'FREQ=MONTHLY;BYMONTHDAY=-3',
    days('1997: Sep 28; Oct 29; Nov 28; Dec 29|1998: Jan 29; Feb 26'),
  ],
  [
    '2nd and 15th',
    TUESDAY,
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15',
    days('1997: Sep 2 15; Oct 2 15; Nov 2 15; Dec 2 15|1998: Jan 2 15'),
  ],
  [
    'first and last day',
    '19970930T090000',
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
    days('1997: Sep 30; Oct 1 31; Nov 1 30; Dec 1 31|1998: Jan 1 31; Feb 1'),
  ],
  [
    'every 18 months',
    '19970910T090000',
    'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    days('1997: Sep 10-15|1999: Mar 10-13'),
  ],
  [
    'Tuesdays of every other month',
    TUESDAY,
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
    days('1997: Sep 2 9 16 23 30; Nov 4 11 18 25|1998: Jan 6 13 20 27; Mar 3 10 17 24 31'),
  ],
  [
    'June and July',
    '19970610T090000',
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    days('1997: Jun 10; Jul 10|1998: Jun 10; Jul 10|1999: Jun 10; Jul 10|2000: Jun 10; Jul 10|2001: Jun 10; Jul 10'),
  ],
  [
    'three months of every other year',
    '19970310T090000',
    'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    days('1997: Mar 10|1999: Jan 10; Feb 10; Mar 10|2001: Jan 10; Feb 10; Mar 10|2003: Jan 10; Feb 10; Mar 10'),
  ],
  [
    'days of the year',
    '19970101T090000',
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    days('1997: Jan 1; Apr 10; Jul 19|2000: Jan 1; Apr 9; Jul 18|2003: Jan 1; Apr 10; Jul 19|2006: Jan 1'),
  ],
  ['20th Monday', '19970519T090000', 'FREQ=YEARLY;BYDAY=20MO', days('1997: May 19|1998: May 18|1999: May 17')],
  [
    'Monday of week 20',
    '19970512T090000',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    days('1997: May 12|1998: May 11|1999: May 17'),
  ],
  [
    'Thursdays in March',
    '19970313T090000',
    'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
    days('1997: Mar 13 20 27|1998: Mar 5 12 19 26|1999: Mar 4 11 18 25'),
  ],
  [
    'Thursdays in summer',
    '19970605T090000',
    'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8',
    days(
      '1997: Jun 5 12 19 26; Jul 3 10 17 24 31; Aug 7 14 21 28|1998: Jun 4 11 18 25; Jul 2 9 16 23 30; Aug 6 13 20 27|1999: Jun 3 10 17 24; Jul 1 8 15 22 29; Aug 5 12 19 26',
    ),
  ],
  [
    'Friday the 13th, beside DTSTART, which the example excludes',
    TUESDAY,
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    days('1997: Sep 2|1998: Feb 13; Mar 13; Nov 13|1999: Aug 13|2000: Oct 13'),
  ],
  [
    'first Saturday after the first Sunday',
    '19970913T090000',
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    days('1997: Sep 13; Oct 11; Nov 8; Dec 13|1998: Jan 10; Feb 7; Mar 7; Apr 11; May 9; Jun 13'),
  ],
  [
    'election day',
    '19961105T090000',
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    days('1996: Nov 5|2000: Nov 7|2004: Nov 2'),
  ],
  [
    'third of three weekdays',
    '19970904T090000',
    'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
    days('1997: Sep 4; Oct 7; Nov 6'),
  ],
  [
    'second-to-last weekday',
    '19970929T090000',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    days('1997: Sep 29; Oct 30; Nov 27; Dec 30|1998: Jan 29; Feb 26; Mar 30'),
  ],
  // the example writes UNTIL=19970902T170000Z, which is 13:00 in New York, and lists 15:00: it means 17:00 there
  ['every 3 hours', TUESDAY, 'FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z', at(TUESDAY, '0900', '1200', '1500')],
  [
    'every 15 minutes',
    TUESDAY,
    'FREQ=MINUTELY;INTERVAL=15;COUNT=6',
    at(TUESDAY, '0900', '0915', '0930', '0945', '1000', '1015'),
  ],
  ['every hour and a half', TUESDAY, 'FREQ=MINUTELY;INTERVAL=90;COUNT=4', at(TUESDAY, '0900', '1030', '1200', '1330')],
  [
    'every 20 minutes, daily',
    TUESDAY,
    'FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40',
    everyTwentyMinutes(),
  ],
  [
    'every 20 minutes, minutely',
    TUESDAY,
    'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16',
    everyTwentyMinutes(),
  ],
  [
    'week starts on Monday',
    '19970805T090000',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
    days('1997: Aug 5 10 19 24'),
  ],
  [
    'week starts on Sunday',
    '19970805T090000',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
    days('1997: Aug 5 17 19 31'),
  ],
  [
    'no 30th of February',
    '20070115T090000',
    'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
    days('2007: Jan 15 30; Feb 15; Mar 15 30'),
  ],
  [
    'RFC 5545 §3.3.10, the worked example',
    '19970105T083000',
    'FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU;BYHOUR=8,9;BYMINUTE=30',
    days('1997: Jan 5 12 19 26').flatMap((day) => at(day, '0830', '0930')),
  ],
];

function at(start: string, ...times: string[]): string[] {
  return times.map((time) => `${start.slice(0, 9)}${time}00`);
}

function everyTwentyMinutes(): string[] {
  const times = [9, 10, 11, 12, 13, 14, 15, 16].flatMap((hour) => [0, 20, 40].map((minute) => two(hour) + two(minute)));
  return [...at('19970902T', ...times), ...at('19970903T', ...times)];
}

const endsItself = (rule: string): boolean => /COUNT|UNTIL/.test(rule);

for (const [name, start, rule, expected] of EXAMPLES) {
  test(`RFC 5545 §3.8.5.3: ${name}`, () =>
    assert.deepEqual(occurrences(start, rule, endsItself(rule) ? 1000 : expected.length), expected));
}

test('29 February comes every leap year, and not in 2100', () =>
  assert.deepEqual(
    occurrences('20880229T090000', 'FREQ=YEARLY', 5),
    days('2088: Feb 29|2092: Feb 29|2096: Feb 29|2104: Feb 29|2108: Feb 29'),
  ));

test('a week number reaches over the turn of the year', () =>
  assert.deepEqual(
    occurrences('20241230T090000', 'FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO', 3),
    days('2024: Dec 30|2025: Dec 29|2027: Jan 4'),
  ));

test('week 53 exists in some years only, and is also the last week', () => {
  assert.deepEqual(
    occurrences('20201231T090000', 'FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH', 3),
    days('2020: Dec 31|2026: Dec 31|2032: Dec 30'),
  );
  assert.deepEqual(
    occurrences('20201231T090000', 'FREQ=YEARLY;BYWEEKNO=-1;BYDAY=TH', 3),
    days('2020: Dec 31|2021: Dec 30|2022: Dec 29'),
  );
});

test('a week without BYDAY has the weekday of DTSTART', () =>
  assert.deepEqual(
    occurrences('20240103T090000', 'FREQ=YEARLY;BYWEEKNO=1', 3),
    days('2024: Jan 3|2025: Jan 1; Dec 31'),
  ));

test('ordinals and plain weekdays in one BYDAY both count', () =>
  assert.deepEqual(
    occurrences('20240101T090000', 'FREQ=MONTHLY;BYDAY=1MO,FR', 6),
    days('2024: Jan 1 5 12 19 26; Feb 2'),
  ));

test('DTSTART counts as the first occurrence even where the rule does not name it', () =>
  assert.deepEqual(occurrences('20240101T090000', 'FREQ=WEEKLY;BYDAY=WE;COUNT=3'), days('2024: Jan 1 3 10')));

test('a COUNT ends where walking to it would end, also far away', () => {
  const rules = [
    'FREQ=DAILY;COUNT=3000',
    'FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=1001;INTERVAL=3',
    'FREQ=MONTHLY;BYDAY=-1FR,-2MO;COUNT=333',
    'FREQ=YEARLY;BYMONTH=2,7;BYMONTHDAY=1,28;BYHOUR=1,2;COUNT=77',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1;COUNT=200',
    'FREQ=HOURLY;INTERVAL=7;BYMINUTE=1,2;COUNT=501',
  ];
  for (const rule of rules) {
    const count = Number(/COUNT=(\d+)/.exec(rule)![1]);
    const endless = rule.replace(/;?COUNT=\d+/, '');
    assert.deepEqual(occurrences('20240102T090000', rule, 5000), occurrences('20240102T090000', endless, count), rule);
  }
});

test('on days, clock parts are ignored and shorter frequencies name nothing', () => {
  assert.deepEqual(occurrences('20240101', 'FREQ=DAILY;BYHOUR=9;COUNT=2'), days('2024: Jan 1 2', '000000'));
  assert.deepEqual(occurrences('20240101', 'FREQ=HOURLY;COUNT=3'), days('2024: Jan 1', '000000'));
});

/** Steps that the first `most` starts from a time on cost. */
function stepsOf(
  start: string,
  text: string,
  from: string,
  most: number,
): { steps: number; ended: string | undefined } {
  const budget = budgetOf();
  const before = budget.left;
  const series = seriesOf(ruleOf(text), secondsOf(parseTime(start)!), false, Number.POSITIVE_INFINITY, true, budget);
  const walk = occurrencesIn(series, secondsOf(parseTime(from)!), CALENDAR_END, budget);
  for (let seen = 0; seen < most; seen++) {
    const next = walk.next();
    if (next.done) return { steps: before - budget.left, ended: next.value };
  }
  return { steps: before - budget.left, ended: undefined };
}

test('a week of 2026 costs a daily rule of 1990 no more than the week', () => {
  assert.ok(stepsOf('19900101T090000', 'FREQ=DAILY', '20260105T000000', 7).steps <= 16);
  assert.ok(stepsOf('19900101T090000', 'FREQ=DAILY;COUNT=100000', '20260105T000000', 7).steps <= 20);
  assert.ok(
    stepsOf('19900101T090000', 'FREQ=SECONDLY;BYHOUR=9;BYMINUTE=0;BYSECOND=0', '20260105T000000', 1).steps <= 100,
  );
});

test('days and hours that a rule does not name are leapt over', () => {
  assert.ok(stepsOf('20240102T090000', 'FREQ=SECONDLY;BYMONTHDAY=1;BYHOUR=3', '20240102T000000', 2).steps <= 100);
  assert.ok(stepsOf('20240102T090000', 'FREQ=MINUTELY;BYMONTH=12;BYDAY=MO', '20240102T000000', 2).steps <= 100);
  assert.ok(stepsOf('20240102T090000', 'FREQ=DAILY;BYMONTH=12', '20240102T000000', 2).steps <= 40);
});

test('a rule that never matches ends by its budget or by the calendar, whatever its frequency', () => {
  const budget = budgetOf().left;
  const never = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'HOURLY', 'MINUTELY', 'SECONDLY'].map(
    (f) => `FREQ=${f};BYMONTHDAY=31;BYMONTH=2`,
  );
  for (const rule of [
    ...never,
    'FREQ=HOURLY;INTERVAL=24;BYHOUR=5',
    'FREQ=YEARLY;INTERVAL=4;BYMONTHDAY=29;BYMONTH=2;BYDAY=MO',
  ]) {
    const { steps, ended } = stepsOf('20250101T090000', rule, '20250102T000000', 10);
    assert.ok(ended === 'ended' || ended === 'budget-exceeded', `${rule}: ${ended}`);
    assert.ok(steps <= budget + 5000, `${rule}: ${steps}`);
  }
});

test('a count beyond the budget is taken for endless', () => {
  const bomb = stepsOf('20250101T090000', 'FREQ=SECONDLY;BYMONTH=1;BYDAY=MO;COUNT=999999999', '20250102T000000', 1);
  assert.equal(bomb.ended, 'budget-exceeded');
  assert.ok(bomb.steps <= budgetOf().left + 5000);
});
