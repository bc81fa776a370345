import { closeSync, openSync, writeSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** One JSON object a line, to standard output unless a destination is given. */
export const createLogger = (options: {
  readonly level: Level | 'silent';
  readonly destination?: DestinationStream;
}): Logger => {
  const settings = { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
};

/** A file that lines are appended to. */
export type LogFile = DestinationStream & {
  /** Goes on in a new file of the same name, after logrotate has moved the old one away; a sentence where it cannot. */
  reopen(): string | undefined;
  close(): void;
};

/**
 * WOLogFile: opens a file to append to, readable by its owner and group; gives a sentence where it cannot. A line that
 * cannot be written, because the disk is full, goes to standard error: no request fails for it.
 */
export const openLogFile = (path: string): LogFile | { readonly refused: string } => {
  const open = (): number | string => {
    try {
      return openSync(path, 'a', 0o640);
    } catch (error) {
      return `The log cannot be written to ${path}: ${error instanceof Error ? error.message : error}`;
    }
  };
  const first = open();
  if (typeof first === 'string') return { refused: first };
  let file = first;
  return {
    write: (line) => {
      try {
        writeSync(file, line);
      } catch {
        process.stderr.write(line);
      }
    },
    reopen: () => {
      const next = open();
      if (typeof next === 'string') return next;
      closeSync(file);
      file = next;
      return undefined;
    },
    close: () => closeSync(file),
  };
};

/** The path as sent: queries may carry secrets, so they stay out. */
const pathOf = (req: IncomingMessage): string => (req.url ?? '').replace(/[?#].*$/s, '').slice(0, 1000);

/**
 * One line for the request once its response is done or its client gone: method, path, status, milliseconds and the
 * user, as `user()` knows him by then. Headers and bodies never appear.
 */
export const logRequest = (
  log: Logger,
  req: IncomingMessage,
  res: ServerResponse,
  user: () => string | undefined,
): void => {
  const start = performance.now();
  res.once('close', () => {
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const line = { method: req.method, path: pathOf(req), status: res.statusCode, ms, user: user() };
    log.info(res.writableFinished ? line : { ...line, gone: true }, 'request');
  });
};

const logged = new WeakSet<object>();

/** Logs what went wrong with a request, once for each error however many layers report it. */
export const logFailure = (log: Logger, req: IncomingMessage, error: unknown): void => {
  if (typeof error === 'object' && error !== null) {
    if (logged.has(error)) return;
    logged.add(error);
  }
  log.error({ method: req.method, path: pathOf(req), err: error }, 'request failed');
};
