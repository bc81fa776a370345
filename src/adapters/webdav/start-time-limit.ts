/** SOGoDAVCalendarStartTimeLimit: what is over for longer than that is not listed. */

import type { CollectionKind } from '../../domain/collection/collection.ts';
import { LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionView } from '../../domain/sharing/view.ts';
import { namesSince } from '../../projections/members/ended.ts';
import { type ListedMember, listedNamed } from '../../projections/members/listed.ts';
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

/** What ended before this instant, seconds, is not listed in a collection of this kind for a caller; undefined: everything is. */
export const listedSince = (
  services: Pick<Services, 'settings' | 'now'>,
  caller: Account,
  kind: CollectionKind,
): number | undefined => {
  const limit = kind === 'calendar' ? startTimeLimit(services, caller) : undefined;
  return limit === undefined ? undefined : Math.floor(services.now() / 1000) - limit;
};

/**
 * The objects that have not ended before an instant, in pages. All names are read at once, so that one whose time changes
 * meanwhile is neither missed nor listed twice.
 */
export async function* pagesSince(sql: Sql, view: CollectionView, names: boolean, since: number) {
  const whole = (page: readonly ListedMember[]) =>
    listedNamed(
      sql,
      view,
      page.map(({ name }) => name),
    );
  const all = await namesSince(sql, view, since);
  for (let from = 0; from < all.length; from += LISTING_PAGE) {
    const page: readonly ListedMember[] = all.slice(from, from + LISTING_PAGE);
    const rows = names ? page : await whole(page);
    if (rows.length > 0) yield rows;
  }
}
