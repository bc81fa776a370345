import { foldLogin } from '../../domain/account/login.ts';
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { CLASSIFICATIONS } from '../../domain/ical/component.ts';
import { itemRight } from '../../domain/sharing/rights.ts';
import type { CollectionView } from '../../domain/sharing/view.ts';
import { type MemberRow, memberAt, membersNamed } from '../../projections/members/named.ts';
import { isAnonymous, isSuperuser, OWN } from './access.ts';
import { isClosed } from './closed-module.ts';
import { KINDS, kindAt } from './collection-kind.ts';
import { componentNamed } from './component-parts.ts';
import { directoryBookAt, inDirectoryBook } from './directory-books.ts';
import { findCollection, madeCollection, unmadeCollection } from './find-collection.ts';
import { FREE_BUSY_FILE, freeBusyFile } from './free-busy-file.ts';
import { parentHref } from './href.ts';
import type { Services } from './method.ts';
import { NOTIFICATIONS, notificationResources } from './notifications.ts';
import { accountOf, otherPerson } from './others.ts';
import { proxyAt, proxyGroup } from './proxy-groups.ts';
import {
  type Account,
  type CollectionResource,
  type HomeResource,
  isHome,
  type Person,
  type Resource,
  type ResourceOf,
  type Unmapped,
} from './resource.ts';
import { collectionResource, memberResource } from './resources.ts';
import { type FoundCollection, isSubscribedName } from './shared-collections.ts';
import { isVirtual, virtualCollection } from './virtual.ts';

type Looking = Pick<Services, 'sql' | 'directory' | 'settings'>;

const EXPORT = /^(.+)\.(ics|xml)$/i;

/** Decoded segments below the DAV root, and the whole path as the client wrote it. */
export type Path = { readonly segments: readonly string[]; readonly href: string };

/** `undefined`: there is nothing, and nothing could be made there. */
export type Located = Resource | Unmapped | undefined;

/** Somebody's home of one kind, and who looks at it. */
type Home = {
  readonly kind: CollectionKind;
  readonly caller: Account;
  readonly owner: Account;
  readonly resource: HomeResource | ResourceOf<'other-calendar-home'> | ResourceOf<'other-address-book-home'>;
};

const isOwn = ({ caller, owner }: Home): boolean => caller.principal === owner.principal;

const foundIn = (looking: Looking, { caller, owner, kind }: Home, name: string): Promise<FoundCollection | undefined> =>
  findCollection(looking, caller, owner, kind, name);

const asResource = (href: string, { account, collection, access }: FoundCollection): CollectionResource =>
  collectionResource(href, account, collection, access);

/** The inbox, and SOGo's siblings of calendars. */
const besideCalendars = async (
  looking: Looking,
  home: Home,
  name: string,
  href: string,
): Promise<Resource | undefined> => {
  if (home.kind !== 'calendar') return undefined;
  if (name === 'inbox' && isOwn(home)) return { is: 'inbox', href, account: home.owner };
  const [, stem, format] = EXPORT.exec(name) ?? [];
  if (stem === undefined || format === undefined) return undefined;
  const found = await foundIn(looking, home, stem);
  if (found?.collection.kind !== 'calendar' || found.account.principal !== home.owner.principal) return undefined;
  const { account, collection, access } = found;
  return {
    is: 'calendar-export',
    href,
    account,
    collection,
    access,
    format: format.toLowerCase() === 'ics' ? 'ics' : 'xml',
  };
};

type Found = CollectionResource | ResourceOf<'directory-book'>;

/** In one's own home, where nothing of that name was made: what a directory keeps, then what is there all the same. */
const unmadeIn = async (looking: Looking, home: Home, name: string, href: string): Promise<Found | undefined> => {
  const { kind, caller, owner } = home;
  const book = await directoryBookAt(looking, owner, { kind, name, href });
  if (book !== undefined) return book;
  const found = await unmadeCollection(looking, caller, owner, kind, name);
  return found && asResource(href, found);
};

const collectionIn = async (looking: Looking, home: Home, name: string, href: string): Promise<Found | undefined> => {
  const { kind, owner } = home;
  const found = isOwn(home) ? await madeCollection(looking, owner, kind, name) : await foundIn(looking, home, name);
  if (found !== undefined) return asResource(href, found);
  return isOwn(home) ? unmadeIn(looking, home, name, href) : undefined;
};

const inHome = async (looking: Looking, home: Home, name: string, href: string): Promise<Located> => {
  const beside = await besideCalendars(looking, home, name, href);
  if (beside !== undefined) return beside;
  const found = await collectionIn(looking, home, name, href);
  if (found !== undefined || !isHome(home.resource)) return found;
  return { is: 'unmapped', href, parent: home.resource, name };
};

/** What is hidden is looked at too: whoever may not see it may still have a right to it, or is told that he has none. */
const everyClass = ({ collection: { collection } }: CollectionResource): CollectionView => ({
  collection,
  classes: CLASSIFICATIONS,
});

/** A member, or the place that it would have; one that the caller may not see is a place. */
const memberOf = (collection: CollectionResource, name: string, href: string, row: MemberRow | undefined): Located => {
  const place: Unmapped = { is: 'unmapped', href, parent: collection, name };
  if (row === undefined) return place;
  const isHidden = itemRight(collection.access.rights, row.classification) === 'none';
  const member = memberResource(href, collection, isHidden ? { ...row, text: null, octets: null } : row);
  return isHidden ? { ...place, hidden: member } : member;
};

/** A member of what the caller may see: `at` is what is there where the owner's collections are. */
const memberIn = async (
  looking: Looking,
  found: CollectionResource,
  name: string,
  at: Awaited<ReturnType<typeof memberAt>>,
  texts: boolean,
): Promise<MemberRow | undefined> => {
  if (at?.collection.collection === found.collection.collection) return at.object;
  if (isVirtual(found.collection)) return undefined;
  const [row] = await membersNamed(looking.sql, everyClass(found), [name], texts);
  return row;
};

/** What is one's own is one look-up; of what may be another's it is asked at the same time who may see it, and how. */
const inCollection = async (looking: Looking, home: Home, path: Path, texts: boolean): Promise<Located> => {
  const [, , collectionName = '', name = ''] = path.segments;
  const { owner, kind } = home;
  const href = parentHref(path.href);
  const look = () => (isOwn(home) ? unmadeIn : collectionIn)(looking, home, collectionName, href);
  const [at, seen] = await Promise.all([
    memberAt(looking.sql, { owner: owner.principal, kind, name: collectionName }, name, texts),
    isOwn(home) && !isSubscribedName(collectionName) ? undefined : look(),
  ]);
  if (isOwn(home) && at !== undefined)
    return memberOf(collectionResource(href, owner, at.collection, OWN), name, path.href, at.object);
  const found = seen ?? (isOwn(home) ? await look() : undefined);
  if (found === undefined) return undefined;
  if (found.is === 'directory-book') return inDirectoryBook(found, name, path.href);
  return memberOf(found, name, path.href, await memberIn(looking, found, name, at, texts));
};

/**
 * Where a PUT is to go, by its words alone: a member's name in a collection of that name, whether there or not, as the
 * attempt looks at both anyway. Undefined when the path is of another kind.
 */
export const placeOf = (caller: Account, { segments, href }: Path): Unmapped | undefined => {
  const [login, home, collection, name, ...rest] = segments;
  const kind = kindAt(home);
  if (login === undefined || collection === undefined || name === undefined || rest.length > 0) return undefined;
  if (foldLogin(login) !== caller.login || kind === undefined) return undefined;
  const row = virtualCollection(caller, kind, collection);
  return { is: 'unmapped', href, name, parent: collectionResource(parentHref(href), caller, row, OWN) };
};

/** What is below a home. */
const below = async (looking: Looking, home: Home, path: Path, texts: boolean): Promise<Located> => {
  const { segments, href } = path;
  const [, , name, object, component, ...rest] = segments;
  if (rest.length > 0) return undefined;
  if (name === undefined) return { ...home.resource, href };
  if (object === undefined) return inHome(looking, home, name, href);
  if (component === undefined) return inCollection(looking, home, path, texts);
  const at = { segments: segments.slice(0, 4), href: parentHref(href) };
  const of = await inCollection(looking, home, at, true);
  return of?.is === 'calendar-object' ? componentNamed(of, component, href) : undefined;
};

/** caldav-sharing §4: one's own, where there are calendars. */
const inNotifications = async (looking: Looking, caller: Account, path: Path): Promise<Located> => {
  const [, , name, ...rest] = path.segments;
  if (isClosed('Calendar', caller) || rest.length > 0) return undefined;
  const all = { is: 'notifications', href: parentOf(path, 2), account: caller } as const;
  if (name === undefined) return { ...all, href: path.href };
  const found = (await notificationResources(looking, all)).find(({ notification }) => notification.name === name);
  return found && { ...found, href: path.href };
};

const ownTree = async (looking: Looking, caller: Account, path: Path, texts: boolean): Promise<Located> => {
  const { segments, href } = path;
  const [, home] = segments;
  const principal: Resource = { is: 'principal', href: parentOf(path, 1), account: caller };
  if (home === undefined) return { ...principal, href };
  const kind = kindAt(home);
  if (home === FREE_BUSY_FILE && segments.length === 2) return freeBusyFile(href, caller);
  const proxy = proxyAt(home);
  if (proxy !== undefined && segments.length === 2) return proxyGroup(looking, caller, caller, proxy, href);
  if (home === NOTIFICATIONS) return inNotifications(looking, caller, path);
  if (kind === undefined)
    return segments.length === 2 ? { is: 'unmapped', href, parent: principal, name: home } : undefined;
  if (isClosed(KINDS[kind].module, caller)) return undefined;
  const resource: HomeResource = { is: KINDS[kind].home, href: parentOf(path, 2), account: caller };
  return below(looking, { kind, caller, owner: caller, resource }, path, texts);
};

/** Somebody as a caller sees him: without a login there are no names and addresses of people. */
const shownTo = (caller: Account, person: Person): Person =>
  isAnonymous(caller) ? { ...person, name: person.login, mails: [] } : person;

/**
 * What a path below somebody else's login names: he himself, and his home, which is there as in SOGo, but shows nothing
 * that he has not shared. Superusers find there what he finds. Undefined for whom the caller may not see, as for nobody.
 */
const otherTree = async (looking: Looking, caller: Account, path: Path, texts: boolean): Promise<Located> => {
  const { segments, href } = path;
  const [login = '', home] = segments;
  const kind = kindAt(home);
  const isFile = home === FREE_BUSY_FILE && segments.length === 2;
  const proxy = segments.length === 2 && !isAnonymous(caller) ? proxyAt(home) : undefined;
  if (home !== undefined && kind === undefined && !isFile && proxy === undefined) return undefined;
  const person = await otherPerson(looking, caller, login);
  if (person === undefined) return undefined;
  if (isFile) return freeBusyFile(href, person);
  if (proxy !== undefined) return proxyGroup(looking, caller, person, proxy, href);
  if (kind === undefined) return { is: 'other-principal', href, account: shownTo(caller, person) };
  const { module, home: own, otherHome } = KINDS[kind];
  if (isClosed(module, person)) return undefined;
  const at = parentOf(path, 2);
  const shown = shownTo(caller, person);
  const owner = await accountOf(looking, shown);
  const other = { is: otherHome, href: at, account: shown };
  if (owner === undefined) return segments.length === 2 ? { ...other, href } : undefined;
  const resource = isSuperuser(looking, caller, owner.domain) ? { is: own, href: at, account: owner } : other;
  return below(looking, { kind, caller, owner, resource }, path, texts);
};

/**
 * What a path names for a caller. Of others there is only what the directory lets him see. With `texts` a member comes
 * with its text.
 */
export const locate = async (looking: Looking, caller: Account, path: Path, texts: boolean): Promise<Located> => {
  const [login] = path.segments;
  if (login === undefined) return { is: 'root', href: path.href };
  const isOwn = !isAnonymous(caller) && foldLogin(login) === caller.login;
  const tree = isOwn ? ownTree : otherTree;
  return tree(looking, caller, path, texts);
};

/** The href of an ancestor, `depth` segments below the DAV root. */
const parentOf = ({ segments, href }: Path, depth: number): string => {
  let parent = href;
  for (let at = segments.length; at > depth; at -= 1) parent = parentHref(parent);
  return parent;
};
