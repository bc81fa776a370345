import type { Preferences } from '../../domain/account/preferences.ts';
import type { Epoch, Position } from '../../domain/kernel/ids.ts';
import { wholeView } from '../../domain/sharing/view.ts';
import { lastChanges } from '../../projections/members/changes.ts';
import { preferencesOfAll } from '../../projections/preferences.ts';
import { propertiesOf } from '../../projections/properties.ts';
import { propertyHolder } from './holder.ts';
import { lockDiscovery } from './lock-discovery.ts';
import { lockPath, locksOn, parentPath } from './lock-path.ts';
import type { DavRequest, Services } from './method.ts';
import type { Need, View } from './property.ts';
import type { Account, Resource, ResourceKind } from './resource.ts';
import { maxResourceSize } from './settings.ts';
import { OWNER_FINGERPRINT, syncToken } from './sync-token.ts';
import { isVirtual } from './virtual.ts';

/** What each kind of resource wants fetched for the properties asked for. */
export type NeedsOf = (kind: ResourceKind) => ReadonlySet<Need>;

const NO_PROPERTIES: ReadonlyMap<string, string> = new Map();
const NOTHING_STORED: Preferences = {};

/** RFC 6578 §4: the tokens of the collections that are wanted, by id. */
const syncTokens = async (services: Services, resources: readonly Resource[], needs: NeedsOf) => {
  const wanted = resources.flatMap((resource) =>
    'collection' in resource && needs(resource.is).has('sync') ? [resource.collection] : [],
  );
  if (wanted.length === 0) return undefined;
  const ids = [...new Set(wanted.filter((row) => !isVirtual(row)).map(({ collection }) => collection))];
  const [changes, { epoch }] = await Promise.all([
    ids.length === 0 ? new Map<string, Position>() : lastChanges(services.sql, ids.map(wholeView)),
    services.log.head(),
  ]);
  return { changes, epoch };
};

const tokenOf = (resource: Resource, tokens: { changes: ReadonlyMap<string, Position>; epoch: Epoch } | undefined) =>
  tokens === undefined || !('collection' in resource)
    ? ''
    : syncToken(
        tokens.epoch,
        resource.collection,
        tokens.changes.get(resource.collection.collection) ?? (0 as Position),
        OWNER_FINGERPRINT,
      );

const storedProperties = async (services: Services, resources: readonly Resource[], needs: NeedsOf) => {
  const holders: string[] = [];
  for (const resource of resources) {
    const holder = needs(resource.is).has('stored') ? propertyHolder(resource) : undefined;
    if (holder !== undefined) holders.push(holder);
  }
  return holders.length === 0 ? new Map<string, ReadonlyMap<string, string>>() : propertiesOf(services.sql, holders);
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

/** The locks on the resources of a page: on one of them, above, or anywhere below the collection they are in. */
const locksAround = async (services: Services, resources: readonly Resource[], needs: NeedsOf) => {
  const paths = resources.filter(({ is }) => needs(is).has('locks')).map(lockPath);
  const [path] = paths;
  if (path === undefined) return [];
  return services.locks.binding([path], services.now(), paths.length === 1 ? [] : [parentPath(path)]);
};

/**
 * Fetches what the properties asked for need, for a page of siblings, with one query for each kind of need; gives the
 * view of each. Where nothing is needed nothing is asked, and all share one view.
 */
export const fetchViews = async (
  request: Pick<DavRequest, 'caller' | 'root'>,
  services: Services,
  resources: readonly Resource[],
  needs: NeedsOf,
): Promise<(resource: Resource) => View> => {
  const { caller, root } = request;
  const limits = { maxResourceSize: maxResourceSize(services.settings) };
  const bare: View = {
    caller,
    root,
    stored: NO_PROPERTIES,
    syncToken: '',
    locks: '',
    preference: preferring(services, '', NOTHING_STORED),
    now: services.now(),
    directoryBooks: () => services.directory.books(caller.domain),
    ...limits,
  };
  const kinds = new Set(resources.map(({ is }) => is));
  if ([...kinds].every((kind) => needs(kind).size === 0)) return () => bare;
  const [stored, tokens, locks, preferences] = await Promise.all([
    storedProperties(services, resources, needs),
    syncTokens(services, resources, needs),
    locksAround(services, resources, needs),
    storedPreferences(services, resources, needs),
  ]);
  if (stored.size === 0 && tokens === undefined && locks.length === 0 && preferences === undefined) return () => bare;
  return (resource) => {
    const holder = stored.size === 0 ? undefined : propertyHolder(resource);
    const owner = preferences === undefined ? undefined : ownerOf(resource);
    return {
      ...bare,
      stored: (holder === undefined ? undefined : stored.get(holder)) ?? NO_PROPERTIES,
      syncToken: tokenOf(resource, tokens),
      locks: locks.length === 0 ? '' : lockDiscovery(locksOn(resource, locks), bare.now),
      preference:
        owner === undefined
          ? bare.preference
          : preferring(services, owner.domain, preferences?.get(owner.principal) ?? NOTHING_STORED),
    };
  };
};
