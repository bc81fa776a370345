/** Who asks for a collection, and what he may do there. */
import type { CollectionKind, Transparency } from '../../domain/collection/collection.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import {
  ANONYMOUS,
  type Asker,
  DEFAULT_USER,
  type Grants,
  groupGrantee,
  groupOf,
  rolesOf,
} from '../../domain/sharing/grants.ts';
import { NO_RIGHTS, OWNER_RIGHTS, type Rights, rightsOf } from '../../domain/sharing/rights.ts';
import type { Role } from '../../domain/sharing/roles.ts';
import { type CollectionView, viewOf } from '../../domain/sharing/view.ts';
import { principalOf } from '../../projections/accounts.ts';
import type { CollectionRow } from '../../projections/collections.ts';
import { grantsOf, principalsAmong } from '../../projections/grants.ts';
import { KINDS } from './collection-kind.ts';
import type { Named } from './grantee.ts';
import type { Services } from './method.ts';
import type { Account, CollectionResource } from './resource.ts';

/** What the caller may do in a collection, and how it is shown to him. */
export type Access = {
  readonly rights: Rights;
  /** Whether the owner's alarms are shown. */
  readonly showsAlarms: boolean;
  /** Where the caller subscribed to it: whether it counts in his own free/busy. */
  readonly subscription?: { readonly isBusy: boolean };
};

/** One's own collections, and everything to superusers. */
export const OWN: Access = { rights: OWNER_RIGHTS, showsAlarms: true };

type Looking = Pick<Services, 'sql' | 'settings' | 'directory'>;

/** In no grant. */
const NOT_HERE_YET = '' as PrincipalId;

/** Who comes to the public tree without a login; he sees whom somebody of that domain sees. */
export const anonymousIn = (domain: string): Account => ({
  principal: ANONYMOUS as PrincipalId,
  domain,
  login: ANONYMOUS,
  name: 'Public User',
  mails: [],
  kind: 'individual',
  deniedModules: [],
});

/** Whether it is he. */
export const isAnonymous = ({ principal }: Account): boolean => principal === ANONYMOUS;

/** SOGoSuperUsernames of the domain that both are of. */
export const isSuperuser = ({ settings }: Pick<Services, 'settings'>, caller: Account, domain: string): boolean =>
  !isAnonymous(caller) &&
  caller.domain === domain &&
  settings.ofDomain(domain).SOGoSuperUsernames.includes(caller.login);

/** The groups among the grants that somebody is a member of; the directory is asked only where there are any. */
const groupsAmong = async (
  { sql, directory }: Looking,
  { login, domain }: Pick<Account, 'login' | 'domain'>,
  grants: Grants,
): Promise<readonly PrincipalId[]> => {
  const granted = Object.keys(grants).flatMap((grantee) => groupOf(grantee) ?? []);
  if (granted.length === 0) return [];
  return principalsAmong(sql, granted, await directory.groupsOf(login), domain);
};

const askerOf = async (looking: Looking, caller: Account, grants: Grants): Promise<Asker> => {
  if (isAnonymous(caller)) return { is: 'anonymous' };
  const { principal } = caller;
  return {
    is: 'user',
    principal,
    groups: grants[principal] === undefined ? await groupsAmong(looking, caller, grants) : [],
  };
};

/** The grants that count: the configuration may switch off those to everybody who is logged in. */
const inForce = ({ settings }: Looking, kind: CollectionKind, grants: Grants): Grants => {
  if (!settings.unsharedWithAll.includes(KINDS[kind].module)) return grants;
  const { [DEFAULT_USER]: _, ...others } = grants;
  return others;
};

/** SOGoDisableSharing, SOGoDisableSharingAnyAuthUser: why nobody, or not everybody, is given roles; undefined where it may be. */
export const sharingRefusal = (
  { unshared, unsharedWithAll }: Services['settings'],
  kind: CollectionKind,
  withAll: boolean,
): Refusal | undefined => {
  const { module, called } = KINDS[kind];
  if (unshared.includes(module)) return refuse('sharing-closed', `No ${called.collection} is shared on this server.`);
  return withAll && unsharedWithAll.includes(module)
    ? refuse('sharing-closed', `No ${called.collection} is shared with everybody on this server.`)
    : undefined;
};

/** What the caller may do in a collection of this owner that has these grants. */
export const rightsIn = async (
  looking: Looking,
  caller: Account,
  owner: Pick<Account, 'principal' | 'domain' | 'deniedModules'>,
  kind: CollectionKind,
  grants: Grants,
): Promise<Rights> => {
  if (caller.principal === owner.principal) return OWNER_RIGHTS;
  if (isSuperuser(looking, caller, owner.domain)) return OWNER_RIGHTS;
  const { settings } = looking;
  const { module } = KINDS[kind];
  if (settings.unshared.includes(module) || (isAnonymous(caller) && !settings.hasPublicAccess)) return NO_RIGHTS;
  const counting = inForce(looking, kind, grants);
  const asker = await askerOf(looking, caller, counting);
  return rightsOf(kind, rolesOf(counting, asker, settings.ofDomain(owner.domain).defaultRoles[kind]));
};

/** The access control list of a collection by grantee. */
const grantsIn = async ({ sql }: Looking, { collection }: CollectionResource): Promise<Grants> =>
  Object.fromEntries((await grantsOf(sql, collection.collection)).map(({ grantee, roles }) => [grantee, roles]));

/** Whom a name means, for the purpose of rights; a group asks as one that is in no other. */
const askerNamed = async (looking: Looking, named: Named, grants: Grants): Promise<Asker> => {
  if (named === ANONYMOUS) return { is: 'anonymous' };
  if (named === DEFAULT_USER) return { is: 'user', principal: DEFAULT_USER as PrincipalId, groups: [] };
  const principal = (await principalOf(looking.sql, named.domain, named.login)) ?? NOT_HERE_YET;
  return named.kind === 'group'
    ? { is: 'user', principal: groupGrantee(principal) as PrincipalId, groups: [] }
    : { is: 'user', principal, groups: await groupsAmong(looking, named, grants) };
};

/** The roles that somebody has in a collection, and whether he himself was given them. */
export const rolesFor = async (
  looking: Looking,
  target: CollectionResource,
  named: Named,
): Promise<{ readonly isOwn: boolean; readonly roles: readonly Role[] }> => {
  const { account, collection } = target;
  const grants = await grantsIn(looking, target);
  const asker = await askerNamed(looking, named, grants);
  const defaults = looking.settings.ofDomain(account.domain).defaultRoles[collection.kind];
  const own = asker.is === 'anonymous' ? grants[ANONYMOUS] : grants[asker.principal];
  return { isOwn: own !== undefined, roles: rolesOf(grants, asker, defaults) };
};

/** A collection as its caller sees it. */
type Seen = { readonly collection: CollectionRow; readonly access: Access };

/** RFC 6638 §9.1: whether a calendar makes the caller busy; of what is another's each subscriber says so himself. */
export const transparencyIn = ({ collection, access }: Seen): Transparency => {
  if (access.rights.isOwner) return collection.transparency ?? 'transparent';
  return access.subscription?.isBusy === true ? 'opaque' : 'transparent';
};

/** The part of a collection that the caller sees. */
export const viewIn = ({ collection, access }: Seen): CollectionView => viewOf(collection.collection, access.rights);
