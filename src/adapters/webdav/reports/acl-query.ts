/** SOGo's way to see and change who may do what in a collection. */
import type { CollectionKind } from '../../../domain/collection/collection.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_GRANTEES } from '../../../domain/limits.ts';
import { ANONYMOUS, DEFAULT_USER, type Grantee, groupOf } from '../../../domain/sharing/grants.ts';
import { ownerRefusal } from '../../../domain/sharing/permitted.ts';
import { ROLES, type Role } from '../../../domain/sharing/roles.ts';
import { type GrantRow, grantsOf } from '../../../projections/grants.ts';
import { rolesFor } from '../access.ts';
import { changeRoles } from '../change-roles.ts';
import { KINDS } from '../collection-kind.ts';
import { granteeOf, granteesOf } from '../grantee.ts';
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

/** A person or a group as the directory has it now. */
const userElement = async ({ grantee, login }: GrantRow, domain: string, { directory }: Services): Promise<Xml[]> => {
  if (grantee === DEFAULT_USER) return [];
  if (grantee === ANONYMOUS) return [user(ANONYMOUS, 'Public User', ANONYMOUS)];
  if (login === null) return [];
  const entry = await directory.visible(login, domain);
  const id = groupOf(grantee) === undefined ? login : `@${login}`;
  return [user(id, entry?.name ?? login, entry?.mails[0])];
};

const userList: Verb = async (_, { account, collection }, _request, services) => {
  const rows = await grantsOf(services.sql, collection.collection);
  const users = await Promise.all(rows.map((row) => userElement(row, account.domain, services)));
  const first = el(plainName('default-user'), el(plainName('id'), text(DEFAULT_USER)));
  return told('user-list', first, ...users.flat());
};

/** Strongest first, as SOGo sorts them. */
const sorted = (kind: CollectionKind, roles: readonly Role[]): readonly Role[] => {
  const all = ROLES[kind];
  const isObject = (role: Role): boolean => role === 'ObjectEraser' || role === 'ObjectCreator';
  return [...all.filter(isObject).toReversed(), ...all.filter((role) => !isObject(role)).toReversed()].filter((role) =>
    roles.includes(role),
  );
};

const roleElements = (
  kind: CollectionKind,
  { own, effective }: { own: readonly Role[] | undefined; effective: readonly Role[] },
) => {
  if (own?.length === 0) return [el(plainName('None'))];
  return sorted(kind, own ?? effective).map((role) => el(plainName(role)));
};

const rolesVerb: Verb = async (element, target, request, services) => {
  const name = attributeOf(element, 'user')?.trim() ?? '';
  if (name === '') return NOBODY;
  const grantee = await granteeOf(name, target, request, services);
  if (isRefusal(grantee)) return grantee;
  const { kind } = target.collection;
  return told('roles', ...roleElements(kind, await rolesFor(services, target, grantee)));
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

/** The roles that the children name; `None` says that there are none. */
const rolesNamed = (element: XmlElement, kind: CollectionKind): readonly Role[] | Refusal => {
  const names = elementsOf(element).map(({ name }) => name.local);
  const unknown = names.find((name) => name !== 'None' && !ROLES[kind].some((role) => role === name));
  if (unknown !== undefined)
    return refuse('acl-unsupported', `A ${KINDS[kind].called.collection} has no role “${unknown}”.`);
  return ROLES[kind].filter((role) => names.includes(role));
};

/** SOGoDisableSharing, SOGoDisableSharingAnyAuthUser */
const switchedOff = (names: readonly string[], kind: CollectionKind, { settings }: Services): Refusal | undefined => {
  const { module, called } = KINDS[kind];
  if (settings.unshared.includes(module))
    return refuse('not-allowed', `No ${called.collection} is shared on this server.`);
  return names.includes(DEFAULT_USER) && settings.unsharedWithAll.includes(module)
    ? refuse('not-allowed', `No ${called.collection} is shared with everybody on this server.`)
    : undefined;
};

type RolesOf = (grantee: Grantee) => Promise<readonly Role[] | null> | readonly Role[] | null;

const change = async (
  names: readonly string[],
  rolesOf: RolesOf,
  target: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const grantees = await granteesOf(names, target, request, services);
  if (isRefusal(grantees)) return grantees;
  const changes = await Promise.all(grantees.map(async (grantee) => ({ grantee, roles: await rolesOf(grantee) })));
  const done = await changeRoles(services, request.metadata, target, changes);
  return isRefusal(done) ? done : DONE;
};

const setRoles: Verb = async (element, target, request, services) => {
  const { kind } = target.collection;
  const names = namesIn(element);
  if (isRefusal(names)) return names;
  const roles = rolesNamed(element, kind);
  if (isRefusal(roles)) return roles;
  return switchedOff(names, kind, services) ?? change(names, () => roles, target, request, services);
};

/** As in SOGo somebody begins with the roles that he has without having been named; without any he is not added. */
const addUsers: Verb = async (element, target, request, services) => {
  const names = namesIn(element);
  if (isRefusal(names)) return names;
  const beginning: RolesOf = async (grantee) => {
    const { own, effective } = await rolesFor(services, target, grantee);
    return own ?? (effective.length === 0 ? null : effective);
  };
  return switchedOff(names, target.collection.kind, services) ?? change(names, beginning, target, request, services);
};

const removeUsers: Verb = async (element, target, request, services) => {
  const names = namesIn(element);
  return isRefusal(names) ? names : change(names, () => null, target, request, services);
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
