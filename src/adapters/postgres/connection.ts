import { Client, type ClientConfig, types } from 'pg';
import type { Patience } from './types.ts';

/** Plans that stay good from an empty table to a large one; and bounds on what one session may hold up. */
const settings = (patience: Patience): string =>
  [
    'enable_seqscan=off',
    'enable_hashjoin=off',
    'enable_mergejoin=off',
    'jit=off',
    'plan_cache_mode=force_generic_plan',
    `lock_timeout=${patience.wait}`,
    `statement_timeout=${patience.hold}`,
    `idle_in_transaction_session_timeout=${patience.hold}`,
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ');

/** PostgreSQL 17 and later end a transaction as a whole; nobody may acknowledge what is not on disk. */
const AFTER_CONNECT = `select
  case when current_setting('server_version_num')::int >= 170000
    then set_config('transaction_timeout', $1, false) end,
  case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'local', false) end`;

const INT8 = 20;

/** int8 as a number: positions and times are far below 2^53. */
export const numbers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? Number
      : types.getTypeParser(oid, format ?? 'text')) as typeof types.getTypeParser,
};

/** The options of a connection with further settings after its own. */
export const withOptions = (connection: ClientConfig, more: string): ClientConfig => ({
  ...connection,
  options: [connection.options, more].filter((text) => text !== undefined && text !== '').join(' '),
});

/** Opens a connection for building tables beside the live ones: it may take its time, and loses nothing that matters. */
export const openBuilder = async (connection: ClientConfig): Promise<Client> => {
  const client = new Client({
    keepAlive: true,
    ...withOptions(
      connection,
      '-c enable_seqscan=off -c jit=off -c synchronous_commit=off -c maintenance_work_mem=256MB',
    ),
    types: numbers,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

/** Opens the dedicated connection of an appender. A connection that breaks while idle is noticed at its next use. */
export const openWriter = async (connection: ClientConfig, patience: Patience): Promise<Client> => {
  const client = new Client({
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    ...withOptions(connection, settings(patience)),
    types: numbers,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(AFTER_CONNECT, [String(patience.hold)]);
    return client;
  } catch (error) {
    void client.end().catch(() => undefined);
    throw error;
  }
};
