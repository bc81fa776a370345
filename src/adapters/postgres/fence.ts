import type { Client } from 'pg';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Projection } from '../../projections/projection.ts';
import { createIndexes, createTable } from './ddl.ts';
import { DatabaseRefused } from './migrate.ts';

/** A version that stands behind derived rows: of a same-transaction projection, or of one kind of stream's states. */
export type Versioned = { readonly kind: 'projection' | 'streams'; readonly name: string; readonly version: number };

export const sameTransaction = (projections: readonly Projection[]): readonly Projection[] =>
  projections.filter(({ when }) => when === 'same-transaction');

/** What this program's code says. */
export const versionsOf = (schema: LogSchema, projections: readonly Projection[]): readonly Versioned[] => [
  ...sameTransaction(projections).map(({ name, version }): Versioned => ({ kind: 'projection', name, version })),
  ...Object.entries(schema.streamTypes).map(([name, { version }]): Versioned => ({ kind: 'streams', name, version })),
];

/** All versions as one text, which every append compares under the lock. */
export const fenceOf = (versions: readonly Versioned[]): string =>
  versions
    .map(({ kind, name, version }) => `${kind}/${name}@${version}`)
    .sort()
    .join(' ');

/** What the database says. */
export const registered = async (client: Client): Promise<readonly Versioned[]> =>
  (await client.query(`select kind, name, version from fasti.projections where kind in ('projection', 'streams')`))
    .rows;

/** Writes the versions down, and the fence that follows from them. Under the lock of the log. */
export const register = async (client: Client, versions: readonly Versioned[]): Promise<void> => {
  for (const { kind, name, version } of versions)
    await client.query(
      `insert into fasti.projections (kind, name, version, state, position) values ($1, $2, $3, 'live', 0)
       on conflict (kind, name) do update set version = excluded.version`,
      [kind, name, version],
    );
  await client.query('update fasti.log_head set fence = $1', [fenceOf(await registered(client))]);
};

/** Creates the tables of projections, empty, in a schema. */
export const createTables = async (
  client: Client,
  schema: string,
  projections: readonly Projection[],
): Promise<void> => {
  for (const table of projections.flatMap(({ tables }) => tables))
    for (const text of [createTable(schema, table), ...createIndexes(schema, table)]) await client.query(text);
};

/**
 * What must be built before this program may append: versions that the database does not have yet. Refuses when the
 * database is ahead of the program in any of them.
 */
export const outdatedOf = (code: readonly Versioned[], live: readonly Versioned[]): readonly Versioned[] => {
  for (const one of live) {
    const ours = code.find(({ kind, name }) => kind === one.kind && name === one.name);
    if (ours === undefined || ours.version < one.version)
      throw new DatabaseRefused(
        `The database has ${one.name} at version ${one.version}, this program ${ours === undefined ? 'does not know it' : `only ${ours.version}`}: start the newer program.`,
      );
  }
  return code.filter(
    (one) => !live.some((l) => l.kind === one.kind && l.name === one.name && l.version === one.version),
  );
};
