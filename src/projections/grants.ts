import type { AddressBookEvent } from '../domain/address-book/events.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { Grant } from '../domain/collection/collection.ts';
import type { CollectionId, PrincipalId } from '../domain/kernel/ids.ts';
import type { Sql } from '../domain/ports.ts';
import type { Grantee } from '../domain/sharing/grants.ts';
import type { Role } from '../domain/sharing/roles.ts';
import { clear, projection, put, type RowChange, remove, table } from './projection.ts';

const grantsTable = table({
  name: 'grants',
  columns: { collection: 'text', grantee: 'text', roles: 'jsonb' },
  key: ['collection', 'grantee'],
  indexes: { grants_grantee: '(grantee)' },
});

const changed = (collection: CollectionId, { grantee, roles }: Grant): readonly RowChange[] => [
  roles === null
    ? remove(grantsTable, [collection, grantee])
    : put(grantsTable, { collection, grantee, roles: JSON.stringify(roles) }),
];

/** SOGo's access control lists: who was given which roles. */
export const grants = projection<CalendarEvent | AddressBookEvent>({
  name: 'grants',
  version: 1,
  when: 'same-transaction',
  tables: [grantsTable],
  on: {
    'calendar-roles-changed': ({ data }) => changed(data.calendar, data),
    'calendar-deleted': ({ data }) => [clear(grantsTable, [data.calendar])],
    'address-book-roles-changed': ({ data }) => changed(data.book, data),
    'address-book-deleted': ({ data }) => [clear(grantsTable, [data.book])],
  },
});

/** One entry of an access control list. `login` is that of a person or a group, null for SOGo's own names. */
export type GrantRow = {
  readonly grantee: Grantee;
  readonly roles: readonly Role[];
  readonly login: string | null;
  readonly domain: string | null;
};

/** The access control list of a collection; who has no account any more is not in it. */
export const grantsOf = (sql: Sql, collection: CollectionId): Promise<readonly GrantRow[]> =>
  sql<GrantRow>`
    select g.grantee, g.roles, a.login, a.domain
    from grants g left join accounts a on a.principal = ltrim(g.grantee, '@')
    where g.collection = ${collection} and (a.login is not null or g.grantee in ('<default>', 'anonymous'))
    order by a.login nulls first, g.grantee`;

/** Those of the ids that belong to accounts of these logins and of one domain. */
export const principalsAmong = async (
  sql: Sql,
  ids: readonly PrincipalId[],
  logins: readonly string[],
  domain: string,
): Promise<readonly PrincipalId[]> => {
  const rows = await sql<{ principal: PrincipalId }>`
    select principal from accounts
    where principal = any(${ids}::text[]) and login = any(${logins}::text[]) and domain = ${domain}`;
  return rows.map(({ principal }) => principal);
};
