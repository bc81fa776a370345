/** Collections of others: those that a caller sees beside their owner, and those that he subscribed to. */
import { type CollectionKind, PERSONAL } from '../../domain/collection/collection.ts';
import { readOnly } from '../../domain/sharing/rights.ts';
import { isWebCalendar } from '../../domain/web-calendar/is-web-calendar.ts';
import type { CollectionRow } from '../../projections/collections.ts';
import { type SharedRow, type SubscribedRow, sharedBy, subscribedBy } from '../../projections/subscriptions.ts';
import { type Access, OWN, rightsIn } from './access.ts';
import { isClosed } from './closed-module.ts';
import { KINDS } from './collection-kind.ts';
import type { Services } from './method.ts';
import { personOf } from './person.ts';
import type { Account } from './resource.ts';
import { virtualCollection } from './virtual.ts';

type Looking = Pick<Services, 'sql' | 'settings' | 'directory'>;

/** A collection as a caller finds it: whose it is, and what he may do there. */
export type FoundCollection = {
  readonly account: Account;
  readonly collection: CollectionRow;
  readonly access: Access;
};

const accessTo = async (looking: Looking, caller: Account, owner: Account, row: SharedRow): Promise<Access> => {
  const given = await rightsIn(looking, caller, owner, row.kind, row.grants ?? {});
  if (given.isOwner) return OWN;
  const rights = isWebCalendar(row) ? readOnly(given) : given;
  return {
    rights,
    showsAlarms: row.kind !== 'calendar' || row.shows_alarms === true,
    ...(row.is_busy !== null && { subscription: { isBusy: row.is_busy } }),
  };
};

const foundIn = async (
  looking: Looking,
  caller: Account,
  owner: Account,
  row: SharedRow,
): Promise<FoundCollection[]> => {
  const access = await accessTo(looking, caller, owner, row);
  return access.rights.isListed ? [{ account: owner, collection: row, access }] : [];
};

/** A `personal` that its owner never wrote to: it has no grants, but defaults may show it. */
const unwritten = (owner: Account, kind: CollectionKind): SharedRow => ({
  ...virtualCollection(owner, kind, PERSONAL),
  grants: null,
  shows_alarms: null,
  is_busy: null,
});

/** The collections of a kind of somebody else that the caller sees, `personal` first; with a name only the one that bears it. */
export const sharedCollections = async (
  looking: Looking,
  caller: Account,
  owner: Account,
  kind: CollectionKind,
  name = '',
): Promise<readonly FoundCollection[]> => {
  const rows = await sharedBy(looking.sql, owner.principal, kind, caller.principal, name);
  const isMissing = (name === '' || name === PERSONAL) && rows.every((row) => row.name !== PERSONAL);
  const all = isMissing ? [unwritten(owner, kind), ...rows] : rows;
  return (await Promise.all(all.map((row) => foundIn(looking, caller, owner, row)))).flat();
};

/** A collection that the caller subscribed to, by the name that it has in his home. */
export type Subscribed = FoundCollection & { readonly name: string };

/** Whether a collection of that name may be one that somebody subscribed to. */
export const isSubscribedName = (name: string): boolean => name.includes('_');

/** SOGo's name of somebody else’s collection in the home of a subscriber. */
export const subscribedName = (owner: string, collection: string): string => `${owner}_${collection}`;

const stillShared = async (looking: Looking, caller: Account, row: SubscribedRow): Promise<Subscribed[]> => {
  const entry = await looking.directory.visible(row.login, caller.domain);
  if (entry === undefined || entry.login !== row.login || entry.domain !== row.domain) return [];
  const owner = { ...personOf(entry, looking.settings), principal: row.owner };
  if (isClosed(KINDS[row.kind].module, owner)) return [];
  const found = await foundIn(looking, caller, owner, row);
  return found.map((one) => ({ ...one, name: subscribedName(row.login, row.name) }));
};

/**
 * The collections of a kind that the caller subscribed to and may still see, by owner and name. Where an underscore makes
 * one name of two, the first is meant.
 */
export const subscribedCollections = async (
  looking: Looking,
  caller: Account,
  kind: CollectionKind,
): Promise<readonly Subscribed[]> => {
  const rows = await subscribedBy(looking.sql, caller.principal, kind);
  const found = (await Promise.all(rows.map((row) => stillShared(looking, caller, row)))).flat();
  return found.filter(({ name }, at) => found.findIndex((other) => other.name === name) === at);
};

/** The one of them that has this name in the caller's home: the first, as `a_b` of `x` and `b` of `x_a` are called alike. */
export const subscribedNamed = async (
  looking: Looking,
  caller: Account,
  kind: CollectionKind,
  name: string,
): Promise<Subscribed | undefined> => {
  if (!isSubscribedName(name)) return undefined;
  const rows = await subscribedBy(looking.sql, caller.principal, kind);
  const called = rows.filter((row) => subscribedName(row.login, row.name) === name);
  const [found] = (await Promise.all(called.map((row) => stillShared(looking, caller, row)))).flat();
  return found;
};
