import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rowOverlaps } from '../../../src/adapters/caldav/find-objects.ts';
import { Work } from '../../../src/adapters/webdav/work.ts';
import { quickFacts } from '../../../src/domain/calendar-object/quick-facts.ts';
import { budgetOf } from '../../../src/domain/ical/budget.ts';
import { readCalendarObject } from '../../../src/domain/ical/calendar-object.ts';
import { asLocal, formatDate, formatLocal } from '../../../src/domain/ical/date-time.ts';
import { type CompFilter, matchesFilter } from '../../../src/domain/ical/filter.ts';
import { type Zone, zoneByName } from '../../../src/domain/ical/zone.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import type { TimedObjectRow } from '../../../src/projections/members/timed.ts';
import { bytes, component, runs, vcalendar } from '../../domain/ical/support/lines.ts';

/** A row as the projection writes it; what it says of times is all that matters here. */
const rowOf = (text: string): TimedObjectRow =>
  ({ ...quickFacts({ stored: bytes(text) }) }) as Partial<TimedObjectRow> as TimedObjectRow;

const start = fc.integer({ min: 1_767_225_600, max: 1_769_904_000 }).map((second) => Math.floor(second / 900) * 900);
const clock = fc.constantFrom('Z', 'floating', 'DATE', 'Europe/Berlin', 'America/New_York');
const length = fc.constantFrom<string | undefined>(undefined, 'PT0S', 'PT1H', 'PT36H', 'P1D', 'P2D', 'P40D');
const rule = fc.constantFrom<string | undefined>(undefined, 'FREQ=WEEKLY;COUNT=3', 'FREQ=DAILY', 'FREQ=YEARLY');
const type = fc.constantFrom('VEVENT', 'VTODO', 'VJOURNAL');

const timeLine = (name: string, second: number, on: string): string => {
  if (on === 'DATE') return `${name};VALUE=DATE:${formatDate(asLocal(second))}`;
  if (on === 'Z') return `${name}:${formatLocal(asLocal(second))}Z`;
  return on === 'floating'
    ? `${name}:${formatLocal(asLocal(second))}`
    : `${name};TZID=${on}:${formatLocal(asLocal(second))}`;
};

const object = fc
  .record({ type, start, clock, length, rule })
  .map(({ type: name, start: second, clock: on, length: duration, rule: recurrence }) => ({
    name,
    text: vcalendar(
      ...component(
        name,
        'UID:u',
        'DTSTAMP:20260101T000000Z',
        timeLine('DTSTART', second, on),
        ...(duration === undefined || name === 'VJOURNAL' ? [] : [`DURATION:${duration}`]),
        ...(recurrence === undefined ? [] : [`RRULE:${recurrence}`]),
      ),
    ),
  }));

const zone = fc
  .constantFrom('UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Pago_Pago')
  .map((name) => zoneByName(name) as Zone);

test('RFC 4791 §9.9: what the columns and the timing of a row say is what its text says', () => {
  const range = fc
    .tuple(start, fc.constantFrom(900, 3600, 86_400, 30 * 86_400))
    .map(([from, seconds]) => ({ from, to: from + seconds }));
  fc.assert(
    fc.property(object, range, zone, ({ name, text }, { from, to }, floating) => {
      const read = readCalendarObject(text);
      assert.ok(!isRefusal(read));
      const inner: CompFilter = { name, is: 'defined', test: 'allof', range: { from, to }, props: [], comps: [] };
      const filter: CompFilter = { ...inner, name: 'VCALENDAR', range: undefined, comps: [inner] };
      assert.equal(
        rowOverlaps(rowOf(text), { from, to }, floating, new Work()),
        matchesFilter(read, filter, floating, budgetOf()),
      );
    }),
    runs(1500),
  );
});

test('a row without a readable text may be any time', () => {
  const row = { ...quickFacts({ stored: bytes('nothing') }) } as Partial<TimedObjectRow> as TimedObjectRow;
  assert.ok(rowOverlaps(row, { from: 0, to: 1 }, zoneByName('UTC') as Zone, new Work()));
});
