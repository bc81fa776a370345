import { closeSync, copyFileSync, openSync, readFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';

/** What the server says is kept up to this size (octets), and once more as `.1`. */
const LARGEST = 4 * 1024 * 1024;
const LOOK_AGAIN = 10 * 60_000;
const LAST_LINES = 8;

/** The file that PostgreSQL writes what it has to say to. */
export type ServerLog = {
  readonly file: string;
  /** Open for appending; handed to the server. */
  readonly descriptor: number;
  /** The last lines said since it was opened. */
  tail(): string;
  /** Gives the descriptor back and no longer looks after the size. */
  close(): void;
};

/** Opens `directory`/postgres.log, and keeps it from growing without bound while it is open. */
export const openServerLog = (directory: string): ServerLog => {
  const file = path.join(directory, 'postgres.log');
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST / 2) renameSync(file, `${file}.1`);
  const start = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const descriptor = openSync(file, 'a', 0o600);
  // The server holds the file open, so it is emptied and not replaced: writers that append go on at its new end.
  const timer = setInterval(() => {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= LARGEST) return;
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  }, LOOK_AGAIN);
  timer.unref();
  return {
    file,
    descriptor,
    tail: () => readFileSync(file).subarray(start).toString().trimEnd().split('\n').slice(-LAST_LINES).join('\n'),
    close: () => {
      clearInterval(timer);
      closeSync(descriptor);
    },
  };
};
