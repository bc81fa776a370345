import type { Preferences } from '../../domain/account/preferences.ts';
import { type Epoch, type Position, START } from '../../domain/kernel/ids.ts';
import { type GrantRow, grantsIn } from '../../projections/grants.ts';
import { lastChanges } from '../../projections/members/changes.ts';
import { preferencesOfAll } from '../../projections/preferences.ts';
import { propertiesOf, subscriptionHolder } from '../../projections/properties.ts';
import { isAnonymous, viewIn } from './access.ts';
import { propertyHolder } from './holder.ts';
import { lockDiscovery } from './lock-discovery.ts';
import { lockPath, locksOn, parentPath } from './lock-path.ts';
import type { DavRequest, Services } from './method.ts';
import type { Need, View } from './property.ts';
import { proxiesOf } from './proxy-groups.ts';
import { type Account, type CollectionResource, hasMembers, type Resource, type ResourceKind } from './resource.ts';
import { maxResourceSize } from './settings.ts';
import { isForeign, sharedProperties } from './shared-properties.ts';
import { NOT_SHARED, sharingOf } from './sharees.ts';
import { syncToken } from './sync-token.ts';
import { isVirtual } from './virtual.ts';

/** What each kind of resource wants fetched for the properties asked for. */
export type NeedsOf = (kind: ResourceKind) => ReadonlySet<Need>;

const NO_PROPERTIES: ReadonlyMap<string, string> = new Map();
const NOTHING_STORED: Preferences = {};

/** A collection, and the file of a calendar. */
type WithToken = Extract<Resource, { readonly is: 'calendar' | 'address-book' | 'calendar-export' }>;

const hasToken = (resource: Resource): resource is WithToken =>
  resource.is === 'calendar' || resource.is === 'address-book' || resource.is === 'calendar-export';

/** RFC 6578 §4: the tokens of the collections that are wanted, by id: all of a page are seen by one caller. */
const syncTokens = async (services: Services, resources: readonly Resource[], needs: NeedsOf) => {
  const wanted = resources.filter(hasToken).filter(({ is }) => needs(is).has('sync'));
  if (wanted.length === 0) return undefined;
  const made = wanted.filter(({ collection }) => !isVirtual(collection));
  const views = new Map(made.map((one) => [one.collection.collection, viewIn(one)]));
  const [changes, { epoch }] = await Promise.all([
    views.size === 0 ? new Map<string, Position>() : lastChanges(services.sql, [...views.values()]),
    services.log.head(),
  ]);
  return { changes, epoch };
};

const tokenOf = (resource: Resource, tokens: { changes: ReadonlyMap<string, Position>; epoch: Epoch } | undefined) =>
  tokens === undefined || !hasToken(resource)
    ? ''
    : syncToken(tokens.epoch, resource, tokens.changes.get(resource.collection.collection) ?? START);

/** Under whose ids the properties of a resource are kept: of a collection of somebody else, his and the caller's own. */
const holdersOf = (resource: Resource, { principal }: Account): readonly string[] => {
  const holder = propertyHolder(resource);
  if (holder === undefined) return [];
  return isForeign(resource) ? [holder, subscriptionHolder(resource.collection.collection, principal)] : [holder];
};

/** How a folder is called for others; without a login it is not said whose it is. */
const folderFormat = ({ settings }: Services, caller: Account, { account: { domain } }: CollectionResource): string =>
  isAnonymous(caller) ? '%{FolderName}' : settings.ofDomain(domain).SOGoSubscriptionFolderFormat;

const storedProperties = async (
  services: Services,
  caller: Account,
  resources: readonly Resource[],
  needs: NeedsOf,
): Promise<((resource: Resource) => ReadonlyMap<string, string>) | undefined> => {
  const wanted = resources.filter(({ is }) => needs(is).has('stored'));
  if (wanted.length === 0) return undefined;
  const found = await propertiesOf(
    services.sql,
    wanted.flatMap((resource) => holdersOf(resource, caller)),
  );
  if (found.size === 0 && !wanted.some(isForeign)) return undefined;
  return (resource) => {
    const [first, own] = holdersOf(resource, caller).map((holder) => found.get(holder) ?? NO_PROPERTIES);
    if (!isForeign(resource)) return first ?? NO_PROPERTIES;
    return sharedProperties(
      resource,
      first ?? NO_PROPERTIES,
      own ?? NO_PROPERTIES,
      folderFormat(services, caller, resource),
    );
  };
};

/** Whose a resource is, if it is not somebody else's of whom only the directory tells. */
const ownerOf = (resource: Resource): Account | undefined =>
  'account' in resource && 'principal' in resource.account ? resource.account : undefined;

/** What the owners of the resources of a page have chosen, by owner. */
const storedPreferences = async (services: Services, resources: readonly Resource[], needs: NeedsOf) => {
  const wanted = resources.flatMap((resource) => {
    const owner = needs(resource.is).has('preferences') ? ownerOf(resource) : undefined;
    return owner === undefined ? [] : [owner.principal];
  });
  return wanted.length === 0 ? undefined : preferencesOfAll(services.sql, [...new Set(wanted)], 'defaults');
};

/** What somebody of a domain prefers who has stored this. */
const preferring =
  ({ settings }: Services, domain: string, stored: Preferences): View['preference'] =>
  (key) =>
    settings.ofDomain(domain).preference(stored, key);

/**
 * The locks on the resources of a page: on one of them, above, or anywhere below the collection they are in. Who has
 * them is told only to who has a login.
 */
const locksAround = async (services: Services, caller: Account, resources: readonly Resource[], needs: NeedsOf) => {
  if (isAnonymous(caller)) return [];
  const paths = resources.filter(({ is }) => needs(is).has('locks')).map(lockPath);
  const [path] = paths;
  if (path === undefined) return [];
  return services.locks.binding([path], services.now(), paths.length === 1 ? [] : [parentPath(path)]);
};

/** The access control lists of the collections that are wanted, by id. */
const grantsOfAll = async ({ sql }: Services, resources: readonly Resource[], needs: NeedsOf) => {
  const wanted = resources.filter(hasMembers).filter(({ is }) => needs(is).has('acl'));
  if (wanted.length === 0) return undefined;
  return Map.groupBy(
    await grantsIn(
      sql,
      wanted.map(({ collection: { collection } }) => collection),
    ),
    ({ collection }) => collection,
  );
};

const listOf = (
  { account, collection: { collection, kind } }: CollectionResource,
  grants: ReadonlyMap<string, readonly GrantRow[]>,
  { settings }: Services,
): Pick<View, 'grants' | 'defaultRoles'> => ({
  grants: grants.get(collection) ?? [],
  defaultRoles: settings.ofDomain(account.domain).defaultRoles[kind],
});

/**
 * Fetches what the properties asked for need, for a page of siblings, with one query for each kind of need; gives the
 * view of each. Where nothing is needed nothing is asked, and all share one view.
 */
export const fetchViews = async (
  request: Pick<DavRequest, 'caller' | 'root' | 'tree'>,
  services: Services,
  resources: readonly Resource[],
  needs: NeedsOf,
): Promise<(resource: Resource) => View> => {
  const { caller, root, tree } = request;
  const limits = { maxResourceSize: maxResourceSize(services.settings) };
  const bare: View = {
    caller,
    root,
    tree,
    stored: NO_PROPERTIES,
    syncToken: '',
    locks: '',
    grants: [],
    defaultRoles: [],
    preference: preferring(services, '', NOTHING_STORED),
    proxies: [],
    sharing: NOT_SHARED,
    now: services.now(),
    directoryBooks: () => services.directory.books(caller.domain),
    ...limits,
  };
  const kinds = new Set(resources.map(({ is }) => is));
  if ([...kinds].every((kind) => needs(kind).size === 0)) return () => bare;
  const [stored, tokens, locks, preferences, proxies, sharing, grants] = await Promise.all([
    storedProperties(services, caller, resources, needs),
    syncTokens(services, resources, needs),
    locksAround(services, caller, resources, needs),
    storedPreferences(services, resources, needs),
    [...kinds].some((kind) => needs(kind).has('proxies')) ? proxiesOf(services, caller) : bare.proxies,
    sharingOf(services, caller, resources, needs),
    grantsOfAll(services, resources, needs),
  ]);
  const isBare = [stored, tokens, preferences, grants].every((one) => one === undefined) && locks.length === 0;
  if (isBare && proxies.length === 0 && sharing.shared.size === 0 && sharing.sharees.size === 0) return () => bare;
  return (resource) => {
    const owner = preferences === undefined ? undefined : ownerOf(resource);
    return {
      ...bare,
      proxies,
      sharing,
      stored: stored?.(resource) ?? NO_PROPERTIES,
      syncToken: tokenOf(resource, tokens),
      ...(grants !== undefined && hasMembers(resource) && listOf(resource, grants, services)),
      locks: locks.length === 0 ? '' : lockDiscovery(locksOn(resource, locks), bare.now),
      preference:
        owner === undefined
          ? bare.preference
          : preferring(services, owner.domain, preferences?.get(owner.principal) ?? NOTHING_STORED),
    };
  };
};
