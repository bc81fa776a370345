/**
 * What a calendar object says about time, small enough for a row, and the questions answered from it alone. A projection
 * keeps it, so that a listing or a free/busy answer parses no iCalendar. RFC 4791 §7.4, §9.9, RFC 5545 §3.8.4.4, §3.8.5.
 */
import { MAX_CACHED_RULES, MAX_INSTANCES } from '../limits.ts';
import { BoundedCache } from './bounded-cache.ts';
import { type Budget, budgetOf, isExceeded, spend } from './budget.ts';
import { SECONDS_PER_DAY } from './civil.ts';
import { asInstant, type Instant } from './date-time.ts';
import type { Meeting } from './meeting.ts';
import { type Moment, zoneOfClock } from './moment.ts';
import type { OwnZone } from './own-zone.ts';
import { isRuleProblem, parseRule } from './recurrence-rule.ts';
import { CALENDAR_END } from './rule-matches.ts';
import { occurrencesIn } from './rule-occurrences.ts';
import { planOf, type RulePlan } from './rule-plan.ts';
import { type OverlapTest, overlapsRange, type TimeRange } from './time-range.ts';
import { toInstant, toLocal, type Zone } from './zone.ts';

/** RFC 5545 §3.2.9. */
export type BusyType = 'BUSY' | 'BUSY-TENTATIVE' | 'BUSY-UNAVAILABLE' | 'FREE';

/** Seconds: `nominal` ones on the clock (days across a change of the clocks), then `exact` ones. */
export type Length = { readonly nominal: number; readonly exact: number };

/** One component, or one period of a VFREEBUSY. */
export type TimingPart = Moment &
  Length & {
    /** Its index among the components of the VCALENDAR. */
    readonly component: number;
    readonly test: OverlapTest;
    readonly busy: BusyType;
    /** Of what may make somebody busy. */
    readonly meeting?: Meeting;
    /** STATUS, upper case. */
    readonly status?: string;
    readonly series?: SeriesTiming;
    /** RECURRENCE-ID. Where there is a master, on the master's clock. */
    readonly id?: Moment;
    /** RANGE=THISANDFUTURE: seconds by which the later occurrences move on the master's clock. */
    readonly shift?: number;
  };

/** `last` is the last local second at which the rule may start an occurrence, null for endless. */
export type BoundedRule = { readonly text: string; readonly last: number | null };

/** All numbers are local seconds on the clock of the part's DTSTART. */
export type SeriesTiming = {
  readonly rules: readonly BoundedRule[];
  readonly exceptionRules: readonly BoundedRule[];
  /** RDATE in order; a PERIOD has a length of its own. */
  readonly dates: readonly (readonly [start: number] | readonly [start: number, nominal: number, exact: number])[];
  /** EXDATE and the RECURRENCE-IDs of the overrides, in order. */
  readonly excluded: readonly number[];
  /** Midnights of the EXDATEs that are days where DTSTART is a time. */
  readonly excludedDays: readonly number[];
  /** How far before a range an occurrence may start, and behind it, by its rule, so as to overlap it. */
  readonly reach: readonly [before: number, after: number];
};

export type Timing = {
  readonly parts: readonly TimingPart[];
  readonly zones: readonly OwnZone[];
};

/** One occurrence, resolved for a reader's zone. */
export type TimingInstance = {
  readonly part: TimingPart;
  /** Which occurrence of the series it is; absent for what does not recur. */
  readonly id?: Moment;
  readonly start: Instant;
  readonly end: Instant;
  /** Start on the clock of its part. */
  readonly local: number;
};

/** True when some part recurs, or is an occurrence of something that does. */
export const isSeries = (timing: Timing): boolean => timing.parts.some((part) => part.series ?? part.id);

/**
 * RFC 4791 §9.9: whether any occurrence overlaps the range. Open ends are infinite; `floating` is the zone for days and
 * floating times. A series that costs more than the budget is taken to overlap: better listed than lost.
 */
export function overlaps(timing: Timing, range: TimeRange, floating: Zone, budget: Budget = budgetOf()): boolean {
  for (const _ of eachInstance(timing, range, floating, budget)) return true;
  return isExceeded(budget);
}

/**
 * The occurrences that overlap a range, by their start; at most `most`. `isComplete` is false when there may be more, be
 * it by number or by cost.
 */
export function instancesOf(
  timing: Timing,
  range: TimeRange,
  floating: Zone,
  budget: Budget = budgetOf(),
  most: number = MAX_INSTANCES,
): { readonly instances: readonly TimingInstance[]; readonly isComplete: boolean } {
  const instances: TimingInstance[] = [];
  let isCut = false;
  for (const instance of eachInstance(timing, range, floating, budget)) {
    isCut = instances.length >= most;
    if (isCut) break;
    instances.push(instance);
  }
  instances.sort((a, b) => a.start - b.start || a.end - b.end);
  return { instances, isComplete: !isCut && !isExceeded(budget) };
}

/** The occurrences that overlap a range, in no order; a walk that costs more than the budget ends early and leaves it exceeded. */
export function* eachInstance(
  timing: Timing,
  range: TimeRange,
  floating: Zone,
  budget: Budget,
): Generator<TimingInstance> {
  for (const part of timing.parts) {
    const zone = zoneOfClock(part.clock, timing.zones, floating);
    if (part.series !== undefined) {
      yield* occurrences(timing, part, part.series, range, zone, floating, budget);
      continue;
    }
    const instance = instanceAt(part, zone, part.local, part.id);
    if (overlapsRange(part.test, instance.start, instance.end, range)) yield instance;
  }
}

/** A part with its start moved to another time on its clock; `zone` is that clock's. */
export function instanceAt(
  part: TimingPart,
  zone: Zone,
  local: number,
  id: Moment | undefined,
  length: Length = part,
): TimingInstance {
  const start = toInstant(zone, local);
  const end = length.nominal === 0 ? start : toInstant(zone, local + length.nominal);
  return { part, ...(id === undefined ? {} : { id }), start, end: asInstant(end + length.exact), local };
}

function* occurrences(
  timing: Timing,
  master: TimingPart,
  series: SeriesTiming,
  range: TimeRange,
  zone: Zone,
  floating: Zone,
  budget: Budget,
): Generator<TimingInstance> {
  const [low, high] = localWindow(series, range, zone);
  const followers = timing.parts.filter((part) => part.shift !== undefined);
  for (const [local, length] of startsIn(master, series, low, high, budget)) {
    const id = { local, clock: master.clock };
    const from = followers.length === 0 ? undefined : lastBefore(followers, local);
    const instance =
      from === undefined
        ? instanceAt(master, zone, local, id, length)
        : followerAt(from, local, id, zone, zoneOfClock(from.clock, timing.zones, floating), length);
    if (overlapsRange(instance.part.test, instance.start, instance.end, range)) yield instance;
  }
}

/** Where to look on the clock of the series: a day more on either side, since clocks change. */
function localWindow(series: SeriesTiming, { from, to }: TimeRange, zone: Zone): [number, number] {
  const [before, after] = series.reach;
  const low = Number.isFinite(from) ? toLocal(zone, from) - before - SECONDS_PER_DAY : from;
  return [low, Number.isFinite(to) ? toLocal(zone, to) + after + SECONDS_PER_DAY : CALENDAR_END];
}

/** RFC 5545 §3.8.4.4: the THISANDFUTURE override with the latest RECURRENCE-ID up to an occurrence. */
export function lastBefore(followers: readonly TimingPart[], local: number): TimingPart | undefined {
  let last: TimingPart | undefined;
  for (const part of followers) {
    if (part.id!.local <= local && (last === undefined || part.id!.local > last.id!.local)) last = part;
  }
  return last;
}

/** An occurrence that a THISANDFUTURE override moves: by the same time on the clock, with the override's length. */
function followerAt(
  part: TimingPart,
  local: number,
  id: Moment,
  zone: Zone,
  own: Zone,
  length: Length | undefined,
): TimingInstance {
  const moved = local + part.shift!;
  const onOwnClock = own === zone ? moved : toLocal(own, toInstant(zone, moved));
  return instanceAt(part, own, onOwnClock, id, length ?? part);
}

type Start = readonly [local: number, length: Length | undefined];

/** The starts by rules and RDATEs in a window, without the excluded ones; each source in its order, none twice. */
function* startsIn(
  master: TimingPart,
  series: SeriesTiming,
  low: number,
  high: number,
  budget: Budget,
): Generator<Start> {
  const sources = series.dates.length + series.rules.length;
  const seen = sources < 2 && series.dates.length === 0 ? undefined : new Set<number>();
  for (const [start, nominal, exact] of series.dates) {
    if (start < low || start >= high || seen!.has(start) || isExcluded(master, series, start, budget)) continue;
    seen!.add(start);
    yield [start, nominal === undefined ? undefined : { nominal, exact: exact! }];
  }
  for (const starts of ruleStarts(master, series, low, high, budget)) {
    for (const start of starts) {
      if (seen?.has(start) || isExcluded(master, series, start, budget)) continue;
      seen?.add(start);
      yield [start, undefined];
    }
  }
}

/** Each rule's starts in a window; without a rule DTSTART alone. */
function ruleStarts(
  master: TimingPart,
  series: SeriesTiming,
  low: number,
  high: number,
  budget: Budget,
): Iterable<number>[] {
  const { local } = master;
  if (series.rules.length === 0) return low <= local && local < high ? [[local]] : [];
  return series.rules.flatMap((rule) => {
    if (rule.last !== null && rule.last < low && local < low) return [];
    const plan = planFor(rule, master);
    return plan === undefined
      ? []
      : [occurrencesIn({ plan, hasStart: true, last: rule.last ?? CALENDAR_END }, low, high, budget)];
  });
}

function isExcluded(master: TimingPart, series: SeriesTiming, start: number, budget: Budget): boolean {
  if (hasSorted(series.excluded, start) || hasSorted(series.excludedDays, midnightOf(start))) return true;
  return series.exceptionRules.some((rule) => {
    const plan = planFor(rule, master);
    // finding the place in another rule costs what several starts cost
    if (plan === undefined || !spend(budget, 4)) return false;
    const exception = { plan, hasStart: false, last: rule.last ?? CALENDAR_END };
    return occurrencesIn(exception, start, start + 1, budget).next().done !== true;
  });
}

const midnightOf = (local: number): number => Math.floor(local / SECONDS_PER_DAY) * SECONDS_PER_DAY;

function hasSorted(numbers: readonly number[], wanted: number): boolean {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === wanted;
}

const plans = new BoundedCache<string, RulePlan | 'unreadable'>(MAX_CACHED_RULES);

/** The rule of a row made ready, once for many requests. */
export function planFor({ text }: BoundedRule, { local, clock }: Moment): RulePlan | undefined {
  const isDate = clock === 'date';
  const plan = plans.get(`${isDate ? 'D' : 'T'}${local} ${text}`, () => {
    const rule = parseRule(text);
    return isRuleProblem(rule) ? 'unreadable' : planOf(rule, local, isDate);
  });
  return plan === 'unreadable' ? undefined : plan;
}
