/** The DAV handler on loopback, with the real log and directory, over people that a test makes up. */

import { randomBytes } from 'node:crypto';
import { directoryOf } from '../../src/adapters/directory/directory.ts';
import { type CheckParts, checkPassword, checkTrusted } from '../../src/adapters/http/check-password.ts';
import { createLogger } from '../../src/adapters/http/log.ts';
import type { Logins } from '../../src/adapters/http/logins.ts';
import { createHttpServer } from '../../src/adapters/http/server.ts';
import { locksIn } from '../../src/adapters/postgres/locks-store.ts';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import type { AuthenticationParts } from '../../src/adapters/webdav/authenticate.ts';
import { davHandler } from '../../src/adapters/webdav/handler.ts';
import { registry } from '../../src/composition/dav-registry.ts';
import { davSettings } from '../../src/composition/dav-settings.ts';
import type { Domains } from '../../src/domain/directory/domains.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import type { Directory, SourceEntry, UserSource } from '../../src/domain/ports.ts';
import { type Configuration, NOTHING_SET } from '../../src/domain/settings/configuration.ts';
import { projections } from '../../src/projections/index.ts';
import { type Fasti, PASSWORD } from './fasti.ts';
import { freshDatabase } from './postgres.ts';

/** Somebody of an organisation; by default a person of that login, without a domain. */
export const entry = (uid: string, more: Partial<SourceEntry> = {}): SourceEntry => ({
  uid,
  name: `${uid[0]?.toUpperCase()}${uid.slice(1)} Doe`,
  mails: [`${uid}@example.com`],
  kind: 'individual',
  deniedModules: [],
  ...more,
});

const holds = ({ uid, name, mails }: SourceEntry, text: string): boolean =>
  [uid, name, ...mails].some((field) => field.toLowerCase().includes(text.toLowerCase()));

/** An organisation's directory in an array; everybody's password is `secret`. */
export const sourceOf = (id: string, entries: readonly SourceEntry[]): UserSource => ({
  id,
  canAuthenticate: true,
  isAddressBook: true,
  find: async (login) => entries.find(({ uid }) => uid === login),
  findByMail: async (mail) => entries.find(({ mails }) => mails.includes(mail)),
  authenticate: async (login, password) => {
    const found = entries.find(({ uid }) => uid === login);
    return found !== undefined && password === PASSWORD ? { is: 'authenticated', entry: found } : { is: 'wrong' };
  },
  search: async (text, limit) => entries.filter((one) => holds(one, text)).slice(0, limit),
  members: async () => undefined,
  groupsOf: async () => [],
  changePassword: async () => ({ is: 'no-such-user' }),
  close: async () => {},
});

/** The directory of these sources by domain ('' the system level); domains of one group of `visibility` see each other. */
export const directoryWith = (
  sources: Readonly<Record<string, UserSource>>,
  domains: Partial<Domains> = {},
): Directory => {
  const configured = Object.keys(sources).filter((domain) => domain !== '');
  const none = { basedUid: false, forbidUnknown: false, allowed: [], suffix: '', visibility: [] };
  return directoryOf({
    domains: { ...none, configured, ...domains },
    sources: (domain) => (sources[domain] === undefined ? [] : [sources[domain]]),
    mailDomain: () => undefined,
    warn: () => {},
  });
};

/** Logins that remember nothing and block nobody. */
const askingLogins = (parts: CheckParts): Logins => ({
  login: async (credentials, arrival) => {
    const checked = await checkPassword(parts, credentials, arrival);
    return checked.is === 'verified' ? { is: 'in', who: checked.verified.who } : checked;
  },
  trusted: async (login, arrival) => {
    const checked = await checkTrusted(parts, login, arrival);
    return checked.is === 'verified' ? { is: 'in', who: checked.verified.who } : checked;
  },
  forget: () => {},
});

export type DavOptions = {
  readonly configuration?: Configuration;
  readonly directory?: Directory;
  readonly requests?: AuthenticationParts['requests'];
  readonly logins?: Logins;
  /** What a trusted proxy says of who asks. */
  readonly remoteUser?: string;
  /** Another server, over whose log this one is started; it stops last. */
  readonly beside?: Fasti;
  /** UTC milliseconds. */
  readonly now?: () => number;
};

/** A log of its own, and how it goes. */
const freshLog = async () => {
  const database = await freshDatabase();
  const log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
  const close = async (): Promise<void> => {
    await log.close();
    await database.drop();
  };
  return { log, close };
};

/** Starts the handler; without a directory there are jo and ann. */
export const startDav = async (options: DavOptions = {}): Promise<Fasti> => {
  const { log, close } = options.beside === undefined ? await freshLog() : { ...options.beside, close: async () => {} };
  const { sql } = log;
  const { directory = directoryWith({ '': sourceOf('all', [entry('jo'), entry('ann')]) }), now = Date.now } = options;
  const newId = (): string => randomBytes(16).toString('base64url');
  let said = '';
  const logger = createLogger({ level: 'warn', destination: { write: (line) => (said += line) } });
  const services = {
    log,
    sql,
    locks: locksIn(sql),
    now,
    newId,
    registry,
    directory,
    settings: davSettings(options.configuration ?? NOTHING_SET),
  };
  const http = createHttpServer({
    handler: davHandler({
      services,
      logins: options.logins ?? askingLogins({ directory, log, sql, newId }),
      logger,
      client: () => ({
        address: '192.0.2.1',
        origin: `http://127.0.0.1`,
        insecure: undefined,
        remoteUser: options.remoteUser,
      }),
      ...(options.requests && { requests: options.requests }),
    }),
    methods: new Set(registry.methods.keys()),
  });
  const { port } = await http.listen(0, '127.0.0.1');
  return {
    origin: `http://127.0.0.1:${port}`,
    log,
    logged: () => said,
    stop: async () => {
      await http.drain(10_000);
      await close();
    },
  };
};
