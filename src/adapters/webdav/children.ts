import { PERSONAL } from '../../domain/calendar/decider.ts';
import { COMPONENT_TYPES } from '../../domain/ical/component.ts';
import { LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import { namesAfter, objectsOfTypes } from '../../projections/calendar-objects/listed.ts';
import { type CalendarRow, calendarsOf } from '../../projections/calendars.ts';
import { isClosed } from './closed-module.ts';
import { componentsOf } from './component-parts.ts';
import { CALENDARS, memberHref } from './href.ts';
import { objectResources } from './listing.ts';
import { withTexts } from './object-texts.ts';
import { virtualPersonal } from './personal.ts';
import type { Account, CalendarResource, Resource, ResourceOf } from './resource.ts';
import { pagesSince } from './start-time-limit.ts';

export type ChildrenOptions = {
  /** Calendar objects come with their text. */
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

const inHome = (home: ResourceOf<'calendar-home'>, calendars: readonly CalendarRow[], apple: boolean): Resource[] => {
  const { account } = home;
  const written = calendars.find(({ name }) => name === PERSONAL);
  const others = calendars.filter(({ name }) => name !== PERSONAL);
  const listed = [written ?? virtualPersonal(account), ...others].flatMap((calendar): Resource[] => {
    const resource: Resource = { is: 'calendar', href: member(home, calendar.name), account, calendar };
    if (apple) return [resource];
    return [resource, ...(['ics', 'xml'] as const).map((format) => sibling(home, calendar, format))];
  });
  return apple ? [{ is: 'inbox', href: member(home, 'inbox'), account }, ...listed] : listed;
};

const sibling = (home: ResourceOf<'calendar-home'>, calendar: CalendarRow, format: 'ics' | 'xml'): Resource => ({
  is: 'calendar-export',
  href: memberHref(home.href, `${calendar.name}.${format}`, false),
  account: home.account,
  calendar,
  format,
});

/** Pages by name; the next one is on its way while the caller writes the present one. */
async function* pages(sql: Sql, { calendar }: CalendarRow, names: boolean) {
  const fetch = (after: string) => {
    const page = names
      ? namesAfter(sql, calendar, after, LISTING_PAGE)
      : objectsOfTypes(sql, calendar, COMPONENT_TYPES, after, LISTING_PAGE);
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

async function* objects(sql: Sql, collection: CalendarResource, { texts, names, since }: ChildrenOptions) {
  const { calendar } = collection;
  const all = since === undefined ? pages(sql, calendar, names) : pagesSince(sql, calendar, names, since);
  for await (const page of all)
    for await (const piece of texts ? withTexts(sql, page) : [page]) yield objectResources(collection, piece);
}

/**
 * RFC 4918 §5.2: the members of a resource in pages, never an empty one; nothing for what has no members. A calendar
 * object that was read with its text has its components as members, as in SOGo.
 */
export async function* childrenOf(
  sql: Sql,
  resource: Resource,
  caller: Account,
  options: ChildrenOptions,
): AsyncGenerator<readonly Resource[]> {
  switch (resource.is) {
    case 'root':
      yield [{ is: 'principal', href: member(resource, caller.login), account: caller }];
      return;
    case 'principal':
      if (isClosed('Calendar', resource.account)) return;
      yield [{ is: 'calendar-home', href: member(resource, CALENDARS), account: resource.account }];
      return;
    case 'other-principal':
      if (isClosed('Calendar', resource.account)) return;
      yield [{ is: 'other-calendar-home', href: member(resource, CALENDARS), account: resource.account }];
      return;
    case 'calendar-home':
      yield inHome(resource, await calendarsOf(sql, resource.account.principal), options.apple);
      return;
    case 'calendar':
      yield* objects(sql, resource, options);
      return;
    case 'calendar-object': {
      const components = componentsOf(resource);
      if (components.length > 0) yield components;
      return;
    }
    case 'other-calendar-home':
    case 'inbox':
    case 'calendar-export':
    case 'component':
  }
}
