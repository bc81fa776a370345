import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRuleProblem, parseRule, type Rule } from '../../../src/domain/ical/recurrence-rule.ts';

const rule = (text: string): Rule => {
  const parsed = parseRule(text);
  assert.ok(!isRuleProblem(parsed), text);
  return parsed;
};

const refused = (text: string): string => {
  const parsed = parseRule(text);
  assert.ok(isRuleProblem(parsed), text);
  return parsed.detail;
};

test('RFC 5545 §3.3.10: every part, in any order', () => {
  const parsed = rule(
    'WKST=SU;BYDAY=-1FR,MO,+2TU;BYMONTH=1,12;FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTHDAY=-1,31;BYYEARDAY=-366,366;BYHOUR=0,23;BYMINUTE=59;BYSECOND=60;BYSETPOS=-1',
  );
  assert.deepEqual(parsed, {
    frequency: 'YEARLY',
    interval: 2,
    count: 10,
    bySecond: [60],
    byMinute: [59],
    byHour: [0, 23],
    byDay: [
      { weekday: 5, ordinal: -1 },
      { weekday: 1, ordinal: 0 },
      { weekday: 2, ordinal: 2 },
    ],
    byMonthDay: [-1, 31],
    byYearDay: [-366, 366],
    byWeekNumber: [],
    byMonth: [1, 12],
    bySetPosition: [-1],
    weekStart: 0,
  });
});

test('UNTIL is a day, a local time or UTC', () => {
  assert.equal(rule('FREQ=DAILY;UNTIL=20240101').until?.kind, 'date');
  assert.equal(rule('FREQ=DAILY;UNTIL=20240101T000000').until?.kind, 'floating');
  assert.equal(rule('FREQ=DAILY;UNTIL=20240101T000000Z').until?.kind, 'utc');
});

test('what clients in use write is understood', () => {
  assert.equal(rule('freq=weekly;byday=mo').frequency, 'WEEKLY');
  assert.equal(rule('FREQ=WEEKLY; BYDAY=MO, TU;').byDay.length, 2);
  assert.equal(rule('FREQ=DAILY;INTERVAL=0').interval, 1);
  assert.equal(rule('FREQ=DAILY;COUNT=3;UNTIL=20240101').count, 3);
  assert.equal(rule('FREQ=MONTHLY;X-APPLE=1;RSCALE=GREGORIAN;SKIP=OMIT').frequency, 'MONTHLY');
  assert.deepEqual(rule('FREQ=WEEKLY;BYMONTHDAY=13').byMonthDay, [13]);
});

test('what has no meaning is refused, with the part named', () => {
  const wrong: Record<string, RegExp> = {
    '': /FREQ/,
    'BYDAY=MO': /FREQ/,
    'FREQ=HOURLYISH': /FREQ/,
    'FREQ=DAILY;FREQ=WEEKLY': /twice/,
    'FREQ=DAILY;COUNT=0': /COUNT/,
    'FREQ=DAILY;COUNT=-1': /COUNT/,
    'FREQ=DAILY;INTERVAL=x': /INTERVAL/,
    'FREQ=DAILY;UNTIL=20240230': /UNTIL/,
    'FREQ=DAILY;BYHOUR=24': /BYHOUR/,
    'FREQ=DAILY;BYHOUR=-1': /BYHOUR/,
    'FREQ=DAILY;BYMINUTE=60': /BYMINUTE/,
    'FREQ=DAILY;BYSECOND=61': /BYSECOND/,
    'FREQ=DAILY;BYMONTH=0': /BYMONTH/,
    'FREQ=DAILY;BYMONTH=13': /BYMONTH/,
    'FREQ=MONTHLY;BYMONTHDAY=0': /BYMONTHDAY/,
    'FREQ=MONTHLY;BYMONTHDAY=32': /BYMONTHDAY/,
    'FREQ=YEARLY;BYYEARDAY=-367': /BYYEARDAY/,
    'FREQ=YEARLY;BYWEEKNO=54': /BYWEEKNO/,
    'FREQ=YEARLY;BYSETPOS=0;BYDAY=MO': /BYSETPOS/,
    'FREQ=MONTHLY;BYDAY=54MO': /BYDAY/,
    'FREQ=MONTHLY;BYDAY=0MO': /BYDAY/,
    'FREQ=MONTHLY;BYDAY=XX': /BYDAY/,
    'FREQ=WEEKLY;BYDAY=1MO': /ordinal/,
    'FREQ=DAILY;BYDAY=-1MO': /ordinal/,
    'FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO': /BYWEEKNO/,
    'FREQ=WEEKLY;WKST=M': /WKST/,
    'FREQ=DAILY;nonsense': /NONSENSE/,
  };
  for (const [text, detail] of Object.entries(wrong)) assert.match(refused(text), detail, text);
});

test('lists and their products are bounded', () => {
  const many = (top: number) => Array.from({ length: top }, (_, n) => n % 60).join(',');
  assert.match(refused(`FREQ=YEARLY;BYYEARDAY=${Array(733).fill(1).join(',')}`), /BYYEARDAY/);
  assert.match(refused(`FREQ=MONTHLY;BYDAY=${Array(733).fill('MO').join(',')}`), /BYDAY/);
  assert.match(refused(`FREQ=DAILY;BYHOUR=0,1;BYMINUTE=${many(60)};BYSECOND=${many(60)}`), /too many/);
  assert.equal(rule(`FREQ=DAILY;BYMINUTE=${many(60)};BYSECOND=${many(60)}`).bySecond.length, 60);
});
