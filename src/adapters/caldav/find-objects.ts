import { readCalendarObject } from '../../domain/ical/calendar-object.ts';
import { type CompFilter, matchesFilter } from '../../domain/ical/filter.ts';
import { type FilterPlan, planFilter } from '../../domain/ical/filter-plan.ts';
import type { TimeRange } from '../../domain/ical/time-range.ts';
import { overlaps, type Timing } from '../../domain/ical/timing.ts';
import { toInstant, type Zone } from '../../domain/ical/zone.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import { LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import { membersOfTypes } from '../../projections/members/listed.ts';
import { BEGINNING, objectsBetween, type TimeCursor, type TimedObjectRow } from '../../projections/members/timed.ts';
import { viewIn } from '../webdav/access.ts';
import { withTexts } from '../webdav/object-texts.ts';
import type { CalendarResource, MemberResource } from '../webdav/resource.ts';
import { memberResources } from '../webdav/resources.ts';
import type { Work } from '../webdav/work.ts';

/** What is looked for, in which zone, and at what cost. */
export type Search = {
  readonly filter: CompFilter;
  /** That of days and floating times. */
  readonly zone: Zone;
  /** The texts are wanted even where the filter needs none. */
  readonly texts: boolean;
  readonly work: Work;
};

/** RFC 4791 §9.9, by the columns of a brief object or by the timing of any other; without either it may be any time. */
export const rowOverlaps = (row: TimedObjectRow, { from, to }: TimeRange, zone: Zone, work: Work): boolean => {
  const { starts, ends, brief, floating, timing } = row;
  if (!brief) {
    if (timing === null) return true;
    const parsed = JSON.parse(timing) as Timing;
    return work.withBudget((budget) => overlaps(parsed, { from, to }, zone, budget));
  }
  const start = floating ? toInstant(zone, starts) : starts;
  const end = floating ? toInstant(zone, ends) : ends;
  return start < to && (end > from || start >= from);
};

async function* between(
  sql: Sql,
  calendar: CalendarResource,
  types: FilterPlan['types'],
  range: TimeRange,
  search: Search,
) {
  const { zone, work } = search;
  for (let cursor: TimeCursor | undefined = BEGINNING; cursor !== undefined; ) {
    const { from, to } = range;
    const page: Awaited<ReturnType<typeof objectsBetween>> = await objectsBetween(
      sql,
      viewIn(calendar),
      types,
      from,
      to,
      cursor,
      LISTING_PAGE,
    );
    yield page.rows.filter((row) => rowOverlaps(row, range, zone, work));
    cursor = page.next;
  }
}

async function* named(sql: Sql, calendar: CalendarResource, { types, uid }: FilterPlan) {
  for (let after = ''; ; ) {
    const rows = await membersOfTypes(sql, viewIn(calendar), types, after, LISTING_PAGE, uid);
    yield rows;
    if (rows.length < LISTING_PAGE) return;
    after = rows.at(-1)?.name ?? '';
  }
}

/** Whether the text of a row matches; one that cannot be read matches nothing. */
export const textMatches = (text: string, { filter, zone, work }: Omit<Search, 'texts'>): boolean => {
  work.parsed(text.length);
  const object = readCalendarObject(text);
  return !isRefusal(object) && work.withBudget((budget) => matchesFilter(object, filter, zone, budget));
};

/** The index knows the UIDs of which date-and-time copies have others, and of tasks when they are in more ways than copies tell. */
const planFor = ({ access }: CalendarResource, filter: CompFilter): FilterPlan => {
  const plan = planFilter(filter);
  const isWhole = !Object.values(access.rights.items).includes('date-and-time');
  return isWhole ? plan : { ...plan, uid: undefined, isExact: plan.isExact && !plan.types.includes('VTODO') };
};

/**
 * RFC 4791 §7.8: the objects of a calendar that the caller sees and that match a filter, in pieces, in no order. What types
 * and times can tell is told by the index; a text is read only for what passed that, and only where it is needed, and
 * then in the form that the caller sees.
 */
export async function* findObjects(
  sql: Sql,
  calendar: CalendarResource,
  search: Search,
): AsyncGenerator<readonly MemberResource[]> {
  const plan = planFor(calendar, search.filter);
  const { types, range, isExact } = plan;
  if (types.length === 0) return;
  const pages = range === undefined ? named(sql, calendar, plan) : between(sql, calendar, types, range, search);
  for await (const page of pages) {
    if (isExact && !search.texts) yield memberResources(calendar, page);
    else
      for await (const piece of withTexts(sql, page)) {
        const members = memberResources(calendar, piece);
        yield isExact ? members : members.filter(({ object: { text } }) => text !== null && textMatches(text, search));
        if (search.work.isOver) return;
      }
    if (search.work.isOver) return;
  }
}
