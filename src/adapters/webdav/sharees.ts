/** With whom calendars are shared, for their owners and for each sharee. */
import type { CollectionId } from '../../domain/kernel/ids.ts';
import { type ShareeRow, sharedAmong, shareesOf } from '../../projections/invitations.ts';
import type { Services } from './method.ts';
import { personOf } from './person.ts';
import type { Account, CalendarResource, Person, Resource } from './resource.ts';
import type { NeedsOf } from './views.ts';
import { isVirtual } from './virtual.ts';

/** Somebody with whom a calendar is shared; whom the caller does not see any more has no person. */
export type Sharee = Pick<ShareeRow, 'login' | 'roles' | 'status' | 'summary'> & {
  readonly person: Person | undefined;
};

/** What the properties of a page of resources want of it. */
export type Sharing = {
  /** Those of the caller's own that are shared. */
  readonly shared: ReadonlySet<CollectionId>;
  /** Of his own all, of another's calendar himself alone: whom else it is shared with is between them and its owner. */
  readonly sharees: ReadonlyMap<CollectionId, readonly Sharee[]>;
};

export const NOT_SHARED: Sharing = { shared: new Set(), sharees: new Map() };

const wanting = (
  resources: readonly Resource[],
  needs: NeedsOf,
  need: 'shared' | 'sharees',
): readonly CalendarResource[] =>
  resources.flatMap((one) =>
    one.is === 'calendar' && needs('calendar').has(need) && !isVirtual(one.collection) ? [one] : [],
  );

const shareeOf = async (
  { directory, settings }: Services,
  { domain }: Account,
  { login, roles, status, summary, ...row }: ShareeRow,
): Promise<Sharee> => {
  const entry = await directory.visible(login, domain);
  const isHe = entry?.login === login && entry.domain === row.domain;
  return { login, roles, status, summary, person: isHe ? personOf(entry, settings) : undefined };
};

const shareesFor = async (services: Services, caller: Account, resources: readonly Resource[], needs: NeedsOf) => {
  const wanted = wanting(resources, needs, 'sharees');
  if (wanted.length === 0) return NOT_SHARED.sharees;
  const foreign = new Set(
    wanted.filter(({ access }) => !access.rights.isOwner).map(({ collection }) => collection.collection),
  );
  const rows = await shareesOf(
    services.sql,
    wanted.map(({ collection }) => collection.collection),
  );
  const seen = rows.filter((row) => !foreign.has(row.collection) || row.principal === caller.principal);
  const sharees = await Promise.all(
    seen.map(async (row) => ({ collection: row.collection, sharee: await shareeOf(services, caller, row) })),
  );
  const grouped = Map.groupBy(sharees, ({ collection }) => collection);
  return new Map([...grouped].map(([collection, of]) => [collection, of.map(({ sharee }) => sharee)]));
};

/** Asks what is wanted, once for a page. */
export const sharingOf = async (
  services: Services,
  caller: Account,
  resources: readonly Resource[],
  needs: NeedsOf,
): Promise<Sharing> => {
  const own = wanting(resources, needs, 'shared').filter(({ access }) => access.rights.isOwner);
  const [shared, sharees] = await Promise.all([
    own.length === 0
      ? NOT_SHARED.shared
      : sharedAmong(
          services.sql,
          own.map(({ collection }) => collection.collection),
        ),
    shareesFor(services, caller, resources, needs),
  ]);
  return { shared, sharees };
};
