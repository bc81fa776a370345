import { foldLogin } from '../../domain/account/login.ts';
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { isBirthdays } from '../../domain/contact/birthday.ts';
import { type CollectionRowOf, collectionNamed } from '../../projections/collections.ts';
import { memberAt, membersNamed } from '../../projections/members/named.ts';
import { birthdaysNamed } from './birthdays.ts';
import { isClosed } from './closed-module.ts';
import { KINDS, kindAt } from './collection-kind.ts';
import { componentNamed } from './component-parts.ts';
import { directoryBookAt, inDirectoryBook } from './directory-books.ts';
import { parentHref } from './href.ts';
import type { Services } from './method.ts';
import { locateOther } from './others.ts';
import type { Account, HomeResource, Resource, Unmapped } from './resource.ts';
import { collectionResource, memberResource } from './resources.ts';
import { isGiven, virtualCollection } from './virtual.ts';

type Looking = Pick<Services, 'sql' | 'directory' | 'settings'>;

const EXPORT = /^(.+)\.(ics|xml)$/i;

/** The collection of that name that is there without anybody having made it. */
const unmade = async <Kind extends CollectionKind>(
  looking: Looking,
  account: Account,
  kind: Kind,
  name: string,
): Promise<CollectionRowOf<Kind> | undefined> => {
  if (await isGiven(looking, account, kind, name)) return virtualCollection(account, kind, name);
  const birthdays = kind === 'calendar' ? await birthdaysNamed(looking, account, name) : undefined;
  return birthdays as CollectionRowOf<Kind> | undefined;
};

/** The collection of that name, made or not. */
const rowNamed = async <Kind extends CollectionKind>(looking: Looking, account: Account, kind: Kind, name: string) =>
  (await collectionNamed(looking.sql, { owner: account.principal, kind, name })) ??
  (await unmade(looking, account, kind, name));

/** The inbox, and SOGo's siblings of calendars. */
const besideCalendars = async (
  looking: Looking,
  account: Account,
  name: string,
  href: string,
): Promise<Resource | undefined> => {
  if (name === 'inbox') return { is: 'inbox', href, account };
  const [, stem, format] = EXPORT.exec(name) ?? [];
  if (stem === undefined || format === undefined) return undefined;
  const collection = await rowNamed(looking, account, 'calendar', stem);
  const kind = format.toLowerCase() === 'ics' ? 'ics' : 'xml';
  return collection && { is: 'calendar-export', href, account, collection, format: kind };
};

const inHome = async (
  looking: Looking,
  home: HomeResource,
  kind: CollectionKind,
  name: string,
  href: string,
): Promise<Resource | Unmapped> => {
  const { account } = home;
  const beside = kind === 'calendar' ? await besideCalendars(looking, account, name, href) : undefined;
  if (beside !== undefined) return beside;
  const made = await collectionNamed(looking.sql, { owner: account.principal, kind, name });
  const book = made === undefined ? await directoryBookAt(looking, account, { kind, name, href }) : undefined;
  if (book !== undefined) return book;
  const row = made ?? (await unmade(looking, account, kind, name));
  return row === undefined ? { is: 'unmapped', href, parent: home, name } : collectionResource(href, account, row);
};

const inCollection = async (
  looking: Looking,
  account: Account,
  kind: CollectionKind,
  path: Path,
  texts: boolean,
): Promise<Located> => {
  const [, , collectionName = '', name = ''] = path.segments;
  const at = { owner: account.principal, kind, name: collectionName };
  const found = await memberAt(looking.sql, at, name, texts);
  const above = { kind, name: collectionName, href: parentHref(path.href) };
  const book = found === undefined ? await directoryBookAt(looking, account, above) : undefined;
  if (book !== undefined) return inDirectoryBook(book, name, path.href);
  const row = found?.collection ?? (await unmade(looking, account, kind, collectionName));
  if (row === undefined) return undefined;
  const birthdays = isBirthdays(row.collection) ? await membersNamed(looking.sql, row.collection, [name], texts) : [];
  const object = found?.object ?? birthdays[0];
  if (object !== undefined) return memberResource(path.href, account, row, object);
  return { is: 'unmapped', href: path.href, parent: collectionResource(parentHref(path.href), account, row), name };
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
  return { is: 'unmapped', href, name, parent: collectionResource(parentHref(href), caller, row) };
};

/** Decoded segments below the DAV root, and the whole path as the client wrote it. */
export type Path = { readonly segments: readonly string[]; readonly href: string };

/** `undefined`: there is nothing, and nothing could be made there. */
export type Located = Resource | Unmapped | undefined;

/**
 * What a path names for a caller. Of others there is only what the directory lets him see. With `texts` a member comes
 * with its text.
 */
export const locate = async (looking: Looking, caller: Account, path: Path, texts: boolean): Promise<Located> => {
  const { segments, href } = path;
  const [login, home, name, object, component, ...rest] = segments;
  if (login === undefined) return { is: 'root', href };
  if (foldLogin(login) !== caller.login) return locateOther(looking, caller, segments, href);
  if (rest.length > 0) return undefined;
  const principal: Resource = { is: 'principal', href: parentOf(path, 1), account: caller };
  if (home === undefined) return { ...principal, href };
  const kind = kindAt(home);
  if (kind === undefined)
    return segments.length === 2 ? { is: 'unmapped', href, parent: principal, name: home } : undefined;
  if (isClosed(KINDS[kind].module, caller)) return undefined;
  const collections: HomeResource = { is: KINDS[kind].home, href: parentOf(path, 2), account: caller };
  if (name === undefined) return { ...collections, href };
  if (object === undefined) return inHome(looking, collections, kind, name, href);
  if (component === undefined) return inCollection(looking, caller, kind, path, texts);
  const of = await inCollection(
    looking,
    caller,
    kind,
    { segments: segments.slice(0, 4), href: parentHref(href) },
    true,
  );
  return of?.is === 'calendar-object' ? componentNamed(of, component, href) : undefined;
};

/** The href of an ancestor, `depth` segments below the DAV root. */
const parentOf = ({ segments, href }: Path, depth: number): string => {
  let parent = href;
  for (let at = segments.length; at > depth; at -= 1) parent = parentHref(parent);
  return parent;
};
