import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetOf } from '../../../src/domain/ical/budget.ts';
import { compileTiming } from '../../../src/domain/ical/compile-timing.ts';
import type { Component } from '../../../src/domain/ical/component.ts';
import { formatUtc, parseDateTime, secondsOf } from '../../../src/domain/ical/date-time.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { recurrenceSet } from '../../../src/domain/ical/recurrence-set.ts';
import type { TimeRange } from '../../../src/domain/ical/time-range.ts';
import { instancesOf, overlaps, type Timing } from '../../../src/domain/ical/timing.ts';
import { UTC, type Zone, zoneByName } from '../../../src/domain/ical/zone.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { component, vcalendar } from './support/lines.ts';

const berlin = zoneByName('Europe/Berlin')!;

function calendar(...lines: string[]): { calendar: Component; text: string } {
  const text = vcalendar(...lines);
  const parsed = parseCalendar(text);
  assert.ok(!isProblem(parsed));
  return { calendar: parsed[0]!, text };
}

/** A timing that has been through a row. */
const timing = (...lines: string[]): Timing => JSON.parse(JSON.stringify(compileTiming(calendar(...lines)))) as Timing;

const event = (...lines: string[]) => component('VEVENT', 'UID:e', ...lines);

const instant = (text: string): number => secondsOf(parseDateTime(text)!);

/** `20240101T000000Z/20240201T000000Z`; either end may be absent. */
function range(text: string): TimeRange {
  const [from, to] = text.split('/') as [string, string];
  return {
    from: from === '' ? Number.NEGATIVE_INFINITY : instant(from),
    to: to === '' ? Number.POSITIVE_INFINITY : instant(to),
  };
}

const ALWAYS = '19000101T000000Z/21000101T000000Z';

/** The instances as `start/end` in UTC. */
function listed(of: Timing, within = ALWAYS, floating: Zone = UTC): string[] {
  return instancesOf(of, range(within), floating).instances.map(
    ({ start, end }) => `${formatUtc(start)}/${formatUtc(end)}`,
  );
}

const starts = (of: Timing, within = ALWAYS, floating: Zone = UTC) =>
  listed(of, within, floating).map((each) => each.slice(0, 16));

/** RFC 4791 §9.9, cell by cell: what the component has, the range, and whether it overlaps. 12:00 is the time in question. */
const NOON = '20240110T120000Z';
const ONE = '20240110T130000Z';
const TABLE: readonly (readonly [what: string, lines: string[], cells: readonly (readonly [string, boolean])[]])[] = [
  [
    'VEVENT with DTEND',
    event(`DTSTART:${NOON}`, `DTEND:${ONE}`),
    [
      [`20240110T110000Z/${NOON}`, false],
      [`20240110T110000Z/20240110T120001Z`, true],
      [`20240110T125959Z/20240110T140000Z`, true],
      [`${ONE}/20240110T140000Z`, false],
      [`20240110T125959Z/`, true],
      [`${ONE}/`, false],
      [`/${NOON}`, false],
      [`/20240110T120001Z`, true],
    ],
  ],
  [
    'VEVENT with DTEND at DTSTART',
    event(`DTSTART:${NOON}`, `DTEND:${NOON}`),
    [
      [`${NOON}/${ONE}`, false],
      [`20240110T110000Z/${ONE}`, true],
    ],
  ],
  [
    'VEVENT with DURATION',
    event(`DTSTART:${NOON}`, 'DURATION:PT1H'),
    [
      [`20240110T125959Z/20240110T140000Z`, true],
      [`${ONE}/20240110T140000Z`, false],
    ],
  ],
  [
    'VEVENT with DURATION 0',
    event(`DTSTART:${NOON}`, 'DURATION:PT0S'),
    [
      [`${NOON}/${ONE}`, true],
      [`20240110T110000Z/${NOON}`, false],
    ],
  ],
  [
    'VEVENT at a moment',
    event(`DTSTART:${NOON}`),
    [
      [`${NOON}/${ONE}`, true],
      [`20240110T110000Z/${NOON}`, false],
      [`20240110T120001Z/${ONE}`, false],
    ],
  ],
  [
    'VEVENT on a day',
    event('DTSTART;VALUE=DATE:20240110'),
    [
      ['20240110T235959Z/20240111T000000Z', true],
      ['20240111T000000Z/20240112T000000Z', false],
      ['20240109T000000Z/20240110T000000Z', false],
    ],
  ],
  [
    'VTODO with DTSTART and DURATION',
    component('VTODO', 'UID:t', `DTSTART:${NOON}`, 'DURATION:PT1H'),
    [
      [`${ONE}/20240110T140000Z`, true],
      [`20240110T130001Z/20240110T140000Z`, false],
      [`20240110T110000Z/${NOON}`, false],
      [`20240110T110000Z/20240110T120001Z`, true],
    ],
  ],
  [
    'VTODO with DTSTART and DURATION 0',
    component('VTODO', 'UID:t', `DTSTART:${NOON}`, 'DURATION:PT0S'),
    [[`20240110T110000Z/${NOON}`, true]],
  ],
  [
    'VTODO with DTSTART and DUE',
    component('VTODO', 'UID:t', `DTSTART:${NOON}`, `DUE:${ONE}`),
    [
      [`${ONE}/20240110T140000Z`, false],
      [`20240110T125959Z/20240110T140000Z`, true],
      [`20240110T110000Z/${NOON}`, false],
    ],
  ],
  [
    'VTODO with DUE at DTSTART',
    component('VTODO', 'UID:t', `DTSTART:${NOON}`, `DUE:${NOON}`),
    [
      [`${NOON}/${ONE}`, true],
      [`20240110T110000Z/${NOON}`, true],
    ],
  ],
  [
    'VTODO with DTSTART',
    component('VTODO', 'UID:t', `DTSTART:${NOON}`),
    [
      [`${NOON}/${ONE}`, true],
      [`20240110T110000Z/${NOON}`, false],
    ],
  ],
  [
    'VTODO with DUE',
    component('VTODO', 'UID:t', `DUE:${NOON}`),
    [
      [`20240110T110000Z/${NOON}`, true],
      [`${NOON}/${ONE}`, false],
    ],
  ],
  [
    'VTODO with COMPLETED and CREATED',
    component('VTODO', 'UID:t', `COMPLETED:${ONE}`, `CREATED:${NOON}`),
    [
      [`${ONE}/20240110T140000Z`, true],
      [`20240110T130001Z/20240110T140000Z`, false],
      [`20240110T110000Z/${NOON}`, true],
      ['20240110T110000Z/20240110T115959Z', false],
      ['20240110T122000Z/20240110T123000Z', true],
    ],
  ],
  [
    'VTODO with COMPLETED',
    component('VTODO', 'UID:t', `COMPLETED:${NOON}`),
    [
      [`${NOON}/${ONE}`, true],
      [`20240110T110000Z/${NOON}`, true],
      [`20240110T120001Z/${ONE}`, false],
    ],
  ],
  [
    'VTODO with CREATED',
    component('VTODO', 'UID:t', `CREATED:${NOON}`),
    [
      ['20300101T000000Z/20310101T000000Z', true],
      [`20240110T110000Z/${NOON}`, false],
    ],
  ],
  ['VTODO without times', component('VTODO', 'UID:t'), [['20300101T000000Z/20310101T000000Z', true]]],
  [
    'VJOURNAL at a moment',
    component('VJOURNAL', 'UID:j', `DTSTART:${NOON}`),
    [
      [`${NOON}/${ONE}`, true],
      [`20240110T110000Z/${NOON}`, false],
    ],
  ],
  [
    'VJOURNAL on a day',
    component('VJOURNAL', 'UID:j', 'DTSTART;VALUE=DATE:20240110'),
    [
      ['20240110T235959Z/20240111T000000Z', true],
      ['20240111T000000Z/20240112T000000Z', false],
    ],
  ],
  ['VJOURNAL without DTSTART', component('VJOURNAL', 'UID:j'), [['20000101T000000Z/20310101T000000Z', false]]],
  [
    'VFREEBUSY with DTSTART and DTEND',
    component('VFREEBUSY', 'UID:f', `DTSTART:${NOON}`, `DTEND:${ONE}`),
    [
      [`${ONE}/20240110T140000Z`, true],
      ['20240110T130001Z/20240110T140000Z', false],
      [`20240110T110000Z/${NOON}`, false],
    ],
  ],
  [
    'VFREEBUSY with FREEBUSY',
    component('VFREEBUSY', 'UID:f', `FREEBUSY;FBTYPE=FREE:${NOON}/PT1H,20240112T000000Z/20240112T010000Z`),
    [
      [`${ONE}/20240110T140000Z`, false],
      [`20240110T125959Z/20240110T140000Z`, true],
      ['20240112T003000Z/20240112T003100Z', true],
    ],
  ],
  ['VFREEBUSY with neither', component('VFREEBUSY', 'UID:f'), [['20000101T000000Z/20310101T000000Z', false]]],
];

for (const [what, lines, cells] of TABLE) {
  test(`RFC 4791 §9.9: ${what}`, () => {
    for (const [within, expected] of cells)
      assert.equal(overlaps(timing(...lines), range(within), UTC), expected, within);
  });
}

test('days and floating times are the reader’s', () => {
  const day = timing(...event('DTSTART;VALUE=DATE:20240701', 'DTEND;VALUE=DATE:20240703'));
  assert.deepEqual(listed(day, ALWAYS, berlin), ['20240630T220000Z/20240702T220000Z']);
  assert.deepEqual(listed(timing(...event('DTSTART:20240701T090000', 'DURATION:PT1H')), ALWAYS, berlin), [
    '20240701T070000Z/20240701T080000Z',
  ]);
});

test('a day that ends on itself, or has a time as its end, is that day', () => {
  assert.deepEqual(listed(timing(...event('DTSTART;VALUE=DATE:20240701', 'DTEND;VALUE=DATE:20240701'))), [
    '20240701T000000Z/20240702T000000Z',
  ]);
  assert.deepEqual(listed(timing(...event('DTSTART;VALUE=DATE:20240701', 'DTEND:20240701T100000Z'))), [
    '20240701T000000Z/20240702T000000Z',
  ]);
});

const zoned = (time: string) => `DTSTART;TZID=Europe/Berlin:${time}`;

test('a series keeps its wall clock over both changes of the clocks', () =>
  assert.deepEqual(listed(timing(...event(zoned('20240330T020000'), 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3'))), [
    '20240330T010000Z/20240330T020000Z',
    '20240331T010000Z/20240331T020000Z',
    '20240401T000000Z/20240401T010000Z',
  ]));

test('RFC 5545 §3.3.5: a time in the gap takes the offset before it, a time in the fold is the first', () => {
  assert.deepEqual(starts(timing(...event(zoned('20240331T023000')))), ['20240331T013000Z']);
  assert.deepEqual(starts(timing(...event(zoned('20241027T023000')))), ['20241027T003000Z']);
});

test('an end makes a length exact, a DURATION of days nominal', () => {
  const exact = event(zoned('20240330T120000'), 'DTEND;TZID=Europe/Berlin:20240331T120000', 'RRULE:FREQ=DAILY;COUNT=2');
  assert.deepEqual(listed(timing(...exact)), [
    '20240330T110000Z/20240331T100000Z',
    '20240331T100000Z/20240401T090000Z',
  ]);
  const nominal = event(zoned('20240330T120000'), 'DURATION:P1DT1H', 'RRULE:FREQ=DAILY;COUNT=2');
  assert.deepEqual(listed(timing(...nominal)), [
    '20240330T110000Z/20240331T110000Z',
    '20240331T100000Z/20240401T110000Z',
  ]);
});

test('an event may end in another zone than it starts in', () =>
  assert.deepEqual(listed(timing(...event(zoned('20240701T120000'), 'DTEND;TZID=America/New_York:20240701T150000'))), [
    '20240701T100000Z/20240701T190000Z',
  ]));

test('UNTIL: in UTC, as a day, as a time on the clock of DTSTART', () => {
  for (const until of ['20240703T070000Z', '20240703', '20240703T090000']) {
    assert.equal(
      starts(timing(...event(zoned('20240701T090000'), `RRULE:FREQ=DAILY;UNTIL=${until}`))).length,
      3,
      until,
    );
  }
  assert.equal(
    starts(timing(...event('DTSTART;VALUE=DATE:20240701', 'RRULE:FREQ=DAILY;UNTIL=20240703T220000Z'))).length,
    3,
  );
});

test('EXDATE names an occurrence in its zone, in another, in UTC, or by its day', () => {
  const days = (exdate: string) =>
    starts(timing(...event(zoned('20240701T090000'), 'RRULE:FREQ=DAILY;COUNT=3', exdate)));
  const expected = ['20240701T070000Z', '20240703T070000Z'];
  assert.deepEqual(days('EXDATE;TZID=Europe/Berlin:20240702T090000'), expected);
  assert.deepEqual(days('EXDATE;TZID=America/New_York:20240702T030000'), expected);
  assert.deepEqual(days('EXDATE:20240702T070000Z'), expected);
  assert.deepEqual(days('EXDATE;VALUE=DATE:20240702'), expected);
  assert.deepEqual(days('EXDATE:20240702T071500Z'), ['20240701T070000Z', '20240702T070000Z', '20240703T070000Z']);
});

test('EXDATE in UTC names the occurrence that a gap has moved', () =>
  assert.deepEqual(
    starts(timing(...event(zoned('20240330T023000'), 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20240331T013000Z'))),
    ['20240330T013000Z', '20240401T003000Z'],
  ));

test('a day series is excluded by midnight in UTC of somebody’s zone', () =>
  assert.deepEqual(
    starts(timing(...event('DTSTART;VALUE=DATE:20240701', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20240701T220000Z'))),
    ['20240701T000000Z', '20240703T000000Z'],
  ));

test('DTSTART can be excluded', () =>
  assert.deepEqual(starts(timing(...event(`DTSTART:${NOON}`, 'RRULE:FREQ=DAILY;COUNT=2', `EXDATE:${NOON}`))), [
    '20240111T120000Z',
  ]));

test('RDATE adds times, days and periods with a length of their own; what the rule names too is one instance', () =>
  assert.deepEqual(
    listed(
      timing(
        ...event(
          `DTSTART:${NOON}`,
          'DURATION:PT1H',
          'RRULE:FREQ=DAILY;COUNT=2',
          'RDATE:20240111T120000Z,20240120T120000Z',
          'RDATE;VALUE=PERIOD:20240121T000000Z/PT3H,20240122T000000Z/20240122T010000Z',
          'RDATE;VALUE=DATE:20240130',
        ),
      ),
    ),
    [
      '20240110T120000Z/20240110T130000Z',
      '20240111T120000Z/20240111T130000Z',
      '20240120T120000Z/20240120T130000Z',
      '20240121T000000Z/20240121T030000Z',
      '20240122T000000Z/20240122T010000Z',
      '20240130T120000Z/20240130T130000Z',
    ],
  ));

test('several RRULEs add up, EXRULE takes away', () => {
  const two = event(`DTSTART:${NOON}`, 'RRULE:FREQ=DAILY;COUNT=3', 'RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3');
  assert.deepEqual(starts(timing(...two)), [
    '20240110T120000Z',
    '20240111T120000Z',
    '20240112T120000Z',
    '20240114T120000Z',
  ]);
  const less = event(`DTSTART:${NOON}`, 'RRULE:FREQ=DAILY;COUNT=4', 'EXRULE:FREQ=DAILY;INTERVAL=2');
  assert.deepEqual(starts(timing(...less)), ['20240111T120000Z', '20240113T120000Z']);
});

const daily = event(
  zoned('20240701T090000'),
  'DURATION:PT1H',
  'RRULE:FREQ=DAILY;COUNT=5',
  'EXDATE;TZID=Europe/Berlin:20240703T090000',
);

test('an override takes the place of its occurrence, even of one that is excluded or far away', () => {
  const moved = timing(
    ...daily,
    ...event('RECURRENCE-ID:20240702T070000Z', 'DTSTART:20250101T000000Z', 'DURATION:PT2H'),
    ...event('RECURRENCE-ID;TZID=Europe/Berlin:20240703T090000', 'DTSTART:20240703T200000Z'),
  );
  assert.deepEqual(listed(moved), [
    '20240701T070000Z/20240701T080000Z',
    '20240703T200000Z/20240703T200000Z',
    '20240704T070000Z/20240704T080000Z',
    '20240705T070000Z/20240705T080000Z',
    '20250101T000000Z/20250101T020000Z',
  ]);
});

test('an override may have its own status, and be cancelled', () => {
  const of = timing(
    ...daily,
    ...event('RECURRENCE-ID:20240702T070000Z', 'DTSTART:20240702T070000Z', 'DURATION:PT1H', 'STATUS:CANCELLED'),
    ...event('RECURRENCE-ID:20240704T070000Z', 'DTSTART:20240704T070000Z', 'DURATION:PT1H', 'STATUS:TENTATIVE'),
  );
  assert.deepEqual(
    instancesOf(of, range(ALWAYS), UTC).instances.map(({ part }) => part.busy),
    ['BUSY', 'FREE', 'BUSY-TENTATIVE', 'BUSY'],
  );
});

test('RFC 5545 §3.8.4.4: THISANDFUTURE moves what follows by the same time, with its length and its words', () => {
  const object = calendar(
    ...daily,
    ...event(
      'SUMMARY:later',
      'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20240702T090000',
      zoned('20240702T110000'),
      'DURATION:PT3H',
    ),
    ...event('RECURRENCE-ID;TZID=Europe/Berlin:20240704T090000', zoned('20240704T080000')),
  );
  const { instances } = recurrenceSet(object, range(ALWAYS), UTC);
  assert.deepEqual(
    instances.map(
      ({ start, end, component }) =>
        `${formatUtc(start)}/${formatUtc(end)} ${object.calendar.components.indexOf(component)}`,
    ),
    [
      '20240701T070000Z/20240701T080000Z 0',
      '20240702T090000Z/20240702T120000Z 1',
      '20240704T060000Z/20240704T060000Z 2',
      '20240705T090000Z/20240705T120000Z 1',
    ],
  );
});

test('a later THISANDFUTURE counts from the original times, not from the earlier one', () => {
  const of = timing(
    ...daily,
    ...event('RECURRENCE-ID;RANGE=THISANDFUTURE:20240702T070000Z', 'DTSTART:20240702T100000Z'),
    ...event('RECURRENCE-ID;RANGE=THISANDFUTURE:20240704T070000Z', 'DTSTART:20240704T060000Z'),
  );
  assert.deepEqual(starts(of), ['20240701T070000Z', '20240702T100000Z', '20240704T060000Z', '20240705T060000Z']);
});

test('occurrences that THISANDFUTURE moves far are found where they went', () => {
  const weekly = event(`DTSTART:${NOON}`, 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY');
  const of = timing(
    ...weekly,
    ...event('RECURRENCE-ID;RANGE=THISANDFUTURE:20240117T120000Z', 'DTSTART:20240120T120000Z', 'DURATION:PT1H'),
  );
  assert.deepEqual(starts(of, '20240127T000000Z/20240128T000000Z'), ['20240127T120000Z']);
  assert.deepEqual(starts(of, '20240131T000000Z/20240201T000000Z'), []);
  const back = timing(
    ...weekly,
    ...event('RECURRENCE-ID;RANGE=THISANDFUTURE:20240117T120000Z', 'DTSTART:20240113T120000Z', 'DURATION:PT1H'),
  );
  assert.deepEqual(starts(back, '20240127T000000Z/20240128T000000Z'), ['20240127T120000Z']);
});

test('RANGE=THISANDPRIOR changes one occurrence only', () =>
  assert.deepEqual(
    starts(timing(...daily, ...event('RECURRENCE-ID;RANGE=THISANDPRIOR:20240702T070000Z', 'DTSTART:20240702T100000Z'))),
    ['20240701T070000Z', '20240702T100000Z', '20240704T070000Z', '20240705T070000Z'],
  ));

test('someone invited to one occurrence has an override without a master', () => {
  const of = timing(...event(`RECURRENCE-ID:${NOON}`, `DTSTART:${ONE}`, 'DURATION:PT1H'));
  assert.deepEqual(listed(of), ['20240110T130000Z/20240110T140000Z']);
});

test('a to-do without DTSTART recurs by its DUE', () =>
  assert.deepEqual(starts(timing(...component('VTODO', 'UID:t', `DUE:${NOON}`, 'RRULE:FREQ=WEEKLY;COUNT=2'))), [
    NOON,
    '20240117T120000Z',
  ]));

/** A zone of a client's own: half an hour of summer time from May to September, as of 2000. */
const OWN = component(
  'VTIMEZONE',
  'TZID:Office',
  ...component(
    'STANDARD',
    'DTSTART:20000901T030000',
    'TZOFFSETFROM:+0130',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1',
  ),
  ...component(
    'DAYLIGHT',
    'DTSTART:20000501T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0130',
    'RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1',
  ),
);

test('RFC 5545 §3.6.5: a client’s own zone is honoured, across the gap and the fold', () => {
  const inOffice = (time: string) => timing(...OWN, ...event(`DTSTART;TZID=Office:${time}`));
  assert.deepEqual(starts(inOffice('20240110T120000')), ['20240110T110000Z']);
  assert.deepEqual(starts(inOffice('20240710T120000')), ['20240710T103000Z']);
  assert.deepEqual(starts(inOffice('20240501T021500')), ['20240501T011500Z']);
  assert.deepEqual(starts(inOffice('20240901T024500')), ['20240901T011500Z']);
  assert.deepEqual(starts(inOffice('19900710T120000')), ['19900710T110000Z']);
  assert.deepEqual(
    starts(timing(...OWN, ...event('DTSTART;TZID=Office:20240430T120000', 'RRULE:FREQ=DAILY;COUNT=2'))),
    ['20240430T110000Z', '20240501T103000Z'],
  );
});

test('RFC 5545 §3.6.5: onsets by RDATE, and the end of a rule in UTC', () => {
  const zone = component(
    'VTIMEZONE',
    'TZID:Old',
    ...component(
      'STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0000',
      'TZOFFSETTO:+0000',
      'RDATE:20240901T030000',
    ),
    ...component(
      'DAYLIGHT',
      'DTSTART:20100501T020000',
      'TZOFFSETFROM:+0000',
      'TZOFFSETTO:+0100',
      'RRULE:FREQ=YEARLY;UNTIL=20120501T020000Z',
      'RDATE:20240501T020000',
    ),
  );
  const at = (time: string) => starts(timing(...zone, ...event(`DTSTART;TZID=Old:${time}`)))[0];
  assert.equal(at('20240601T120000'), '20240601T110000Z');
  assert.equal(at('20241001T120000'), '20241001T120000Z');
});

test('the platform’s rules go before a VTIMEZONE of the same name, an unknown zone is floating', () => {
  const wrong = component(
    'VTIMEZONE',
    'TZID:Europe/Berlin',
    ...component('STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0500', 'TZOFFSETTO:+0500'),
  );
  assert.deepEqual(starts(timing(...wrong, ...event(zoned('20240701T090000')))), ['20240701T070000Z']);
  assert.deepEqual(starts(timing(...event('DTSTART;TZID=Nowhere:20240701T090000')), ALWAYS, berlin), [
    '20240701T070000Z',
  ]);
});

test('one month of an endless series costs that month', () => {
  const of = timing(...event(zoned('19900101T090000'), 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR'));
  const budget = budgetOf();
  const before = budget.left;
  assert.equal(instancesOf(of, range('20240101T000000Z/20240201T000000Z'), UTC, budget).instances.length, 14);
  assert.ok(before - budget.left < 30, String(before - budget.left));
});

test('a bomb of a series ends by its budget, is listed, and says that it is cut', () => {
  const bomb = timing(...event(`DTSTART:${NOON}`, 'RRULE:FREQ=SECONDLY', 'EXRULE:FREQ=SECONDLY'));
  const budget = budgetOf();
  assert.equal(overlaps(bomb, range('20240101T000000Z/20250101T000000Z'), UTC, budget), true);
  assert.ok(budget.left > -5000 && budget.left < 0);
  const many = instancesOf(timing(...event(`DTSTART:${NOON}`, 'RRULE:FREQ=SECONDLY')), range(ALWAYS), UTC);
  assert.equal(many.isComplete, false);
});
