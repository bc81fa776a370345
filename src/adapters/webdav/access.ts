/** Who asks for a collection, and what he may do there. */
import type { CollectionKind, Transparency } from '../../domain/collection/collection.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import {
  ANONYMOUS,
  type Asker,
  DEFAULT_USER,
  type Grantee,
  type Grants,
  groupOf,
  rolesOf,
} from '../../domain/sharing/grants.ts';
import { NO_RIGHTS, OWNER_RIGHTS, type Rights, rightsOf } from '../../domain/sharing/rights.ts';
import type { Role } from '../../domain/sharing/roles.ts';
import { type CollectionView, viewOf } from '../../domain/sharing/view.ts';
import type { CollectionRow } from '../../projections/collections.ts';
import { grantsOf, principalsAmong } from '../../projections/grants.ts';
import { KINDS } from './collection-kind.ts';
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
  { login, domain }: Account,
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

/** The roles of a grantee in a collection: those that he himself was given, if any, and those that he has without. */
export const rolesFor = async (
  looking: Looking,
  { account, collection }: CollectionResource,
  grantee: Grantee,
): Promise<{ readonly own: readonly Role[] | undefined; readonly effective: readonly Role[] }> => {
  const rows = await grantsOf(looking.sql, collection.collection);
  const grants: Grants = Object.fromEntries(rows.map(({ grantee: of, roles }) => [of, roles]));
  const login = rows.find((row) => row.grantee === grantee)?.login;
  const isPerson = grantee !== ANONYMOUS && grantee !== DEFAULT_USER && groupOf(grantee) === undefined;
  const groups = isPerson && login != null ? await groupsAmong(looking, { ...account, login }, grants) : [];
  const { [grantee]: own, ...others } = grants;
  const asker: Asker =
    grantee === ANONYMOUS ? { is: 'anonymous' } : { is: 'user', principal: grantee as PrincipalId, groups };
  const defaults = looking.settings.ofDomain(account.domain).defaultRoles[collection.kind];
  return { own, effective: rolesOf(others, asker, defaults) };
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
