/** What a server costs: processor time and memory of its process and all below, as Linux counts them in /proc. */
import { readdirSync, readFileSync } from 'node:fs';

type Process = { readonly pid: number; readonly parent: number; readonly cpuMs: number };

/** Linux tells processor time in hundredths of a second, whatever the clock of the machine. */
const TICK_MS = 10;

const readProcess = (pid: number): Process | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name may hold spaces: the fields are counted from the bracket behind it.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, childUtime = 0, childStime = 0] = fields.slice(11, 15);
    return { pid, parent: fields[1] ?? 0, cpuMs: (utime + stime + childUtime + childStime) * TICK_MS };
  } catch {
    return undefined;
  }
};

const rssMbOf = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/**
 * Processor time so far in milliseconds, children that ended included, and resident memory now in MB, in which pages
 * that processes share count for each. Zeros when the process is not there.
 */
export const usageOf = (root: number): { cpuMs: number; rssMb: number } => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const below = Map.groupBy(all, ({ parent }) => parent);
  const usage = { cpuMs: 0, rssMb: 0 };
  const add = (process: Process): void => {
    usage.cpuMs += process.cpuMs;
    usage.rssMb += rssMbOf(process.pid);
    below.get(process.pid)?.forEach(add);
  };
  all.filter(({ pid }) => pid === root).forEach(add);
  return usage;
};

const SAMPLE_MS = 200;

/** Watches a process tree until `stop`, which tells the processor time meanwhile and the highest memory seen. */
export const watch = (root: number | undefined): { stop(): { cpuMs: number; rssMb: number } | undefined } => {
  if (root === undefined) return { stop: () => undefined };
  const { cpuMs, rssMb } = usageOf(root);
  let peak = rssMb;
  const timer = setInterval(() => {
    peak = Math.max(peak, usageOf(root).rssMb);
  }, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      const last = usageOf(root);
      return { cpuMs: last.cpuMs - cpuMs, rssMb: Math.max(peak, last.rssMb) };
    },
  };
};
