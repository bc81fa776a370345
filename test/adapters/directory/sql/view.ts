import { Client, type ClientConfig } from 'pg';
import { sqlSource } from '../../../../src/adapters/directory/sql/sql-source.ts';
import type { UserSource } from '../../../../src/domain/ports.ts';
import type { SqlSourceSettings } from '../../../../src/domain/settings/user-source.ts';
import { freshDatabase } from '../../../support/postgres.ts';

/** The address of a view as SOGo writes it. */
export const viewURL = (
  { user, host, port, database, password }: ClientConfig,
  view = 'sogo_view',
  databaseName = database,
): string => {
  const who = `${encodeURIComponent(user ?? '')}:${encodeURIComponent(typeof password === 'string' ? password : 'x')}`;
  const at = host?.startsWith('/') ? `localhost:${port ?? 5432}` : `${host}:${port ?? 5432}`;
  const socket = host?.startsWith('/') ? `?host=${encodeURIComponent(host)}` : '';
  return `postgresql://${who}@${at}/${databaseName}/${encodeURIComponent(view)}${socket}`;
};

/** A source with SOGo's defaults that may authenticate. */
export const settingsOf = (url: string, more: Partial<SqlSourceSettings> = {}): SqlSourceSettings => ({
  type: 'sql',
  id: 'directory',
  viewURL: url,
  canAuthenticate: true,
  isAddressBook: true,
  listRequiresDot: true,
  ModulesConstraints: {},
  userPasswordAlgorithm: 'none',
  userPasswordPolicy: [],
  prependPasswordScheme: false,
  LoginFieldNames: ['c_uid'],
  MailFieldNames: [],
  SearchFieldNames: ['c_cn', 'mail'],
  ...more,
});

/** SOGo's columns, and those that the settings of these tests name. */
export const TABLE = `create table people (
  c_uid varchar(128), c_name text, c_password text, c_cn text, mail text, aliases text, login2 text,
  "Kind" text, bookings int4, domain text, imap_login text, imap_host text, sieve_host text, active bool default true,
  ou varchar(20))`;

export type World = {
  readonly connection: ClientConfig;
  /** Runs one statement in the database of the view. */
  query(text: string, values?: readonly unknown[]): Promise<void>;
  /** A source over the view, and what it has warned of. */
  source(more?: Partial<SqlSourceSettings>): UserSource;
  readonly warned: string[];
};

/** A database with a table of people and a view `sogo_view` of it, and sources that are closed at the end. */
export const withView = async (
  use: (world: World) => Promise<void>,
  setUp: readonly string[] = [TABLE, 'create view sogo_view as select * from people'],
): Promise<void> => {
  const { connection, drop } = await freshDatabase();
  const client = new Client(connection);
  await client.connect();
  const [sources, warned]: [UserSource[], string[]] = [[], []];
  try {
    for (const statement of setUp) await client.query(statement);
    await use({
      connection,
      warned,
      query: async (text, values) => {
        await client.query(text, values ? [...values] : []);
      },
      source: (more = {}) => {
        const made = sqlSource(settingsOf(viewURL(connection), more), { warn: (sentence) => warned.push(sentence) });
        sources.push(made);
        return made;
      },
    });
  } finally {
    await Promise.all(sources.map((source) => source.close()));
    await client.end();
    await drop();
  }
};

/** A person of the table, by the columns that matter. */
export const person = ({ query }: World, columns: Readonly<Record<string, unknown>>): Promise<void> => {
  const row = { c_name: columns.c_uid, c_cn: columns.c_uid, mail: `${columns.c_uid}@example.com`, ...columns };
  const names = Object.keys(row).map((name) => `"${name}"`);
  const places = names.map((_, at) => `$${at + 1}`);
  return query(`insert into people (${names.join(', ')}) values (${places.join(', ')})`, Object.values(row));
};
