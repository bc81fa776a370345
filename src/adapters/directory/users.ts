import { foldLogin } from '../../domain/account/login.ts';
import type { Directory, DirectoryEntry, Sql } from '../../domain/ports.ts';
import { hashPassword, verifyPassword } from './password.ts';

/** Told after every change, so that no process remembers an old password. */
export const USERS_CHANNEL = 'fasti_users';

type UserRow = { readonly login: string; readonly name: string; readonly mails: string[]; readonly password: string };

const entry = ({ login, name, mails }: UserRow): DirectoryEntry => ({
  login,
  domain: '',
  source: 'built-in',
  name,
  mails,
  kind: 'individual',
  deniedModules: [],
});

const row = async (sql: Sql, login: string): Promise<UserRow | undefined> => {
  const [found] = await sql<UserRow>`select login, name, mails, password from users where login = ${foldLogin(login)}`;
  return found;
};

/** The built-in users as a directory. */
export const builtInDirectory = (sql: Sql): Pick<Directory, 'authenticate' | 'find'> => ({
  find: async (login) => {
    const found = await row(sql, login);
    return found && entry(found);
  },
  authenticate: async (login, password) => {
    const found = await row(sql, login);
    const right = await verifyPassword(password, found?.password);
    if (right === 'too-busy') return { is: right };
    return right && found !== undefined ? { is: 'authenticated', entry: entry(found) } : { is: 'wrong' };
  },
});

/** A user to be; the password in clear, to be hashed here. */
export type NewUser = {
  readonly login: string;
  readonly name: string;
  readonly mail: string;
  readonly password: string;
};

/** Adds a user; false if the login is taken. */
export const addUser = async (sql: Sql, user: NewUser): Promise<boolean> => {
  const hash = await hashPassword(user.password);
  const added = await sql`insert into users (login, name, mails, password)
    values (${foldLogin(user.login)}, ${user.name}, array[${user.mail}::text], ${hash})
    on conflict do nothing returning pg_notify(${USERS_CHANNEL}, '')`;
  return added.length > 0;
};

/** Every user, by login. */
export const listUsers = async (sql: Sql): Promise<readonly DirectoryEntry[]> =>
  (await sql<UserRow>`select login, name, mails, '' as password from users order by login`).map(entry);

/** Sets a password; false if there is no such user. */
export const setPassword = async (sql: Sql, login: string, password: string): Promise<boolean> => {
  const hash = await hashPassword(password);
  const changed = await sql`update users set password = ${hash} where login = ${foldLogin(login)}
    returning pg_notify(${USERS_CHANNEL}, '')`;
  return changed.length > 0;
};

/** Takes a user out of the directory; false if there was none. */
export const removeUser = async (sql: Sql, login: string): Promise<boolean> => {
  const gone = await sql`delete from users where login = ${foldLogin(login)} returning pg_notify(${USERS_CHANNEL}, '')`;
  return gone.length > 0;
};

/** Whether the login is a user's. */
export const isUser = async (sql: Sql, login: string): Promise<boolean> => (await row(sql, login)) !== undefined;

/** Whether there is any user yet. */
export const hasUsers = async (sql: Sql): Promise<boolean> =>
  (await sql<{ some: boolean }>`select exists (select from users) as some`)[0]?.some ?? false;
