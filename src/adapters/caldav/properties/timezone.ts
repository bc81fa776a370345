import { defineZone } from '../../../domain/ical/define-zone.ts';
import { parseCalendar } from '../../../domain/ical/parse.ts';
import { property as icalProperty } from '../../../domain/ical/property.ts';
import { type Zone, zoneByName } from '../../../domain/ical/zone.ts';
import { type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { isProblem } from '../../../domain/text/problem.ts';
import { type Property, type PropertyWrite, property } from '../../webdav/property.ts';
import type { CalendarResource } from '../../webdav/resource.ts';
import { caldav, clark } from '../../webdav/xml/name.ts';
import { el, text } from '../../webdav/xml/write.ts';

const TIMEZONE = caldav('calendar-timezone');
const TIMEZONE_ID = caldav('calendar-timezone-id');

/** The TZID of an iCalendar text that defines exactly one time zone. */
const definedId = (source: string): string | Refusal => {
  const parsed = parseCalendar(source);
  if (isProblem(parsed)) return refuse('calendar-data-invalid', parsed.message, parsed.line);
  const [calendar, second] = parsed;
  const [zone, another] = calendar?.components.filter(({ name }) => name === 'VTIMEZONE') ?? [];
  const id = zone && icalProperty(zone, 'TZID')?.value;
  if (calendar?.name !== 'VCALENDAR' || second !== undefined || another !== undefined || id === undefined)
    return refuse('calendar-data-invalid', 'A time zone is one VCALENDAR with one VTIMEZONE that has a TZID.');
  return id;
};

/** What the rest of the server goes by: the name of a zone that everybody knows, or the definition. */
const factOf = (source: string): PropertyWrite | Refusal => {
  const id = definedId(source);
  return typeof id === 'string' ? { facts: { timezone: zoneByName(id)?.id ?? source }, clears: [TIMEZONE_ID] } : id;
};

/** The zone of the database that the fact names; undefined where it is a definition. */
const known = (fact: string): Zone | undefined => (fact.startsWith('BEGIN:') ? undefined : zoneByName(fact));

/** The identifier of the zone in force. */
const idOf = ({ collection }: CalendarResource): string | undefined => {
  if (collection.timezone === null) return undefined;
  const id = known(collection.timezone)?.id ?? definedId(collection.timezone);
  return typeof id === 'string' ? id : undefined;
};

/** Whichever of the two is removed, there is no zone any more. */
const CLEARED: PropertyWrite = { facts: { timezone: null }, clears: [TIMEZONE, TIMEZONE_ID] };

/** RFC 4791 §5.2.2, RFC 7809 §3.1.5: the definition that a client sent, or ours of the zone that it named. */
const timezone = property({
  name: TIMEZONE,
  on: ['calendar'],
  needs: ['stored'],
  read: ({ collection }, { stored }) => {
    if (collection.timezone === null) return undefined;
    const zone = known(collection.timezone);
    const sent = stored.get(clark(TIMEZONE));
    return sent ?? (zone && el(TIMEZONE, text(defineZone(zone))));
  },
  write: (value) => (value === undefined ? CLEARED : factOf(value.text.trim())),
});

/** RFC 7809 §5.2: the identifier of the same zone. */
const timezoneId = property({
  name: TIMEZONE_ID,
  on: ['calendar'],
  read: (resource) => {
    const id = idOf(resource);
    return id && el(TIMEZONE_ID, text(id));
  },
  write: (value) => {
    if (value === undefined) return CLEARED;
    const zone = zoneByName(value.text.trim());
    if (zone !== undefined) return { facts: { timezone: zone.id }, clears: [TIMEZONE] };
    return refuse('timezone-unknown', 'The server does not know this time zone; send its definition.');
  },
});

/** RFC 4791 §5.2.2, RFC 7809 §5.2: the zone in which days and floating times are read; the two are kept in step. */
export const timezones: readonly Property[] = [timezone, timezoneId];
