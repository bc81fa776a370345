/** The instant that a property says: RFC 4791 §9.9, the last of its tables. */
import { SECONDS_PER_DAY } from './civil.ts';
import type { Component, Property } from './component.ts';
import { parseDuration } from './date-time.ts';
import { type Clocks, momentIn, zoneOfClock } from './moment.ts';
import { property } from './property.ts';
import { toInstant, type Zone } from './zone.ts';

/** The properties that a time range can be asked of. */
export const TIMED_PROPERTIES: ReadonlySet<string> = new Set([
  'COMPLETED',
  'CREATED',
  'DTEND',
  'DTSTAMP',
  'DTSTART',
  'DUE',
  'LAST-MODIFIED',
]);

/** The component that may state an end by its DURATION, by the name of that end. */
const ENDS: Readonly<Record<string, string>> = { DTEND: 'VEVENT', DUE: 'VTODO' };

/**
 * The instant (seconds) of a property of a component, or of the end that a DURATION states where `of` is absent;
 * undefined when there is none. `floating` is the zone for days and floating times.
 */
export function timeOfProperty(
  component: Component,
  name: string,
  of: Property | undefined,
  timezones: readonly Component[],
  floating: Zone,
): number | undefined {
  const clocks: Clocks = { timezones, own: [] };
  const start = of ?? (ENDS[name] === component.name ? property(component, 'DTSTART') : undefined);
  const moment = momentIn(start, clocks);
  if (moment === undefined) return undefined;
  const zone = zoneOfClock(moment.clock, clocks.own, floating);
  if (of !== undefined) return toInstant(zone, moment.local);
  const duration = parseDuration(property(component, 'DURATION')?.value.trim() ?? '');
  if (duration === undefined) return undefined;
  return toInstant(zone, moment.local + duration.days * SECONDS_PER_DAY) + duration.seconds;
}
