import type { Client } from 'pg';
import { ABSENT, type Epoch, type Position, type Revision } from '../../domain/kernel/ids.ts';
import type { Subscription } from '../../domain/ports.ts';
import { Announcer } from './announcer.ts';
import { Appender } from './appender.ts';
import { openBuilder, openWriter } from './connection.ts';
import { fenceOf, sameTransaction, versionsOf } from './fence.ts';
import { FollowingRunner, listFollowing } from './following.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';
import { checkBody, headOf, read, readStream, requestOf, statesOf } from './reader.ts';
import { Readers } from './readers.ts';
import { Signal } from './signal.ts';
import { checkSite, raiseEpoch, type Site, settleSite } from './site.ts';
import { sqlOver } from './sql.ts';
import { Follower } from './subscribe.ts';
import { sweepStep } from './sweep.ts';
import type { LogOptions, Patience, PostgresLog } from './types.ts';
import { verify } from './verify.ts';
import { bringUpToDate, rebuild } from './versions.ts';

const PATIENCE: Patience = { hold: 5000, wait: 2000, giveUp: 15_000, resolve: 10_000 };

/** The longest that a question may run, milliseconds. */
const STATEMENT_TIMEOUT = 60_000;

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
    return checkSite(client);
  });
  await bringUpToDate(connection, options, options.progress);
  const pool = createPool(connection, { size: 4, name: 'fasti', statementTimeout: STATEMENT_TIMEOUT });
  const readers = new Readers(connection, options.readers ?? 6, STATEMENT_TIMEOUT);
  const keys = new Map(projections.flatMap(({ tables }) => tables.map(({ name, key }) => [name, key[0] ?? ''])));
  const signal = new Signal(connection);
  const announcer = new Announcer(pool);
  const appender = new Appender({
    schema,
    projections: sameTransaction(projections),
    fence: fenceOf(versionsOf(schema, projections)),
    logKey: site.logKey,
    longest: 2 * (patience.hold + patience.wait),
    patience,
    connect: async () => {
      const client = await connect();
      try {
        site = await checkSite(client, site);
        return client;
      } catch (error) {
        void client.end().catch(() => undefined);
        throw error;
      }
    },
    committed: (position) => {
      site = { ...site, position };
      signal.ring();
      announcer.announce();
    },
  });
  const followers = new Set<Subscription>();
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
      announcer.close();
      await Promise.all([...followers].map((follower) => follower.close()));
      await signal.close();
      await Promise.all([readers.close(), pool.end()]);
    },
    sql: sqlOver(readers),
    sweep: () => sweepStep(pool, keys),
    rebuild: (how = {}) => rebuild(connection, options, how),
    verify: () => verify(connection, options, site.logKey),
    follow: () => {
      const following = projections.filter(({ when }) => when === 'following');
      const runner = new FollowingRunner({
        schema,
        projections: following,
        signal,
        report,
        connect: () => openBuilder(connection),
      });
      followers.add(runner);
      return runner;
    },
    following: () => listFollowing(pool),
  };
};
