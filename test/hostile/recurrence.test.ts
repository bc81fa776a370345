import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { event } from '../support/fasti.ts';
import { type Answer, tellsNothing, underAttack } from './target.ts';

const TEXT = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml', depth: '1' };
const PERSONAL = '/SOGo/dav/jo/Calendar/personal/';
const CALDAV = 'xmlns="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"';

/** How long anything here may take: a guard against what never ends, far above what is seen. */
const GUARD = { timeout: 60_000 };

type Range = readonly [string, string];
const HOUR: Range = ['20300101T000000Z', '20300101T010000Z'];
const DECADE: Range = ['20260101T000000Z', '20351231T000000Z'];
const ALL_TIME: Range = ['16010101T000000Z', '99981231T235959Z'];

const range = ([start, end]: Range): string => `start="${start}" end="${end}"`;
const query = (data: string, filter: string): string =>
  `<calendar-query ${CALDAV}><D:prop><D:getetag/>${data}</D:prop><filter><comp-filter name="VCALENDAR"><comp-filter name="VEVENT">${filter}</comp-filter></comp-filter></filter></calendar-query>`;
const between = (times: string): string => query('', `<time-range ${times}/>`);
const expanding = (times: string): string => query(`<calendar-data><expand ${times}/></calendar-data>`, '');
const busy = (times: string): string => `<free-busy-query ${CALDAV}><time-range ${times}/></free-busy-query>`;

/** Rules that name very much, cost very much for very little, or name nothing at all. */
const BOMBS: Readonly<Record<string, readonly string[]>> = {
  'every second': ['RRULE:FREQ=SECONDLY'],
  'every second of Mondays in January, counted': ['RRULE:FREQ=SECONDLY;BYMONTH=1;BYDAY=MO;COUNT=999999999'],
  'the 30th of February': ['RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30'],
  'the 30th of February, counted': ['RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5'],
  'every thirty years, in seconds': ['RRULE:FREQ=SECONDLY;INTERVAL=999999999'],
  'each day of each month of each year': [
    `RRULE:FREQ=YEARLY;BYMONTH=${list(1, 12)};BYMONTHDAY=${list(1, 31)};BYHOUR=${list(0, 23)};BYMINUTE=${list(0, 59)}`,
  ],
  'the last of very many': [`RRULE:FREQ=YEARLY;BYYEARDAY=${list(1, 366)};BYHOUR=${list(0, 23)};BYSETPOS=-366`],
  'a leap day on week 53': ['RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYWEEKNO=53;BYDAY=MO'],
  'everything is an exception': ['RRULE:FREQ=SECONDLY', 'EXRULE:FREQ=SECONDLY'],
  'five rules at once': Array<string>(5).fill('RRULE:FREQ=MINUTELY;BYSECOND=0,1,2,3,4,5,6,7,8,9'),
  'an end before the beginning': ['RRULE:FREQ=DAILY;UNTIL=16010101T000000Z'],
  'each lasts ten years': ['DTSTART:20260101T000000Z', 'DURATION:P520W', 'RRULE:FREQ=SECONDLY'],
  'from the first day on': ['DTSTART:16010101T000000Z', 'RRULE:FREQ=SECONDLY;BYHOUR=23;BYMINUTE=59;BYSECOND=59'],
  'an alarm without end': [
    'RRULE:FREQ=HOURLY',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:x',
    'TRIGGER:-PT1M',
    'REPEAT:999999999',
    'DURATION:PT1S',
    'END:VALARM',
  ],
};

function list(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at).join(',');
}

describe('recurrence that means harm', () => {
  const attack = underAttack();

  /** One request, which must end with one of these statuses and tell nothing; the server must be well after it. */
  const answered = async (statuses: readonly number[], ...request: Parameters<typeof attack.target.ask>) => {
    const answer: Answer = await attack.target.ask(...request);
    const seen = `${request[0]} ${request[3]?.toString().slice(0, 300)}: ${answer.status} ${answer.text.slice(0, 300)}`;
    assert.ok(statuses.includes(answer.status), seen);
    tellsNothing(answer.text);
    return answer;
  };
  const report = (statuses: readonly number[], body: string) => answered(statuses, 'REPORT', PERSONAL, XML, body);

  test('bombs are stored or refused, and every report on them ends', GUARD, async () => {
    for (const [at, [what, lines]] of Object.entries(BOMBS).entries()) {
      const { status } = await answered([201, 403], 'PUT', `${PERSONAL}${at}.ics`, TEXT, event(`bomb${at}`, ...lines));
      assert.equal(status, 201, what);
    }
    for (const times of [HOUR, DECADE, ALL_TIME].map(range)) {
      await report([207], between(times));
      await report([207], expanding(times));
      await report([200, 507], busy(times));
    }
    const alarms = `<comp-filter name="VALARM"><time-range ${range(HOUR)}/></comp-filter>`;
    await report([207], query('', alarms));
    await attack.target.isWell();
  });

  test('who is busy all the time is told so, or that it was too much', GUARD, async () => {
    const { text } = await report([200, 507], busy(range(HOUR)));
    assert.match(text, /^FREEBUSY.*:20300101T0000|number-of-matches-within-limits/m);
    const long = await report([507], busy(range(ALL_TIME)));
    assert.match(long.text, /number-of-matches-within-limits/);
  });

  test('a count beyond all counts is more than max-instances', async () => {
    for (const count of ['1000000000', '99999999999999999999', '9'.repeat(100_000)]) {
      const text = event('count', `RRULE:FREQ=DAILY;COUNT=${count}`);
      const answer = await answered([403], 'PUT', `${PERSONAL}count.ics`, TEXT, text);
      assert.match(answer.text, /<C:max-instances\/><D:responsedescription>Line 9/);
    }
  });

  test('a count, an interval or a list that is none: valid-calendar-data', async () => {
    const rules = ['COUNT=0', 'COUNT=-1', 'COUNT=1e9', 'COUNT=', 'INTERVAL=1000000000', 'INTERVAL=-1', 'BYSETPOS=0'];
    for (const rule of [...rules, `BYHOUR=${list(0, 23)};BYMINUTE=${list(0, 59)};BYSECOND=${list(0, 59)}`]) {
      const text = event('count', `RRULE:FREQ=DAILY;${rule}`);
      const answer = await answered([403], 'PUT', `${PERSONAL}count.ics`, TEXT, text);
      assert.match(answer.text, /<C:valid-calendar-data\/><D:responsedescription>Line 9/, rule);
    }
  });

  describe('absurd time ranges', () => {
    const odd: readonly (readonly [what: string, times: string, query: number, closed: number])[] = [
      ['no ends', '', 207, 400],
      ['backwards', range(['20300101T010000Z', '20300101T000000Z']), 403, 400],
      ['nothing long', range(['20300101T000000Z', '20300101T000000Z']), 403, 400],
      ['before time', range(['00000101T000000Z', '20300101T000000Z']), 403, 403],
      ['after time', range(['20300101T000000Z', '99991231T235959Z']), 403, 403],
      ['no such day', range(['20300230T000000Z', '20300301T000000Z']), 403, 400],
      ['without a zone', range(['20300101T000000', '20300102T000000']), 403, 400],
      ['days', range(['20300101', '20300102']), 403, 400],
      ['words', range(['now', 'later']), 403, 400],
      ['five digits', range(['120300101T000000Z', '120300102T000000Z']), 403, 400],
      ['very long', `start="${'2'.repeat(100_000)}"`, 403, 400],
    ];
    for (const [what, times, inQuery, closed] of odd)
      test(what, GUARD, async () => {
        await report([inQuery], between(times));
        await report([closed], expanding(times));
        await report([closed], busy(times));
      });
  });
});
