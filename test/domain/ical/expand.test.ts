import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmOverlaps } from '../../../src/domain/ical/alarms.ts';
import { budgetOf } from '../../../src/domain/ical/budget.ts';
import { compileTiming } from '../../../src/domain/ical/compile-timing.ts';
import type { Component } from '../../../src/domain/ical/component.ts';
import { parseDateTime, secondsOf } from '../../../src/domain/ical/date-time.ts';
import { expand } from '../../../src/domain/ical/expand.ts';
import { busyPeriods, mergeBusy, writeFreeBusy } from '../../../src/domain/ical/free-busy.ts';
import { limitFreeBusySet, limitRecurrenceSet } from '../../../src/domain/ical/limit-recurrence-set.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import type { TimeRange } from '../../../src/domain/ical/time-range.ts';
import { isSeries } from '../../../src/domain/ical/timing.ts';
import { type Span, spanOf } from '../../../src/domain/ical/timing-span.ts';
import { UTC, zoneByName } from '../../../src/domain/ical/zone.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { component, crlf, vcalendar } from './support/lines.ts';
import { berlin } from './support/samples.ts';

const zone = zoneByName('Europe/Berlin')!;

function calendar(...lines: string[]): { calendar: Component; text: string } {
  const text = vcalendar(...lines);
  const parsed = parseCalendar(text);
  assert.ok(!isProblem(parsed));
  return { calendar: parsed[0]!, text };
}

const event = (...lines: string[]) => component('VEVENT', 'UID:e', ...lines);
const instant = (text: string): number => secondsOf(parseDateTime(text)!);
const range = (from: string, to: string): TimeRange => ({ from: instant(from), to: instant(to) });
const july = range('20240701T000000Z', '20240801T000000Z');

test('RFC 4791 §9.6.5: instances in UTC, each but the first with its RECURRENCE-ID, without rules and zones', () => {
  const object = calendar(
    ...berlin(),
    ...event(
      'SUMMARY:Daily',
      'DTSTART;TZID=Europe/Berlin:20240701T090000',
      'DTEND;TZID=Europe/Berlin:20240701T100000',
      'RRULE:FREQ=DAILY;COUNT=3',
      'EXDATE;TZID=Europe/Berlin:20240702T090000',
      'X-WHEN;TZID=Europe/Berlin:20240701T080000',
      ...component('VALARM', 'TRIGGER:-PT5M'),
    ),
    ...event(
      'SUMMARY:Moved',
      'RECURRENCE-ID;TZID=Europe/Berlin:20240703T090000',
      'DTSTART;TZID=Europe/Berlin:20240703T120000',
      'DURATION:PT2H',
    ),
  );
  assert.equal(
    expand(object, july, UTC),
    vcalendar(
      ...component(
        'VEVENT',
        'DTSTART:20240701T070000Z',
        'DTEND:20240701T080000Z',
        'UID:e',
        'SUMMARY:Daily',
        'X-WHEN:20240701T060000Z',
        ...component('VALARM', 'TRIGGER:-PT5M'),
      ),
      ...component(
        'VEVENT',
        'DTSTART:20240703T100000Z',
        'DURATION:PT2H',
        'RECURRENCE-ID:20240703T070000Z',
        'UID:e',
        'SUMMARY:Moved',
      ),
    ),
  );
});

test('RFC 4791 §9.6.5: days stay days and floating times floating, whatever the reader’s zone', () => {
  const days = calendar(
    ...event('DTSTART;VALUE=DATE:20240701', 'DTEND;VALUE=DATE:20240702', 'RRULE:FREQ=WEEKLY;COUNT=2'),
  );
  assert.equal(
    expand(days, july, zone),
    vcalendar(
      ...component('VEVENT', 'DTSTART;VALUE=DATE:20240701', 'DTEND;VALUE=DATE:20240702', 'UID:e'),
      ...component(
        'VEVENT',
        'DTSTART;VALUE=DATE:20240708',
        'DTEND;VALUE=DATE:20240709',
        'RECURRENCE-ID;VALUE=DATE:20240708',
        'UID:e',
      ),
    ),
  );
  const floating = calendar(...event('DTSTART:20240701T090000', 'DURATION:P1DT1H', 'RRULE:FREQ=WEEKLY;COUNT=2'));
  assert.equal(
    expand(floating, range('20240705T000000Z', '20240801T000000Z'), zone),
    vcalendar(
      ...component('VEVENT', 'DTSTART:20240708T090000', 'DURATION:P1DT1H', 'RECURRENCE-ID:20240708T090000', 'UID:e'),
    ),
  );
});

test('RFC 4791 §9.6.5: only instances in the range, and at most so many', () => {
  const object = calendar(...event('DTSTART:20240101T090000Z', 'RRULE:FREQ=DAILY'));
  const text = expand(object, range('20240710T000000Z', '20240712T000000Z'), UTC);
  assert.equal(text?.match(/BEGIN:VEVENT/g)?.length, 2);
  assert.equal(expand(calendar(...event('DTSTART:20240101T090000Z', 'RRULE:FREQ=SECONDLY')), july, UTC), undefined);
});

const override = (id: string, start: string, ...more: string[]) =>
  event(`RECURRENCE-ID${id}`, `DTSTART:${start}`, 'DURATION:PT1H', ...more);
const master = event('DTSTART:20240601T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY');

test('RFC 4791 §9.6.6: overrides stay that are in the range or were; every other line is as it was', () => {
  const intoJuly = override(
    ':20240610T090000Z',
    '20240715T090000Z',
    'DESCRIPTION:a long line that some client',
    ' folded in its own place',
  );
  const outOfJuly = override(':20240710T090000Z', '20240915T090000Z');
  const elsewhere = override(':20240610T090000Z', '20240611T090000Z');
  const object = calendar(...master, ...intoJuly, ...elsewhere, ...outOfJuly);
  assert.equal(limitRecurrenceSet(object, july, UTC), vcalendar(...master, ...intoJuly, ...outOfJuly));
});

test('RFC 4791 §9.6.6: THISANDFUTURE stays where what it governs is in the range or was', () => {
  const from = override(';RANGE=THISANDFUTURE:20240610T090000Z', '20240610T100000Z');
  const until = override(';RANGE=THISANDFUTURE:20240620T090000Z', '20240620T110000Z');
  const later = override(';RANGE=THISANDFUTURE:20240820T090000Z', '20240820T110000Z');
  assert.equal(
    limitRecurrenceSet(calendar(...master, ...from, ...until, ...later), july, UTC),
    vcalendar(...master, ...until),
  );
});

test('RFC 4791 §9.6.7: periods outside the range are left out, other lines are as they were', () => {
  const object = calendar(
    ...component(
      'VFREEBUSY',
      'UID:f',
      'freebusy:20240701T000000Z/PT1H',
      'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20240630T000000Z/PT1H,20240702T000000Z/PT1H',
      'FREEBUSY:20240801T000000Z/PT1H',
    ),
  );
  assert.equal(
    limitFreeBusySet(object, july),
    vcalendar(
      ...component(
        'VFREEBUSY',
        'UID:f',
        'freebusy:20240701T000000Z/PT1H',
        'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20240702T000000Z/PT1H',
      ),
    ),
  );
});

const alarmed = (alarm: string[], ...lines: string[]) =>
  calendar(...event(...lines, ...component('VALARM', 'ACTION:DISPLAY', ...alarm)));
const ringsAt = (time: string, object: { calendar: Component }) =>
  alarmOverlaps(object, { from: instant(time), to: instant(time) + 1 }, zone);

test('RFC 4791 §9.9, VALARM: relative to start, to end, absolute, repeated', () => {
  const times = ['DTSTART:20240710T120000Z', 'DTEND:20240710T130000Z'];
  assert.ok(ringsAt('20240710T114500Z', alarmed(['TRIGGER:-PT15M'], ...times)));
  assert.ok(!ringsAt('20240710T114501Z', alarmed(['TRIGGER:-PT15M'], ...times)));
  assert.ok(ringsAt('20240710T130500Z', alarmed(['TRIGGER;RELATED=END:PT5M'], ...times)));
  assert.ok(ringsAt('20240101T000000Z', alarmed(['TRIGGER;VALUE=DATE-TIME:20240101T000000Z'], ...times)));
  const repeated = alarmed(['TRIGGER:-PT15M', 'REPEAT:2', 'DURATION:PT5M'], ...times);
  assert.deepEqual(
    ['20240710T114500Z', '20240710T115000Z', '20240710T115500Z', '20240710T120000Z'].map((time) =>
      ringsAt(time, repeated),
    ),
    [true, true, true, false],
  );
});

test('RFC 5545 §3.8.6.3: an alarm of a day is relative to the reader’s midnight, of a series to each instance', () => {
  assert.ok(ringsAt('20240709T150000Z', alarmed(['TRIGGER:-PT7H'], 'DTSTART;VALUE=DATE:20240710')));
  const series = alarmed(
    ['TRIGGER:-P2D'],
    'DTSTART;TZID=Europe/Berlin:20200101T120000',
    'RRULE:FREQ=DAILY',
    'EXDATE;TZID=Europe/Berlin:20240712T120000',
  );
  assert.ok(ringsAt('20240709T100000Z', series));
  assert.ok(!ringsAt('20240710T100000Z', series));
  // 12:00 on 1 April is two days of clocks, but 47 hours, after 12:00 on 30 March
  assert.ok(ringsAt('20240330T110000Z', series));
  assert.ok(!ringsAt('20190101T000000Z', series));
});

test('the span bounds all occurrences', () => {
  const span = (...lines: string[]): Span | undefined => spanOf(compileTiming(calendar(...lines)));
  const [start, end] = [instant('20240710T120000Z'), instant('20240710T130000Z')];
  assert.deepEqual(span(...event('DTSTART:20240710T120000Z', 'DTEND:20240710T130000Z')), {
    start,
    end,
    isLocal: false,
    isPlain: true,
  });
  assert.deepEqual(span(...event('DTSTART;TZID=Europe/Berlin:20240710T140000')), {
    start,
    end: start,
    isLocal: false,
    isPlain: true,
  });
  assert.deepEqual(span(...event('DTSTART:20240710T120000Z', 'RRULE:FREQ=DAILY')), {
    start,
    end: null,
    isLocal: false,
    isPlain: false,
  });
  const counted = span(...event('DTSTART:20240710T120000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=11'))!;
  assert.deepEqual([counted.start, counted.end], [start, instant('20240720T130000Z')]);
  const day = span(...event('DTSTART;VALUE=DATE:20240710'))!;
  assert.deepEqual(
    [day.start, day.end, day.isLocal, day.isPlain],
    [instant('20240710T000000Z'), instant('20240711T000000Z'), true, true],
  );
  assert.equal(span(...component('VJOURNAL', 'UID:j')), undefined);
  assert.deepEqual(span(...component('VTODO', 'UID:t')), { start: null, end: null, isLocal: false, isPlain: false });
  const moved = span(
    ...event('DTSTART:20240710T120000Z', 'RRULE:FREQ=DAILY;COUNT=3'),
    ...override(':20240711T120000Z', '20250101T000000Z'),
  )!;
  assert.ok(moved.end! >= instant('20250101T010000Z'));
});

test('an end at the start is not plain: its row of the table is not that of a moment', () => {
  const object = calendar(...event('DTSTART:20240710T120000Z', 'DTEND:20240710T120000Z'));
  assert.equal(spanOf(compileTiming(object))?.isPlain, false);
});

test('a series is one, an occurrence of one is too, a single item is not', () => {
  const is = (...lines: string[]) => isSeries(compileTiming(calendar(...lines)));
  assert.equal(is(...master), true);
  assert.equal(is(...override(':20240711T120000Z', '20250101T000000Z')), true);
  assert.equal(is(...event('DTSTART:20240710T120000Z')), false);
});

test('RFC 4791 §7.10: the example', () => {
  const objects = [
    calendar(...event('DTSTART:20060104T150000Z', 'DURATION:PT1H', 'STATUS:TENTATIVE')),
    calendar(...event('DTSTART:20060102T190000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3')),
    calendar(...event('DTSTART:20060104T200000Z', 'DURATION:PT30M')),
    calendar(...event('DTSTART:20060104T160000Z', 'DURATION:PT1H', 'TRANSP:TRANSPARENT')),
    calendar(...event('DTSTART:20060104T170000Z', 'DURATION:PT1H', 'STATUS:CANCELLED')),
    calendar(...component('VFREEBUSY', 'UID:f', 'FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20060105T210000Z/PT3H')),
    calendar(...component('VTODO', 'UID:t', 'DTSTART:20060104T180000Z', 'DURATION:PT1H')),
  ];
  const within = range('20060104T140000Z', '20060105T220000Z');
  const busy = mergeBusy(objects.flatMap((object) => [...busyPeriods(compileTiming(object), within, UTC, budgetOf())]));
  assert.equal(
    writeFreeBusy(within, busy, instant('20050125T090000Z')),
    crlf(
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Fasti//Fasti groupware//EN',
      'BEGIN:VFREEBUSY',
      'DTSTAMP:20050125T090000Z',
      'DTSTART:20060104T140000Z',
      'DTEND:20060105T220000Z',
      'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20060104T150000Z/20060104T160000Z',
      'FREEBUSY:20060104T190000Z/20060104T203000Z',
      'FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20060105T210000Z/20060105T220000Z',
      'END:VFREEBUSY',
      'END:VCALENDAR',
    ),
  );
});
