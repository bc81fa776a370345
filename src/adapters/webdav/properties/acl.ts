import { ANONYMOUS, DEFAULT_USER } from '../../../domain/sharing/grants.ts';
import type { Role } from '../../../domain/sharing/roles.ts';
import type { GrantRow } from '../../../projections/grants.ts';
import { parentHref } from '../href.ts';
import { href } from '../href-element.ts';
import { homeHref, principalHref } from '../identity.ts';
import { ALL } from '../privileges.ts';
import { type Property, property } from '../property.ts';
import type { ResourceOf } from '../resource.ts';
import { OWNED, WITH_MEMBERS } from '../resource-kinds.ts';
import { privilegesFor } from '../role-privileges.ts';
import { dav } from '../xml/name.ts';
import { el, raw, type Xml } from '../xml/write.ts';

const WITHOUT_LIST = OWNED.filter((kind) => kind !== 'calendar' && kind !== 'address-book');

const isOwner = (resource: ResourceOf<(typeof OWNED)[number]>): boolean =>
  !('access' in resource) || resource.access.rights.isOwner;

/** RFC 3744 §5.5.4: the owner has every privilege, and nothing takes it from him. */
const OWNER_ACE = raw(
  '<D:ace><D:principal><D:property><D:owner/></D:property></D:principal>' +
    '<D:grant><D:privilege><D:all/></D:privilege></D:grant><D:protected/></D:ace>',
);

const ace = (principal: Xml, roles: readonly Role[], ...more: readonly Xml[]): Xml => {
  const names = roles.length === 0 ? [ALL] : privilegesFor(roles);
  const privileges = names.map((name) => el(dav('privilege'), el(name)));
  const what = el(dav(roles.length === 0 ? 'deny' : 'grant'), ...privileges);
  return el(dav('ace'), el(dav('principal'), principal), what, ...more);
};

const AUTHENTICATED = el(dav('authenticated'));

const principalOf = ({ grantee, login }: GrantRow, root: string): Xml => {
  if (grantee === DEFAULT_USER) return AUTHENTICATED;
  return grantee === ANONYMOUS ? el(dav('unauthenticated')) : href(principalHref(root, { login: login ?? '' }));
};

/** RFC 3744 §5.5: in the order in which SOGo's look-up goes; no role at all is a denial. It is for the owner's eyes. */
const acl = property({
  name: dav('acl'),
  on: WITH_MEMBERS,
  needs: ['acl'],
  read: (resource, { grants, defaultRoles, root }) => {
    if (!isOwner(resource)) return undefined;
    const { account, collection } = resource;
    const aces = grants.map((row) => ace(principalOf(row, root), row.roles));
    const isForAll = grants.some(({ grantee }) => grantee === DEFAULT_USER);
    const home = el(dav('inherited'), href(homeHref(root, account, collection.kind)));
    const inherited = isForAll || defaultRoles.length === 0 ? [] : [ace(AUTHENTICATED, defaultRoles, home)];
    return el(dav('acl'), OWNER_ACE, ...aces, ...inherited);
  },
});

const ownersAcl = property({
  name: dav('acl'),
  on: WITHOUT_LIST,
  read: (resource) => (isOwner(resource) ? el(dav('acl'), OWNER_ACE) : undefined),
});

/** RFC 3744 §5.6: who is meant is never who is not named. */
const aclRestrictions = property({
  name: dav('acl-restrictions'),
  on: OWNED,
  read: () => raw('<D:acl-restrictions><D:no-invert/></D:acl-restrictions>'),
});

/** RFC 3744 §5.7: what is in a collection follows its list. */
const inheritedAclSet = property({
  name: dav('inherited-acl-set'),
  on: OWNED,
  read: (resource) =>
    resource.is === 'calendar-object' || resource.is === 'contact'
      ? el(dav('inherited-acl-set'), href(parentHref(resource.href)))
      : el(dav('inherited-acl-set')),
});

/** RFC 3744 §5.5 to §5.7: who else may do what. */
export const accessControl: readonly Property[] = [acl, ownersAcl, aclRestrictions, inheritedAclSet];
