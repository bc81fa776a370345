import type { AccountEvent } from '../domain/account/events.ts';
import type { PrincipalId } from '../domain/kernel/ids.ts';
import { readJsonBody } from '../domain/kernel/json-body.ts';
import type { Sql } from '../domain/ports.ts';
import { projection, put, remove, table } from './projection.ts';

const accountsTable = table({
  name: 'accounts',
  columns: { principal: 'text', domain: 'text', login: 'text' },
  key: ['principal'],
  indexes: { accounts_login: '(domain, login)' },
});

/** Who is who: the opaque id of everybody who ever logged in, by domain and folded login. */
export const accounts = projection<AccountEvent>({
  name: 'accounts',
  version: 1,
  when: 'same-transaction',
  tables: [accountsTable],
  on: {
    'account-opened': ({ data, body }) => {
      const { login } = readJsonBody(body, { login: '' });
      return [put(accountsTable, { principal: data.principal, domain: data.domain, login })];
    },
    'account-closed': ({ data }) => [remove(accountsTable, [data.principal])],
  },
});

/** The id of a folded login in a domain, if it has logged in before. */
export const principalOf = async (sql: Sql, domain: string, login: string): Promise<PrincipalId | undefined> => {
  const [row] = await sql<{ principal: PrincipalId }>`
    select principal from accounts where domain = ${domain} and login = ${login}`;
  return row?.principal;
};

/** The id behind a folded login, in whatever domain: where logins are unique in their domain only, they name it. */
export const principalOfLogin = async (sql: Sql, login: string): Promise<PrincipalId | undefined> => {
  const [row] = await sql<{ principal: PrincipalId }>`select principal from accounts where login = ${login} limit 1`;
  return row?.principal;
};

/** The login behind an id, for people to read. */
export const loginOf = async (sql: Sql, principal: PrincipalId): Promise<string | undefined> => {
  const [row] = await sql<{ login: string }>`select login from accounts where principal = ${principal}`;
  return row?.login;
};

/** Everybody who ever logged in and whose account was not closed. */
export const allAccounts = (sql: Sql): Promise<readonly { principal: PrincipalId; domain: string; login: string }[]> =>
  sql`select principal, domain, login from accounts`;
