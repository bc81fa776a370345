import { createHash } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import { MIGRATION_LOCK } from './locks.ts';
import { type Migration, migrations } from './migrations/index.ts';

/** The database cannot be used by this program; the sentence is for the operator. */
export class DatabaseRefused extends Error {}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

const RECORD = `create schema if not exists fasti;
  create table if not exists fasti.migrations (
    number int4 primary key, file text not null, checksum text not null, applied timestamptz not null default now())`;

type Applied = { number: number; file: string; checksum: string };

const refuseUnknown = (applied: readonly Applied[], known: readonly Migration[]): void => {
  const newest = known.at(-1)?.number ?? 0;
  for (const one of applied) {
    const ours = known.find((m) => m.number === one.number);
    if (one.number > newest)
      throw new DatabaseRefused(
        `The database was made by a newer program (migration ${one.file}; this one knows up to ${newest}): start the newer program.`,
      );
    if (ours === undefined || checksum(ours.text) !== one.checksum)
      throw new DatabaseRefused(`The migration ${one.file} of the database is not the one that this program carries.`);
  }
};

/**
 * Brings the database up to this program's migrations, all in one transaction; safe when several processes start at
 * once. Refuses a database that is newer than the program, or whose migrations are others.
 */
export const migrate = async (connection: ClientConfig, known: readonly Migration[] = migrations): Promise<void> => {
  const client = new Client(connection);
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('set local client_min_messages = warning');
    await client.query(RECORD);
    const applied = (await client.query<Applied>('select number, file, checksum from fasti.migrations')).rows;
    refuseUnknown(applied, known);
    for (const { number, file, text } of known.filter((m) => !applied.some((a) => a.number === m.number))) {
      await client.query(text);
      await client.query('insert into fasti.migrations (number, file, checksum) values ($1, $2, $3)', [
        number,
        file,
        checksum(text),
      ]);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
};
