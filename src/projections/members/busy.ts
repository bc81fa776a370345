import { BRIEF_SECONDS } from '../../domain/calendar-object/quick-facts.ts';
import { type Budget, budgetOf, isExceeded } from '../../domain/ical/budget.ts';
import { calendarZone } from '../../domain/ical/calendar-zone.ts';
import { type BusyPeriod, busyPeriods } from '../../domain/ical/free-busy.ts';
import type { TimeRange } from '../../domain/ical/time-range.ts';
import type { BusyType, Timing } from '../../domain/ical/timing.ts';
import { toInstant, UTC, type Zone } from '../../domain/ical/zone.ts';
import type { CollectionId } from '../../domain/kernel/ids.ts';
import { MAX_BUSY_PERIODS, MAX_REPORT_STEPS } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionView } from '../../domain/sharing/view.ts';
import { ALL, seenInEach } from './seen.ts';
import { CLOCK_SPREAD } from './timed.ts';

/** What one object says to free/busy: by its timing, or where it has none by its columns. */
type BusyRow = {
  readonly collection: CollectionId;
  readonly starts: number;
  readonly ends: number;
  readonly floating: boolean;
  readonly busy: string | null;
  readonly timing: string | null;
};

/**
 * The events in view of several calendars that may make somebody busy in [from, to), UTC seconds, and one more than are
 * read at most. An event of which only the date and time are seen is in view.
 */
const rowsBetween = (sql: Sql, of: readonly CollectionView[], { from, to }: TimeRange, asked: BusyAsked) => {
  const { collections, classes } = seenInEach(of);
  return sql<BusyRow>`
    select o.collection, o.starts, o.ends, o.floating, o.busy,
      case when o.brief and ${asked.mails === undefined}::bool then null else o.timing end as timing
    from unnest(${collections}::text[], ${classes}::text[]) as c (collection, classes) cross join lateral (
      select * from members where collection = c.collection and brief and busy <> 'FREE' and component = 'VEVENT'
        and starts >= ${from - BRIEF_SECONDS - CLOCK_SPREAD}::int8 and starts < ${to + CLOCK_SPREAD}::int8
        and ends >= ${from - CLOCK_SPREAD}::int8
        and (c.classes = ${ALL} or position(coalesce(classification, 'PUBLIC') in c.classes) > 0)
      union all
      select * from members where collection = c.collection and not brief and component = 'VEVENT'
        and ends >= ${from - CLOCK_SPREAD}::int8 and starts < ${to + CLOCK_SPREAD}::int8
        and (c.classes = ${ALL} or position(coalesce(classification, 'PUBLIC') in c.classes) > 0)
    ) o limit ${asked.objects + 1}`;
};

/** The busy times of a brief event, cut at the ends of the range; it takes some time. */
function* ofColumns({ starts, ends, floating, busy }: BusyRow, range: TimeRange, zone: Zone): Generator<BusyPeriod> {
  const start = Math.max(floating ? toInstant(zone, starts) : starts, range.from);
  const end = Math.min(floating ? toInstant(zone, ends) : ends, range.to);
  const type = busy as BusyType;
  if (start < end && type !== 'FREE') yield { start, end, type };
}

const ofRow = (
  row: BusyRow,
  range: TimeRange,
  zone: Zone,
  budget: Budget,
  mails: BusyAsked['mails'],
): Iterable<BusyPeriod> => {
  if (row.timing === null) return row.busy === null ? [] : ofColumns(row, range, zone);
  return busyPeriods(JSON.parse(row.timing) as Timing, range, zone, budget, mails);
};

/** The part of a calendar that counts, and its zone: a name, or a definition. */
export type BusyCalendar = { readonly view: CollectionView; readonly timezone: string | null };

/** How much is looked at, and for whom. */
export type BusyAsked = {
  /** How many events are read at most. */
  readonly objects: number;
  /** The addresses of somebody, folded, who is busy with meetings as he answered them; without, as all who come. */
  readonly mails?: ReadonlySet<string>;
  /** Where days and floating times of calendars without a zone are read; UTC without a word. */
  readonly floating?: Zone;
};

/** The busy times of calendars in a range, cut at its ends, in no order; one query for all. There may be too many to tell. */
export const busyTimes = async (
  sql: Sql,
  calendars: readonly BusyCalendar[],
  range: TimeRange,
  asked: BusyAsked,
): Promise<readonly BusyPeriod[] | 'too-many'> => {
  const { objects, mails, floating = UTC } = asked;
  const views = calendars.map(({ view }) => view);
  const rows = views.length === 0 ? [] : await rowsBetween(sql, views, range, asked);
  if (rows.length > objects) return 'too-many';
  const zones = new Map(calendars.map(({ view, timezone }) => [view.collection, calendarZone(timezone, floating)]));
  const budget = budgetOf(MAX_REPORT_STEPS);
  const periods: BusyPeriod[] = [];
  for (const row of rows)
    for (const period of ofRow(row, range, zones.get(row.collection) ?? floating, budget, mails)) {
      periods.push(period);
      if (periods.length > MAX_BUSY_PERIODS) return 'too-many';
    }
  return isExceeded(budget) ? 'too-many' : periods;
};
