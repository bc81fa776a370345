import { ACCOUNT_RESOURCES, type AccountEvent, type AccountResource } from '../domain/account/events.ts';
import type { AddressBookEvent } from '../domain/address-book/events.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { CalendarObjectEvent } from '../domain/calendar-object/events.ts';
import type { ContactEvent } from '../domain/contact/events.ts';
import type { Body } from '../domain/kernel/event.ts';
import type { CollectionId, PrincipalId } from '../domain/kernel/ids.ts';
import { type PropertyNames, readPropertyBody } from '../domain/kernel/stored-properties.ts';
import type { Sql } from '../domain/ports.ts';
import { clear, projection, put, type RowChange, remove, table } from './projection.ts';

const propertiesTable = table({
  name: 'properties',
  columns: { holder: 'text', name: 'text', value: 'text' },
  key: ['holder', 'name'],
  indexes: {},
});

/** Whose properties: a collection, a member of one, or one of the collections that every account has. */
export const accountHolder = (principal: PrincipalId, resource: AccountResource): string => `${principal}/${resource}`;

/** What a subscriber says of a collection of somebody else. */
export const subscriptionHolder = (collection: CollectionId, subscriber: PrincipalId): string =>
  `${collection}/${subscriber}`;

const changed = (holder: string, names: PropertyNames, body: Body | undefined): readonly RowChange[] => {
  const values = readPropertyBody(body);
  return [
    ...names.removed.map((name) => remove(propertiesTable, [holder, name])),
    ...names.set.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [put(propertiesTable, { holder, name, value })];
    }),
  ];
};

/** RFC 4918 §4.3: what clients set, as the XML elements they sent. */
export const properties = projection<
  AccountEvent | CalendarEvent | CalendarObjectEvent | AddressBookEvent | ContactEvent
>({
  name: 'properties',
  version: 1,
  when: 'same-transaction',
  tables: [propertiesTable],
  on: {
    'account-properties-changed': ({ data, body }) => changed(accountHolder(data.principal, data.resource), data, body),
    'subscription-properties-changed': ({ data, body }) =>
      changed(subscriptionHolder(data.collection, data.principal), data, body),
    'collection-unsubscribed': ({ data }) => [
      clear(propertiesTable, [subscriptionHolder(data.collection, data.principal)]),
    ],
    'account-closed': ({ data }) =>
      ACCOUNT_RESOURCES.map((resource) => clear(propertiesTable, [accountHolder(data.principal, resource)])),
    'calendar-created': ({ data, body }) => changed(data.calendar, data, body),
    'calendar-properties-changed': ({ data, body }) => changed(data.calendar, data, body),
    'calendar-deleted': ({ data }) => [clear(propertiesTable, [data.calendar])],
    'calendar-object-properties-changed': ({ data, body }) => changed(data.object, data, body),
    'calendar-object-deleted': ({ data }) => [clear(propertiesTable, [data.object])],
    'address-book-created': ({ data, body }) => changed(data.book, data, body),
    'address-book-properties-changed': ({ data, body }) => changed(data.book, data, body),
    'address-book-deleted': ({ data }) => [clear(propertiesTable, [data.book])],
    'contact-properties-changed': ({ data, body }) => changed(data.object, data, body),
    'contact-deleted': ({ data }) => [clear(propertiesTable, [data.object])],
  },
});

/** Clark name → XML element, of each holder asked for. */
export const propertiesOf = async (
  sql: Sql,
  holders: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> => {
  const found = new Map<string, Map<string, string>>();
  if (holders.length === 0) return found;
  const rows = await sql<{ holder: string; name: string; value: string }>`
    select holder, name, value from properties where holder = any(${holders}::text[])`;
  for (const { holder, name, value } of rows) {
    const values = found.get(holder) ?? new Map<string, string>();
    found.set(holder, values.set(name, value));
  }
  return found;
};
