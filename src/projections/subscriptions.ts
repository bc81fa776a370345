import type { AccountEvent } from '../domain/account/events.ts';
import type { AddressBookEvent } from '../domain/address-book/events.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { CollectionKind } from '../domain/collection/collection.ts';
import type { CollectionId, PrincipalId } from '../domain/kernel/ids.ts';
import type { Sql } from '../domain/ports.ts';
import { DEFAULT_USER, type Grants } from '../domain/sharing/grants.ts';
import type { CollectionRowOf } from './collections.ts';
import { clear, patch, projection, put, remove, table } from './projection.ts';

const subscriptionsTable = table({
  name: 'subscriptions',
  columns: { collection: 'text', subscriber: 'text', shows_alarms: 'bool', is_busy: 'bool' },
  key: ['collection', 'subscriber'],
  indexes: { subscriptions_subscriber: '(subscriber)' },
});

/** Who wants which collections of others beside his own. */
export const subscriptions = projection<AccountEvent | CalendarEvent | AddressBookEvent>({
  name: 'subscriptions',
  version: 1,
  when: 'same-transaction',
  tables: [subscriptionsTable],
  on: {
    'collection-subscribed': ({ data: { collection, principal } }) => [
      put(subscriptionsTable, { collection, subscriber: principal, shows_alarms: false, is_busy: false }),
    ],
    'subscription-changed': ({ data: { collection, principal, showsAlarms, isBusy } }) => [
      patch(subscriptionsTable, [collection, principal], {
        ...(showsAlarms !== undefined && { shows_alarms: showsAlarms }),
        ...(isBusy !== undefined && { is_busy: isBusy }),
      }),
    ],
    'collection-unsubscribed': ({ data }) => [remove(subscriptionsTable, [data.collection, data.principal])],
    'calendar-deleted': ({ data }) => [clear(subscriptionsTable, [data.calendar])],
    'address-book-deleted': ({ data }) => [clear(subscriptionsTable, [data.book])],
  },
});

/** A collection as somebody else may see it. */
export type SharedRow<Kind extends CollectionKind = CollectionKind> = CollectionRowOf<Kind> & {
  /** Those of the grants that may matter to whoever asks: his own, the default user's, the public's, and groups'. */
  readonly grants: Grants | null;
  /** Of the one who asks, where he is a subscriber. */
  readonly shows_alarms: boolean | null;
  readonly is_busy: boolean | null;
};

/** The collections of a kind of somebody as somebody else asks for them, in the order of their names. */
export const sharedBy = <Kind extends CollectionKind>(
  sql: Sql,
  owner: PrincipalId,
  kind: Kind,
  asker: PrincipalId,
): Promise<readonly SharedRow<Kind>[]> =>
  sql<SharedRow<Kind>>`
    select c.collection, c.kind, c.owner, c.name, c.components, c.transparency, c.timezone, c.created, c.created_at,
      s.shows_alarms, s.is_busy,
      (select jsonb_object_agg(g.grantee, g.roles) from grants g where g.collection = c.collection
        and (g.grantee in (${asker}, ${DEFAULT_USER}, 'anonymous') or g.grantee like '@%')) as grants
    from collections c left join subscriptions s on s.collection = c.collection and s.subscriber = ${asker}
    where c.owner = ${owner} and c.kind = ${kind} order by c.name`;

/** A collection that somebody subscribed to, and whose it is. */
export type SubscribedRow<Kind extends CollectionKind = CollectionKind> = SharedRow<Kind> & {
  readonly login: string;
  readonly domain: string;
};

/** The collections of a kind that somebody subscribed to, whether he may still see them or not. */
export const subscribedBy = <Kind extends CollectionKind>(
  sql: Sql,
  subscriber: PrincipalId,
  kind: Kind,
): Promise<readonly SubscribedRow<Kind>[]> =>
  sql<SubscribedRow<Kind>>`
    select c.collection, c.kind, c.owner, c.name, c.components, c.transparency, c.timezone, c.created, c.created_at,
      s.shows_alarms, s.is_busy, a.login, a.domain,
      (select jsonb_object_agg(g.grantee, g.roles) from grants g where g.collection = c.collection
        and (g.grantee in (${subscriber}, ${DEFAULT_USER}) or g.grantee like '@%')) as grants
    from subscriptions s join collections c on c.collection = s.collection join accounts a on a.principal = c.owner
    where s.subscriber = ${subscriber} and c.kind = ${kind} order by a.login, c.name`;

/** The ids of those who subscribed to a collection. */
export const subscribersOf = async (sql: Sql, collection: CollectionId): Promise<readonly PrincipalId[]> => {
  const rows = await sql<{ subscriber: PrincipalId }>`
    select subscriber from subscriptions where collection = ${collection} order by subscriber`;
  return rows.map(({ subscriber }) => subscriber);
};
