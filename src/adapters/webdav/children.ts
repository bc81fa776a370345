import { COLLECTION_KINDS, type CollectionKind } from '../../domain/collection/collection.ts';
import { LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionRow } from '../../projections/collections.ts';
import { membersOfTypes, namesAfter } from '../../projections/members/listed.ts';
import { OWN, viewIn } from './access.ts';
import { collectionsAndBirthdays } from './birthdays.ts';
import { isClosed } from './closed-module.ts';
import { KINDS, kindOf } from './collection-kind.ts';
import { componentsOf } from './component-parts.ts';
import { directoryCards, withDirectoryBooks } from './directory-books.ts';
import { FREE_BUSY_FILE, freeBusyFile } from './free-busy-file.ts';
import { memberHref } from './href.ts';
import type { Services } from './method.ts';
import { notificationResources } from './notifications.ts';
import { withTexts } from './object-texts.ts';
import { accountOf } from './others.ts';
import {
  type Account,
  type CollectionResource,
  type HomeResource,
  isHome,
  type OtherHomeKind,
  type Resource,
  type ResourceOf,
} from './resource.ts';
import { collectionResource, memberResources } from './resources.ts';
import { sharedCollections, subscribedCollections } from './shared-collections.ts';
import { pagesSince } from './start-time-limit.ts';
import { givenNames, virtualCollection } from './virtual.ts';

type OtherHome = ResourceOf<OtherHomeKind>;

/** What is asked for members. */
type Looking = Pick<Services, 'sql' | 'settings' | 'directory'>;

export type ChildrenOptions = {
  /** Members of collections come with their text. */
  readonly texts: boolean;
  /** Their names and entity tags are enough. */
  readonly names: boolean;
  /** What SOGo lists for Apple's programs: the inbox, and no siblings of calendars. */
  readonly apple: boolean;
  /** Objects that ended before this instant, seconds, are left out. */
  readonly since?: number | undefined;
};

/** A member mirrors the request: without a slash at the end of the collection's path, collections in it have none. */
const member = (collection: Resource, name: string): string =>
  memberHref(collection.href, name, collection.href.endsWith('/'));

/** The collections of a home: those that everybody is given first, written or not, then the others by name, birthdays last. */
const madeIn = async (services: Looking, home: HomeResource, kind: CollectionKind): Promise<CollectionResource[]> => {
  const { account } = home;
  const [rows, given] = await Promise.all([
    collectionsAndBirthdays(services, account, kind),
    givenNames(services, account, kind),
  ]);
  const first = given.map((name) => rows.find((row) => row.name === name) ?? virtualCollection(account, kind, name));
  const all: readonly CollectionRow[] = [...first, ...rows.filter(({ name }) => !given.includes(name))];
  return all.map((row) => collectionResource(member(home, row.name), account, row, OWN));
};

/** Those of others that the caller subscribed to, in his own home. */
const subscribedIn = async (
  services: Looking,
  home: HomeResource,
  kind: CollectionKind,
  caller: Account,
): Promise<CollectionResource[]> => {
  if (home.account.principal !== caller.principal) return [];
  const found = await subscribedCollections(services, caller, kind);
  return found.map(({ name, account, collection, access }) =>
    collectionResource(member(home, name), account, collection, access),
  );
};

/** The collections of somebody else that the caller sees in his home. */
const sharedIn = async (services: Looking, home: OtherHome, kind: CollectionKind, caller: Account) => {
  const owner = await accountOf(services, home.account);
  const found = owner === undefined ? [] : await sharedCollections(services, caller, owner, kind);
  return found.map(({ account, collection, access }) =>
    collectionResource(member(home, collection.name), account, collection, access),
  );
};

/** The collections of a home that the caller sees there: its owner's, then those that he subscribed to. Of one name the first is meant. */
export const collectionsIn = async (
  services: Looking,
  home: HomeResource | OtherHome,
  caller: Account,
): Promise<readonly CollectionResource[]> => {
  const kind = kindOf(home) ?? 'calendar';
  if (!isHome(home)) return sharedIn(services, home, kind, caller);
  const [made, subscribed] = await Promise.all([
    madeIn(services, home, kind),
    subscribedIn(services, home, kind, caller),
  ]);
  const byName = Map.groupBy([...made, ...subscribed], ({ href }) => href);
  return [...byName.values()].flatMap(([first]) => first ?? []);
};

const sibling = (
  home: HomeResource | OtherHome,
  calendar: ResourceOf<'calendar'>,
  format: 'ics' | 'xml',
): Resource => ({
  is: 'calendar-export',
  href: memberHref(home.href, `${calendar.collection.name}.${format}`, false),
  account: calendar.account,
  collection: calendar.collection,
  access: calendar.access,
  format,
});

const inHome = async (
  services: Looking,
  home: HomeResource | OtherHome,
  apple: boolean,
  caller: Account,
): Promise<Resource[]> => {
  const collections = await collectionsIn(services, home, caller);
  if (home.is === 'address-book-home') return withDirectoryBooks(services, home, collections);
  if (home.is === 'other-address-book-home') return [...collections];
  if (apple && home.is === 'calendar-home')
    return [{ is: 'inbox', href: member(home, 'inbox'), account: home.account }, ...collections];
  return collections.flatMap((one) => {
    const isSubscribed = isHome(home) && one.account.principal !== home.account.principal;
    if (one.is !== 'calendar' || apple || isSubscribed) return [one];
    return [one, sibling(home, one, 'ics'), sibling(home, one, 'xml')];
  });
};

/** Pages by name; the next one is on its way while the caller writes the present one. */
async function* pages(sql: Sql, of: CollectionResource, names: boolean) {
  const types = of.collection.components.split(' ');
  const view = viewIn(of);
  const fetch = (after: string) => {
    const page = names
      ? namesAfter(sql, view, after, LISTING_PAGE)
      : membersOfTypes(sql, view, types, after, LISTING_PAGE);
    // The caller may go away before it asks for this page; its failure is then nobody's.
    page.catch(() => {});
    return page;
  };
  let rows = await fetch('');
  while (rows.length > 0) {
    const last = rows.length === LISTING_PAGE ? rows.at(-1) : undefined;
    const next = last && fetch(last.name);
    yield rows;
    rows = next === undefined ? [] : await next;
  }
}

async function* members(sql: Sql, of: CollectionResource, { texts, names, since }: ChildrenOptions) {
  const all = since === undefined ? pages(sql, of, names) : pagesSince(sql, viewIn(of), names, since);
  for await (const page of all)
    for await (const piece of texts ? withTexts(sql, page) : [page]) yield memberResources(of, piece);
}

/**
 * RFC 4918 §5.2: the members of a resource in pages, never an empty one; nothing for what has no members. A calendar
 * object that was read with its text has its components as members, as in SOGo; a directory's book what it was listed with.
 */
export async function* childrenOf(
  services: Looking,
  resource: Resource,
  caller: Account,
  options: ChildrenOptions,
): AsyncGenerator<readonly Resource[]> {
  switch (resource.is) {
    case 'root':
      yield [{ is: 'principal', href: member(resource, caller.login), account: caller }];
      return;
    case 'principal':
    case 'other-principal': {
      const inside = [...freeBusyFilesOf(resource), ...homesOf(resource)];
      if (inside.length > 0) yield inside;
      return;
    }
    case 'calendar-home':
    case 'address-book-home':
    case 'other-calendar-home':
    case 'other-address-book-home': {
      const inside = await inHome(services, resource, options.apple, caller);
      if (inside.length > 0) yield inside;
      return;
    }
    case 'calendar':
    case 'address-book':
      yield* members(services.sql, resource, options);
      return;
    case 'directory-book': {
      const cards = directoryCards(resource, resource.listed?.cards ?? []);
      if (cards.length > 0) yield cards;
      return;
    }
    case 'notifications': {
      const told = await notificationResources(services, resource);
      if (told.length > 0) yield told;
      return;
    }
    case 'calendar-object': {
      const components = componentsOf(resource);
      if (components.length > 0) yield components;
      return;
    }
    case 'contact':
    case 'directory-card':
    case 'inbox':
    case 'calendar-export':
    case 'component':
    case 'proxy-group':
    case 'notification':
    case 'free-busy':
  }
}

type AnyPrincipal = ResourceOf<'principal'> | ResourceOf<'other-principal'>;

/** What tells when a principal is busy, of whom there is anything to tell. */
const freeBusyFilesOf = (principal: AnyPrincipal): Resource[] => {
  const file = freeBusyFile(memberHref(principal.href, FREE_BUSY_FILE, false), principal.account);
  return file === undefined ? [] : [file];
};

/** Where a principal's collections are, of the modules that are open to him. */
const homesOf = (principal: AnyPrincipal): Resource[] =>
  COLLECTION_KINDS.filter((kind) => !isClosed(KINDS[kind].module, principal.account)).map((kind) => {
    const href = member(principal, KINDS[kind].segment);
    return principal.is === 'principal'
      ? { is: KINDS[kind].home, href, account: principal.account }
      : { is: KINDS[kind].otherHome, href, account: principal.account };
  });
