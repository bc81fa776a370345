import { foldLogin } from '../../domain/account/login.ts';
import { PERSONAL } from '../../domain/calendar/decider.ts';
import type { Sql } from '../../domain/ports.ts';
import { type CalendarObjectRow, objectAt, type PathRow } from '../../projections/calendar-objects.ts';
import { type CalendarRow, calendarNamed } from '../../projections/calendars.ts';
import { isClosed } from './closed-module.ts';
import { componentNamed } from './component-parts.ts';
import { CALENDARS, parentHref } from './href.ts';
import type { Services } from './method.ts';
import { locateOther } from './others.ts';
import { virtualPersonal } from './personal.ts';
import type { Account, CalendarResource, Resource, Unmapped } from './resource.ts';

const EXPORT = /^(.+)\.(ics|xml)$/i;

const calendarResource = async (sql: Sql, account: Account, name: string, href: string) => {
  const found = await calendarNamed(sql, account.principal, name);
  const calendar = found ?? (name === PERSONAL ? virtualPersonal(account) : undefined);
  return calendar && ({ is: 'calendar', href, account, calendar } satisfies CalendarResource);
};

const inHome = async (sql: Sql, home: Resource & { is: 'calendar-home' }, name: string, href: string) => {
  const { account } = home;
  if (name === 'inbox') return { is: 'inbox', href, account } satisfies Resource;
  const [, stem, format] = EXPORT.exec(name) ?? [];
  if (stem !== undefined && format !== undefined) {
    const of = await calendarResource(sql, account, stem, '');
    if (of === undefined) return { is: 'unmapped', href, parent: home, name } satisfies Unmapped;
    const kind = format.toLowerCase() === 'ics' ? 'ics' : 'xml';
    return { is: 'calendar-export', href, account, calendar: of.calendar, format: kind } satisfies Resource;
  }
  const calendar = await calendarResource(sql, account, name, href);
  return calendar ?? ({ is: 'unmapped', href, parent: home, name } satisfies Unmapped);
};

const objectOf = (row: PathRow): CalendarObjectRow | undefined =>
  row.object_object === null
    ? undefined
    : ({
        object: row.object_object,
        name: row.object_name,
        component: row.object_component,
        etag: row.object_etag,
        size: row.object_size,
        position: row.object_position,
        created_at: row.object_created_at,
        modified_at: row.object_modified_at,
        text: row.object_text,
      } as CalendarObjectRow);

const inCalendar = async (sql: Sql, account: Account, path: Path, texts: boolean): Promise<Located> => {
  const [, , calendarName = '', name = ''] = path.segments;
  const row = await objectAt(sql, account.principal, calendarName, name, texts);
  const calendar: CalendarRow | undefined = row ?? (calendarName === PERSONAL ? virtualPersonal(account) : undefined);
  if (calendar === undefined) return undefined;
  const object = row && objectOf(row);
  if (object !== undefined) return { is: 'calendar-object', href: path.href, account, calendar, object };
  const parent: Resource = { is: 'calendar', href: parentHref(path.href), account, calendar };
  return { is: 'unmapped', href: path.href, parent, name };
};

/**
 * Where a PUT is to go, by its words alone: an object's name in a calendar of that name, whether there or not, as the
 * attempt looks at both anyway. Undefined when the path is of another kind.
 */
export const placeOf = (caller: Account, { segments, href }: Path): Unmapped | undefined => {
  const [login, home, calendar, name, ...rest] = segments;
  if (login === undefined || calendar === undefined || name === undefined || rest.length > 0) return undefined;
  if (foldLogin(login) !== caller.login || home !== CALENDARS) return undefined;
  const row: CalendarRow = { ...virtualPersonal(caller), name: calendar };
  return {
    is: 'unmapped',
    href,
    name,
    parent: { is: 'calendar', href: parentHref(href), account: caller, calendar: row },
  };
};

/** Decoded segments below the DAV root, and the whole path as the client wrote it. */
export type Path = { readonly segments: readonly string[]; readonly href: string };

/** `undefined`: there is nothing, and nothing could be made there. */
export type Located = Resource | Unmapped | undefined;

/**
 * What a path names for a caller. Of others there is only what the directory lets him see. With `texts` a calendar object
 * comes with its text.
 */
export const locate = async (
  services: Pick<Services, 'sql' | 'directory' | 'settings'>,
  caller: Account,
  path: Path,
  texts: boolean,
): Promise<Located> => {
  const { segments, href } = path;
  const { sql } = services;
  const [login, home, name, object, component, ...rest] = segments;
  if (login === undefined) return { is: 'root', href };
  if (foldLogin(login) !== caller.login) return locateOther(services, caller, segments, href);
  if (rest.length > 0) return undefined;
  const principal: Resource = { is: 'principal', href: parentOf(path, 1), account: caller };
  if (home === undefined) return { ...principal, href };
  if (home === CALENDARS && isClosed('Calendar', caller)) return undefined;
  if (home !== CALENDARS)
    return segments.length === 2 ? { is: 'unmapped', href, parent: principal, name: home } : undefined;
  const calendars: Resource & { is: 'calendar-home' } = {
    is: 'calendar-home',
    href: parentOf(path, 2),
    account: caller,
  };
  if (name === undefined) return { ...calendars, href };
  if (object === undefined) return inHome(sql, calendars, name, href);
  if (component === undefined) return inCalendar(sql, caller, path, texts);
  const of = await inCalendar(sql, caller, { segments: segments.slice(0, 4), href: parentHref(href) }, true);
  return of?.is === 'calendar-object' ? componentNamed(of, component, href) : undefined;
};

/** The href of an ancestor, `depth` segments below the DAV root. */
const parentOf = ({ segments, href }: Path, depth: number): string => {
  let parent = href;
  for (let at = segments.length; at > depth; at -= 1) parent = parentHref(parent);
  return parent;
};
