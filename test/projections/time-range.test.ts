import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsedObject } from '../../src/domain/calendar-object/content.ts';
import { compileTiming } from '../../src/domain/ical/compile-timing.ts';
import { COMPONENT_TYPES } from '../../src/domain/ical/component.ts';
import { overlaps, type Timing } from '../../src/domain/ical/timing.ts';
import { toInstant, UTC, type Zone, zoneByName } from '../../src/domain/ical/zone.ts';
import type { CollectionId } from '../../src/domain/kernel/ids.ts';
import type { Sql } from '../../src/domain/ports.ts';
import { wholeView } from '../../src/domain/sharing/view.ts';
import {
  BEGINNING,
  objectsBetween,
  type TimeCursor,
  type TimedObjectRow,
} from '../../src/projections/members/timed.ts';
import { inWorld, RUNS, steps } from './world.ts';

/** Every page of a listing. */
const between = async (sql: Sql, calendar: CollectionId, from: number, to: number, limit: number) => {
  const rows: TimedObjectRow[] = [];
  for (let cursor: TimeCursor | undefined = BEGINNING; cursor !== undefined; ) {
    const page: Awaited<ReturnType<typeof objectsBetween>> = await objectsBetween(
      sql,
      wholeView(calendar),
      COMPONENT_TYPES,
      from,
      to,
      cursor,
      limit,
    );
    rows.push(...page.rows);
    cursor = page.next;
  }
  return rows;
};

/** Whether a row's columns alone say that it overlaps. RFC 4791 §9.9 */
const rowOverlaps = (row: TimedObjectRow, from: number, to: number, zone: Zone): boolean => {
  if (!row.brief) return row.timing === null || overlaps(JSON.parse(row.timing) as Timing, { from, to }, zone);
  const start = row.floating ? toInstant(zone, row.starts) : row.starts;
  const end = row.floating ? toInstant(zone, row.ends) : row.ends;
  return start < to && (end > from || start >= from);
};

const ZONES = [UTC, zoneByName('Europe/Rome')!, zoneByName('Pacific/Kiritimati')!, zoneByName('Pacific/Pago_Pago')!];
const DECEMBER = Date.UTC(2025, 11, 1) / 1000;
const day = fc.nat({ max: 120 }).map((days) => DECEMBER + days * 86_400);
const ranges = fc.array(
  fc.record({
    from: fc.oneof(day, fc.constant(Number.NEGATIVE_INFINITY)),
    length: fc.oneof(
      fc.nat({ max: 10 * 86_400 }).map((n) => n + 1),
      fc.constant(Number.POSITIVE_INFINITY),
    ),
    zone: fc.constantFrom(...ZONES),
    limit: fc.constantFrom(1, 2, 3, 100),
  }),
  { minLength: 10, maxLength: 10 },
);

test('a time range finds by its columns what the texts say, page by page, and nothing twice', () =>
  fc.assert(
    fc.asyncProperty(steps, ranges, (history, questions) =>
      inWorld(async (world, query) => {
        await world.run(history);
        const { log } = world;
        const stored = (await query(
          `select m.collection as calendar, m.name, b.stored from members m join collections c using (collection)
           join bodies b on b.position = m.body where c.kind = 'calendar'`,
        )) as { calendar: CollectionId; name: string; stored: Uint8Array }[];
        for (const calendar of new Set(stored.map((one) => one.calendar)))
          for (const { from, length, zone, limit } of questions) {
            const to = from === Number.NEGATIVE_INFINITY ? DECEMBER + length : from + length;
            const rows = await between(log.sql, calendar, from, to, limit);
            assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
            const expected = stored.filter(
              (one) =>
                one.calendar === calendar && overlaps(compileTiming(parsedObject(one.stored)!), { from, to }, zone),
            );
            const found = rows.filter((row) => rowOverlaps(row, from, to, zone));
            assert.deepEqual(
              found.map(({ name }) => name).sort(),
              expected.map(({ name }) => name).sort(),
              `${calendar} ${from} ${to} ${zone.id}`,
            );
          }
      }),
    ),
    { numRuns: RUNS, endOnFailure: true },
  ));
