import { COLLECTION_KINDS } from '../../domain/collection/collection.ts';
import { LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionRow } from '../../projections/collections.ts';
import { membersOfTypes, namesAfter } from '../../projections/members/listed.ts';
import { collectionsAndBirthdays } from './birthdays.ts';
import { isClosed } from './closed-module.ts';
import { KINDS, kindOf } from './collection-kind.ts';
import { componentsOf } from './component-parts.ts';
import { directoryCards, withDirectoryBooks } from './directory-books.ts';
import { memberHref } from './href.ts';
import type { Services } from './method.ts';
import { withTexts } from './object-texts.ts';
import type { Account, CollectionResource, HomeResource, Resource, ResourceOf } from './resource.ts';
import { collectionResource, memberResources } from './resources.ts';
import { pagesSince } from './start-time-limit.ts';
import { givenNames, virtualCollection } from './virtual.ts';

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
const collectionsIn = async (services: Looking, home: HomeResource): Promise<CollectionResource[]> => {
  const { account } = home;
  const kind = kindOf(home) ?? 'calendar';
  const [rows, given] = await Promise.all([
    collectionsAndBirthdays(services, account, kind),
    givenNames(services, account, kind),
  ]);
  const first = given.map((name) => rows.find((row) => row.name === name) ?? virtualCollection(account, kind, name));
  const all: readonly CollectionRow[] = [...first, ...rows.filter(({ name }) => !given.includes(name))];
  return all.map((row) => collectionResource(member(home, row.name), account, row));
};

const sibling = (home: HomeResource, calendar: ResourceOf<'calendar'>, format: 'ics' | 'xml'): Resource => ({
  is: 'calendar-export',
  href: memberHref(home.href, `${calendar.collection.name}.${format}`, false),
  account: home.account,
  collection: calendar.collection,
  format,
});

const inHome = async (services: Looking, home: HomeResource, apple: boolean): Promise<Resource[]> => {
  const collections = await collectionsIn(services, home);
  if (home.is !== 'calendar-home') return withDirectoryBooks(services, home, collections);
  if (apple) return [{ is: 'inbox', href: member(home, 'inbox'), account: home.account }, ...collections];
  return collections.flatMap((one) => {
    if (one.is !== 'calendar') return [one];
    return [one, sibling(home, one, 'ics'), sibling(home, one, 'xml')];
  });
};

/** Pages by name; the next one is on its way while the caller writes the present one. */
async function* pages(sql: Sql, { collection, components }: CollectionRow, names: boolean) {
  const types = components.split(' ');
  const fetch = (after: string) => {
    const page = names
      ? namesAfter(sql, collection, after, LISTING_PAGE)
      : membersOfTypes(sql, collection, types, after, LISTING_PAGE);
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
  const all = since === undefined ? pages(sql, of.collection, names) : pagesSince(sql, of.collection, names, since);
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
      const homes = homesOf(resource);
      if (homes.length > 0) yield homes;
      return;
    }
    case 'calendar-home':
    case 'address-book-home':
      yield inHome(services, resource, options.apple);
      return;
    case 'calendar':
    case 'address-book':
      yield* members(services.sql, resource, options);
      return;
    case 'directory-book': {
      const cards = directoryCards(resource, resource.listed?.cards ?? []);
      if (cards.length > 0) yield cards;
      return;
    }
    case 'calendar-object': {
      const components = componentsOf(resource);
      if (components.length > 0) yield components;
      return;
    }
    case 'contact':
    case 'directory-card':
    case 'other-calendar-home':
    case 'other-address-book-home':
    case 'inbox':
    case 'calendar-export':
    case 'component':
  }
}

/** Where a principal's collections are, of the modules that are open to him. */
const homesOf = (principal: ResourceOf<'principal'> | ResourceOf<'other-principal'>): Resource[] =>
  COLLECTION_KINDS.filter((kind) => !isClosed(KINDS[kind].module, principal.account)).map((kind) => {
    const href = member(principal, KINDS[kind].segment);
    return principal.is === 'principal'
      ? { is: KINDS[kind].home, href, account: principal.account }
      : { is: KINDS[kind].otherHome, href, account: principal.account };
  });
