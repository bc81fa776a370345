import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { budgetOf } from '../../../src/domain/ical/budget.ts';
import { compileTiming } from '../../../src/domain/ical/compile-timing.ts';
import { asInstant, asLocal, formatDate, formatLocal, formatUtc } from '../../../src/domain/ical/date-time.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { overlapsRange } from '../../../src/domain/ical/time-range.ts';
import { instancesOf, overlaps, type Timing } from '../../../src/domain/ical/timing.ts';
import { spanOf } from '../../../src/domain/ical/timing-span.ts';
import { toLocal, zoneByName } from '../../../src/domain/ical/zone.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { component, runs, vcalendar } from './support/lines.ts';
import { Cases } from './support/rules.ts';

const berlin = zoneByName('Europe/Berlin')!;
const DAY = 86_400;

const timingOf = (lines: string[]): Timing => {
  const parsed = parseCalendar(vcalendar(...lines));
  assert.ok(!isProblem(parsed));
  return compileTiming({ calendar: parsed[0]! });
};

/** How a start is written: in a zone, floating, in UTC, or as a day. */
const FORMS: readonly ((local: number) => string)[] = [
  (local) => `;TZID=Europe/Berlin:${formatLocal(asLocal(local))}`,
  (local) => `;TZID=Australia/Lord_Howe:${formatLocal(asLocal(local))}`,
  (local) => `:${formatLocal(asLocal(local))}`,
  (local) => `:${formatUtc(asInstant(local))}`,
  (local) => `;VALUE=DATE:${formatDate(asLocal(local))}`,
];

const FREQUENCIES = ['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

/** A series with a changed occurrence, perhaps for all that follow, one that is excluded and one that is added. */
const seriesArbitrary = fc
  .record({
    seed: fc.nat(),
    frequency: fc.constantFrom(...FREQUENCIES),
    form: fc.constantFrom(...FORMS),
    hours: fc.integer({ min: 0, max: 100 }),
    which: fc.integer({ min: 0, max: 5 }),
    shift: fc.integer({ min: -200, max: 200 }),
    range: fc.constantFrom('', ';RANGE=THISANDFUTURE'),
  })
  .map(({ seed, frequency, form, hours, which, shift, range }) => {
    const { text, start } = new Cases(seed).of(frequency);
    const plain = component('VEVENT', 'UID:e', `DTSTART${form(start)}`, `RRULE:${text};COUNT=40`);
    const ids = instancesOf(timingOf(plain), { from: -1e10, to: 1e11 }, berlin).instances.map(({ id }) => id!.local);
    const id = ids[Math.min(which, ids.length - 1)]!;
    const more = [`EXDATE${form(ids.at(-1)!)}`, `RDATE${form(start + 9 * DAY)}`, `DURATION:PT${hours}H`];
    return [
      ...component('VEVENT', 'UID:e', `DTSTART${form(start)}`, `RRULE:${text};COUNT=40`, ...more),
      ...component(
        'VEVENT',
        'UID:e',
        `RECURRENCE-ID${range}${form(id)}`,
        `DTSTART${form(id + shift * 3600)}`,
        'DURATION:P1D',
      ),
    ];
  });

test('a window shows of a series what the whole of it shows there', () =>
  fc.assert(
    fc.property(
      seriesArbitrary,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 60 }),
      (lines, part, days) => {
        const timing = timingOf(lines);
        const all = instancesOf(timing, { from: -1e10, to: 1e11 }, berlin, budgetOf(1e7)).instances;
        const first = all[0]!.start;
        const from = Math.floor(first + (all.at(-1)!.end - first) * part);
        const window = { from, to: from + days * DAY };
        const expected = all.filter(({ part: of, start, end }) => overlapsRange(of.test, start, end, window));
        const found = instancesOf(timing, window, berlin, budgetOf(1e7)).instances;
        const told = (list: typeof all) => list.map(({ start, end }) => `${start}-${end}`);
        assert.deepEqual(told(found), told(expected));
        assert.equal(overlaps(timing, window, berlin, budgetOf(1e7)), expected.length > 0);
      },
    ),
    runs(150),
  ));

test('the span holds every occurrence', () =>
  fc.assert(
    fc.property(seriesArbitrary, (lines) => {
      const timing = timingOf(lines);
      const span = spanOf(timing)!;
      const on = (instant: number) => (span.isLocal ? toLocal(berlin, instant) : instant);
      for (const { start, end } of instancesOf(timing, { from: -1e10, to: 1e11 }, berlin, budgetOf(1e7)).instances) {
        assert.ok(span.start! <= on(start), 'start');
        assert.ok(span.end === null || span.end >= on(end), 'end');
      }
    }),
    runs(150),
  ));

test('a row gives back the same timing', () =>
  fc.assert(
    fc.property(seriesArbitrary, (lines) => {
      const timing = timingOf(lines);
      assert.deepEqual(JSON.parse(JSON.stringify(timing)), timing);
    }),
    runs(50),
  ));
