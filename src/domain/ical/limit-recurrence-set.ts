/** CALDAV:limit-recurrence-set and CALDAV:limit-freebusy-set: the text without what lies elsewhere. RFC 4791 §9.6.6, §9.6.7. */
import { type Budget, budgetOf, isExceeded } from './budget.ts';
import { SECONDS_PER_DAY } from './civil.ts';
import { compileTiming } from './compile-timing.ts';
import type { Component, Property } from './component.ts';
import { parsePeriod, secondsOf } from './date-time.ts';
import { zoneOfClock } from './moment.ts';
import { serializeProperty } from './serialize.ts';
import { overlapsRange, type TimeRange } from './time-range.ts';
import { eachInstance, instanceAt, lastBefore, type Timing, type TimingPart } from './timing.ts';
import type { Zone } from './zone.ts';

type ObjectText = { readonly calendar: Component; readonly text: string };

/**
 * The text without the overridden components that touch the range neither where they are nor where they were; every line
 * that stays is as the client sent it. A series beyond the budget keeps them all.
 */
export function limitRecurrenceSet(
  object: ObjectText,
  range: TimeRange,
  floating: Zone,
  budget: Budget = budgetOf(),
): string {
  const timing = compileTiming(object);
  const kept = touching(timing, range, floating, budget);
  const gone = timing.parts.filter((part) => part.id !== undefined && !kept.has(part));
  return withoutPlaces(
    object.text,
    gone.map((part) => object.calendar.components[part.component]!),
  );
}

function touching(timing: Timing, range: TimeRange, floating: Zone, budget: Budget): Set<TimingPart> {
  const kept = new Set<TimingPart>();
  for (const { part } of eachInstance(timing, range, floating, budget)) kept.add(part);
  for (const part of originals(timing, range, floating, budget)) kept.add(part);
  return isExceeded(budget) ? new Set(timing.parts) : kept;
}

/** The overrides of which an instance would overlap the range had it not been overridden. */
function* originals(timing: Timing, range: TimeRange, floating: Zone, budget: Budget): Generator<TimingPart> {
  const master = timing.parts.find((part) => part.series !== undefined);
  for (const part of timing.parts) {
    if (part.id === undefined) continue;
    const before = master ?? part;
    const { test } = before;
    const instance = instanceAt(before, zoneOfClock(part.id.clock, timing.zones, floating), part.id.local, part.id);
    if (overlapsRange(test, instance.start, instance.end, range)) yield part;
  }
  const followers = timing.parts.filter((part) => part.shift !== undefined);
  if (master === undefined || followers.length === 0) return;
  const unmoved = { ...timing, parts: [master] };
  for (const { id } of eachInstance(unmoved, range, floating, budget)) {
    const follower = id === undefined ? undefined : lastBefore(followers, id.local);
    if (follower !== undefined) yield follower;
  }
}

/** The text without the FREEBUSY periods that do not intersect the range; other lines are as the client sent them. */
export function limitFreeBusySet({ calendar, text }: ObjectText, range: TimeRange): string {
  const properties = calendar.components
    .filter(({ name }) => name === 'VFREEBUSY')
    .flatMap((component) => component.properties.filter(({ name }) => name === 'FREEBUSY'));
  let [limited, done] = ['', 0];
  for (const of of properties) {
    limited += text.slice(done, of.start) + limitedPeriods(of, text, range);
    done = of.end;
  }
  return limited + text.slice(done);
}

function limitedPeriods(of: Property, text: string, range: TimeRange): string {
  const all = of.value.split(',');
  const kept = all.filter((period) => intersects(period.trim(), range));
  if (kept.length === all.length) return text.slice(of.start, of.end);
  return kept.length === 0 ? '' : serializeProperty({ ...of, value: kept.join(',') });
}

/** What is no period is kept: it is the client's. */
function intersects(text: string, range: TimeRange): boolean {
  const period = parsePeriod(text);
  if (period === undefined) return true;
  const start = secondsOf(period.start);
  const end =
    'end' in period ? secondsOf(period.end) : start + period.duration.days * SECONDS_PER_DAY + period.duration.seconds;
  return overlapsRange('range', start, end, range);
}

function withoutPlaces(text: string, places: readonly { readonly start: number; readonly end: number }[]): string {
  let [rest, done] = ['', 0];
  for (const { start, end } of places.toSorted((a, b) => a.start - b.start)) {
    rest += text.slice(done, start);
    done = end;
  }
  return rest + text.slice(done);
}
