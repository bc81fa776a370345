import { calendarZone, definedZone } from '../../domain/ical/calendar-zone.ts';
import { type Zone, zoneByName } from '../../domain/ical/zone.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { CalendarRow } from '../../projections/collections.ts';
import { caldav } from '../webdav/xml/name.ts';
import { childOf, type XmlElement } from '../webdav/xml/tree.ts';

/** RFC 4791 §5.2.2, §7.3: where days and floating times of a calendar are read without another word: UTC at worst. */
export const zoneOf = ({ timezone }: CalendarRow): Zone => calendarZone(timezone);

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
