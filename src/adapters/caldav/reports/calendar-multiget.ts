import { isRefusal } from '../../../domain/kernel/refusal.ts';
import { listingOf } from '../../webdav/listing.ts';
import { multiget } from '../../webdav/multiget.ts';
import type { Report } from '../../webdav/report.ts';
import { caldav } from '../../webdav/xml/name.ts';
import { dataAsked } from '../calendar-data.ts';
import { dataWriter } from '../write-data.ts';
import { requestedZone, zoneOf } from '../zones.ts';

const handle: Report['handle'] = async (body, target, request, services) => {
  const data = dataAsked(body);
  if (isRefusal(data)) return data;
  const zone = requestedZone(body);
  if (isRefusal(zone)) return zone;
  const listing = listingOf(body, request, services);
  const writer = dataWriter(listing, data, (calendar) => zone ?? zoneOf(calendar), request, services);
  return multiget('calendar', body, target, request, services, listing, writer);
};

/** RFC 4791 §7.9 */
export const calendarMultiget: Report = {
  name: caldav('calendar-multiget'),
  on: ['calendar-home', 'other-calendar-home', 'calendar', 'calendar-object'],
  withoutLogin: true,
  handle,
};
