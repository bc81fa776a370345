import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CalendarObjectEvent } from '../../src/domain/calendar-object/events.ts';
import type { Event, Recorded } from '../../src/domain/kernel/event.ts';
import { type CollectionId, type Position, START } from '../../src/domain/kernel/ids.ts';
import type { EventLog } from '../../src/domain/ports.ts';
import { wholeView } from '../../src/domain/sharing/view.ts';
import { changedMembers, lastChange, removedNames } from '../../src/projections/members/changes.ts';
import { everyRow, inWorld, RUNS, steps } from './world.ts';

test('after any history the quick tables are what a rebuild makes of the log', () =>
  fc.assert(
    fc.asyncProperty(steps, (history) =>
      inWorld(async (world, query) => {
        await world.run(history);
        const live = await everyRow(query);
        const { count, differences, patchesWithoutRow } = await world.log.verify();
        assert.deepEqual(differences, []);
        assert.deepEqual({ count, patchesWithoutRow }, { count: 0, patchesWithoutRow: 0 });
        await world.log.rebuild();
        assert.deepEqual(await everyRow(query), live);
        await world.run(history.slice(0, 20));
        assert.equal((await world.log.verify()).count, 0);
      }),
    ),
    { numRuns: RUNS, endOnFailure: true },
  ));

/** What a client of a calendar sees: for each name the position of its last change. */
type Listing = ReadonlyMap<string, number>;
const isOfObject = (event: Recorded): event is Recorded<Event & CalendarObjectEvent> =>
  event.type.startsWith('calendar-object-');

const after = (listings: ReadonlyMap<string, Listing>, event: Recorded): ReadonlyMap<string, Listing> => {
  if (!isOfObject(event)) return listings;
  const next = new Map([...listings].map(([calendar, listing]) => [calendar, new Map(listing)]));
  const of = (calendar: string) => next.get(calendar) ?? next.set(calendar, new Map()).get(calendar)!;
  const { data, type, position } = event;
  if (type === 'calendar-object-moved') of(event.data.fromCalendar).delete(event.data.fromName);
  if (type === 'calendar-object-deleted') of(data.calendar).delete(data.name);
  else of(data.calendar).set(data.name, position);
  return next;
};

/** Before the first event, and after each of them. */
const snapshots = async (log: EventLog): Promise<readonly ReadonlyMap<string, Listing>[]> => {
  const all: ReadonlyMap<string, Listing>[] = [new Map()];
  for await (const events of log.read(START)) for (const event of events) all.push(after(all.at(-1)!, event));
  return all;
};

test('from every position the changes lead to what is there now, and tell nothing else', () =>
  fc.assert(
    fc.asyncProperty(steps, (history) =>
      inWorld(async (world, query) => {
        await world.run(history);
        const { log } = world;
        const { position: head } = await log.head();
        const seen = await snapshots(log);
        const live = (await query(`select collection as calendar from collections where kind = 'calendar'`)) as {
          calendar: CollectionId;
        }[];
        for (const { calendar } of live) {
          const now: Listing = seen.at(-1)!.get(calendar) ?? new Map();
          for (const [at, listings] of seen.entries()) {
            const before: Listing = listings.get(calendar) ?? new Map();
            const { rows: changed } = await changedMembers(log.sql, wholeView(calendar), at as Position, head, 1000);
            const removed = await removedNames(log.sql, wholeView(calendar), at as Position, head, 1000);
            const expected = [...now].filter(([name, position]) => before.get(name) !== position);
            assert.deepEqual(new Map(changed.map(({ name, position }) => [name, position])), new Map(expected));
            const names = new Set(removed.map(({ name }) => name));
            assert.deepEqual(
              [...before.keys()].filter((name) => !now.has(name) && !names.has(name)),
              [],
            );
            assert.deepEqual(
              [...names].filter((name) => now.has(name)),
              [],
            );
            if (changed.length + removed.length === 0)
              assert.ok((await lastChange(log.sql, wholeView(calendar))) <= at, `nothing changed after ${at}`);
          }
        }
      }),
    ),
    { numRuns: RUNS, endOnFailure: true },
  ));
