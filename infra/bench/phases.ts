/** What is measured. A phase is one kind of request, again and again, on connections that each own the items they change. */
import type { Connection } from './connection.ts';
import { MONTHS } from './events.ts';
import { create, type Outcome, read, readGone, remove, update, updateStale } from './objects.ts';
import { list, multiget, queryMonth, sync } from './reports.ts';
import type { Item, Shelf } from './shelf.ts';

/** One connection at work. */
export type Lane = {
  readonly connection: Connection;
  readonly shelf: Shelf;
  /** How many operations it did. */
  turn: number;
  token: string;
};

export type Phase = {
  readonly name: string;
  /** Small requests run on each number of connections, on fresh calendars; large ones on one, at each size or only the first. */
  readonly on: 'connections' | 'sizes' | 'first size';
  /** How many items each of so many connections has at the beginning of so many seconds; none unless told. */
  stock?(connections: number, seconds: number): number;
  /** Each operation takes an item away: a round ends when its part of the stock is gone. */
  readonly consumes?: boolean;
  /** Whether requests of the kind need others between them that are not measured. */
  readonly hasPauses?: boolean;
  /** Before the measurement; its outcome must be right too. */
  begin?(lane: Lane): Promise<Outcome>;
  step(lane: Lane): Promise<Outcome>;
  /** After the measurement: what must be so now. */
  end?(lane: Lane): Promise<Outcome>;
};

const MULTIGET = 100;

const itemAt = ({ items }: Shelf, nth: number): Item => {
  const item = items
    .values()
    .drop(nth % Math.max(1, items.size))
    .next().value;
  if (item === undefined) throw new Error('there is no item left');
  return item;
};

/** Numbers that jump about, the same in each run. */
const scattered = (turn: number): number => Math.imul(turn + 7, 0x9e3779b1) >>> 8;
const anyItem = ({ shelf, turn }: Lane): Item => itemAt(shelf, scattered(turn));
const consecutive = ({ shelf, turn }: Lane, count: number): Item[] => {
  const from = scattered(turn) % Math.max(1, shelf.items.size - count);
  return shelf.items.values().drop(from).take(count).toArray();
};

const putNew: Phase = {
  name: 'put-new',
  on: 'connections',
  step: ({ connection, shelf }) => create(connection, shelf),
  end: (lane) => read(lane.connection, lane.shelf, anyItem(lane)),
};

const putUpdate: Phase = {
  name: 'put-update',
  on: 'connections',
  stock: () => 20,
  step: (lane) => update(lane.connection, lane.shelf, anyItem(lane)),
  end: async (lane) => {
    const item = anyItem(lane);
    const stale = await updateStale(lane.connection, lane.shelf, item);
    return stale.problem === undefined ? read(lane.connection, lane.shelf, item) : stale;
  },
};

const get: Phase = {
  name: 'get',
  on: 'connections',
  stock: () => 20,
  step: (lane) => read(lane.connection, lane.shelf, anyItem(lane)),
};

const deletion: Phase = {
  name: 'delete',
  on: 'connections',
  // An even number for two rounds, and one for the end.
  stock: (connections, seconds) => 2 * Math.ceil(Math.min(100, 350 / connections) * seconds) + 1,
  consumes: true,
  step: ({ connection, shelf }) => remove(connection, shelf, itemAt(shelf, 0)),
  end: async ({ connection, shelf }) => {
    const item = itemAt(shelf, 0);
    const removed = await remove(connection, shelf, item);
    return removed.problem === undefined ? readGone(connection, shelf, item) : removed;
  },
};

const propfind: Phase = {
  name: 'propfind',
  on: 'sizes',
  step: ({ connection, shelf }) => list(connection, [shelf]),
};

const calendarQuery: Phase = {
  name: 'calendar-query',
  on: 'sizes',
  step: ({ connection, shelf, turn }) => queryMonth(connection, shelf, scattered(turn) % MONTHS),
};

const calendarMultiget: Phase = {
  name: 'multiget',
  on: 'first size',
  step: (lane) => multiget(lane.connection, lane.shelf, consecutive(lane, MULTIGET)),
};

const syncInitial: Phase = {
  name: 'sync-initial',
  on: 'sizes',
  step: async (lane) => {
    const synced = await sync(lane.connection, lane.shelf, '', [...lane.shelf.items.values()]);
    lane.token = synced.token;
    return synced;
  },
  end: (lane) => sync(lane.connection, lane.shelf, lane.token, []),
};

const syncDelta: Phase = {
  name: 'sync-delta',
  on: 'sizes',
  hasPauses: true,
  begin: (lane) => syncInitial.step(lane),
  step: async (lane) => {
    const item = anyItem(lane);
    const changed = await update(lane.connection, lane.shelf, item);
    if (changed.problem !== undefined) return changed;
    const synced = await sync(lane.connection, lane.shelf, lane.token, [item]);
    lane.token = synced.token;
    return synced;
  },
};

/** Of a hundred requests of the mixed phase: the first so many are of the kind. */
const MIX: readonly (readonly [number, (lane: Lane) => Promise<Outcome>])[] = [
  [45, get.step],
  [55, propfind.step],
  [65, (lane) => multiget(lane.connection, lane.shelf, consecutive(lane, 10))],
  [70, calendarQuery.step],
  [85, putUpdate.step],
  [93, putNew.step],
  [100, deletion.step],
];

const mixed: Phase = {
  name: 'mixed',
  on: 'connections',
  stock: () => 20,
  step: (lane) => {
    const part = scattered(lane.turn * 3) % 100;
    const kind = MIX.find(([end]) => part < end) ?? MIX[0];
    // A connection that would run out of items reads instead.
    return lane.shelf.items.size > 10 && kind ? kind[1](lane) : putNew.step(lane);
  },
};

export const phases: readonly Phase[] = [
  putNew,
  putUpdate,
  get,
  deletion,
  propfind,
  calendarQuery,
  calendarMultiget,
  syncInitial,
  syncDelta,
  mixed,
];

/** A word names a phase by its name or by a part of it: `put` is put-new and put-update. */
export const phasesOf = (words: readonly string[]): readonly Phase[] =>
  phases.filter(
    ({ name }) => words.length === 0 || words.some((word) => word === name || name.split('-').includes(word)),
  );
