import { foldLogin } from '../../domain/account/login.ts';
import { DirectoryUnavailable } from '../../domain/kernel/directory-errors.ts';
import { DIRECTORY_PAGE, MAX_PASSWORD_CHECKS } from '../../domain/limits.ts';
import type { DirectoryEntry, SourceEntry, Sql, UserKind, UserSource } from '../../domain/ports.ts';
import { makePassword } from './passwords/passwords.ts';
import { contained } from './sql/contained.ts';
import type { Rows, UserRow } from './sql/rows.ts';
import { type SourceRules, sourceOver, type Warn } from './sql/source.ts';
import { type BookRules, PUBLIC, type UserPages, usersBook } from './users-book.ts';

/** Told after every change, so that no process remembers an old password. */
export const USERS_CHANNEL = 'fasti_users';

/** The id of the source, and the name of its scheme. */
const BUILT_IN = 'built-in';
const ALGORITHM = 'scrypt';

type Row = {
  readonly login: string;
  readonly name: string;
  readonly mails: readonly string[];
  readonly kind: UserKind;
  readonly bookings: number | null;
  readonly password: string;
};

const entryOf = ({ login, name, mails, kind, bookings }: Row): SourceEntry => ({
  uid: login,
  name,
  mails,
  kind,
  deniedModules: [],
  ...(kind === 'individual' ? {} : { multipleBookings: bookings ?? 0 }),
});

const rowOf = (row: Row): UserRow => ({ entry: entryOf(row), logins: [row.login], password: row.password });

const unlessOut = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (error) {
    throw new DirectoryUnavailable(
      `The built-in users cannot be asked: ${error instanceof Error ? error.message : error}`,
    );
  }
};

/** The table of the built-in users, whose logins are stored folded. */
const tableOf = (sql: Sql): Rows & UserPages => ({
  page: async (patterns, after) =>
    (
      await unlessOut(sql<Row>`select login, name, mails, kind, multiple_bookings as bookings, '' as password from users
        where login > ${after} and (login ilike any(${patterns}) or name ilike any(${patterns})
          or exists (select from unnest(mails) as one where one ilike any(${patterns})))
        order by login limit ${DIRECTORY_PAGE}::int4`)
    ).map(entryOf),
  byLogin: async (login) =>
    (
      await unlessOut(sql<Row>`select login, name, mails, kind, multiple_bookings as bookings, password
        from users where login = ${login}`)
    ).map(rowOf),
  byMail: async (mail) =>
    (
      await unlessOut(sql<Row>`select login, name, mails, kind, multiple_bookings as bookings, password
        from users where exists (select from unnest(mails) as one where lower(one) = ${mail})`)
    ).map(rowOf),
  containing: async (text, limit) => {
    const pattern = contained(text);
    const found = sql<Row>`select login, name, mails, kind, multiple_bookings as bookings, password from users
      where name ~ ${pattern} or exists (select from unnest(mails) as one where one ~ ${pattern})
      order by name, login limit ${limit}::int4`;
    return (await unlessOut(found)).map(rowOf);
  },
  anyPassword: async () => (await unlessOut(sql<Row>`select password from users limit 1`))[0]?.password,
  setPassword: async (uid, stored) => {
    const changed = await unlessOut(sql`update users set password = ${stored} where login = ${uid}
      returning pg_notify(${USERS_CHANNEL}, '')`);
    return changed.length > 0 ? 'changed' : 'gone';
  },
  close: async () => undefined,
});

const RULES: SourceRules = {
  id: BUILT_IN,
  canAuthenticate: true,
  isAddressBook: true,
  userPasswordAlgorithm: ALGORITHM,
  userPasswordPolicy: [],
  prependPasswordScheme: false,
};

/** The built-in users as a source, under the rules of its settings but for how passwords are stored. */
export const builtInSource = (
  sql: Sql,
  rules: SourceRules & Partial<BookRules> = RULES,
  warn: Warn = () => undefined,
): UserSource => {
  const table = tableOf(sql);
  const kept = { ...rules, userPasswordAlgorithm: ALGORITHM, prependPasswordScheme: false };
  const source = sourceOver(table, kept, warn);
  const { id, displayName = id, listRequiresDot = true } = rules;
  const book = usersBook(table, rules === RULES ? PUBLIC : { id, displayName, listRequiresDot });
  return rules.isAddressBook ? { ...source, book } : source;
};

const directoryEntry = ({ uid, ...entry }: SourceEntry): DirectoryEntry => ({
  ...entry,
  login: uid,
  domain: '',
  source: BUILT_IN,
});

/** A user to be; the password in clear, to be hashed here. */
export type NewUser = {
  readonly login: string;
  readonly name: string;
  readonly mails: readonly string[];
  readonly password: string;
  /** A person, where it is absent. */
  readonly kind?: UserKind;
  /** As in a `SourceEntry`. */
  readonly multipleBookings?: number;
};

/** Hashes few at a time, in order; `hashed` is told how many are. */
const hashes = async (users: readonly NewUser[], hashed: (done: number) => void): Promise<readonly string[]> => {
  const made: string[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let at = next++; at < users.length; at = next++) {
      made[at] = await makePassword(users[at]?.password ?? '', { algorithm: ALGORITHM });
      done += 1;
      hashed(done);
    }
  };
  await Promise.all(Array.from({ length: MAX_PASSWORD_CHECKS }, work));
  return made;
};

const takenOf = async (sql: Sql, users: readonly NewUser[]): Promise<readonly string[]> => {
  const logins = users.map(({ login }) => foldLogin(login));
  const taken = await sql<{ login: string }>`select login from users where login = any(${logins}) order by login`;
  return taken.map(({ login }) => login);
};

/**
 * Adds all of these users, whose logins differ, or none: the logins that are taken already, none when all is well. `hashed`
 * is told now and then how many passwords are hashed, which is what takes its time.
 */
export const addUsers = async (
  sql: Sql,
  users: readonly NewUser[],
  hashed: (done: number) => void = () => undefined,
): Promise<readonly string[]> => {
  const taken = await takenOf(sql, users);
  if (taken.length > 0) return taken;
  const passwords = await hashes(users, hashed);
  const rows = users.map((user, at) => ({ ...user, login: foldLogin(user.login), password: passwords[at] }));
  try {
    await sql`insert into users (login, name, mails, password, kind, multiple_bookings)
      select login, name, array(select json_array_elements_text(mails)), password, coalesce(kind, 'individual'),
        "multipleBookings"
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as one (login text, name text, mails json, password text, kind text, "multipleBookings" int4)
      returning pg_notify(${USERS_CHANNEL}, '')`;
    return [];
  } catch (error) {
    // Another may have added one of them in the meantime.
    const now = await takenOf(sql, users);
    if (now.length === 0) throw error;
    return now;
  }
};

/** Adds a user; false if the login is taken. */
export const addUser = async (sql: Sql, user: NewUser): Promise<boolean> => (await addUsers(sql, [user])).length === 0;

/** Every user, by login. */
export const listUsers = async (sql: Sql): Promise<readonly DirectoryEntry[]> => {
  const all = await sql<Row>`select login, name, mails, kind, multiple_bookings as bookings, '' as password
    from users order by login`;
  return all.map((row) => directoryEntry(entryOf(row)));
};

/** Takes a user out of the directory; false if there was none. */
export const removeUser = async (sql: Sql, login: string): Promise<boolean> => {
  const gone = await sql`delete from users where login = ${foldLogin(login)} returning pg_notify(${USERS_CHANNEL}, '')`;
  return gone.length > 0;
};

/** Whether the login is a user's. */
export const isUser = async (sql: Sql, login: string): Promise<boolean> =>
  (await sql`select from users where login = ${foldLogin(login)}`).length > 0;

/** Whether there is any user yet. */
export const hasUsers = async (sql: Sql): Promise<boolean> =>
  (await sql<{ some: boolean }>`select exists (select from users) as some`)[0]?.some ?? false;
