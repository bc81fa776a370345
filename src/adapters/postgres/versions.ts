import type { Client, ClientConfig } from 'pg';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Projection } from '../../projections/projection.ts';
import { openBuilder } from './connection.ts';
import { createTables, outdatedOf, register, registered, versionsOf } from './fence.ts';
import { alone, rebuildBeside } from './rebuild.ts';
import { underLock } from './site.ts';
import type { RebuildOptions } from './types.ts';

type Code = { readonly schema: LogSchema; readonly projections: readonly Projection[] };

const outdated = async (client: Client, { schema, projections }: Code) =>
  outdatedOf(versionsOf(schema, projections), await registered(client));

/** On an empty log nothing has to be built: the tables are made as they are. True when that was so. */
const beginEmpty = (client: Client, code: Code): Promise<boolean> =>
  underLock(client, async () => {
    const missing = await outdated(client, code);
    const { position } = (await client.query('select position from fasti.log_head')).rows[0];
    if (position > 0 || missing.length === 0) return missing.length === 0;
    const replaced = missing.map(({ kind, name }) => `${kind}/${name}`);
    const old = (await registered(client)).filter(({ kind, name }) => replaced.includes(`${kind}/${name}`));
    for (const table of old.flatMap(({ tables }) => tables)) await client.query(`drop table fasti."${table}"`);
    const names = missing.filter(({ kind }) => kind !== 'streams').map(({ name }) => name);
    await createTables(
      client,
      'fasti',
      code.projections.filter(({ name }) => names.includes(name)),
    );
    await register(client, missing, 0);
    return true;
  });

/** Runs `work` with a connection for building, while no other process builds. */
const building = async (connection: ClientConfig, work: (client: Client) => Promise<void>): Promise<void> => {
  const client = await openBuilder(connection);
  try {
    await alone(client, () => work(client));
  } finally {
    await client.end();
  }
};

/**
 * Brings the derived tables to the versions of this program's code: on an empty log at once, else by building them
 * beside the live ones while other processes go on. Refuses a database that is ahead.
 */
export const bringUpToDate = (
  connection: ClientConfig,
  code: Code,
  progress?: RebuildOptions['progress'],
): Promise<void> =>
  building(connection, async (client) => {
    if (await beginEmpty(client, code)) return;
    await rebuildBeside(client, code.schema, code.projections, await outdated(client, code), progress);
  });

/** Builds derived tables anew, beside the live ones: those named, or all with the stream states. */
export const rebuild = (connection: ClientConfig, code: Code, { only, progress }: RebuildOptions): Promise<void> =>
  building(connection, async (client) => {
    const all = versionsOf(code.schema, code.projections);
    const chosen = all.filter(
      ({ kind, name }) => only === undefined || only.includes(kind === 'streams' ? 'streams' : name),
    );
    await rebuildBeside(client, code.schema, code.projections, chosen, progress);
  });
