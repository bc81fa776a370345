import type { CompFilter } from '../../../domain/ical/filter.ts';
import { isRefusal, type Refusal } from '../../../domain/kernel/refusal.ts';
import type { CalendarRow } from '../../../projections/collections.ts';
import { listingOf } from '../../webdav/listing.ts';
import type { DavRequest, Services } from '../../webdav/method.ts';
import { answerQuery, limitOf, type Query } from '../../webdav/query.ts';
import type { Report } from '../../webdav/report.ts';
import type { CalendarResource } from '../../webdav/resource.ts';
import { startTimeLimit } from '../../webdav/start-time-limit.ts';
import { Work } from '../../webdav/work.ts';
import { caldav } from '../../webdav/xml/name.ts';
import { childOf, type XmlElement } from '../../webdav/xml/tree.ts';
import { dataAsked } from '../calendar-data.ts';
import { clampFilter } from '../clamp-filter.ts';
import { readFilter } from '../filter.ts';
import { findObjects, textMatches } from '../find-objects.ts';
import { dataWriter } from '../write-data.ts';
import { requestedZone, zoneOf } from '../zones.ts';

/** RFC 4791 §9.7, as far as the caller's SOGoDAVCalendarStartTimeLimit lets it reach. */
const filterOf = (body: XmlElement, { caller }: DavRequest, services: Services): CompFilter | Refusal => {
  const filter = readFilter(childOf(body, caldav('filter')));
  const reach = startTimeLimit(services, caller);
  if (isRefusal(filter) || reach === undefined) return filter;
  return clampFilter(filter, reach, Math.floor(services.now() / 1000));
};

const handle: Report['handle'] = async (body, target, request, services) => {
  const data = dataAsked(body);
  if (isRefusal(data)) return data;
  const filter = filterOf(body, request, services);
  if (isRefusal(filter)) return filter;
  const zone = requestedZone(body);
  if (isRefusal(zone)) return zone;
  const limit = limitOf(body, caldav);
  if (isRefusal(limit)) return limit;
  const listing = listingOf(body, request, services);
  const work = new Work();
  const inZone = (calendar: CalendarRow) => zone ?? zoneOf(calendar);
  const writer = dataWriter(listing, data, inZone, request, services, work);
  const search = ({ collection }: CalendarResource) => ({
    filter,
    zone: inZone(collection),
    texts: writer.texts,
    work,
  });
  const query: Query<CalendarResource> = {
    kind: 'calendar',
    limit,
    find: (calendar) => findObjects(services.sql, calendar, search(calendar)),
    matches: (text, calendar) => textMatches(text, search(calendar)),
    writer,
  };
  return answerQuery(query, target, request, services, listing);
};

/** RFC 4791 §7.8 */
export const calendarQuery: Report = {
  name: caldav('calendar-query'),
  on: ['calendar-home', 'other-calendar-home', 'calendar', 'calendar-object'],
  withoutLogin: true,
  handle,
};
