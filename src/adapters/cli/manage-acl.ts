/** Who may do what in a calendar or an address book, at the command line. */
import type { CollectionKind, Grant } from '../../domain/collection/collection.ts';
import type { CollectionId, PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal } from '../../domain/kernel/refusal.ts';
import { ANONYMOUS, DEFAULT_USER, type Grantee, groupGrantee, groupOf } from '../../domain/sharing/grants.ts';
import { ROLES, type Role, rolesIn } from '../../domain/sharing/roles.ts';
import { allAccounts } from '../../projections/accounts.ts';
import { type GrantRow, grantsOf } from '../../projections/grants.ts';
import { toldOf } from './append-anew.ts';
import { type AccountParts, openedPrincipal } from './change-account.ts';
import { Misused, printable, say, Told } from './told.ts';

export const ACL_ACTIONS = ['get', 'add', 'remove', 'subscribe', 'unsubscribe'] as const;
type AclAction = (typeof ACL_ACTIONS)[number];

/** A collection of somebody; without an id while nobody wrote to it. */
export type SharedFolder = {
  readonly owner: PrincipalId;
  readonly domain: string;
  readonly kind: CollectionKind;
  readonly id: CollectionId | undefined;
  changeRoles(changes: readonly Grant[]): Promise<Refusal | undefined>;
  subscribe(who: PrincipalId): Promise<Refusal | undefined>;
  unsubscribe(who: PrincipalId): Promise<Refusal | undefined>;
};

export type AclParts = AccountParts & {
  /** The collection of that name of a user; undefined where he has none. */
  folder(owner: string, kind: CollectionKind, name: string): Promise<SharedFolder | undefined>;
  /** The logins of a group's members. */
  members(group: string): Promise<readonly string[] | undefined>;
};

/** sogo-tool's word for everybody who is named. */
const ALL = 'ALL';
/** The guide has this name with and without its last letter. */
const DEFAULTS = new Set<string>([DEFAULT_USER, '<defaults>']);

const SEGMENTS: Readonly<Record<string, CollectionKind>> = { Calendar: 'calendar', Contacts: 'address-book' };

const folderOf = async (parts: AclParts, owner: string, path: string): Promise<SharedFolder> => {
  const [segment = '', name = '', ...rest] = path.split('/');
  const kind = Object.hasOwn(SEGMENTS, segment) ? SEGMENTS[segment] : undefined;
  if (kind === undefined || name === '' || rest.length > 0)
    throw new Misused(`A folder is Calendar/NAME or Contacts/NAME, not “${path}”.`);
  const found = await parts.folder(owner, kind, name);
  if (found === undefined) throw new Told(`${owner} has no ${path}.`);
  return found;
};

const granteeOf = async (parts: AclParts, who: string): Promise<Grantee> => {
  if (DEFAULTS.has(who)) return DEFAULT_USER;
  if (who === ANONYMOUS) return ANONYMOUS;
  const login = who.replace(/^@/, '');
  const entry = await parts.find(login);
  if (entry === undefined) throw new Told(`There is no user and no group ${login}.`);
  const principal = await openedPrincipal(parts, entry.login);
  return entry.kind === 'group' ? groupGrantee(principal) : principal;
};

const nameOf = ({ grantee, login }: GrantRow): string => {
  if (login === null) return grantee;
  return groupOf(grantee) === undefined ? login : `@${login}`;
};

const rowsFor = async (parts: AclParts, { id }: SharedFolder, who: string): Promise<readonly GrantRow[]> => {
  const rows = id === undefined ? [] : await grantsOf(parts.sql, id);
  if (who === ALL) return rows;
  const grantee = await granteeOf(parts, who);
  return rows.filter((row) => row.grantee === grantee);
};

/** One line for each who was given anything; `[]` denies what groups and the default would give. */
const get = async (parts: AclParts, folder: SharedFolder, who: string): Promise<void> => {
  for (const row of await rowsFor(parts, folder, who))
    say(printable(`Rights for ${nameOf(row)} ${JSON.stringify(row.roles)}`));
};

const rolesOf = (kind: CollectionKind, rights: string | undefined): readonly Role[] => {
  const there = `Rights are a JSON list of ${ROLES[kind].join(', ')}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(rights ?? '');
  } catch {
    throw new Misused(`${there}, such as '["${ROLES[kind][0]}"]'.`);
  }
  const words = Array.isArray(parsed) ? parsed.map(String) : [];
  const roles = rolesIn(kind, words);
  if (!Array.isArray(parsed) || roles.length !== new Set(words).size) throw new Misused(`${there}; these are not.`);
  return roles;
};

const checked = (refusal: Refusal | undefined): void => {
  if (isRefusal(refusal)) throw toldOf(refusal);
};

const add = async (parts: AclParts, folder: SharedFolder, who: string, rights: string | undefined): Promise<void> => {
  if (who === ALL)
    throw new Misused(`Rights are given to ${DEFAULT_USER}, who is everybody with a login, or one by one.`);
  const roles = rolesOf(folder.kind, rights);
  const grantee = await granteeOf(parts, who);
  if (grantee === folder.owner) throw new Told('The owner may do everything already.');
  checked(await folder.changeRoles([{ grantee, roles }]));
};

const remove = async (parts: AclParts, folder: SharedFolder, who: string): Promise<void> => {
  const rows = await rowsFor(parts, folder, who);
  if (rows.length > 0) checked(await folder.changeRoles(rows.map(({ grantee }) => ({ grantee, roles: null }))));
};

/** The people that a name means: of a group its members, of ALL everybody of the owner's domain who was ever here. */
const peopleOf = async (
  parts: AclParts,
  { owner, domain }: SharedFolder,
  who: string,
): Promise<readonly PrincipalId[]> => {
  if (who === ALL) {
    const accounts = await allAccounts(parts.sql);
    return accounts.filter((one) => one.domain === domain && one.principal !== owner).map(({ principal }) => principal);
  }
  const login = who.replace(/^@/, '');
  const members = (await parts.find(login))?.kind === 'group' ? await parts.members(login) : undefined;
  const people: PrincipalId[] = [];
  for (const one of members ?? [login]) people.push(await openedPrincipal(parts, one));
  return members === undefined ? people : people.filter((one) => one !== owner);
};

const change = async (parts: AclParts, folder: SharedFolder, who: string, verb: 'subscribe' | 'unsubscribe') => {
  for (const person of await peopleOf(parts, folder, who)) checked(await folder[verb](person));
};

const RUN: Readonly<
  Record<AclAction, (parts: AclParts, folder: SharedFolder, who: string, rights: string | undefined) => Promise<void>>
> = {
  get,
  add,
  remove,
  subscribe: (parts, folder, who) => change(parts, folder, who, 'subscribe'),
  unsubscribe: (parts, folder, who) => change(parts, folder, who, 'unsubscribe'),
};

/** `manage-acl`: prints, sets or takes what somebody may do in a folder, or subscribes him to it. */
export const manageAcl = async (
  parts: AclParts,
  [word, owner, path, who]: readonly [action: string, owner: string, path: string, who: string],
  rights: string | undefined,
): Promise<number> => {
  const action = ACL_ACTIONS.find((one) => one === word);
  if (action === undefined) throw new Misused(`There are ${ACL_ACTIONS.join(', ')}, not “${word}”.`);
  if (rights !== undefined && action !== 'add') throw new Misused(`Rights are only given with add.`);
  await RUN[action](parts, await folderOf(parts, owner, path), who, rights);
  return 0;
};
