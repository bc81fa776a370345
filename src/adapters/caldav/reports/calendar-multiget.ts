import { isRefusal, refuse } from '../../../domain/kernel/refusal.ts';
import { LISTING_PAGE, MAX_MULTIGET } from '../../../domain/limits.ts';
import { type ListedObjectRow, listedNamed } from '../../../projections/calendar-objects/listed.ts';
import { type CalendarRow, calendarsOf } from '../../../projections/calendars.ts';
import { listingOf } from '../../webdav/listing.ts';
import { type MemberPlace, memberPlace } from '../../webdav/member-place.ts';
import type { DavRequest, Services } from '../../webdav/method.ts';
import { withTexts } from '../../webdav/object-texts.ts';
import { isVirtual } from '../../webdav/personal.ts';
import type { Report } from '../../webdav/report.ts';
import type { CalendarObjectResource, Resource } from '../../webdav/resource.ts';
import { truncated } from '../../webdav/xml/multistatus.ts';
import { caldav, dav } from '../../webdav/xml/name.ts';
import { childrenOf } from '../../webdav/xml/tree.ts';
import { dataAsked } from '../calendar-data.ts';
import { Work } from '../work.ts';
import { type Answering, writeData } from '../write-data.ts';
import { requestedZone, zoneOf } from '../zones.ts';

/** An href that was asked for, and where it leads. */
type Wanted = { readonly href: string; readonly place: MemberPlace | undefined };

/** Each place once, in the order of the request; of what leads nowhere, each text once. */
const wantedOf = (hrefs: readonly string[], request: DavRequest): Wanted[] => {
  const wanted = new Map<string, Wanted>();
  for (const href of hrefs) {
    const place = memberPlace(href, request);
    const key = place === undefined ? href : `${place.calendar}/${place.name}`;
    if (!wanted.has(key)) wanted.set(key, { href: place?.href ?? href, place });
  }
  return [...wanted.values()];
};

/** RFC 4791 §7.9: whether a place is within what the report was sent to. */
const isWithin = (target: Resource, { calendar, name }: MemberPlace): boolean => {
  if (target.is === 'calendar-home') return true;
  if (target.is === 'calendar') return target.calendar.name === calendar;
  return target.is === 'calendar-object' && target.calendar.name === calendar && target.object.name === name;
};

/** The calendars that the places may be in, by name. */
const calendarsFor = async (target: Resource, { sql }: Services): Promise<ReadonlyMap<string, CalendarRow>> => {
  if (target.is === 'calendar' || target.is === 'calendar-object')
    return new Map(isVirtual(target.calendar) ? [] : [[target.calendar.name, target.calendar]]);
  if (target.is !== 'calendar-home') return new Map();
  const calendars = await calendarsOf(sql, target.account.principal);
  return new Map(calendars.map((calendar) => [calendar.name, calendar]));
};

type Found = { readonly row: ListedObjectRow; readonly href: string; readonly calendar: CalendarRow };

/** The rows of a page of hrefs, one query for each calendar among them. */
const find = async (page: readonly Wanted[], calendars: ReadonlyMap<string, CalendarRow>, { sql }: Services) => {
  const places = page.flatMap(({ place }) => (place === undefined ? [] : [place]));
  const found = new Map<MemberPlace, Found>();
  for (const [name, among] of Map.groupBy(places, ({ calendar }) => calendar)) {
    const calendar = calendars.get(name);
    if (calendar === undefined) continue;
    const rows = await listedNamed(
      sql,
      calendar.calendar,
      among.map((place) => place.name),
    );
    const byName = new Map(rows.map((row) => [row.name, row]));
    for (const place of among) {
      const row = byName.get(place.name);
      if (row !== undefined) found.set(place, { row, href: place.href, calendar });
    }
  }
  return found;
};

const asked = ({ row, href, calendar }: Found, { request }: Answering): CalendarObjectResource => ({
  is: 'calendar-object',
  href,
  account: request.caller,
  calendar,
  object: row,
});

/** The objects of a calendar that stand side by side in the request are written together. */
const writeFound = async (found: readonly Found[], zone: ReturnType<typeof requestedZone>, answering: Answering) => {
  const { listing, data, services, work, out } = answering;
  const texts = listing.texts || data !== undefined;
  const rows = found.map((each) => ({ ...each.row, found: each }));
  for await (const piece of texts ? withTexts(services.sql, rows) : [rows])
    for (const [calendar, some] of Map.groupBy(piece, (row) => row.found.calendar)) {
      const objects = some.map(({ found: each, ...row }) => asked({ ...each, row }, answering));
      await writeData(answering, objects, zone === undefined || isRefusal(zone) ? zoneOf(calendar) : zone);
      if (work.isOver || out.gone()) return;
    }
};

/** RFC 4791 §7.9. The Depth is passed over; elements of a query (SOGo's clients leave them in) too. */
const handle: Report['handle'] = async (body, target, request, services) => {
  const hrefs = childrenOf(body, dav('href'));
  if (hrefs.length > MAX_MULTIGET) return refuse('too-many-matches', `One request may name ${MAX_MULTIGET} objects.`);
  const data = dataAsked(body);
  if (isRefusal(data)) return data;
  const zone = requestedZone(body);
  if (isRefusal(zone)) return zone;
  const wanted = wantedOf(
    hrefs.map(({ text }) => text.trim()),
    request,
  ).map(({ href, place }) => ({ href, place: place !== undefined && isWithin(target, place) ? place : undefined }));
  const calendars = await calendarsFor(target, services);
  const listing = listingOf(body, request, services);
  return listing.answer(async (out) => {
    const answering: Answering = { out, listing, data, work: new Work(), request, services };
    for (let from = 0; from < wanted.length; from += LISTING_PAGE) {
      const page = wanted.slice(from, from + LISTING_PAGE);
      const found = await find(page, calendars, services);
      for (const { href, place } of page)
        if (place === undefined || !found.has(place)) await out.add({ href, status: 404 });
      await writeFound([...found.values()], zone, answering);
      if (out.gone()) return undefined;
      if (answering.work.isOver) {
        await out.add(truncated(target.href));
        return undefined;
      }
    }
    return undefined;
  });
};

export const calendarMultiget: Report = {
  name: caldav('calendar-multiget'),
  on: ['calendar-home', 'calendar', 'calendar-object'],
  handle,
};
