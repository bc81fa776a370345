/** The zone that a calendar keeps: RFC 4791 §5.2.2, RFC 7809 §5.2. */

import { isProblem } from '../text/problem.ts';
import { parseCalendar } from './parse.ts';
import { property } from './property.ts';
import { UTC, type Zone, zoneByName, zoneFor } from './zone.ts';

/** The zone that an iCalendar text with exactly one VTIMEZONE defines; undefined for any other text. */
export const definedZone = (source: string): Zone | undefined => {
  const parsed = parseCalendar(source.trim());
  if (isProblem(parsed)) return undefined;
  const [calendar, second] = parsed;
  const [timezone, another] = calendar?.components.filter(({ name }) => name === 'VTIMEZONE') ?? [];
  const id = timezone && property(timezone, 'TZID')?.value;
  if (timezone === undefined || id === undefined || second !== undefined || another !== undefined) return undefined;
  return zoneFor(id, [timezone]);
};

/** Where days and floating times of a calendar are read: by its own zone, a name or a definition, else by the other one. */
export const calendarZone = (timezone: string | null, otherwise: Zone = UTC): Zone => {
  if (timezone === null) return otherwise;
  return (timezone.startsWith('BEGIN:') ? definedZone(timezone) : zoneByName(timezone)) ?? otherwise;
};
