import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { addUser } from '../../src/adapters/directory/users.ts';
import { createLogger } from '../../src/adapters/http/log.ts';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import type { PostgresLog } from '../../src/adapters/postgres/types.ts';
import { openDirectory } from '../../src/composition/directory.ts';
import { startServer } from '../../src/composition/server.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import type { Directory } from '../../src/domain/ports.ts';
import { type Configuration, NOTHING_SET } from '../../src/domain/settings/configuration.ts';
import { projections } from '../../src/projections/index.ts';
import { freshDatabase } from './postgres.ts';

/** A whole server on loopback with a database of its own, and users who all have the password `secret`. */
export type Fasti = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly log: PostgresLog;
  /** What the server's log has said so far. */
  logged(): string;
  stop(): Promise<void>;
};

export const PASSWORD = 'secret';

/** The value of an Authorization header. */
export const basic = (login: string, password = PASSWORD): string =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

/** Starts a server for users of these logins (`jo` is Jo Doe, jo@example.com). */
export const startFasti = (...logins: readonly string[]): Promise<Fasti> => startConfigured(NOTHING_SET, {}, ...logins);

/** What a test may say of how the server is reached, and who its users are instead of the built-in ones. */
type Reached = { readonly trustedProxies?: readonly string[]; readonly directory?: Directory };

/** Starts a server with a configuration; the built-in users of these logins are there, whether it names them as a source or not. */
export const startConfigured = async (
  configuration: Configuration,
  { trustedProxies = [], directory: others }: Reached,
  ...logins: readonly string[]
): Promise<Fasti> => {
  const database = await freshDatabase();
  const { connection } = database;
  const log = await openPostgresLog({ connection, schema: logSchema, projections });
  for (const login of logins) {
    const name = `${login[0]?.toUpperCase()}${login.slice(1)} Doe`;
    await addUser(log.sql, { login, name, mails: [`${login}@example.com`], password: PASSWORD });
  }
  let said = '';
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      said += chunk;
      done();
    },
  });
  const logger = createLogger({ level: 'info', destination });
  const warn = (sentence: string): void => logger.warn(sentence);
  const directory = others ?? (await openDirectory(configuration, { sql: log.sql, warn }));
  const endpoint = { address: { host: '127.0.0.1', port: 0 }, tls: undefined, trustedProxies, insecure: false };
  const ended = new Promise<string>(() => {});
  const running = { configuration, log, database: { connection, ended, close: async () => {} } };
  const server = await startServer(endpoint, running, directory, logger);
  return {
    origin: new URL(server.url).origin,
    log,
    logged: () => said,
    stop: async () => {
      await server.stop();
      await directory.close();
      await log.close();
      await database.drop();
    },
  };
};

/** One request as jo, or as whoever the headers say; the body of the answer as text. */
export const ask = async (
  { origin }: Fasti,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string | Uint8Array<ArrayBuffer>,
) => {
  const authorization = { authorization: basic('jo') };
  const response = await fetch(origin + path, {
    method,
    headers: { ...authorization, ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** A calendar object with one event. */
export const event = (uid: string, ...lines: readonly string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fasti//test//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
    ...(lines.some((line) => line.startsWith('DTSTART')) ? [] : ['DTSTART:20260105T100000Z', 'DTEND:20260105T110000Z']),
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

/** A vCard 3.0; its name is the UID unless a line says otherwise. */
export const card = (uid: string, ...lines: readonly string[]): string =>
  [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `UID:${uid}`,
    ...(lines.some((line) => line.startsWith('FN')) ? [] : [`FN:${uid}`, `N:${uid};;;;`]),
    ...lines,
    'END:VCARD',
    '',
  ].join('\r\n');

/** A name nobody has used. */
export const unique = (): string => randomBytes(6).toString('hex');
