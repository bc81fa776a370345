import { isBirthdays } from '../../../domain/contact/birthday.ts';
import { mergeBusy, writeFreeBusy } from '../../../domain/ical/free-busy.ts';
import type { TimeRange } from '../../../domain/ical/time-range.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_BUSY_OBJECTS, MAX_FREE_BUSY_RANGE } from '../../../domain/limits.ts';
import { busyTimes } from '../../../projections/members/busy.ts';
import { transparencyIn, viewIn } from '../../webdav/access.ts';
import { collectionsIn } from '../../webdav/children.ts';
import { CALENDAR_TYPE } from '../../webdav/media-types.ts';
import type { DavRequest, Services } from '../../webdav/method.ts';
import type { Report } from '../../webdav/report.ts';
import type { CalendarResource, Resource } from '../../webdav/resource.ts';
import { isVirtual } from '../../webdav/virtual.ts';
import { caldav } from '../../webdav/xml/name.ts';
import { childrenOf, type XmlElement } from '../../webdav/xml/tree.ts';
import { readClosedRange } from '../time-range.ts';

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
      (one) =>
        transparencyIn(one) === 'opaque' && !isVirtual(one.collection) && !isBirthdays(one.collection.collection),
    );
};

const handle: Report['handle'] = async (body, target, request, services) => {
  const range = rangeOf(body);
  if (isRefusal(range)) return range;
  const calendars = await calendarsIn(target, request, services);
  const counting = calendars.map((one) => ({ view: viewIn(one), timezone: one.collection.timezone }));
  const periods = await busyTimes(services.sql, counting, range, { objects: MAX_BUSY_OBJECTS });
  if (periods === 'too-many') return TOO_MUCH;
  const stamp = Math.floor(services.now() / 1000);
  return {
    status: 200,
    headers: { 'Content-Type': CALENDAR_TYPE },
    body: writeFreeBusy(range, mergeBusy(periods), stamp),
  };
};

/** RFC 4791 §7.10: of collections only; the Depth is passed over. */
export const freeBusyQuery: Report = {
  name: caldav('free-busy-query'),
  on: ['calendar-home', 'calendar'],
  withoutLogin: true,
  handle,
};
