/** The composition root: reads the environment once, builds what a command needs, runs it. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { type Actions, type DataOptions, program, type ServeOptions } from './adapters/cli/program.ts';
import { complain, Misused, say, Told } from './adapters/cli/told.ts';
import type { UserStore } from './adapters/cli/users.ts';
import type { Logger } from './adapters/http/log.ts';
import type { Database } from './adapters/postgres/database.ts';
import type { PostgresLog } from './adapters/postgres/types.ts';
import type { Metadata } from './domain/kernel/event.ts';
import type { Actor, CorrelationId } from './domain/kernel/ids.ts';

const HOME = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Random octets are asked for in bulk: a call for each id costs more than the id. */
const POOL = 4096;
let pool = Buffer.alloc(0);

/** 128 random bits as 22 characters of base64url. */
const newId = (): string => {
  if (pool.length < 16) pool = randomBytes(POOL);
  const id = pool.toString('base64url', 0, 16);
  pool = pool.subarray(16);
  return id;
};

/** Who acts when a person types a command. */
const commandLine = (): Metadata => ({
  actor: 'tool:fasti' as Actor,
  protocol: 'cli',
  correlationId: newId() as CorrelationId,
});

const openDatabase = async (data: string, how: 'own' | 'make' | 'join'): Promise<Database> => {
  const { openDatabase: open } = await import('./adapters/postgres/database.ts');
  const opened = await open(data, process.env, how);
  if ('refused' in opened) throw new Told(opened.refused);
  return opened;
};

const openLog = async (database: Database): Promise<PostgresLog> => {
  const [{ openPostgresLog }, { logSchema: schema }, { projections }] = await Promise.all([
    import('./adapters/postgres/log.ts'),
    import('./domain/event-types.ts'),
    import('./projections/index.ts'),
  ]);
  try {
    return await openPostgresLog({ connection: database.connection, schema, projections });
  } catch (error) {
    throw new Told(`The database cannot be used: ${sentenceOf(error)}`);
  }
};

/** What an error says, without its stack; of several that are one, the first. */
const sentenceOf = (error: unknown): string => {
  if (error instanceof AggregateError) return sentenceOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};

/** Runs a command with the log open, beside a running server or without one. */
const withLog = async (
  data: string,
  run: (log: PostgresLog) => Promise<number>,
  how: 'make' | 'join' = 'join',
): Promise<number> => {
  const database = await openDatabase(data, how);
  try {
    const log = await openLog(database);
    try {
      return await run(log);
    } finally {
      await log.close();
    }
  } finally {
    await database.close();
  }
};

const userStore = async (log: PostgresLog): Promise<UserStore> => {
  const users = await import('./adapters/directory/users.ts');
  const { generatePassword } = await import('./adapters/directory/passwords/generate.ts');
  const { closeAccount } = await import('./adapters/directory/close-account.ts');
  return {
    add: async (user) => {
      if (await users.isUser(log.sql, user.login)) return false;
      // A removal that was interrupted left an account: it is not the new user's.
      await closeAccount(log, log.sql, user.login, commandLine());
      return users.addUser(log.sql, user);
    },
    list: () => users.listUsers(log.sql),
    setPassword: (login, password) => users.setPassword(log.sql, login, password),
    remove: async (login) => {
      const gone = await users.removeUser(log.sql, login);
      return (await closeAccount(log, log.sql, login, commandLine())) || gone;
    },
    generatePassword,
  };
};

const withUsers = (
  { data }: DataOptions,
  run: (store: UserStore) => Promise<number>,
  how: 'make' | 'join' = 'join',
): Promise<number> => withLog(data, async (log) => run(await userStore(log)), how);

const cli = () => import('./adapters/cli/users.ts');

/** How long requests under way may take to end at a stop, milliseconds. */
const DRAIN = 10_000;

/** Prints what a person needs to begin; the password of the first user is shown this once. */
const welcome = (url: string, first: { login: string; password: string } | undefined): void => {
  say(`Fasti serves ${url}`);
  say(`Point Thunderbird, Evolution, a phone or curl at ${url}dav/`);
  if (first !== undefined) say(`The first user is ${first.login}, password ${first.password} (it is not shown again)`);
};

/** An empty installation gets a user, so that the first client can log in. */
const firstUser = async (log: PostgresLog): Promise<{ login: string; password: string } | undefined> => {
  const { addUser, hasUsers } = await import('./adapters/directory/users.ts');
  const { generatePassword } = await import('./adapters/directory/passwords/generate.ts');
  const { position } = await log.head();
  if (position > 0 || (await hasUsers(log.sql))) return undefined;
  const user = { login: 'fasti', name: 'First User', mails: ['fasti@localhost'], password: generatePassword() };
  return (await addUser(log.sql, user)) ? user : undefined;
};

const tlsOf = ({ tlsCert, tlsKey }: ServeOptions): { cert: string; key: string } | undefined => {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) throw new Misused('--tls-cert and --tls-key go together.');
  const tls = { cert: readText(tlsCert), key: readText(tlsKey) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new Told(`${tlsCert} and ${tlsKey} cannot be used: ${sentenceOf(error)}`);
  }
  return tls;
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Told(`${file} cannot be read: ${sentenceOf(error)}`);
  }
};

const addressOf = (listen: string): { host: string; port: number } => {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(listen) ?? [];
  if (host === undefined || port === undefined || Number(port) > 65_535)
    throw new Misused(`--listen wants HOST:PORT, such as 127.0.0.1:20000, not “${listen}”.`);
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
};

/** Fulfilled by SIGTERM or SIGINT. */
const stopSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });

/** A server that accepts requests. `stop` lets those under way end; the log stays open. */
export type Running = { readonly url: string; stop(): Promise<void> };

/** What protects logins, and counts them; a sweep stores what was counted and deletes what is kept no longer. */
const loginProtection = async (connection: Database['connection'], log: PostgresLog, logger: Logger) => {
  const [{ failedLogins }, { keyedHash }, { loginAudit }, { appPasswordUses }] = await Promise.all([
    import('./adapters/http/failed-logins.ts'),
    import('./adapters/http/keyed-hash.ts'),
    import('./adapters/http/login-audit.ts'),
    import('./adapters/http/app-password-uses.ts'),
  ]);
  const [stores, { siteSecret }, { createPool }, { postgresLimits }, { insured }, { outage }] = await Promise.all([
    import('./adapters/postgres/login-audit.ts'),
    import('./adapters/postgres/site-secret.ts'),
    import('./adapters/postgres/pool.ts'),
    import('./adapters/rate-limit/postgres.ts'),
    import('./adapters/rate-limit/insured.ts'),
    import('./domain/kernel/outage.ts'),
  ]);
  const { sql } = log;
  const now = Date.now;
  const outageOf = (what: string) =>
    outage(
      (error) => logger.warn({ err: error }, `${what} cannot be reached`),
      () => logger.warn(`${what} is back`),
      now,
    );
  const hash = keyedHash(await siteSecret(sql, 'logins'));
  const pool = createPool(connection, { size: 2, name: 'fasti-limits', statementTimeout: 1000 });
  const limits = insured(postgresLimits(pool), outageOf('the store of counts'), now);
  const audit = loginAudit((rows) => stores.storeLoginCounts(sql, rows), now);
  const uses = appPasswordUses((ids, at) => stores.storeAppPasswordUses(sql, ids, at), now);
  const failures = failedLogins({ limits, hash, now }, { count: 0, interval: 10, block: 300 });
  const directoryOutage = outageOf('the directory of users');
  const flush = () => Promise.all([audit.flush(), uses.flush()]);
  return {
    logins: { now, cacheSeconds: 300, failures, audit, uses, hash, directoryOutage },
    limits,
    sweep: async () => {
      await flush();
      return stores.sweepLogins(sql, now());
    },
    stop: async () => {
      await flush().catch((error: unknown) => logger.error({ err: error }, 'the audit of logins failed'));
      await limits.close();
      await pool.end();
    },
  };
};

/** Starts to serve a log. Everything that a request can reach is built here. */
export const startServer = async (
  options: ServeOptions,
  { connection }: Pick<Database, 'connection'>,
  log: PostgresLog,
  destination: NodeJS.WritableStream = process.stderr,
): Promise<Running> => {
  const [{ davHandler }, { registry }, { logins }, { builtInDirectory, USERS_CHANNEL }] = await Promise.all([
    import('./adapters/webdav/handler.ts'),
    import('./adapters/caldav/registry.ts'),
    import('./adapters/http/logins.ts'),
    import('./adapters/directory/users.ts'),
  ]);
  const { createHttpServer } = await import('./adapters/http/server.ts');
  const { createLogger } = await import('./adapters/http/log.ts');
  const { clients } = await import('./adapters/http/client.ts');
  const { trustedProxies } = await import('./adapters/http/trusted-proxies.ts');
  const { DEFAULT_SETTINGS } = await import('./adapters/webdav/settings.ts');
  const { locksIn } = await import('./adapters/postgres/locks-store.ts');
  const { listen } = await import('./adapters/postgres/notices.ts');
  const { startSweeper } = await import('./workers/sweeper.ts');
  const { host, port } = addressOf(options.listen);
  const tls = tlsOf(options);
  const logger = createLogger({ level: process.stderr.isTTY === true ? 'warn' : 'info', destination });
  const protection = await loginProtection(connection, log, logger);
  const known = logins({ directory: builtInDirectory(log.sql), log, sql: log.sql, newId, ...protection.logins });
  const proxies = trustedProxies(options.trustedProxy);
  if (proxies.is === 'malformed') throw new Misused(`No address of a proxy: ${proxies.entries.join(', ')}`);
  const trust = { proxies: proxies.trusts, insecure: options.insecure === true, remoteUser: false };
  const services = {
    log,
    sql: log.sql,
    locks: locksIn(log.sql),
    now: Date.now,
    newId,
    registry,
    settings: DEFAULT_SETTINGS,
  };
  const http = createHttpServer({
    handler: davHandler({ services, logins: known, logger, client: clients(trust, logger) }),
    methods: new Set(registry.methods.keys()),
    ...(tls && { tls }),
    onMalformed: (what) => logger.warn(what, 'not HTTP'),
  });
  const at = await http.listen(port, host).catch((error: unknown) => {
    throw new Told(`Nothing can be served at ${options.listen}: ${sentenceOf(error)}`);
  });
  // What goes on by itself begins when nothing can fail any more: it would keep a failed start from ending.
  const notices = listen(connection, USERS_CHANNEL, known.forget);
  const sweeper = startSweeper(log, (error) => logger.error({ err: error }, 'sweeping failed'));
  const audit = startSweeper(protection, (error) => logger.error({ err: error }, 'the audit of logins failed'));
  const shown = at.family === 'IPv6' ? `[${at.address}]` : at.address;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${shown}:${at.port}/SOGo/`,
    stop: async () => {
      await http.drain(DRAIN);
      await sweeper.stop();
      await audit.stop();
      await protection.stop();
      await notices.close();
    },
  };
};

/** Serves until it is told to stop, or until the embedded database ends by itself. */
const serveUntil = async (stop: Promise<string>, options: ServeOptions, database: Database, log: PostgresLog) => {
  const first = await firstUser(log);
  const server = await startServer(options, database, log);
  welcome(server.url, first);
  const why = await Promise.race([stop, database.ended.then((words) => `PostgreSQL ended: ${words}`)]);
  await server.stop();
  if (!why.startsWith('SIG')) throw new Told(why);
  return 0;
};

const serve = async (options: ServeOptions): Promise<number> => {
  // What is wrong with the command line is told before a database is made for it.
  addressOf(options.listen);
  tlsOf(options);
  const stop = stopSignal();
  const database = await openDatabase(options.data, 'own');
  try {
    const log = await openLog(database);
    try {
      return await serveUntil(stop, options, database, log);
    } finally {
      await log.close();
    }
  } finally {
    await database.close();
  }
};

const actions: Actions = {
  serve,
  addUser: (login, options) =>
    withUsers(options, async (store) => (await cli()).addUser(store, login, options), 'make'),
  listUsers: (options) => withUsers(options, async (store) => (await cli()).listUsers(store)),
  setPassword: (login, options) =>
    withUsers(options, async (store) => (await cli()).setPassword(store, login, options)),
  removeUser: (login, options) => withUsers(options, async (store) => (await cli()).removeUser(store, login)),
  log: (of, { data, json }) =>
    withLog(data, async (log) => {
      const { printHistory } = await import('./adapters/cli/history.ts');
      const { actorNames } = await import('./adapters/cli/people.ts');
      const { principalOf } = await import('./projections/accounts.ts');
      const { foldLogin } = await import('./domain/account/login.ts');
      const find = (login: string) => principalOf(log.sql, '', foldLogin(login));
      return printHistory({ log, principalOf: find, names: actorNames(log) }, of, json === true);
    }),
  rebuild: (projection, { data }) =>
    withLog(data, async (log) => {
      const { rebuild } = await import('./adapters/cli/maintenance.ts');
      const { projections } = await import('./projections/index.ts');
      return rebuild(
        log,
        projections.filter(({ when }) => when === 'same-transaction').map(({ name }) => name),
        projection,
      );
    }),
  verify: ({ data }) =>
    withLog(data, async (log) => {
      const { verify } = await import('./adapters/cli/maintenance.ts');
      return verify(log);
    }),
  raiseEpoch: ({ data }) =>
    withLog(data, async (log) => {
      say(`Epoch ${await log.raiseEpoch()}: every client resynchronizes at its next request.`);
      return 0;
    }),
};

const finish = (code: number): void => {
  process.exitCode = code;
};

const main = async (): Promise<void> => {
  try {
    await program(actions, version, path.join(HOME, 'var'), finish).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) return;
    complain(`fasti: ${error instanceof Told ? error.message : error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = error instanceof Misused ? 2 : 1;
  }
};

if (import.meta.main) await main();
