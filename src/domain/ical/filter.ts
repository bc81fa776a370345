/** CALDAV:filter as a tree, and whether a calendar object matches it: RFC 4791 §9.7. */

import { unescapeText } from '../text/escapes.ts';
import { type ParamFilter, passes, type Test, TextKeys, type TextMatch } from '../text/text-match.ts';
import { alarmOverlaps } from './alarms.ts';
import { type Budget, isExceeded } from './budget.ts';
import type { CalendarObject } from './calendar-object.ts';
import { compileTiming } from './compile-timing.ts';
import type { Component, Property } from './component.ts';
import { properties, texts } from './property.ts';
import { timeOfProperty } from './property-time.ts';
import { overlapsRange, type TimeRange } from './time-range.ts';
import { eachInstance, type Timing } from './timing.ts';
import type { Zone } from './zone.ts';

/** RFC 4791 §9.7.2. Names are upper case, here and below. */
export type PropFilter =
  | { readonly name: string; readonly is: 'not-defined' }
  | {
      readonly name: string;
      readonly is: 'defined';
      readonly test: Test;
      readonly range: TimeRange | undefined;
      readonly texts: readonly TextMatch[];
      readonly params: readonly ParamFilter[];
    };

/** RFC 4791 §9.7.1. */
export type CompFilter =
  | { readonly name: string; readonly is: 'not-defined' }
  | {
      readonly name: string;
      readonly is: 'defined';
      readonly test: Test;
      readonly range: TimeRange | undefined;
      readonly props: readonly PropFilter[];
      readonly comps: readonly CompFilter[];
    };

/** One object while it is looked at; its timing is compiled when it is first wanted. */
type Subject = {
  readonly object: CalendarObject;
  readonly timing: () => Timing;
  readonly floating: Zone;
  readonly budget: Budget;
  readonly keys: TextKeys<Property>;
};

/**
 * RFC 4791 §9.7: whether the object matches a filter on VCALENDAR. `floating` is the zone for days and floating times. A
 * series that costs more than the budget is taken to match.
 */
export function matchesFilter(object: CalendarObject, filter: CompFilter, floating: Zone, budget: Budget): boolean {
  let timing: Timing | undefined;
  const subject: Subject = {
    object,
    timing: () => {
      timing ??= compileTiming(object);
      return timing;
    },
    floating,
    budget,
    keys: new TextKeys(textsOf),
  };
  return matchesComp([object.calendar], filter, subject);
}

function matchesComp(scope: readonly Component[], filter: CompFilter, subject: Subject): boolean {
  const named = scope.filter(({ name }) => name === filter.name);
  if (filter.is === 'not-defined') return named.length === 0;
  const { test, range, props, comps } = filter;
  return named.some((component) =>
    passes(test, [
      ...(range === undefined ? [] : [() => componentOverlaps(component, range, subject)]),
      ...props.map((prop) => () => matchesProp(component, prop, subject)),
      ...comps.map((comp) => () => matchesComp(component.components, comp, subject)),
    ]),
  );
}

/** RFC 4791 §9.9: whether an occurrence that this very component describes, or a trigger of this alarm, is in the range. */
function componentOverlaps(component: Component, range: TimeRange, subject: Subject): boolean {
  const { object, floating, budget } = subject;
  if (component.name === 'VALARM')
    return alarmOverlaps(object, range, floating, (alarm) => alarm === component, budget);
  const index = object.calendar.components.indexOf(component);
  for (const { part } of eachInstance(subject.timing(), range, floating, budget))
    if (part.component === index) return true;
  return isExceeded(budget);
}

function matchesProp(component: Component, filter: PropFilter, subject: Subject): boolean {
  const named = properties(component, filter.name);
  if (filter.is === 'not-defined') return named.length === 0;
  const { test, range, params } = filter;
  const timed = (of: Property | undefined): boolean => {
    const time = timeOfProperty(component, filter.name, of, subject.object.timezones, subject.floating);
    return range !== undefined && time !== undefined && overlapsRange('point', time, time, range);
  };
  // a DURATION tells an end that no property states
  if (named.length === 0) return filter.texts.length === 0 && params.length === 0 && timed(undefined);
  return named.some((of) =>
    passes(test, [
      ...(range === undefined ? [] : [() => timed(of)]),
      ...filter.texts.map((text) => () => subject.keys.match(of, text)),
      ...params.map((param) => () => matchesParam(of, param, subject)),
    ]),
  );
}

const parameterOf = (of: Property, named: string) => of.parameters.find(({ name }) => name === named);

function matchesParam(of: Property, filter: ParamFilter, { keys }: Subject): boolean {
  const isThere = parameterOf(of, filter.name) !== undefined;
  if (filter.is === 'not-defined') return !isThere;
  return isThere && (filter.text === undefined || keys.match(of, filter.text, filter.name));
}

const LISTS: ReadonlySet<string> = new Set(['CATEGORIES', 'RESOURCES']);

/** The value as a person reads it; of a list, its members too. */
const valuesOf = (of: Property): readonly string[] =>
  LISTS.has(of.name) && of.value.includes(',') ? [unescapeText(of.value), ...texts(of)] : [unescapeText(of.value)];

const textsOf = (of: Property, parameter: string): readonly string[] =>
  parameter === '' ? valuesOf(of) : (parameterOf(of, parameter)?.values ?? []);
