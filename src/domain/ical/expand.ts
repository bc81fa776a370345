/** CALDAV:expand: a series as its instances in UTC. RFC 4791 §9.6.5. */
import { type Budget, budgetOf } from './budget.ts';
import { compileTiming } from './compile-timing.ts';
import type { Component } from './component.ts';
import { asLocal, formatDate, formatDuration, formatLocal, formatUtc, type Instant } from './date-time.ts';
import { type Clocks, isFloating, localOn, type Moment, momentIn, zoneOfClock } from './moment.ts';
import { parameter, property } from './property.ts';
import { serialize, type WrittenComponent, type WrittenProperty } from './serialize.ts';
import type { TimeRange } from './time-range.ts';
import { instancesOf, type Timing, type TimingInstance } from './timing.ts';
import { toInstant, toLocal, type Zone } from './zone.ts';

const RECURRENCE = new Set(['RRULE', 'RDATE', 'EXRULE', 'EXDATE', 'RECURRENCE-ID']);
const TIMES = new Set(['DTSTART', 'DTEND', 'DUE', 'DURATION']);
/** Anything else has no instances, and stays whole. */
const ITEMS = new Set(['VEVENT', 'VTODO', 'VJOURNAL']);

/**
 * The text of a VCALENDAR with one component for each instance that overlaps the range: times with a zone in UTC, days and
 * floating times as they are (`floating` decides only whether they overlap). All but a master's first instance have
 * a RECURRENCE-ID. Undefined when the budget or MAX_INSTANCES would cut it off: nobody wants a part.
 */
export function expand(
  object: { readonly calendar: Component },
  range: TimeRange,
  floating: Zone,
  budget: Budget = budgetOf(),
): string | undefined {
  const { calendar } = object;
  const timing = compileTiming(object);
  const clocks: Clocks = {
    timezones: calendar.components.filter(({ name }) => name === 'VTIMEZONE'),
    own: [...timing.zones],
  };
  const { instances, isComplete } = instancesOf(timing, range, floating, budget);
  if (!isComplete) return undefined;
  const items = instances.filter(({ part }) => ITEMS.has(calendar.components[part.component]!.name));
  const others = calendar.components.filter(({ name }) => !ITEMS.has(name) && name !== 'VTIMEZONE');
  const components: WrittenComponent[] = items.map((instance) =>
    writtenInstance(calendar.components[instance.part.component]!, instance, timing, clocks, floating),
  );
  return serialize({
    name: 'VCALENDAR',
    properties: calendar.properties,
    components: [...components, ...others],
  });
}

function writtenInstance(
  component: Component,
  instance: TimingInstance,
  timing: Timing,
  clocks: Clocks,
  floating: Zone,
): WrittenComponent {
  const properties: WrittenProperty[] = [];
  const { local, id, part } = instance;
  const isFirst = id !== undefined && part.series !== undefined && id.local === part.local;
  if (part.test !== 'always' && part.test !== 'never')
    properties.push(...timesOf(component, instance, timing, floating));
  if (id !== undefined && !(isFirst && local === part.local)) {
    properties.push(written('RECURRENCE-ID', id, toInstant(zoneOfClock(id.clock, timing.zones, floating), id.local)));
  }
  const rest = component.properties.filter(({ name }) => !RECURRENCE.has(name) && !TIMES.has(name));
  return {
    name: component.name,
    properties: [...properties, ...rest.map((of) => inUtc(of, clocks))],
    components: component.components,
  };
}

/** DTSTART and the end as the component tells it: DTEND, DUE, DURATION or none. */
function timesOf(component: Component, instance: TimingInstance, timing: Timing, floating: Zone): WrittenProperty[] {
  const { part, local, start, end } = instance;
  const has = (name: string) => property(component, name) !== undefined;
  const clock = part.clock;
  const startAt = { local, clock };
  const zone = zoneOfClock(clock, timing.zones, floating);
  const endAt = { local: toLocal(zone, end), clock };
  if (part.test === 'due') return [written('DUE', startAt, start)];
  if (!has('DTSTART')) return [];
  const first = written('DTSTART', startAt, start);
  if (has('DTEND')) return [first, written('DTEND', endAt, end)];
  if (has('DUE')) return [first, written('DUE', endAt, end)];
  if (part.clock === 'date' && !has('DURATION')) return [first];
  if (!has('DURATION') && end === start) return [first];
  const days = isFloating(clock) ? part.nominal / 86_400 : 0;
  const whole = Number.isInteger(days) ? days : 0;
  const seconds = isFloating(clock) ? endAt.local - local - whole * 86_400 : end - start;
  return [first, { name: 'DURATION', value: formatDuration({ days: whole, seconds }) }];
}

/** A day as a day, a floating time as such, anything else in UTC. */
function written(name: string, moment: Moment, instant: Instant): WrittenProperty {
  const local = asLocal(moment.local);
  if (moment.clock === 'date')
    return { name, parameters: [{ name: 'VALUE', values: ['DATE'] }], value: formatDate(local) };
  return { name, value: moment.clock === 'floating' ? formatLocal(local) : formatUtc(instant) };
}

/** A property that refers to a zone, without it. */
function inUtc(of: Component['properties'][number], clocks: Clocks): WrittenProperty {
  const moment = parameter(of, 'TZID') === undefined ? undefined : momentIn(of, clocks);
  if (moment === undefined || isFloating(moment.clock)) return of;
  const parameters = of.parameters.filter(({ name }) => name !== 'TZID');
  return { name: of.name, parameters, value: formatUtc(localOn('UTC', moment, clocks.own) as Instant) };
}
