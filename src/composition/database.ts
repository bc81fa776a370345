import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataOptions } from '../adapters/cli/actions.ts';
import { Told } from '../adapters/cli/told.ts';
import type { Database, DatabaseUrl } from '../adapters/postgres/database.ts';
import type { PostgresLog } from '../adapters/postgres/types.ts';
import { type Configuration, settingOf } from '../domain/settings/configuration.ts';
import { sentenceOf } from './basics.ts';
import { loadConfiguration } from './configuration.ts';

/** Where the embedded database is, unless somebody says otherwise. */
const DATA = fileURLToPath(new URL('../../var', import.meta.url));

/** The external database of an installation; undefined for the embedded one. */
const databaseUrl = (configuration: Configuration): DatabaseUrl | undefined => {
  const { DATABASE_URL } = process.env;
  if (DATABASE_URL !== undefined && DATABASE_URL !== '') return { name: 'DATABASE_URL', url: DATABASE_URL };
  const own = settingOf(configuration, 'FastiDatabaseURL');
  if (own !== undefined) return own === 'embedded' ? undefined : { name: 'FastiDatabaseURL', url: own };
  const profiles = settingOf(configuration, 'SOGoProfileURL');
  return profiles === undefined ? undefined : { name: 'SOGoProfileURL', url: profiles };
};

/** `own`: to serve it; `make`: beside whoever serves it, made where there is none; `join`: it must be there. */
export const openDatabase = async (
  configuration: Configuration,
  data: string | undefined,
  how: 'own' | 'make' | 'join',
): Promise<Database> => {
  const { openDatabase: open } = await import('../adapters/postgres/database.ts');
  const directory = path.resolve(data ?? settingOf(configuration, 'FastiDataDirectory') ?? DATA);
  const opened = await open(databaseUrl(configuration) ?? { directory }, how);
  if ('refused' in opened) throw new Told(opened.refused);
  return opened;
};

/** Opens the log, whose schema is made or migrated before; a `Told` says why it cannot be. */
export const openLog = async (database: Database): Promise<PostgresLog> => {
  const [{ openPostgresLog }, { logSchema: schema }, { projections }] = await Promise.all([
    import('../adapters/postgres/log.ts'),
    import('../domain/event-types.ts'),
    import('../projections/index.ts'),
  ]);
  try {
    return await openPostgresLog({ connection: database.connection, schema, projections });
  } catch (error) {
    throw new Told(`The database cannot be used: ${sentenceOf(error)}`);
  }
};

/** An installation with its log open. */
export type Installation = {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly log: PostgresLog;
};

/** Runs something with the log of a configuration open, and closes it again. */
export const withInstallation = async (
  configuration: Configuration,
  data: string | undefined,
  how: 'own' | 'make' | 'join',
  run: (installation: Installation) => Promise<number>,
): Promise<number> => {
  const database = await openDatabase(configuration, data, how);
  try {
    const log = await openLog(database);
    try {
      return await run({ configuration, database, log });
    } finally {
      await log.close();
    }
  } finally {
    await database.close();
  }
};

/** Runs a command with the log open, beside a running server or without one. */
export const withLog = async (
  options: DataOptions,
  run: (installation: Installation) => Promise<number>,
  how: 'make' | 'join' = 'join',
): Promise<number> => withInstallation(await loadConfiguration(options), options.data, how, run);
