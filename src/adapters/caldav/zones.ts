import { parseCalendar } from '../../domain/ical/parse.ts';
import { property } from '../../domain/ical/property.ts';
import { UTC, type Zone, zoneByName, zoneFor } from '../../domain/ical/zone.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { isProblem } from '../../domain/text/problem.ts';
import type { CalendarRow } from '../../projections/collections.ts';
import { caldav } from '../webdav/xml/name.ts';
import { childOf, type XmlElement } from '../webdav/xml/tree.ts';

/** The zone that an iCalendar text with exactly one VTIMEZONE defines. */
const definedZone = (source: string): Zone | undefined => {
  const parsed = parseCalendar(source.trim());
  if (isProblem(parsed)) return undefined;
  const [calendar, second] = parsed;
  const [timezone, another] = calendar?.components.filter(({ name }) => name === 'VTIMEZONE') ?? [];
  const id = timezone && property(timezone, 'TZID')?.value;
  if (timezone === undefined || id === undefined || second !== undefined || another !== undefined) return undefined;
  return zoneFor(id, [timezone]);
};

/** RFC 4791 §5.2.2, §7.3: where days and floating times of a calendar are read without another word: UTC at worst. */
export const zoneOf = ({ timezone }: CalendarRow): Zone => {
  if (timezone === null) return UTC;
  return (timezone.startsWith('BEGIN:') ? definedZone(timezone) : zoneByName(timezone)) ?? UTC;
};

/**
 * RFC 4791 §9.8, RFC 7809 §6.2: the zone that a request names, undefined when it names none. Refuses what is no time zone
 * (valid-calendar-data) and names that nobody knows (valid-timezone).
 */
export const requestedZone = (body: XmlElement): Zone | undefined | Refusal => {
  const id = childOf(body, caldav('timezone-id'))?.text.trim();
  if (id !== undefined && id !== '')
    return (
      zoneByName(id) ?? refuse('timezone-unknown', 'The server does not know this time zone; send its definition.')
    );
  const definition = childOf(body, caldav('timezone'))?.text.trim();
  if (definition === undefined || definition === '') return undefined;
  return (
    definedZone(definition) ??
    refuse('calendar-data-invalid', 'A time zone is one VCALENDAR with one VTIMEZONE that can be read.')
  );
};
