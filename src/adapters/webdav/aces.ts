/** RFC 3744 §8.1: the access control entries that a client sends, as roles. */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_GRANTEES } from '../../domain/limits.ts';
import { ANONYMOUS, DEFAULT_USER } from '../../domain/sharing/grants.ts';
import type { Role } from '../../domain/sharing/roles.ts';
import { type Named, namedOf } from './grantee.ts';
import type { DavRequest, Services } from './method.ts';
import { ALL } from './privileges.ts';
import type { CollectionResource } from './resource.ts';
import { rolesGranted } from './role-privileges.ts';
import { dav, sameName, type XmlName } from './xml/name.ts';
import { childOf, childrenOf, elementsOf, type XmlElement } from './xml/tree.ts';

/** Somebody and what he is given; no role is a denial. */
export type Entry = { readonly named: Named; readonly roles: readonly Role[] };

const CONFLICT = refuse(
  'acl-unsupported',
  'Everything is denied to somebody, or nothing, and then nothing is granted.',
);

const privilegesIn = (element: XmlElement): readonly XmlName[] =>
  childrenOf(element, dav('privilege')).flatMap((privilege) => elementsOf(privilege).map(({ name }) => name));

const isOwner = (principal: XmlElement): boolean => {
  const property = childOf(principal, dav('property'));
  return property !== undefined && childOf(property, dav('owner')) !== undefined;
};

/** The owner's entry as it is told; any other word on him is in conflict with it. */
const protectedRefusal = (ace: XmlElement, principal: XmlElement): Refusal | undefined => {
  const grant = childOf(ace, dav('grant'));
  const isTold = isOwner(principal) && grant !== undefined && privilegesIn(grant).every((name) => sameName(name, ALL));
  return isTold ? undefined : refuse('ace-protected', 'The owner may do everything; that is not changed.');
};

const OTHERS = refuse(
  'principal-unsupported',
  'An entry is for a person or a group by href, for DAV:authenticated or for DAV:unauthenticated.',
);

const UNKNOWN = refuse('no-such-principal', 'An href of an entry is not that of a person or a group.');

/** Whom an entry is for. */
const namedIn = async (
  principal: XmlElement,
  { account }: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<Named | Refusal> => {
  if (childOf(principal, dav('authenticated')) !== undefined) return DEFAULT_USER;
  if (childOf(principal, dav('unauthenticated')) !== undefined) return ANONYMOUS;
  const href = childOf(principal, dav('href'));
  if (href === undefined) return OTHERS;
  const found = await request.locate(href.text.trim());
  if (found?.is !== 'principal' && found?.is !== 'other-principal') return UNKNOWN;
  const named = await namedOf(found.account.login, account, services);
  return isRefusal(named) && named.reason === 'own-collection' ? refuse('ace-protected', named.detail) : named;
};

/** What an entry grants, or that it denies everything. */
const rolesIn = (ace: XmlElement, kind: CollectionKind): readonly Role[] | Refusal => {
  const grants = childrenOf(ace, dav('grant')).flatMap(privilegesIn);
  const denies = childrenOf(ace, dav('deny')).flatMap(privilegesIn);
  if (denies.length === 0 && grants.length === 0)
    return refuse('request-malformed', 'An entry grants or denies privileges.');
  if (denies.length === 0) return rolesGranted(kind, grants);
  return grants.length === 0 && denies.every((name) => sameName(name, ALL)) ? [] : CONFLICT;
};

const entryOf = async (
  ace: XmlElement,
  target: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<Entry | undefined | Refusal> => {
  if (childOf(ace, dav('invert')) !== undefined)
    return refuse('ace-inverted', 'An entry is for somebody, not for everybody else.');
  const principal = childOf(ace, dav('principal'));
  if (principal === undefined) return refuse('request-malformed', 'An entry names a principal.');
  if (isOwner(principal) || childOf(ace, dav('protected')) !== undefined) return protectedRefusal(ace, principal);
  const named = await namedIn(principal, target, request, services);
  if (isRefusal(named)) return named;
  const roles = rolesIn(ace, target.collection.kind);
  if (isRefusal(roles)) return roles;
  return childOf(ace, dav('inherited')) === undefined
    ? { named, roles }
    : inherited({ named, roles }, target, services);
};

/** The domain's default roles as they are told; they are changed in the configuration. */
const inherited = (
  { named, roles }: Entry,
  { account, collection }: CollectionResource,
  { settings }: Services,
): undefined | Refusal => {
  const defaults = settings.ofDomain(account.domain).defaultRoles[collection.kind];
  const isTold = named === DEFAULT_USER && new Set(defaults).symmetricDifference(new Set(roles)).size === 0;
  return isTold ? undefined : refuse('ace-inherited', 'What everybody may do by default is the configuration’s.');
};

const keyOf = (named: Named): string => (typeof named === 'string' ? named : `${named.domain} ${named.login}`);

/** Of several entries for one the grants are taken together. */
const together = (entries: readonly Entry[]): readonly Entry[] | Refusal => {
  const byName = [...Map.groupBy(entries, ({ named }) => keyOf(named)).values()];
  if (byName.some((some) => new Set(some.map(({ roles }) => roles.length === 0)).size > 1)) return CONFLICT;
  return byName.flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, roles: [first, ...more].flatMap(({ roles }) => roles) }],
  );
};

/** What the entries of a `DAV:acl` give and deny in a collection; refuses what roles cannot say. */
export const entriesIn = async (
  body: XmlElement,
  target: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<readonly Entry[] | Refusal> => {
  const aces = childrenOf(body, dav('ace'));
  if (aces.length > MAX_GRANTEES + 2)
    return refuse('too-many-grantees', `A list has at most ${MAX_GRANTEES} entries besides those that stay.`);
  const entries: Entry[] = [];
  for (const ace of aces) {
    const entry = await entryOf(ace, target, request, services);
    if (isRefusal(entry)) return entry;
    if (entry !== undefined) entries.push(entry);
  }
  return together(entries);
};
