import type { Client } from 'pg';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Projection } from '../../projections/projection.ts';
import { Build } from './build.ts';
import { quoted } from './ddl.ts';
import { failureOf } from './failures.ts';
import { register, type Versioned } from './fence.ts';
import { REBUILD_LOCK } from './locks.ts';
import { underLock } from './site.ts';
import type { RebuildProgress } from './types.ts';

const SCHEMA = 'fasti_rebuild';
/** So few events are left to be folded under the lock of the log: some milliseconds. */
const NEAR = 200;
/** How long the switch waits for readers of the old tables, and so holds the log, each time. */
const LOCK_TIMEOUT = '500ms';
const ATTEMPTS = 60;
const LOCK_PAUSE = 500;

const headOf = async (client: Client): Promise<number> =>
  (await client.query('select position from fasti.log_head')).rows[0].position;

const catchUp = async (build: Build, client: Client): Promise<void> => {
  for (let head = await headOf(client); head - build.position > NEAR; head = await headOf(client))
    await build.advance(head);
};

const tablesOf = async (client: Client, versions: readonly Versioned[]): Promise<readonly string[]> => {
  const names = versions.filter(({ kind }) => kind !== 'streams').map(({ name }) => name);
  const { rows } = await client.query(
    `select unnest(tables) as name from fasti.projections where kind <> 'streams' and name = any ($1)`,
    [names],
  );
  return rows.map(({ name }) => name);
};

/** Under the lock of the log: the last events, then the old tables go and the new ones take their place. */
const switchOver = (client: Client, build: Build, versions: readonly Versioned[]): Promise<void> =>
  underLock(client, async () => {
    await client.query(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    const built = [...build.tables.map(({ name }) => name), ...(build.plan.streams ? ['streams'] : [])];
    const old = new Set([...(await tablesOf(client, versions)), ...(build.plan.streams ? ['streams'] : [])]);
    // Before the tables, in the order in which those who run following projections take them.
    await client.query('select 1 from fasti.projections where name = any ($1) for update', [
      versions.map(({ name }) => name),
    ]);
    for (const name of old) await client.query(`lock table fasti.${quoted(name)} in access exclusive mode`);
    await client.query('set local lock_timeout = 0');
    await build.advance(await headOf(client), false);
    for (const name of old) await client.query(`drop table fasti.${quoted(name)}`);
    for (const name of built) await client.query(`alter table ${SCHEMA}.${quoted(name)} set schema fasti`);
    await register(client, versions, build.position);
  });

const switchWhenFree = async (client: Client, build: Build, versions: readonly Versioned[]): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    await catchUp(build, client);
    const { position } = build;
    try {
      return await switchOver(client, build, versions);
    } catch (error) {
      // Only while waiting for the tables: what was folded after that was rolled back, and is lost to the build.
      if (failureOf(error) !== 'busy' || build.position !== position || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE));
    }
  }
};

/** Runs `work` while no other process builds. */
export const alone = async <Result>(client: Client, work: () => Promise<Result>): Promise<Result> => {
  await client.query('select pg_advisory_lock($1)', [REBUILD_LOCK]);
  // In a transaction that failed the unlock fails too, and must not hide why; the lock ends with the connection.
  const unlock = () => client.query('select pg_advisory_unlock($1)', [REBUILD_LOCK]).catch(() => undefined);
  return work().finally(unlock);
};

/**
 * Builds what the versions name (projections, and stream states if any kind is among them) from the log beside the
 * live tables, while the log goes on, and switches. After it, programs with other versions do not append.
 */
export const rebuildBeside = async (
  client: Client,
  log: LogSchema,
  projections: readonly Projection[],
  versions: readonly Versioned[],
  progress?: (at: RebuildProgress) => void,
): Promise<void> => {
  const named = projections.filter((p) => versions.some(({ kind, name }) => kind !== 'streams' && name === p.name));
  const streams = versions.some(({ kind }) => kind === 'streams');
  const names = [...named.map(({ name }) => name), ...(streams ? ['streams'] : [])];
  const head = await headOf(client);
  const report = (position: number): void =>
    progress?.({ projections: names, position, head: Math.max(head, position) });
  const build = new Build(client, {
    schema: SCHEMA,
    log,
    projections: named,
    streams,
    claims: false,
    passing: false,
    progress: report,
  });
  await build.begin();
  await build.advance(head);
  await build.createIndexes();
  for (const { name } of build.tables) await client.query(`analyze ${SCHEMA}.${quoted(name)}`);
  await switchWhenFree(client, build, versions);
  await client.query(`drop schema ${SCHEMA}`);
};
