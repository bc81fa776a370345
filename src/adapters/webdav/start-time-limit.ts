/** SOGoDAVCalendarStartTimeLimit: what is over for longer than that is not listed. */
import { LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import { namesSince } from '../../projections/calendar-objects/ended.ts';
import { type ListedObjectRow, listedNamed } from '../../projections/calendar-objects/listed.ts';
import type { CalendarRow } from '../../projections/calendars.ts';
import type { Services } from './method.ts';
import type { Account } from './resource.ts';

const SECONDS_PER_DAY = 86_400;

/** The limit for a caller, seconds; undefined for those who see everything. */
export const startTimeLimit = (
  { settings }: Pick<Services, 'settings'>,
  { domain, login }: Account,
): number | undefined => {
  const { SOGoDAVCalendarStartTimeLimit: days, SOGoSuperUsernames } = settings.ofDomain(domain);
  return days === 0 || SOGoSuperUsernames.includes(login) ? undefined : days * SECONDS_PER_DAY;
};

/** What ended before this instant, seconds, is not listed for a caller; undefined: everything is. */
export const listedSince = (services: Pick<Services, 'settings' | 'now'>, caller: Account): number | undefined => {
  const limit = startTimeLimit(services, caller);
  return limit === undefined ? undefined : Math.floor(services.now() / 1000) - limit;
};

/**
 * The objects that have not ended before an instant, in pages. All names are read at once, so that one whose time changes
 * meanwhile is neither missed nor listed twice.
 */
export async function* pagesSince(sql: Sql, { calendar }: CalendarRow, names: boolean, since: number) {
  const whole = (page: readonly ListedObjectRow[]) =>
    listedNamed(
      sql,
      calendar,
      page.map(({ name }) => name),
    );
  const all = await namesSince(sql, calendar, since);
  for (let from = 0; from < all.length; from += LISTING_PAGE) {
    const page: readonly ListedObjectRow[] = all.slice(from, from + LISTING_PAGE);
    const rows = names ? page : await whole(page);
    if (rows.length > 0) yield rows;
  }
}
