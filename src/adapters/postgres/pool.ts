import { type ClientConfig, Pool } from 'pg';
import { numbers, withOptions } from './connection.ts';

export type PoolOptions = {
  /** Most connections at a time. */
  readonly size: number;
  /** What the server's lists of sessions call it: fasti-web, fasti-worker. */
  readonly name: string;
  /** Longest run of one statement (ms). */
  readonly statementTimeout: number;
};

/**
 * Connections for whatever needs several at a time; `search_path` is our schema, int8 comes as a number. Connects when
 * first used; a connection that breaks while idle is replaced.
 */
export const createPool = (connection: ClientConfig, { size, name, statementTimeout }: PoolOptions): Pool => {
  const pool = new Pool({
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    ...withOptions(connection, `-c search_path=fasti -c statement_timeout=${statementTimeout}`),
    application_name: name,
    types: numbers,
    max: size,
  });
  pool.on('error', () => undefined);
  return pool;
};
