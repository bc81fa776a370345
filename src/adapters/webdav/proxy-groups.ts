/** Who acts for whom: caldav-proxy §5, out of the calendars that people subscribed to, as in SOGo. */
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { PROXIES, type ProxyKind, proxyBy, strongestProxy } from '../../domain/sharing/proxies.ts';
import { rightsOf } from '../../domain/sharing/rights.ts';
import { type NamedSubscriber, namedSubscribers } from '../../projections/subscriptions.ts';
import { isSuperuser } from './access.ts';
import { isClosed } from './closed-module.ts';
import { memberHref } from './href.ts';
import { principalHref } from './identity.ts';
import type { Services } from './method.ts';
import { accountOf } from './others.ts';
import type { Account, Person, ProxyGroupResource, ProxyMember } from './resource.ts';
import { subscribedCollections } from './shared-collections.ts';

type Looking = Pick<Services, 'sql' | 'settings' | 'directory'>;

const SEGMENTS: Readonly<Record<ProxyKind, string>> = { read: 'calendar-proxy-read', write: 'calendar-proxy-write' };

/** The last segment of a group's URL, which SOGo shows as its name. */
export const proxySegment = (proxy: ProxyKind): string => SEGMENTS[proxy];

/** The group that a segment below a principal names. */
export const proxyAt = (segment: string | undefined): ProxyKind | undefined =>
  PROXIES.find((proxy) => SEGMENTS[proxy] === segment);

/** The URL of a group; SOGo's end with a slash. */
export const proxyHref = (root: string, owner: Pick<Person, 'login'>, proxy: ProxyKind): string =>
  memberHref(principalHref(root, owner), proxySegment(proxy), true);

/** Those of one kind among somebody's subscribers, by their strongest roles in any of his calendars. */
const membersAmong = (subscribers: readonly NamedSubscriber[], proxy: ProxyKind): readonly ProxyMember[] => {
  const byId = Map.groupBy(subscribers, ({ principal }) => principal);
  return [...byId.values()].flatMap((of) => {
    const strongest = strongestProxy(of.map(({ roles }) => proxyBy(rightsOf('calendar', roles))));
    return strongest === proxy ? of.slice(0, 1) : [];
  });
};

/** Who is in a group of somebody; nobody where he shares nothing. */
export const proxyMembers = async (
  { sql }: Pick<Services, 'sql'>,
  owner: PrincipalId,
  proxy: ProxyKind,
): Promise<readonly ProxyMember[]> => membersAmong(await namedSubscribers(sql, owner, 'calendar'), proxy);

/** A group of somebody; undefined where he has no calendars. */
export const proxyGroup = async (
  looking: Looking,
  caller: Account,
  person: Person,
  proxy: ProxyKind,
  href: string,
): Promise<ProxyGroupResource | undefined> => {
  if (isClosed('Calendar', person)) return undefined;
  const account = await accountOf(looking, person);
  const members = account === undefined ? [] : await proxyMembers(looking, account.principal, proxy);
  const isOwner = account?.principal === caller.principal || isSuperuser(looking, caller, person.domain);
  return { is: 'proxy-group', href, account: account ?? person, proxy, members, isOwner };
};

/** For whom somebody acts. */
export type ProxyFor = { readonly owner: Person; readonly proxy: ProxyKind };

/** For whom the caller acts: whose calendars he subscribed to, with the rights that he has there by whatever way. */
export const proxiesOf = async (looking: Looking, caller: Account): Promise<readonly ProxyFor[]> => {
  const subscribed = await subscribedCollections(looking, caller, 'calendar');
  const byOwner = Map.groupBy(subscribed, ({ account }) => account.principal);
  return [...byOwner.values()].flatMap((of): ProxyFor[] => {
    const proxy = strongestProxy(of.map(({ access }) => proxyBy(access.rights)));
    return proxy === undefined || of[0] === undefined ? [] : [{ owner: of[0].account, proxy }];
  });
};
