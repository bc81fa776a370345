/** Somebody says who acts for him: that one gets his roles in all calendars and subscribes to them, or loses both. */

import { PERSONAL } from '../../domain/collection/collection.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal } from '../../domain/kernel/refusal.ts';
import { PROXY_ROLES, type ProxyKind } from '../../domain/sharing/proxies.ts';
import { collectionStates } from '../../projections/collections.ts';
import { sharingRefusal } from './access.ts';
import { rolesPart } from './change-roles.ts';
import { type Attempt, commit } from './commit.ts';
import type { DavRequest, Services } from './method.ts';
import { idOf, peopleBehind } from './people.ts';
import { proxyMembers } from './proxy-groups.ts';
import type { Account, Person, ProxyGroupResource } from './resource.ts';
import { accountWrites } from './subscribe.ts';

type Change = { readonly owner: Account; readonly member: PrincipalId; readonly proxy: ProxyKind | undefined };

/** All calendars' roles and all subscriptions of one member: one append. */
const attempt = async (services: Services, { owner, member, proxy }: Change): Promise<Attempt<'done'>> => {
  const made = await collectionStates(services.sql, owner.principal, 'calendar');
  const states = new Map(made.map((found) => [found.name, found]));
  const changes = [{ grantee: member, roles: proxy === undefined ? null : PROXY_ROLES[proxy] }];
  const parts = [];
  for (const name of new Set([PERSONAL, ...states.keys()])) {
    const place = { account: owner, kind: 'calendar', collection: name } as const;
    const part = await rolesPart(services, place, states.get(name), changes);
    if (isRefusal(part)) return part;
    parts.push(part);
  }
  const collections = parts.map(({ collection }) => collection);
  const own = await accountWrites(
    services,
    member,
    proxy === undefined
      ? { type: 'unsubscribe', collections }
      : { type: 'subscribe', collections, owner: owner.principal },
  );
  if (isRefusal(own)) return own;
  const writes = [...parts.flatMap((part) => part.writes), ...own];
  if (writes.length === 0) return { nothing: 'done' };
  const [guards, claims] = [parts.flatMap((part) => part.guards), parts.flatMap((part) => part.claims)];
  return { append: { writes, guards, claims }, answer: () => 'done' };
};

const changeOne = (services: Services, metadata: Metadata, change: Change): Promise<'done' | Refusal> =>
  commit(
    services.log,
    metadata,
    () => attempt(services, change),
    async () => undefined,
  );

const idsOf = async (services: Services, request: DavRequest, people: readonly Person[]) => {
  const ids = new Set<PrincipalId>();
  for (const person of people) {
    const found = await peopleBehind(services, request, person);
    if (isRefusal(found)) return found;
    for (const id of found) ids.add(id);
  }
  return ids;
};

/**
 * RFC 3744 §4.3: the people are the members from now on. Who stays in the group keeps what he has; groups of the directory
 * stand for those who are in them now. One append for each who comes or goes, so that a failure leaves nobody half in.
 */
export const changeProxies = async (
  services: Services,
  request: DavRequest,
  { account, proxy }: ProxyGroupResource,
  people: readonly Person[],
): Promise<'done' | Refusal> => {
  const refused = sharingRefusal(services.settings, 'calendar', false);
  if (refused !== undefined) return refused;
  const principal = await idOf(services, request, account);
  if (isRefusal(principal)) return principal;
  const after = await idsOf(services, request, people);
  if (isRefusal(after)) return after;
  after.delete(principal);
  const before = new Set((await proxyMembers(services, principal, proxy)).map((member) => member.principal));
  const owner = { ...account, principal };
  const changes: readonly Change[] = [
    ...[...before.difference(after)].map((member) => ({ owner, member, proxy: undefined })),
    ...[...after.difference(before)].map((member) => ({ owner, member, proxy })),
  ];
  for (const change of changes) {
    const done = await changeOne(services, request.metadata, change);
    if (isRefusal(done)) return done;
  }
  return 'done';
};
