import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** A pid file that is this process's; `remove` leaves it alone if it has become another's. */
export type PidFile = { remove(): void };

/** The pid in a file; undefined where there is none, or no number in it. */
const pidIn = (path: string): number | undefined => {
  try {
    const text = readFileSync(path, 'latin1').trim();
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
};

/** Whether a process of that pid runs, whoever's it is. */
const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/**
 * WOPidFile: writes this process's pid, over one that a process which is gone left behind. Gives a sentence when another
 * process that runs has the file, or when it cannot be written.
 */
export const writePidFile = (path: string): PidFile | { readonly refused: string } => {
  const other = pidIn(path);
  if (other !== undefined && other !== process.pid && runs(other))
    return { refused: `${path} says that process ${other} is this server; stop it, or name another WOPidFile.` };
  try {
    writeFileSync(path, `${process.pid}\n`, { mode: 0o644 });
  } catch (error) {
    return { refused: `The pid cannot be written to ${path}: ${error instanceof Error ? error.message : error}` };
  }
  return {
    remove: () => {
      if (pidIn(path) === process.pid) rmSync(path, { force: true });
    },
  };
};
