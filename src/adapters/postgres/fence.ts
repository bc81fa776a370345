import type { Client } from 'pg';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Projection } from '../../projections/projection.ts';
import { createIndexes, createTable } from './ddl.ts';
import { DatabaseRefused } from './migrate.ts';

/** A version that stands behind derived rows: of a projection, or of one kind of stream's states. */
export type Versioned = {
  readonly kind: 'projection' | 'following' | 'streams';
  readonly name: string;
  readonly version: number;
  /** The tables that hold them, all of the schema `fasti`. */
  readonly tables: readonly string[];
};

export const sameTransaction = (projections: readonly Projection[]): readonly Projection[] =>
  projections.filter(({ when }) => when === 'same-transaction');

const versionOf = ({ name, version, when, tables }: Projection): Versioned => ({
  kind: when === 'following' ? 'following' : 'projection',
  name,
  version,
  tables: tables.map((table) => table.name),
});

/** What this program's code says. */
export const versionsOf = (schema: LogSchema, projections: readonly Projection[]): readonly Versioned[] => [
  ...projections.map(versionOf),
  ...Object.entries(schema.streamTypes).map(
    ([name, { version }]): Versioned => ({ kind: 'streams', name, version, tables: [] }),
  ),
];

/** The versions that every append keeps, as one text, which it compares under the lock. */
export const fenceOf = (versions: readonly Versioned[]): string =>
  versions
    .filter(({ kind }) => kind !== 'following')
    .map(({ kind, name, version }) => `${kind}/${name}@${version}`)
    .sort()
    .join(' ');

/** What the database says. */
export const registered = async (client: Client): Promise<readonly Versioned[]> =>
  (await client.query('select kind, name, version, tables from fasti.projections')).rows;

const REGISTER = `insert into fasti.projections (kind, name, version, tables, state, position)
  values ($1, $2, $3, $4, 'live', $5)
  on conflict (kind, name) do update set version = excluded.version, tables = excluded.tables, state = 'live',
    position = excluded.position, error = null`;

/** Writes down the versions that hold up to a position, and the fence that follows. Under the lock of the log. */
export const register = async (client: Client, versions: readonly Versioned[], position: number): Promise<void> => {
  for (const { kind, name, version, tables } of versions) {
    if (kind !== 'streams')
      await client.query(`delete from fasti.projections where name = $1 and kind not in ('streams', $2)`, [name, kind]);
    await client.query(REGISTER, [kind, name, version, tables, position]);
  }
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

const isSame = (a: Versioned, b: Versioned): boolean => a.kind === b.kind && a.name === b.name;

/**
 * What must be built before this program may append: versions that the database does not have yet. Refuses when the
 * database is ahead of the program in any that an append keeps.
 */
export const outdatedOf = (code: readonly Versioned[], live: readonly Versioned[]): readonly Versioned[] => {
  for (const one of live.filter(({ kind }) => kind !== 'following')) {
    const ours = code.find(
      (other) => other.name === one.name && (other.kind === 'streams') === (one.kind === 'streams'),
    );
    const known = ours === undefined ? 'does not know it' : `only knows version ${ours.version}`;
    if (ours === undefined || ours.version < one.version)
      throw new DatabaseRefused(
        `The database has ${one.name} at version ${one.version}, this program ${known}: start the newer program.`,
      );
  }
  return code.filter((one) => !live.some((other) => isSame(one, other) && other.version >= one.version));
};
