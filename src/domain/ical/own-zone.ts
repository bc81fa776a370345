/** A client's own VTIMEZONE: compiled to a few numbers that a row can hold, and made a clock again. RFC 5545 §3.6.5. */
import { MAX_CACHED_ZONES } from '../limits.ts';
import { BoundedCache } from './bounded-cache.ts';
import { budgetOf } from './budget.ts';
import { daysFromCivil, SECONDS_PER_DAY } from './civil.ts';
import type { Component } from './component.ts';
import { parseTime, type TimeValue } from './date-time.ts';
import { properties, property } from './property.ts';
import { isRuleProblem, parseRule } from './recurrence-rule.ts';
import { occurrencesIn, seriesOf } from './rule-occurrences.ts';
import type { Zone } from './zone.ts';

/** One STANDARD or DAYLIGHT: offsets in seconds east of UTC, onsets in local seconds of the clock before. */
export type Observance = {
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly rules: readonly string[];
  readonly dates: readonly number[];
};

export type OwnZone = { readonly id: string; readonly observances: readonly Observance[] };

/** The numbers of a VTIMEZONE; undefined when no observance in it can be read. */
export function compileOwnZone(timezone: Component): OwnZone | undefined {
  const observances = timezone.components.map(observanceOf).filter((each) => each !== undefined);
  return observances.length === 0 ? undefined : { id: property(timezone, 'TZID')?.value ?? '', observances };
}

function observanceOf(component: Component): Observance | undefined {
  const start = parseTime(property(component, 'DTSTART')?.value ?? '');
  const from = offsetOf(property(component, 'TZOFFSETFROM')?.value);
  const to = offsetOf(property(component, 'TZOFFSETTO')?.value);
  if (start === undefined || to === undefined) return undefined;
  const before = from ?? to;
  const onsets = properties(component, 'RDATE').flatMap(({ value }) => value.split(','));
  return {
    start: localOf(start, before),
    from: before,
    to,
    rules: properties(component, 'RRULE').map(({ value }) => value),
    dates: onsets
      .map(parseTime)
      .filter((value) => value !== undefined)
      .map((value) => localOf(value, before)),
  };
}

const localOf = (value: TimeValue, offset: number): number =>
  value.kind === 'utc' ? value.instant + offset : value.local;

/** RFC 5545 §3.3.14: `-0500`, `+053328`. */
function offsetOf(text: string | undefined): number | undefined {
  const match = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text ?? '');
  if (match === null) return undefined;
  const size = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -size : size;
}

/** Onsets are computed up to here; the last one then stays in force. */
const HORIZON = daysFromCivil(2500, 1, 1) * SECONDS_PER_DAY;
/** Two changes a year since 1601, several times over. */
const MOST_CHANGES = 10_000;

const compiled = new WeakMap<OwnZone, Zone>();
const cache = new BoundedCache<string, Zone>(MAX_CACHED_ZONES);

/** The clock of a compiled definition. Equal definitions share their changes, within MAX_CACHED_ZONES. */
export function ownZone(own: OwnZone): Zone {
  const known = compiled.get(own);
  if (known !== undefined) return known;
  const zone = cache.get(JSON.stringify(own), () => ({ id: own.id, offsetAt: offsetsOf(own) }));
  compiled.set(own, zone);
  return zone;
}

type Change = { readonly instant: number; readonly to: number };

function offsetsOf(own: OwnZone): (instant: number) => number {
  const changes = changesOf(own);
  const first = own.observances.reduce((a, b) => (b.start - b.from < a.start - a.from ? b : a));
  return (instant) => {
    let [low, high] = [0, changes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (changes[middle]!.instant <= instant) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? first.from : changes[low - 1]!.to;
  };
}

function changesOf(own: OwnZone): Change[] {
  const changes: Change[] = [];
  const budget = budgetOf();
  for (const { start, from, to, rules, dates } of own.observances) {
    for (const local of [start, ...dates]) changes.push({ instant: local - from, to });
    for (const text of rules) {
      const rule = parseRule(text);
      if (isRuleProblem(rule)) continue;
      const until = rule.until === undefined ? HORIZON : localOf(rule.until, from);
      const series = seriesOf(rule, start, false, until, true, budget);
      for (const local of occurrencesIn(series, start + 1, HORIZON, budget)) {
        if (changes.length >= MOST_CHANGES) break;
        changes.push({ instant: local - from, to });
      }
    }
  }
  return changes.sort((a, b) => a.instant - b.instant);
}
