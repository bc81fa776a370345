/** Figures from samples, and the ratios between servers. */
import type { Run } from './bench.ts';
import type { Samples } from './measure.ts';

/** Times in milliseconds, per operation where not said otherwise. */
export type Row = {
  readonly phase: string;
  readonly connections: number;
  readonly size: number | undefined;
  readonly server: string;
  readonly operations: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Received. */
  readonly bytes: number;
  /** Of the server's process and all below; undefined where it is not known. */
  readonly cpuMs: number | undefined;
  /** The highest seen. */
  readonly rssMb: number | undefined;
  readonly errors: number;
  /** The first thing that was wrong; undefined when every answer was right. */
  readonly problem: string | undefined;
};

/** Three digits are more than a shared machine repeats. */
const rounded = (number: number): number => Number(number.toPrecision(3));

/**
 * Large answers are checked between the requests, which is no fault of the server: on one connection it is the answers'
 * own time that counts.
 */
const secondsOf = ({ phase, connections }: Run, { ms, wallMs }: Samples): number =>
  (phase.on === 'connections' && connections > 1 ? wallMs : ms.reduce((sum, time) => sum + time, 0)) / 1000;

export const rowOf = (run: Run, server: string, samples: Samples): Row => {
  const ms = samples.ms.toSorted((a, b) => a - b);
  const quantile = (q: number): number => rounded(ms[Math.min(ms.length - 1, Math.floor(ms.length * q))] ?? 0);
  const operations = ms.length;
  const each = (sum: number): number => rounded(sum / Math.max(1, operations));
  const hasCpu = samples.cpuMs !== undefined && run.phase.hasPauses !== true;
  return {
    phase: run.phase.name,
    connections: run.connections,
    size: run.size,
    server,
    operations,
    perSecond: operations === 0 ? 0 : rounded(operations / secondsOf(run, samples)),
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    bytes: Math.round(samples.bytes / Math.max(1, operations)),
    cpuMs: hasCpu ? each(samples.cpuMs ?? 0) : undefined,
    rssMb: samples.rssMb === undefined ? undefined : Math.round(samples.rssMb),
    errors: samples.errors,
    problem: samples.problem ?? (operations === 0 ? 'nothing was measured' : undefined),
  };
};

/** The first server's figures divided by another's in the same phase; undefined when either gave a wrong answer. */
export type Ratio = Pick<Row, 'phase' | 'connections' | 'size'> & {
  readonly servers: string;
  readonly perSecond: number | undefined;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
};

const ratioOf = (one: Row, other: Row): Ratio => {
  const isSound = one.problem === undefined && other.problem === undefined;
  const ratio = (figure: 'perSecond' | 'p50' | 'p95'): number | undefined =>
    isSound ? rounded(one[figure] / other[figure]) : undefined;
  const { phase, connections, size } = one;
  const servers = `${one.server} / ${other.server}`;
  return { phase, connections, size, servers, perSecond: ratio('perSecond'), p50: ratio('p50'), p95: ratio('p95') };
};

/** Of rows as `bench` gives them for so many servers. */
export const ratiosOf = (rows: readonly Row[], servers: number): Ratio[] =>
  rows.flatMap((row, at) => {
    const first = rows[at - (at % servers)];
    return at % servers === 0 || first === undefined ? [] : [ratioOf(first, row)];
  });
