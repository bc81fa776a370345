import { performance } from 'node:perf_hooks';
import { ResultCodeError } from 'ldapts';
import { DirectoryUnavailable } from '../../../domain/kernel/directory-errors.ts';
import { MAX_LDAP_CONNECTIONS, MAX_WAITING_FOR_LDAP } from '../../../domain/limits.ts';
import type { Connection } from './connection.ts';
import { ConnectionLost } from './line.ts';
import type { LdapServer } from './servers.ts';

/** Milliseconds an unused LDAP connection is kept: less than firewalls take to forget it without a word. */
const LDAP_IDLE_TIMEOUT = 60_000;

/** Too many wait for a connection already. */
export class TooManyWait extends DirectoryUnavailable {}

type Work<Result> = (connection: Connection) => Promise<Result>;

/**
 * Connections that are used by one request at a time. Whatever the work did not expect of the directory is a
 * `DirectoryUnavailable` with the source, the server and the reason.
 */
export type Pool = {
  /** Runs work that may be repeated: it is, on a new connection, when a kept one turns out to have been closed. */
  use<Result>(work: Work<Result>): Promise<Result>;
  /** Runs work once, on a connection of its own. */
  once<Result>(work: Work<Result>): Promise<Result>;
  close(): void;
};

/** At most `size` at a time, the next ones in order of arrival. */
const turns = (size: number, name: string) => {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (busy === size) {
      if (waiting.length >= MAX_WAITING_FOR_LDAP) throw new TooManyWait(`${name}: too many wait for a connection`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      busy += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy -= 1;
      else next();
    }
  };
};

type Options = {
  /** For the log. */
  readonly name: string;
  /** Makes a connection ready for the work of this pool. */
  open(): Promise<Connection>;
  /** Told of a server that did not answer. */
  failed(server: LdapServer, error: ConnectionLost): void;
};

/** An empty pool; it connects when there is something to ask. */
export const connectionPool = ({ name, open, failed }: Options): Pool => {
  const inTurn = turns(MAX_LDAP_CONNECTIONS, name);
  const idle: { readonly connection: Connection; readonly since: number }[] = [];
  let closed = false;

  const kept = (): Connection | undefined => {
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      if (performance.now() - last.since < LDAP_IDLE_TIMEOUT) return last.connection;
      last.connection.close();
    }
    return undefined;
  };
  const run = async <Result>(connection: Connection, work: Work<Result>): Promise<Result> => {
    try {
      return await work(connection);
    } catch (error) {
      if (error instanceof ConnectionLost && error.serverFailed) failed(connection.server, error);
      throw error instanceof ResultCodeError
        ? new DirectoryUnavailable(`${connection.server.name}: ${error.message}`)
        : error;
    }
  };
  const runAndKeep = <Result>(connection: Connection, work: Work<Result>): Promise<Result> =>
    run(connection, work).finally(() => {
      if (closed) connection.close();
      else idle.push({ connection, since: performance.now() });
    });
  return {
    use: (work) =>
      inTurn(async () => {
        const connection = kept();
        if (connection === undefined) return runAndKeep(await open(), work);
        try {
          return await runAndKeep(connection, work);
        } catch (error) {
          if (!(error instanceof ConnectionLost) || error.serverFailed) throw error;
          return runAndKeep(await open(), work);
        }
      }),
    once: (work) =>
      inTurn(async () => {
        const connection = await open();
        return run(connection, work).finally(connection.close);
      }),
    close: () => {
      closed = true;
      for (const { connection } of idle.splice(0)) connection.close();
    },
  };
};
