/** Runs phases against servers, round by round in turn, and says what each did and whether all its answers were right. */
import { type Calendars, calendarsOn } from './calendars.ts';
import { noSamples, runRound, type Samples, sentence } from './measure.ts';
import type { Outcome } from './objects.ts';
import type { Lane, Phase } from './phases.ts';
import { list } from './reports.ts';
import { type Row, rowOf } from './row.ts';
import type { Server } from './server.ts';
import type { Shelf } from './shelf.ts';

export type Settings = {
  readonly phases: readonly Phase[];
  readonly sizes: readonly number[];
  readonly connections: readonly number[];
  /** Per phase and server. */
  readonly seconds: number;
  /** Ends the run early; what was measured is told all the same. */
  readonly signal: AbortSignal;
  /** Hears of each phase that begins. */
  begins?(what: string): void;
};

/** One phase at one number of connections; `size` is undefined where it makes its own calendars. */
export type Run = { readonly phase: Phase; readonly connections: number; readonly size: number | undefined };

/** A server in one phase. */
type Entrant = {
  readonly server: Server;
  readonly calendars: Calendars;
  readonly samples: Samples;
  shelves: readonly Shelf[];
  lanes: readonly Lane[];
};

/** Each server is measured so often in a phase, in turn with the others. */
const ROUNDS = 2;
/** So many connections ask a phase's last questions. */
const ASKED = 8;

const runsOf = ({ phases, sizes, connections }: Settings): Run[] =>
  phases.flatMap((phase): Run[] => {
    if (phase.on === 'connections') return connections.map((count) => ({ phase, connections: count, size: undefined }));
    return (phase.on === 'sizes' ? sizes : sizes.slice(0, 1)).map((size) => ({ phase, connections: 1, size }));
  });

/** Work beside the measured requests: when it does not go right, the phase is wrong. */
const must = async (entrant: Entrant, work: () => Promise<Outcome | undefined>): Promise<void> => {
  const problem = await work().then((outcome) => outcome?.problem, sentence);
  if (problem === undefined) return;
  entrant.samples.errors += 1;
  entrant.samples.problem ??= problem;
};

const prepare = async (entrant: Entrant, run: Run, stock: number): Promise<undefined> => {
  const { server, calendars } = entrant;
  const { phase, connections, size } = run;
  entrant.shelves = size === undefined ? await calendars.fresh(connections, stock) : [await calendars.sized(size)];
  entrant.lanes = entrant.shelves.map((shelf) => ({ connection: server.connect(), shelf, turn: 0, token: '' }));
  for (const lane of entrant.lanes) await must(entrant, async () => phase.begin?.(lane));
};

/** The calendars hold what was acknowledged and nothing else, and a phase's last questions are answered rightly. */
const audit = async (entrant: Entrant, { phase }: Run): Promise<void> => {
  for (const lane of entrant.lanes.slice(0, ASKED)) await must(entrant, async () => phase.end?.(lane));
  const connection = entrant.lanes[0]?.connection;
  if (connection === undefined) return;
  for (const shelves of Map.groupBy(entrant.shelves, ({ path }) => path).values())
    await must(entrant, () => list(connection, shelves));
};

const leave = async ({ lanes, shelves, calendars }: Entrant, { size }: Run): Promise<void> => {
  for (const { connection } of lanes) connection.close();
  if (size === undefined) await calendars.remove(shelves);
};

const race = async (entrants: readonly Entrant[], run: Run, { seconds, signal }: Settings): Promise<void> => {
  const stock = run.phase.stock?.(run.connections, seconds) ?? 0;
  const limit = run.phase.consumes === true ? Math.floor(stock / ROUNDS) : Number.POSITIVE_INFINITY;
  for (const entrant of entrants) await must(entrant, () => prepare(entrant, run, stock));
  for (let round = 0; round < ROUNDS; round++)
    for (const { lanes, server, samples } of entrants)
      await runRound(lanes, run.phase, server.pid, samples, { seconds: seconds / ROUNDS, limit, signal });
  for (const entrant of entrants) {
    await audit(entrant, run);
    await leave(entrant, run);
  }
};

/** One row for each phase and server, servers in their order. Makes calendars of its own on each and removes them again. */
export const bench = async (servers: readonly Server[], settings: Settings): Promise<Row[]> => {
  const rows: Row[] = [];
  const places = servers.map((server) => ({ server, calendars: calendarsOn(server, settings.signal) }));
  try {
    for (const run of runsOf(settings)) {
      if (settings.signal.aborted) break;
      const entrants = places.map((place): Entrant => ({ ...place, samples: noSamples(), shelves: [], lanes: [] }));
      settings.begins?.(`${run.phase.name}, ${run.size ?? run.connections} ${run.size ? 'items' : 'connections'}`);
      await race(entrants, run, settings);
      rows.push(...entrants.map(({ server, samples }) => rowOf(run, server.label, samples)));
    }
  } finally {
    for (const { calendars } of places) await calendars.remove();
  }
  return rows;
};
