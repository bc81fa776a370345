/** The closed loop: each connection sends its next request when it has read and checked the answer to the last. */
import type { Lane, Phase } from './phases.ts';
import { watch } from './process-tree.ts';

/** What one server did in one phase, over all rounds. */
export type Samples = {
  readonly ms: number[];
  bytes: number;
  errors: number;
  /** The first thing that was wrong. */
  problem: string | undefined;
  wallMs: number;
  cpuMs: number | undefined;
  rssMb: number | undefined;
};

export const noSamples = (): Samples => ({
  ms: [],
  bytes: 0,
  errors: 0,
  problem: undefined,
  wallMs: 0,
  cpuMs: undefined,
  rssMb: undefined,
});

export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A connection that failed so often in a row stops: nobody listens. */
const FAILURES = 5;
/** However fast a server is, the samples of a round fit into memory. */
const MAX_OPERATIONS = 50_000;

export type Round = { readonly seconds: number; readonly limit: number; readonly signal: AbortSignal };

const work = async (lane: Lane, phase: Phase, samples: Samples, end: number, { limit, signal }: Round) => {
  const problemOf = (what: string): void => {
    samples.errors += 1;
    samples.problem ??= what;
  };
  let failures = 0;
  const isOver = (done: number): boolean =>
    done >= limit || performance.now() >= end || failures >= FAILURES || signal.aborted;
  for (let done = 0; !isOver(done); done++) {
    lane.turn += 1;
    try {
      const { answer, problem } = await phase.step(lane);
      samples.ms.push(answer.ms);
      samples.bytes += answer.bytes;
      if (problem !== undefined) problemOf(problem);
      failures = 0;
    } catch (error) {
      failures += 1;
      problemOf(sentence(error));
    }
  }
};

/** Adds one round to the samples. */
export const runRound = async (
  lanes: readonly Lane[],
  phase: Phase,
  pid: number | undefined,
  samples: Samples,
  round: Round,
): Promise<void> => {
  const watched = watch(pid);
  const begin = performance.now();
  const limit = Math.min(round.limit, Math.ceil(MAX_OPERATIONS / lanes.length));
  const own = { ...round, limit };
  await Promise.all(lanes.map((lane) => work(lane, phase, samples, begin + round.seconds * 1000, own)));
  samples.wallMs += performance.now() - begin;
  const usage = watched.stop();
  if (usage === undefined) return;
  samples.cpuMs = (samples.cpuMs ?? 0) + usage.cpuMs;
  samples.rssMb = Math.max(samples.rssMb ?? 0, usage.rssMb);
};
