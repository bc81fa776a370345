import { type Client, type ClientConfig, Pool } from 'pg';
import { ABSENT, type Epoch, type Position, type Revision } from '../../domain/kernel/ids.ts';
import { Appender } from './appender.ts';
import { numbers, openWriter, withOptions } from './connection.ts';
import { createTables, fenceOf, outdatedOf, register, registered, sameTransaction, versionsOf } from './fence.ts';
import { migrate } from './migrate.ts';
import { checkBody, headOf, read, readStream, requestOf, statesOf } from './reader.ts';
import { Signal } from './signal.ts';
import { checkSite, raiseEpoch, type Site, settleSite, underLock } from './site.ts';
import { sqlOver } from './sql.ts';
import { Follower } from './subscribe.ts';
import type { LogOptions, Patience, PostgresLog } from './types.ts';

const PATIENCE: Patience = { hold: 5000, wait: 2000, giveUp: 15_000, resolve: 10_000 };

const readersOf = (connection: ClientConfig, max: number): Pool => {
  const pool = new Pool({
    ...withOptions(connection, '-c search_path=fasti -c jit=off'),
    types: numbers,
    max,
    keepAlive: true,
  });
  // A connection that breaks while idle is replaced by the pool.
  pool.on('error', () => undefined);
  return pool;
};

/** Runs `work` with a connection of its own. */
const withClient = async <Result>(
  connect: () => Promise<Client>,
  work: (client: Client) => Promise<Result>,
): Promise<Result> => {
  const client = await connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** First start: the tables are made and the versions written down; a database that is ahead is refused. */
const settleVersions = (client: Client, { schema, projections }: LogOptions): Promise<void> =>
  underLock(client, async () => {
    const outdated = outdatedOf(versionsOf(schema, projections), await registered(client));
    if (outdated.length === 0) return;
    const { position } = (await client.query('select position from fasti.log_head')).rows[0];
    if (position > 0) throw new Error('building beside: not yet');
    const names = new Set(outdated.filter(({ kind }) => kind === 'projection').map(({ name }) => name));
    await createTables(
      client,
      'fasti',
      sameTransaction(projections).filter(({ name }) => names.has(name)),
    );
    await register(client, outdated);
  });

/**
 * Migrates, checks versions and epoch, and opens the log. Refuses (`DatabaseRefused`) a database that a newer
 * program has been at.
 */
export const openPostgresLog = async (options: LogOptions): Promise<PostgresLog> => {
  const { connection, schema, projections, report } = options;
  const patience = { ...PATIENCE, ...options.patience };
  const connect = (): Promise<Client> => openWriter(connection, patience);
  await migrate(connection);
  let site: Site = await withClient(connect, async (client) => {
    await settleSite(client);
    await settleVersions(client, options);
    return checkSite(client);
  });
  const pool = readersOf(connection, options.readers ?? 8);
  const signal = new Signal(connection);
  const appender = new Appender({
    schema,
    projections: sameTransaction(projections),
    fence: fenceOf(versionsOf(schema, projections)),
    logKey: site.logKey,
    patience,
    connect: async () => {
      const client = await connect();
      site = await checkSite(client, site);
      return client;
    },
    committed: () => signal.ring(),
  });
  const followers = new Set<Follower>();
  return {
    append: (append) => appender.append(append),
    states: (streams) => statesOf(pool, streams),
    head: () => headOf(pool),
    read: (after, how = {}) => read(pool, schema, after, how),
    readStream: (stream, from = (ABSENT + 1) as Revision) => readStream(pool, schema, stream, from),
    subscribe: (after: Position, handle, how = {}) => {
      const follower = new Follower({ pool, schema, signal, report }, after, handle, how);
      followers.add(follower);
      return follower;
    },
    request: (correlation) => requestOf(pool, correlation),
    eraseBody: async (position) => {
      await pool.query('delete from fasti.bodies where position = $1', [position]);
    },
    checkBody: (position) => checkBody(pool, site.logKey, position),
    raiseEpoch: () => withClient(connect, async (client) => (await raiseEpoch(client)) as Epoch),
    close: async () => {
      await appender.close();
      await Promise.all([...followers].map((follower) => follower.close()));
      await signal.close();
      await pool.end();
    },
    sql: sqlOver(pool),
    rebuild: () => Promise.reject(new Error('not yet')),
    verify: () => Promise.reject(new Error('not yet')),
    following: () => Promise.reject(new Error('not yet')),
  };
};
