import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedRefused } from './refused.ts';

/** Marks the servers that Fasti started: nobody else's server is ever stopped. */
export const MARK = 'cluster_name=fasti';

/** How long a server that is on its way out is waited for (ms): a fast shutdown writes at most all shared buffers. */
const FAREWELL = 30_000;

/** What a server says of itself in postmaster.pid; `status` is `ready` once it takes connections. */
export type Postmaster = { readonly pid: number; readonly socketDirectory: string; readonly status: string };

/** Whether a process with this id exists, whoever owns it. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const tryRead = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** The server that wrote postmaster.pid, living or dead; undefined without such a file. */
export const postmasterOf = (cluster: string): Postmaster | undefined => {
  const lines = tryRead(path.join(cluster, 'postmaster.pid')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, socketDirectory: lines[4] ?? '', status: (lines[7] ?? '').trim() };
};

/**
 * All processes of PostgreSQL work inside the folder of their cluster. One whose folder may not be looked at is another
 * user's, and so is its cluster.
 */
const worksIn = (pid: number, cluster: string): boolean => {
  if (tryRead(`/proc/${pid}/comm`).trim() !== 'postgres') return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return false;
  }
};

const leftBehind = (cluster: string): boolean =>
  readdirSync('/proc').some((name) => /^\d+$/.test(name) && worksIn(Number(name), cluster));

/** Whether a process may be a Fasti. The program of another user's process is not told, only its words are. */
const mayBeFasti = (pid: string): boolean => {
  try {
    return path.basename(readlinkSync(`/proc/${pid}/exe`)) === 'node';
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) return false;
    return pid !== '1' || /node|fasti/.test(tryRead(`/proc/${pid}/cmdline`));
  }
};

/** Whether the program that started this server is gone, and could not take it along. */
const isOrphan = (pid: number): boolean => {
  if (!tryRead(`/proc/${pid}/cmdline`).split('\0').includes(MARK)) return false;
  const parent = /^PPid:\s*(\d+)/m.exec(tryRead(`/proc/${pid}/status`))?.[1];
  return parent !== undefined && !mayBeFasti(parent);
};

const alreadyRunning = (cluster: string, pid: number): EmbeddedRefused =>
  new EmbeddedRefused(
    'already-running',
    `PostgreSQL already runs on ${path.dirname(cluster)} (process ${pid}): another Fasti uses this data directory.`,
    pid,
  );

/** The living server of a cluster (absolute, without symbolic links); undefined when none runs. */
export const runningOn = (cluster: string): Postmaster | undefined => {
  const found = postmasterOf(cluster);
  return found !== undefined && worksIn(found.pid, cluster) ? found : undefined;
};

/**
 * Waits until nothing works on the cluster: a server that is stopping, or whose program was killed, is seen off.
 * Refuses (`already-running`) when another program's server is there to stay.
 */
export const vacate = async (cluster: string): Promise<void> => {
  const end = Date.now() + FAREWELL;
  let told = 0;
  for (;;) {
    const live = runningOn(cluster);
    if (live === undefined && !leftBehind(cluster)) break;
    if (live !== undefined) {
      const leaving = live.status === 'stopping' || told === live.pid;
      if (Date.now() > end || (!leaving && !isOrphan(live.pid))) throw alreadyRunning(cluster, live.pid);
      if (!leaving) process.kill(live.pid, 'SIGINT');
      told = live.pid;
    } else if (Date.now() > end) {
      throw new EmbeddedRefused('cannot-start', `Processes of a killed PostgreSQL still work in ${cluster}.`);
    }
    await pause(10);
  }
  // The id of a dead server may meanwhile be another program's (after a restart of the machine): PostgreSQL would refuse.
  const stale = postmasterOf(cluster);
  if (stale !== undefined && isAlive(stale.pid)) rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
};
