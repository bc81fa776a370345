import { type AppPasswordId, type AppPasswordScope, readAppPasswordBody } from '../domain/account/app-passwords.ts';
import type { AccountEvent } from '../domain/account/events.ts';
import type { PrincipalId } from '../domain/kernel/ids.ts';
import type { Sql } from '../domain/ports.ts';
import { clear, projection, put, remove, table } from './projection.ts';

const appPasswordsTable = table({
  name: 'app_passwords',
  columns: { principal: 'text', id: 'text', scope: 'text', label: 'text', hash: 'text', created_at: 'int8' },
  key: ['principal', 'id'],
  indexes: { app_passwords_hash: '(hash)' },
});

/** Passwords that programs log in with, by the hash of the secret. */
export const appPasswords = projection<AccountEvent>({
  name: 'app-passwords',
  version: 1,
  when: 'same-transaction',
  tables: [appPasswordsTable],
  on: {
    'app-password-created': ({ data, body, when }) => [
      put(appPasswordsTable, { ...data, ...readAppPasswordBody(body), created_at: when }),
    ],
    'app-password-revoked': ({ data }) => [remove(appPasswordsTable, [data.principal, data.id])],
    'account-closed': ({ data }) => [clear(appPasswordsTable, [data.principal])],
  },
});

/** Whose app password it is, and what for. */
export type AppPasswordOwner = {
  readonly principal: PrincipalId;
  readonly id: AppPasswordId;
  readonly scope: AppPasswordScope;
  /** Folded, and a key of `domains` or ''. */
  readonly login: string;
  readonly domain: string;
};

/** The app password whose secret has this SHA-256, in hexadecimal digits. */
export const appPasswordWith = async (sql: Sql, hash: string): Promise<AppPasswordOwner | undefined> => {
  const [row] = await sql<AppPasswordOwner>`
    select p.principal, p.id, p.scope, a.login, a.domain
    from app_passwords p join accounts a on a.principal = p.principal where p.hash = ${hash}`;
  return row;
};

/** An app password as its owner sees it; `created` in UTC milliseconds. */
export type AppPassword = {
  readonly id: AppPasswordId;
  readonly scope: AppPasswordScope;
  readonly label: string;
  readonly created: number;
};

/** All app passwords of an account, the oldest first. */
export const appPasswordsOf = (sql: Sql, principal: PrincipalId): Promise<readonly AppPassword[]> =>
  sql<AppPassword>`
    select id, scope, label, created_at as created from app_passwords
    where principal = ${principal} order by created_at, id`;
