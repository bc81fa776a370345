import type { CompFilter } from '../../../domain/ical/filter.ts';
import type { Zone } from '../../../domain/ical/zone.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { type ListedObjectRow, listedNamed } from '../../../projections/calendar-objects/listed.ts';
import { calendarsOf } from '../../../projections/calendars.ts';
import { isMalformed, parseDepth } from '../../http/headers.ts';
import { memberHref, parentHref } from '../../webdav/href.ts';
import { DAV_LIMIT, limitAsked, listingOf, objectResources } from '../../webdav/listing.ts';
import type { DavRequest } from '../../webdav/method.ts';
import { withTexts } from '../../webdav/object-texts.ts';
import { isVirtual } from '../../webdav/personal.ts';
import type { Report } from '../../webdav/report.ts';
import type { CalendarObjectResource, CalendarResource, Resource } from '../../webdav/resource.ts';
import { startTimeLimit } from '../../webdav/start-time-limit.ts';
import { truncated } from '../../webdav/xml/multistatus.ts';
import { caldav } from '../../webdav/xml/name.ts';
import { childOf, type XmlElement } from '../../webdav/xml/tree.ts';
import { dataAsked } from '../calendar-data.ts';
import { clampFilter } from '../clamp-filter.ts';
import { readFilter } from '../filter.ts';
import { findObjects, type Search, textMatches } from '../find-objects.ts';
import { Work } from '../work.ts';
import { type Answering, writeData } from '../write-data.ts';
import { requestedZone, zoneOf } from '../zones.ts';

/** A query: its filter, the zone it names, and how many objects it wants. */
type Query = { readonly filter: CompFilter; readonly zone: Zone | undefined; readonly limit: number };

/** RFC 4791 §9.5; a limit is CardDAV's (RFC 6352 §10.6), or WebDAV's. */
const readQuery = (body: XmlElement): Query | Refusal => {
  const filter = readFilter(childOf(body, caldav('filter')));
  const zone = requestedZone(body);
  const own = limitAsked(body, caldav('limit'), caldav('nresults'));
  const webdav = limitAsked(body, ...DAV_LIMIT);
  if (isRefusal(filter)) return filter;
  if (isRefusal(zone)) return zone;
  if (isRefusal(own)) return own;
  return isRefusal(webdav) ? webdav : { filter, zone, limit: Math.min(own, webdav) };
};

/** The one object that was asked about, if it matches: its index tells no more than its text. */
const single = async ({ calendar, object }: CalendarObjectResource, search: Search, { services }: Answering) => {
  const rows = await listedNamed(services.sql, calendar.calendar, [object.name]);
  const found: ListedObjectRow[] = [];
  for await (const piece of withTexts(services.sql, rows))
    found.push(...piece.filter(({ text }) => text !== null && textMatches(text, search)));
  return found;
};

async function* matching(target: CalendarResource | CalendarObjectResource, search: Search, answering: Answering) {
  if (target.is === 'calendar-object') yield single(target, search, answering);
  else if (!isVirtual(target.calendar)) yield* findObjects(answering.services.sql, target.calendar, search);
}

type Target = CalendarResource | CalendarObjectResource;

/** Writes what matches in one target, at most `left`; gives how many are still wanted, -1 when there were more. */
const searchIn = async (target: Target, query: Query, left: number, answering: Answering): Promise<number> => {
  const { listing, data, work, out } = answering;
  const zone = query.zone ?? zoneOf(target.calendar);
  const search = { filter: query.filter, zone, texts: listing.texts || data !== undefined, work };
  const href = target.is === 'calendar' ? target.href : parentHref(target.href);
  let wanted = left;
  for await (const rows of matching(target, search, answering)) {
    const objects = objectResources({ ...target, is: 'calendar', href }, rows.slice(0, wanted));
    await writeData(answering, objects, zone);
    wanted = rows.length > wanted ? -1 : wanted - rows.length;
    if (wanted < 0 || work.isOver || out.gone()) break;
  }
  return wanted;
};

/**
 * What a request means. On a calendar its members, whatever the Depth says, as for SOGo. RFC 4791 §7.8: the objects are
 * two levels below the home, so that only infinity finds them there.
 */
const targetsOf = async (target: Resource, { headers }: DavRequest, answering: Pick<Answering, 'services'>) => {
  const depth = parseDepth([headers.depth].flat()[0]);
  if (isMalformed(depth)) return refuse('request-malformed', 'The header Depth is 0, 1 or infinity.');
  if (target.is === 'calendar' || target.is === 'calendar-object') return [target];
  if (target.is !== 'calendar-home' || depth !== 'infinity') return [];
  const { account } = target;
  const calendars = await calendarsOf(answering.services.sql, account.principal);
  return calendars.map(
    (calendar): Target => ({ is: 'calendar', href: memberHref(target.href, calendar.name, true), account, calendar }),
  );
};

const handle: Report['handle'] = async (body, target, request, services) => {
  const data = dataAsked(body);
  if (isRefusal(data)) return data;
  const asked = readQuery(body);
  if (isRefusal(asked)) return asked;
  const reach = startTimeLimit(services, request.caller);
  const now = Math.floor(services.now() / 1000);
  const query = reach === undefined ? asked : { ...asked, filter: clampFilter(asked.filter, reach, now) };
  const targets = await targetsOf(target, request, { services });
  if (isRefusal(targets)) return targets;
  const listing = listingOf(body, request, services);
  return listing.answer(async (out) => {
    const answering: Answering = { out, listing, data, work: new Work(), request, services };
    let wanted = query.limit;
    for (const each of targets) {
      wanted = await searchIn(each, query, wanted, answering);
      if (out.gone()) return undefined;
      if (wanted < 0 || answering.work.isOver) {
        await out.add(truncated(target.href));
        break;
      }
    }
    return undefined;
  });
};

/**
 * RFC 4791 §7.8. What is beyond the client's limit or the server's work is told by a response of status 507 for the
 * request's own path, after what was found.
 */
export const calendarQuery: Report = {
  name: caldav('calendar-query'),
  on: ['calendar-home', 'calendar', 'calendar-object'],
  handle,
};
