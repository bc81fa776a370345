import { createHash } from 'node:crypto';
import type { ClientConfig } from 'pg';
import { type FailedLoginSettings, failedLogins } from '../../../src/adapters/http/failed-logins.ts';
import { keyedHash } from '../../../src/adapters/http/keyed-hash.ts';
import type { NotedLogin } from '../../../src/adapters/http/login-audit.ts';
import type { Arrival, Logins } from '../../../src/adapters/http/logins.ts';
import { logins } from '../../../src/adapters/http/logins.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import type { Patience, PostgresLog } from '../../../src/adapters/postgres/types.ts';
import { memoryLimits } from '../../../src/adapters/rate-limit/memory.ts';
import type { AppPasswordScope } from '../../../src/domain/account/app-passwords.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import { DirectoryUnavailable, PartlyUnavailable } from '../../../src/domain/kernel/directory-errors.ts';
import { type Actor, accountStream, type PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import { outage } from '../../../src/domain/kernel/outage.ts';
import type { Directory, DirectoryEntry, RateLimiter, RateLimits, Sql } from '../../../src/domain/ports.ts';
import { projections } from '../../../src/projections/index.ts';
import { metadata } from '../../contracts/log-words.ts';
import { freshDatabase } from '../../support/postgres.ts';

export const HOME = '192.0.2.1';
export const ELSEWHERE = '198.51.100.9';

/** Somebody at the door for CalDAV, from an address. */
export const from = (address: string): Arrival => ({
  ...metadata,
  protocol: 'caldav',
  request: { address, userAgent: 'test' },
});

/** `elsewhere`: a source that these people are not in is out. */
type Seen = { directory: number; queries: number; out: boolean; elsewhere: boolean };

type Refused = 'password-expired' | 'password-must-change' | 'account-locked' | 'too-busy';

/** A directory of people and their passwords, which can be out, and counts what it is asked. */
const directoryOf = (
  people: ReadonlyMap<string, string>,
  refusals: ReadonlyMap<string, Refused>,
  seen: Seen,
): Pick<Directory, 'authenticate' | 'find'> => {
  const find = async (login: string): Promise<DirectoryEntry | undefined> => {
    seen.directory += 1;
    // Answers come from afar, never at once.
    await new Promise(setImmediate);
    if (seen.out) throw new DirectoryUnavailable('out');
    const mails = [`${login}@example.org`];
    if (seen.elsewhere && !people.has(login)) throw new PartlyUnavailable('out', new Set(['elsewhere']));
    return people.has(login)
      ? { login, domain: '', source: 'people', name: login, mails, kind: 'individual', deniedModules: [] }
      : undefined;
  };
  return {
    find,
    authenticate: async (login, password) => {
      const entry = await find(login);
      const isWrong = entry === undefined || people.get(login) !== password;
      if (isWrong && seen.elsewhere) throw new PartlyUnavailable('out', new Set(['elsewhere']));
      if (isWrong) return { is: 'wrong' };
      const is = refusals.get(login);
      return is === undefined ? { is: 'authenticated', entry } : { is };
    },
  };
};

const counting =
  (sql: Sql, seen: { queries: number }): Sql =>
  (text, ...values) => {
    seen.queries += 1;
    return sql(text, ...values);
  };

/** One memory for all who name the same counts. */
export const sharedLimits = (): RateLimits => {
  const memory = memoryLimits();
  const made = new Map<string, RateLimiter>();
  const limiter: RateLimits['limiter'] = (name, limit) => {
    const one = made.get(name) ?? memory.limiter(name, limit);
    made.set(name, one);
    return one;
  };
  return { ...memory, limiter };
};

export type LoginWorld = {
  readonly connection: ClientConfig;
  readonly log: PostgresLog;
  /** Questions to the directory and to the database so far; whether the directory is out. */
  readonly seen: Seen;
  /** Logins and passwords of the directory. */
  readonly people: Map<string, string>;
  /** Of whom the directory says more than that the password is right. */
  readonly refusals: Map<string, Refused>;
  readonly clock: { now: number };
  readonly audited: NotedLogin[];
  readonly used: string[];
  readonly told: string[];
  readonly logins: Logins;
  /** Another process with the same limits and directory. */
  another(): Logins;
  login(login: string, password: string, address?: string): ReturnType<Logins['login']>;
};

type Options = {
  readonly failures?: Partial<FailedLoginSettings>;
  readonly patience?: Partial<Patience>;
};

const openLog = async (patience: Partial<Patience> = {}) => {
  const { connection, drop } = await freshDatabase();
  const log = await openPostgresLog({ connection, schema: logSchema, projections, patience });
  const close = async () => {
    await log.close();
    await drop();
  };
  return { connection, log, close };
};

let shared: ReturnType<typeof openLog> | undefined;

/** Closes what all tests of a file share; before its database ends. */
export const closeLogins = async (): Promise<void> => {
  const opened = await shared;
  shared = undefined;
  await opened?.close();
};

let ids = 0;

/** Runs with a directory in which `jo` and `ann` have the password `right`; with a log of its own for another patience. */
export const withLogins = async (use: (world: LoginWorld) => Promise<void>, options: Options = {}): Promise<void> => {
  const { failures, patience } = options;
  shared ??= openLog();
  const { connection, log, close } = await (patience === undefined ? shared : openLog(patience));
  const people = new Map(['jo', 'ann'].map((login) => [login, 'right']));
  const refusals = new Map<string, Refused>();
  const seen = { directory: 0, queries: 0, out: false, elsewhere: false };
  const clock = { now: Date.now() };
  const [audited, used, told]: [NotedLogin[], string[], string[]] = [[], [], []];
  const now = () => clock.now;
  const hash = keyedHash(Buffer.from('a secret'));
  const limits = sharedLimits();
  const another = () =>
    logins({
      directory: directoryOf(people, refusals, seen),
      log,
      sql: counting(log.sql, seen),
      newId: () => {
        ids += 1;
        return `${ids}`.padStart(22, 'p');
      },
      now,
      cacheSeconds: 300,
      failures: failedLogins({ limits, hash, now }, { count: 0, interval: 10, block: 300, ...failures }),
      audit: { note: (login) => audited.push(login) },
      uses: { note: ({ id }) => used.push(id) },
      hash,
      directoryOutage: outage(
        () => told.push('out'),
        () => told.push('back'),
        now,
      ),
    });
  const one = another();
  try {
    const login: LoginWorld['login'] = (name, password, address = HOME) =>
      one.login({ login: name, password }, from(address));
    await use({ connection, log, seen, people, refusals, clock, audited, used, told, logins: one, another, login });
  } finally {
    if (patience !== undefined) await close();
  }
};

/** Gives an account an app password. */
export const addAppPassword = async (
  log: PostgresLog,
  principal: PrincipalId,
  { id, scope, secret }: { readonly id: string; readonly scope: AppPasswordScope; readonly secret: string },
): Promise<void> => {
  const hash = createHash('sha256').update(secret).digest('hex');
  const data = { principal, id, scope };
  const event = { type: 'app-password-created', data, body: jsonBody({ label: id, hash }) };
  const write = { stream: accountStream(principal), expected: 'any', events: [event] } as const;
  await log.append({ writes: [write], metadata: { ...metadata, actor: principal as string as Actor } });
};
