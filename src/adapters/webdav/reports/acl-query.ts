/** SOGo's way to see and change who may do what in a collection. */
import { foldLogin } from '../../../domain/account/login.ts';
import type { CollectionKind } from '../../../domain/collection/collection.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_GRANTEES } from '../../../domain/limits.ts';
import { ANONYMOUS, DEFAULT_USER, type Grantee, groupOf } from '../../../domain/sharing/grants.ts';
import { ownerRefusal } from '../../../domain/sharing/permitted.ts';
import { inToldOrder, type Role, rolesIn } from '../../../domain/sharing/roles.ts';
import { type GrantRow, grantsOf } from '../../../projections/grants.ts';
import { rolesFor, sharingRefusal } from '../access.ts';
import { changeRoles } from '../change-roles.ts';
import { KINDS } from '../collection-kind.ts';
import { allNamed, granteesOf, type Named, namedOf } from '../grantee.ts';
import { XML_TYPE } from '../media-types.ts';
import type { DavRequest, DavResponse, Services } from '../method.ts';
import type { Report } from '../report.ts';
import { type CollectionResource, hasMembers } from '../resource.ts';
import { WITH_MEMBERS } from '../resource-kinds.ts';
import { inverse, type XmlName } from '../xml/name.ts';
import { attributeOf, elementsOf, type XmlElement } from '../xml/tree.ts';
import { document, el, text, type Xml } from '../xml/write.ts';

type Verb = (
  element: XmlElement,
  target: CollectionResource,
  request: DavRequest,
  services: Services,
) => Promise<DavResponse | Refusal>;

const DONE: DavResponse = { status: 204 };

/** What SOGo adds to the roles that everybody who is logged in has in a calendar. */
const AUTHENTICATED = 'Authenticated';
/** What SOGo tells beside roles, and a client may send back. */
const NO_ROLES: ReadonlySet<string> = new Set(['None', AUTHENTICATED]);

/** SOGo's answers have no namespace, which its clients are used to. */
const plainName = (local: string): XmlName => ({ ns: '', local });

const told = (root: string, ...children: Xml[]): DavResponse => ({
  status: 207,
  headers: { 'Content-Type': XML_TYPE },
  body: document(plainName(root), ...children),
});

const user = (id: string, name: string, mail: string | undefined): Xml =>
  el(
    plainName('user'),
    el(plainName('id'), text(id)),
    el(plainName('displayName'), text(name)),
    ...(mail === undefined ? [] : [el(plainName('email'), text(mail))]),
  );

/** What somebody is called here; a group has SOGo's `@` before its name. */
const nameOf = ({ grantee, login }: GrantRow): string => {
  if (login === null) return grantee;
  return groupOf(grantee) === undefined ? login : `@${login}`;
};

/** A group may be named without its `@`. */
const grantedTo = (byName: ReadonlyMap<string, Grantee>, name: string): Grantee | undefined =>
  byName.get(name) ?? byName.get(foldLogin(name)) ?? byName.get(`@${foldLogin(name)}`);

/** A person or a group as the directory has it now. */
const userElement = async (row: GrantRow, domain: string, { directory }: Services): Promise<Xml[]> => {
  const { grantee, login } = row;
  if (grantee === DEFAULT_USER) return [];
  if (grantee === ANONYMOUS) return [user(ANONYMOUS, 'Public User', ANONYMOUS)];
  const entry = login === null ? undefined : await directory.visible(login, domain);
  return [user(nameOf(row), entry?.name ?? nameOf(row), entry?.mails[0])];
};

const userList: Verb = async (_, { account, collection }, _request, services) => {
  const rows = await grantsOf(services.sql, collection.collection);
  const users = await Promise.all(rows.map((row) => userElement(row, account.domain, services)));
  const first = el(plainName('default-user'), el(plainName('id'), text(DEFAULT_USER)));
  return told('user-list', first, ...users.flat());
};

const rolesVerb: Verb = async (element, target, _, services) => {
  const name = attributeOf(element, 'user')?.trim() ?? '';
  if (name === '') return NOBODY;
  const named = await namedOf(name, target.account, services);
  if (isRefusal(named)) return named;
  const { kind } = target.collection;
  const { isOwn, roles } = await rolesFor(services, target, named);
  if (roles.length === 0) return isOwn ? told('roles', el(plainName('None'))) : DONE;
  const words = [
    ...inToldOrder(kind, roles),
    ...(named === DEFAULT_USER && kind === 'calendar' ? [AUTHENTICATED] : []),
  ];
  return told('roles', ...words.map((word) => el(plainName(word))));
};

const NOBODY = refuse('request-malformed', 'The attribute user, or users, says whose roles are meant.');

/** The names in `user`, or in `users` between commas. */
const namesIn = (element: XmlElement): readonly string[] | Refusal => {
  const one = attributeOf(element, 'user')?.trim();
  const many = attributeOf(element, 'users')?.split(',') ?? [];
  const names = [...(one === undefined ? [] : [one]), ...many.map((name) => name.trim())].filter((name) => name !== '');
  if (names.length > MAX_GRANTEES) return refuse('too-many-grantees', `At most ${MAX_GRANTEES} people at once.`);
  return names.length === 0 ? NOBODY : [...new Set(names)];
};

/** The roles that the children name. */
const rolesNamed = (element: XmlElement, kind: CollectionKind): readonly Role[] | Refusal => {
  const words = elementsOf(element).map(({ name }) => name.local);
  const unknown = words.find((word) => !NO_ROLES.has(word) && rolesIn(kind, [word]).length === 0);
  return unknown === undefined
    ? rolesIn(kind, words)
    : refuse('role-unknown', `There is no role “${unknown}” in ${KINDS[kind].called.collection}s.`);
};

type RolesOf = (named: Named) => Promise<readonly Role[] | null> | readonly Role[] | null;

const change = async (
  named: readonly Named[],
  rolesOf: RolesOf,
  target: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const { settings } = services;
  const closed = sharingRefusal(settings, target.collection.kind, named.includes(DEFAULT_USER));
  if (closed !== undefined) return closed;
  const roles = await Promise.all(named.map(rolesOf));
  const grantees = await granteesOf(named, request, services);
  if (isRefusal(grantees)) return grantees;
  const changes = grantees.map((grantee, at) => ({ grantee, roles: roles[at] ?? null }));
  const done = await changeRoles(services, request.metadata, target, changes);
  return isRefusal(done) ? done : DONE;
};

/** Whom the attributes name. */
const namedIn = async (element: XmlElement, { account }: CollectionResource, services: Services) => {
  const names = namesIn(element);
  return isRefusal(names) ? names : allNamed(names, account, services);
};

const setRoles: Verb = async (element, target, request, services) => {
  const roles = rolesNamed(element, target.collection.kind);
  if (isRefusal(roles)) return roles;
  const named = await namedIn(element, target, services);
  return isRefusal(named) ? named : change(named, () => roles, target, request, services);
};

/**
 * As in SOGo somebody begins with the roles that he has without having been named. Without any he is not added: an entry
 * without roles would be a denial that nobody asked for.
 */
const addUsers: Verb = async (element, target, request, services) => {
  const named = await namedIn(element, target, services);
  if (isRefusal(named)) return named;
  const beginning: RolesOf = async (one) => {
    const { isOwn, roles } = await rolesFor(services, target, one);
    return isOwn || roles.length > 0 ? roles : null;
  };
  return change(named, beginning, target, request, services);
};

/** Who is named in the rights of a collection, as `user-list` tells; the directory may have lost him. */
const removeUsers: Verb = async (element, target, request, services) => {
  const names = namesIn(element);
  if (isRefusal(names)) return names;
  const rows = await grantsOf(services.sql, target.collection.collection);
  const byName = new Map(rows.map((row) => [nameOf(row), row.grantee]));
  const others = names.filter((name) => grantedTo(byName, name) === undefined);
  const unknown = await allNamed(others, target.account, services);
  if (isRefusal(unknown)) return unknown;
  const changes = names.flatMap((name) => grantedTo(byName, name) ?? []).map((grantee) => ({ grantee, roles: null }));
  const done = await changeRoles(services, request.metadata, target, changes);
  return isRefusal(done) ? done : DONE;
};

const VERBS: ReadonlyMap<string, Verb> = new Map([
  ['user-list', userList],
  ['roles', rolesVerb],
  ['set-roles', setRoles],
  ['add-user', addUsers],
  ['add-users', addUsers],
  ['remove-user', removeUsers],
  ['remove-users', removeUsers],
]);

/** Everybody may ask for his own roles; all else is for the owner. */
const refusalFor = (element: XmlElement, target: CollectionResource, { caller }: DavRequest) => {
  const isOwn = element.name.local === 'roles' && attributeOf(element, 'user')?.trim() === caller.login;
  return isOwn && target.access.rights.isListed ? undefined : ownerRefusal(target.access.rights);
};

/** SOGo's `acl-query`, by POST and by REPORT. */
export const aclQuery: Report = {
  name: inverse('acl-query'),
  on: WITH_MEMBERS,
  by: ['POST', 'REPORT'],
  handle: async (body, target, request, services) => {
    const [element] = elementsOf(body);
    const verb = element && VERBS.get(element.name.local);
    if (!hasMembers(target) || element === undefined || verb === undefined)
      return refuse('request-malformed', `An acl-query has one of ${[...VERBS.keys()].join(', ')}.`);
    return refusalFor(element, target, request) ?? verb(element, target, request, services);
  },
};
