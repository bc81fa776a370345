/**
 * The event log by itself: group commit against a transaction per command, and how fast derived tables are built.
 *   node infra/bench/log.ts [--json] [--seconds 3] [--events 20000]
 * Figures of a shared machine mean little; their ratios hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startEmbedded } from '../../src/adapters/postgres/embedded.ts';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import type { LogOptions, PostgresLog } from '../../src/adapters/postgres/types.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import type { Metadata } from '../../src/domain/kernel/event.ts';
import type { Actor, CorrelationId, Revision, StreamId, StreamKind } from '../../src/domain/kernel/ids.ts';
import type { LogSchema, StreamType } from '../../src/domain/kernel/log-schema.ts';
import { projections } from '../../src/projections/index.ts';
import { clear, projection, put, table } from '../../src/projections/projection.ts';

import { appendHistory } from './history.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '3' },
    events: { type: 'string', default: '20000' },
  },
});

const objects = table({
  name: 'objects',
  columns: { calendar: 'text', name: 'text', uid: 'text', revision: 'int8', size: 'int4', etag: 'text', text: 'bytea' },
  key: ['calendar', 'name'],
  indexes: { objects_uid: '(calendar, uid)' },
});
const changes = table({
  name: 'changes',
  columns: { calendar: 'text', position: 'int8', name: 'text' },
  key: ['calendar', 'position'],
  indexes: {},
});
const busy = table({
  name: 'busy',
  columns: { calendar: 'text', name: 'text', nth: 'int4', starts: 'int8', ends: 'int8' },
  key: ['calendar', 'name', 'nth'],
  indexes: { busy_starts: '(calendar, starts)' },
});

type Data = { readonly calendar: string; readonly name: string };
const quick = projection({
  name: 'quick',
  version: 1,
  when: 'same-transaction',
  tables: [objects, changes, busy],
  on: {
    stored: (event) => {
      const { calendar, name } = event.data as Data;
      const text = event.body?.stored ?? new Uint8Array();
      const starts = event.position * 1000;
      return [
        put(objects, { calendar, name, uid: name, revision: event.revision, size: text.length, etag: event.id, text }),
        put(changes, { calendar, position: event.position, name }),
        clear(busy, [calendar, name]),
        put(busy, { calendar, name, nth: 0, starts, ends: starts + 1 }),
      ];
    },
  },
});

const KINDS: readonly StreamKind[] = ['account', 'calendar', 'calendar-object'];
const counting: StreamType = { version: 1, start: 0, evolve: (state: unknown) => Number(state) + 1 };
const schema: LogSchema = {
  eventTypes: { stored: { version: 1, upcast: {} } },
  streamTypes: Object.fromEntries(KINDS.map((kind) => [kind, counting])) as LogSchema['streamTypes'],
};
const metadata: Metadata = { actor: 'tool:bench' as Actor, protocol: 'cli', correlationId: 'bench' as CorrelationId };
const body = { stored: Buffer.alloc(1200, 'BEGIN:VEVENT and so on; ') };

/** Every second command creates, the other changes what was created. */
const command = (log: PostgresLog, who: string, turn: number): Promise<unknown> => {
  const name = `${who}-${turn >> 1}`;
  const expected = ((turn & 1) - 1) as Revision;
  const data: Data = { calendar: `calendar-${who}`, name };
  return log.append({
    writes: [{ stream: `calendar-object/${name}` as StreamId, expected, events: [{ type: 'stored', data, body }] }],
    metadata,
  });
};

type Measured = { readonly perSecond: number; readonly p50: number; readonly p99: number };

/** `inFlight` callers, each of which waits for one command before the next; caller n uses log n modulo their number. */
const load = async (
  logs: readonly PostgresLog[],
  inFlight: number,
  seconds: number,
  run: string,
): Promise<Measured> => {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  // With several logs each takes one command at a time: a transaction per command, on as many connections.
  const lanes = logs.map(() => Promise.resolve());
  const send = (caller: number, turn: number): Promise<unknown> => {
    const lane = caller % logs.length;
    const log = logs[lane] as PostgresLog;
    if (logs.length === 1) return command(log, `${run}-${caller}`, turn);
    const sent = (lanes[lane] ?? Promise.resolve()).then(() => command(log, `${run}-${caller}`, turn));
    lanes[lane] = sent.then(() => undefined);
    return sent;
  };
  const caller = async (_: unknown, who: number): Promise<void> => {
    for (let turn = 0; performance.now() < end; turn++) {
      const begin = performance.now();
      await send(who, turn);
      times.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  times.sort((a, b) => a - b);
  const quantile = (q: number): number => Math.round((times[Math.floor(times.length * q)] ?? 0) * 10) / 10;
  return { perSecond: Math.round(times.length / seconds), p50: quantile(0.5), p99: quantile(0.99) };
};

const median = (values: readonly Measured[]): Measured =>
  values.toSorted((a, b) => a.perSecond - b.perSecond)[values.length >> 1] as Measured;

const ROUNDS = 3;
const CONNECTIONS = 16;

const measureAppends = async (open: () => Promise<PostgresLog>) => {
  const grouped = [await open()];
  const single = await Promise.all(Array.from({ length: CONNECTIONS }, open));
  const rows = [];
  for (const inFlight of [1, 8, 64]) {
    const both: { grouped: Measured[]; single: Measured[] } = { grouped: [], single: [] };
    for (let round = 0; round < ROUNDS; round++) {
      const seconds = Number(options.seconds) / 2;
      both.grouped.push(await load(grouped, inFlight, seconds, `g${inFlight}-${round}`));
      both.single.push(await load(single, inFlight, seconds, `s${inFlight}-${round}`));
    }
    const [group, one] = [median(both.grouped), median(both.single)];
    rows.push({ inFlight, group, single: one, ratio: Math.round((group.perSecond / one.perSecond) * 10) / 10 });
  }
  for (const log of [...grouped, ...single]) await log.close();
  return rows;
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
};

const measureBuild = async (log: PostgresLog) => {
  await appendHistory(log, Number(options.events));
  const { position } = await log.head();
  const reading = await timed(async () => {
    for await (const _ of log.read(0 as never));
  });
  const rebuilding = await timed(() => log.rebuild());
  const verifying = await timed(() => log.verify());
  const rate = (seconds: number): number => Math.round(position / seconds);
  return {
    events: position,
    readPerSecond: rate(reading),
    rebuildPerSecond: rate(rebuilding),
    verifyPerSecond: rate(verifying),
  };
};

const database = async (connection: LogOptions['connection'], name: string): Promise<LogOptions['connection']> => {
  const admin = new Client(connection);
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  return { ...connection, database: name };
};

const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'fasti-bench-'));
const server = await startEmbedded({ dataDirectory, log: { info: () => undefined } });
try {
  const own = await database(server.connection, 'bench_appends');
  const appends = await measureAppends(() =>
    openPostgresLog({ connection: own, schema, projections: [quick], readers: 2 }),
  );
  const connection = await database(server.connection, 'bench_build');
  const log = await openPostgresLog({ connection, schema: logSchema, projections, readers: 2 });
  const build = await measureBuild(log);
  await log.close();
  if (options.json) console.log(JSON.stringify({ appends, build }));
  else {
    console.table(
      appends.map(({ inFlight, group, single, ratio }) => ({
        'in flight': inFlight,
        'group commit/s': group.perSecond,
        'p50 ms': group.p50,
        'p99 ms': group.p99,
        'transaction each/s': single.perSecond,
        ratio,
      })),
    );
    console.table([build]);
  }
} finally {
  await server.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}
