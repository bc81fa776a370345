/** A time in an object, with the clock it is read on: RFC 5545 §3.3.4, §3.3.5. What a row can hold. */
import type { Component, Property } from './component.ts';
import { type DateTimeValue, parseTime, type TimeValue } from './date-time.ts';
import { compileOwnZone, type OwnZone, ownZone } from './own-zone.ts';
import { parameter, property } from './property.ts';
import { toInstant, toLocal, UTC, type Zone, zoneByName } from './zone.ts';

/**
 * The clock: `date` for a day as such, `floating` for the reader's clock, `UTC`, a name in the zone database, or `#n` for
 * the nth of the object's own zones.
 */
export type ClockName = string;

/** `local` is what the clock shows, in seconds; on the clock `UTC` it is the instant itself. */
export type Moment = { readonly local: number; readonly clock: ClockName };

/** True for what the reader's zone decides: days and floating times. */
export const isFloating = (clock: ClockName): boolean => clock === 'date' || clock === 'floating';

/** The clocks of one object, gathered while it is read. */
export type Clocks = { readonly timezones: readonly Component[]; readonly own: OwnZone[] };

/** The clock that a TZID means in an object; `floating` when nobody knows it. */
export function clockNamed(tzid: string | undefined, clocks: Clocks): ClockName {
  if (tzid === undefined) return 'floating';
  const known = zoneByName(tzid);
  if (known !== undefined) return known.id;
  const at = clocks.own.findIndex((own) => own.id === tzid);
  if (at >= 0) return `#${at}`;
  const definition = clocks.timezones.find((timezone) => property(timezone, 'TZID')?.value === tzid);
  const compiled = definition === undefined ? undefined : compileOwnZone(definition);
  return compiled === undefined ? 'floating' : `#${clocks.own.push(compiled) - 1}`;
}

/** The zone of a clock; `floating` is the reader's. */
export function zoneOfClock(clock: ClockName, own: readonly OwnZone[], floating: Zone): Zone {
  if (clock === 'UTC') return UTC;
  if (isFloating(clock)) return floating;
  const definition = clock.startsWith('#') ? own[Number(clock.slice(1))] : undefined;
  return definition === undefined ? (zoneByName(clock) ?? floating) : ownZone(definition);
}

/** A value and the TZID beside it as a moment. */
export function momentOf(value: TimeValue | DateTimeValue, tzid: string | undefined, clocks: Clocks): Moment {
  if (value.kind === 'utc') return { local: value.instant, clock: 'UTC' };
  return { local: value.local, clock: value.kind === 'date' ? 'date' : clockNamed(tzid, clocks) };
}

/** The moment of a property with one value; undefined when it is absent or no time. */
export function momentIn(of: Property | undefined, clocks: Clocks): Moment | undefined {
  const value = of === undefined ? undefined : parseTime(of.value.trim());
  return value === undefined ? undefined : momentOf(value, parameter(of!, 'TZID'), clocks);
}

/** What another clock shows at a moment. Days and floating times show the same everywhere. */
export function localOn(clock: ClockName, moment: Moment, own: readonly OwnZone[]): number {
  if (moment.clock === clock || isFloating(clock) || isFloating(moment.clock)) return moment.local;
  const instant = toInstant(zoneOfClock(moment.clock, own, UTC), moment.local);
  return toLocal(zoneOfClock(clock, own, UTC), instant);
}
