/**
 * Time zones: which clock a TZID names, and what time it shows. RFC 5545 §3.2.19, §3.3.5, RFC 7809 §3.1.1. Offsets come
 * from the zone database of the platform, and from the VTIMEZONE only where nobody else knows the name: a client's
 * definition is often a year's excerpt, and out of date.
 */
import { MAX_CACHED_ZONES } from '../limits.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Component } from './component.ts';
import { asInstant, asLocal, type Instant, type LocalSeconds } from './date-time.ts';
import { compileOwnZone, ownZone } from './own-zone.ts';
import { platformZone } from './platform-zone.ts';
import { property } from './property.ts';
import { WINDOWS_ZONES } from './windows-zones.ts';

export type Zone = {
  /** Name in the zone database, or the TZID of the client's own definition. */
  readonly id: string;
  /** Seconds that the clock is ahead of UTC at an instant. */
  readonly offsetAt: (instant: number) => number;
};

export const UTC: Zone = { id: 'UTC', offsetAt: () => 0 };

const DAY = 86_400;

/**
 * RFC 5545 §3.3.5: the instant at which a clock shows a time. A time shown twice is the first; a time never shown is read
 * with the offset from before the gap.
 */
export function toInstant(zone: Zone, local: number): Instant {
  const before = zone.offsetAt(local - DAY);
  const after = zone.offsetAt(local + DAY);
  if (before === after) return asInstant(local - before);
  if (zone.offsetAt(local - before) === before) return asInstant(local - before);
  return asInstant(zone.offsetAt(local - after) === after ? local - after : local - before);
}

/** What the clock shows at an instant. */
export const toLocal = (zone: Zone, instant: number): LocalSeconds => asLocal(instant + zone.offsetAt(instant));

/** Names that strangers write are kept only up to a number; those of the database are few. */
const named = new BoundedCache<string, Zone | 'unknown'>(MAX_CACHED_ZONES * 4);

/**
 * The zone of the database that a name means, or undefined: in any case of letters, an alias, a Windows name, or with a
 * prefix such as `/mozilla.org/20050126_1/`.
 */
export function zoneByName(tzid: string): Zone | undefined {
  if (tzid.length > 128) return undefined;
  const zone = named.get(
    tzid,
    () =>
      candidatesOf(tzid)
        .map(zoneOf)
        .find((found) => found !== undefined) ?? 'unknown',
  );
  return zone === 'unknown' ? undefined : zone;
}

const zoneOf = (name: string): Zone | undefined =>
  /^(utc|gmt|z|zulu|etc\/utc)$/i.test(name) ? UTC : platformZone(name);

/** From the whole to the last words of a path; a vendor's prefix ends anywhere. */
function candidatesOf(tzid: string): string[] {
  const name = tzid.trim().replace(/^"|"$/g, '');
  const windows = WINDOWS_ZONES.get(name.toLowerCase());
  if (windows !== undefined) return [windows];
  if (!name.startsWith('/')) return [name, name.replaceAll(' ', '_')];
  const words = name.split('/');
  return [3, 2, 1].map((count) => words.slice(-count).join('/'));
}

/**
 * The zone of a TZID parameter in an object with these VTIMEZONEs; undefined when neither the database nor the object
 * knows it (the time is then floating).
 */
export function zoneFor(tzid: string, timezones: readonly Component[]): Zone | undefined {
  const known = zoneByName(tzid);
  if (known !== undefined) return known;
  const definition = timezones.find((timezone) => property(timezone, 'TZID')?.value === tzid);
  const compiled = definition === undefined ? undefined : compileOwnZone(definition);
  return compiled === undefined ? undefined : ownZone(compiled);
}
