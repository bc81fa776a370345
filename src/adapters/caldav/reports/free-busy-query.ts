import { isBirthdays } from '../../../domain/contact/birthday.ts';
import { type Budget, budgetOf, isExceeded } from '../../../domain/ical/budget.ts';
import { type BusyPeriod, busyPeriods, mergeBusy, writeFreeBusy } from '../../../domain/ical/free-busy.ts';
import type { TimeRange } from '../../../domain/ical/time-range.ts';
import type { BusyType, Timing } from '../../../domain/ical/timing.ts';
import { toInstant, type Zone } from '../../../domain/ical/zone.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_BUSY_OBJECTS, MAX_BUSY_PERIODS, MAX_FREE_BUSY_RANGE, MAX_REPORT_STEPS } from '../../../domain/limits.ts';
import { type BusyRow, busyBetween } from '../../../projections/members/timed.ts';
import { viewIn } from '../../webdav/access.ts';
import { collectionsIn } from '../../webdav/children.ts';
import { CALENDAR_TYPE } from '../../webdav/media-types.ts';
import type { DavRequest, Services } from '../../webdav/method.ts';
import type { Report } from '../../webdav/report.ts';
import type { CalendarResource, Resource } from '../../webdav/resource.ts';
import { isVirtual } from '../../webdav/virtual.ts';
import { caldav } from '../../webdav/xml/name.ts';
import { childrenOf, type XmlElement } from '../../webdav/xml/tree.ts';
import { readClosedRange } from '../time-range.ts';
import { zoneOf } from '../zones.ts';

const TOO_MUCH = refuse('too-many-matches', 'Ask for a shorter time.');

/** RFC 4791 §9.11: one range with two ends. */
const rangeOf = (body: XmlElement): TimeRange | Refusal => {
  const [element, second] = childrenOf(body, caldav('time-range'));
  if (element === undefined || second !== undefined)
    return refuse('request-malformed', 'A free-busy-query has one time-range.');
  const range = readClosedRange(element);
  return 'from' in range && range.to - range.from > MAX_FREE_BUSY_RANGE ? TOO_MUCH : range;
};

/** RFC 6638 §9.1: of a home, the calendars that its owner lets count; a calendar that was asked itself always does. */
const calendarsIn = async (
  target: Resource,
  { caller }: DavRequest,
  services: Services,
): Promise<readonly CalendarResource[]> => {
  if (target.is === 'calendar') return isVirtual(target.collection) ? [] : [target];
  if (target.is !== 'calendar-home') return [];
  const collections = await collectionsIn(services, target, caller);
  return collections
    .filter((one) => one.is === 'calendar')
    .filter(
      ({ collection }) =>
        collection.transparency === 'opaque' && !isVirtual(collection) && !isBirthdays(collection.collection),
    );
};

/** The busy times of a brief event, cut at the ends of the range; it takes some time. */
function* ofColumns({ starts, ends, floating, busy }: BusyRow, range: TimeRange, zone: Zone): Generator<BusyPeriod> {
  const start = Math.max(floating ? toInstant(zone, starts) : starts, range.from);
  const end = Math.min(floating ? toInstant(zone, ends) : ends, range.to);
  const type = busy as BusyType;
  if (start < end && type !== 'FREE') yield { start, end, type };
}

const ofRow = (row: BusyRow, range: TimeRange, zone: Zone, budget: Budget): Iterable<BusyPeriod> => {
  if (row.timing === null) return row.busy === null ? [] : ofColumns(row, range, zone);
  return busyPeriods(JSON.parse(row.timing) as Timing, range, zone, budget);
};

/** Everything between, or too much of it. */
const gather = (rows: readonly BusyRow[], calendars: readonly CalendarResource[], range: TimeRange) => {
  const zones = new Map(calendars.map(({ collection }) => [collection.collection, zoneOf(collection)]));
  const budget = budgetOf(MAX_REPORT_STEPS);
  const periods: BusyPeriod[] = [];
  for (const row of rows)
    for (const period of ofRow(row, range, zones.get(row.collection)!, budget)) {
      periods.push(period);
      if (periods.length > MAX_BUSY_PERIODS) return TOO_MUCH;
    }
  return isExceeded(budget) ? TOO_MUCH : periods;
};

const handle: Report['handle'] = async (body, target, request, services) => {
  const range = rangeOf(body);
  if (isRefusal(range)) return range;
  const calendars = await calendarsIn(target, request, services);
  const views = calendars.map(viewIn);
  const rows = await busyBetween(services.sql, views, range.from, range.to, MAX_BUSY_OBJECTS + 1);
  const periods = rows.length > MAX_BUSY_OBJECTS ? TOO_MUCH : gather(rows, calendars, range);
  if (isRefusal(periods)) return periods;
  const stamp = Math.floor(services.now() / 1000);
  return {
    status: 200,
    headers: { 'Content-Type': CALENDAR_TYPE },
    body: writeFreeBusy(range, mergeBusy(periods), stamp),
  };
};

/** RFC 4791 §7.10: of collections only; the Depth is passed over. */
export const freeBusyQuery: Report = { name: caldav('free-busy-query'), on: ['calendar-home', 'calendar'], handle };
