/**
 * The starts that a rule gives for a DTSTART, in order, from any point on: RFC 5545 §3.3.10. Arithmetic on local seconds
 * and day numbers; zones are the caller's.
 */
import { type Budget, isExceeded, spend } from './budget.ts';
import { civilFromDays, daysFromCivil, SECONDS_PER_DAY, weekdayOf } from './civil.ts';
import type { Rule } from './recurrence-rule.ts';
import { countedEnd } from './rule-count.ts';
import { type DayParts, namesNoDay, namesWeekday } from './rule-days.ts';
import { clockPeriods, dayPeriods, monthPeriods, type Periods, weekPeriods, yearPeriods } from './rule-periods.ts';

/** 10000-01-01T00:00:00: no iCalendar value lies behind it. */
export const CALENDAR_END = daysFromCivil(10_000, 1, 1) * SECONDS_PER_DAY;

/** A rule made ready for one DTSTART. */
export type RulePlan = {
  readonly rule: Rule;
  /** DTSTART, local seconds. */
  readonly start: number;
  readonly parts: DayParts;
  readonly periods: Periods;
  /** Seconds from a base of a period to each of its starts, in order. */
  readonly offsets: readonly number[];
  /** BYSETPOS without doubles. */
  readonly positions: readonly number[];
};

/** How a walk ended: nothing follows in the window, or it cost more than it may. */
export type Ended = 'ended' | 'budget-exceeded';

/** What bounds a series: RRULE counts DTSTART as its first occurrence, whether it fits the rule or not; EXRULE does not. */
export type Series = {
  readonly plan: RulePlan;
  readonly hasStart: boolean;
  /** The last local second at which an occurrence may start: of UNTIL, of the last one counted, or of the calendar. */
  readonly last: number;
};

/**
 * Makes a rule ready. `start` is DTSTART in local seconds; `isDate` when it is a DATE: BYHOUR, BYMINUTE and BYSECOND are
 * then ignored, and a FREQ below DAILY names nothing. `until` is the rule's UNTIL (inclusive) on the clock of DTSTART.
 * `hasStart` is true for an RRULE, false for an EXRULE. A COUNT that costs more than the budget to reach is taken for endless.
 */
export function seriesOf(
  rule: Rule,
  start: number,
  isDate: boolean,
  until: number,
  hasStart: boolean,
  budget: Budget,
): Series {
  const plan = planOf(rule, start, isDate);
  const isEmpty = isDate && plan.offsets.length === 0;
  const end = isEmpty ? start : Math.min(until, CALENDAR_END - 1);
  const last = rule.count === undefined ? end : Math.min(end, countedEnd(plan, rule.count, hasStart, budget));
  return { plan, hasStart, last };
}

/** The occurrences of a series with `from <= start < to`, in order, local seconds; costs what lies between, not before. */
export function occurrencesIn(series: Series, from: number, to: number, budget: Budget): Generator<number, Ended> {
  const { plan, hasStart, last } = series;
  const end = Math.min(to, last + 1);
  if (!hasStart) return walk(plan, from, end, budget, false);
  // an RRULE's DTSTART is an occurrence even behind an UNTIL that is too early
  const isStartIn = from <= plan.start && plan.start < to;
  return walk(plan, Math.max(from, plan.start + 1), end, budget, isStartIn);
}

/** What the rule names with `from <= start < to`, in order, whatever COUNT and UNTIL say; never before DTSTART. */
export const matchesIn = (plan: RulePlan, from: number, to: number, budget: Budget): Generator<number, Ended> =>
  walk(plan, from, to, budget, false);

function* walk(
  plan: RulePlan,
  from: number,
  to: number,
  budget: Budget,
  startsFirst: boolean,
): Generator<number, Ended> {
  const { periods, positions, start } = plan;
  if (startsFirst) yield start;
  const low = Math.max(from, start);
  const bases: number[] = [];
  if (plan.offsets.length === 0 || low >= to) return 'ended';
  for (let number = periods.numberAt(low); periods.startOf(number) < to; ) {
    const next = periods.fill(number, bases, budget);
    if (isExceeded(budget)) return 'budget-exceeded';
    // BYSETPOS leaves whole starts; without it a start is a base and an offset
    const offsets = positions.length === 0 ? plan.offsets : NO_OFFSET;
    const starts = positions.length === 0 ? bases : pick(bases, plan.offsets, positions);
    for (let base = 0; base < starts.length; base++) {
      for (let offset = 0; offset < offsets.length; offset++) {
        const local = starts[base]! + offsets[offset]!;
        if (local < low) continue;
        if (local >= to) return 'ended';
        if (!spend(budget, 1)) return 'budget-exceeded';
        yield local;
      }
    }
    number = next;
  }
  return 'ended';
}

const NO_OFFSET = [0];

/** BYSETPOS: the nth starts of a period in order, without building the others. */
function pick(bases: readonly number[], offsets: readonly number[], positions: readonly number[]): number[] {
  const length = bases.length * offsets.length;
  const picked = new Set<number>();
  for (const position of positions) {
    const index = position > 0 ? position - 1 : length + position;
    if (index < 0 || index >= length) continue;
    picked.add(bases[Math.floor(index / offsets.length)]! + offsets[index % offsets.length]!);
  }
  return [...picked].sort((a, b) => a - b);
}

/** What the rule leaves open comes from DTSTART. */
export function planOf(rule: Rule, start: number, isDate: boolean): RulePlan {
  const parts = partsOf(rule, start);
  return {
    rule,
    start,
    parts,
    periods: periodsOf(rule, start, parts),
    offsets: isDate ? dateOffsets(rule) : offsetsOf(rule, start),
    positions: [...new Set(rule.bySetPosition)],
  };
}

const dateOffsets = (rule: Rule): number[] => (UNITS[rule.frequency] < SECONDS_PER_DAY ? [] : [0]);

/** Seconds in a period of the clock; what is longer counts in days. */
const UNITS = {
  SECONDLY: 1,
  MINUTELY: 60,
  HOURLY: 3600,
  DAILY: SECONDS_PER_DAY,
  WEEKLY: SECONDS_PER_DAY,
  MONTHLY: SECONDS_PER_DAY,
  YEARLY: SECONDS_PER_DAY,
} as const;

function offsetsOf(rule: Rule, start: number): number[] {
  const unit = UNITS[rule.frequency];
  const time = start - Math.floor(start / SECONDS_PER_DAY) * SECONDS_PER_DAY;
  const or = (list: readonly number[], value: number) => (list.length === 0 ? [value] : list);
  const hours = unit > 3600 ? or(rule.byHour, Math.floor(time / 3600)) : [0];
  const minutes = unit > 60 ? or(rule.byMinute, Math.floor((time % 3600) / 60)) : [0];
  const seconds = unit > 1 ? or(rule.bySecond, time % 60) : [0];
  const offsets = new Set<number>();
  for (const hour of hours) {
    // a leap second counts as the second before it: RFC 5545 §3.3.12
    for (const minute of minutes)
      for (const second of seconds) offsets.add(hour * 3600 + minute * 60 + Math.min(second, 59));
  }
  return [...offsets].sort((a, b) => a - b);
}

function partsOf(rule: Rule, start: number): DayParts {
  const parts: DayParts = {
    months: maskOf(rule.byMonth),
    monthDays: [...new Set(rule.byMonthDay)],
    yearDays: [...new Set(rule.byYearDay)],
    weekNumbers: [...new Set(rule.byWeekNumber)],
    weekdays: maskOf(rule.byDay.filter((day) => day.ordinal === 0).map((day) => day.weekday)),
    ordinals: rule.byDay.filter((day) => day.ordinal !== 0),
    weekStart: rule.weekStart,
  };
  return UNITS[rule.frequency] < SECONDS_PER_DAY || rule.frequency === 'DAILY' ? parts : withDayOf(parts, rule, start);
}

const maskOf = (numbers: readonly number[]): number => numbers.reduce((mask, number) => mask | (1 << number), 0);

/** The day of a week, month or year that the rule does not name. */
function withDayOf(parts: DayParts, rule: Rule, start: number): DayParts {
  const day0 = Math.floor(start / SECONDS_PER_DAY);
  const weekdays = 1 << weekdayOf(day0);
  const { month, day } = civilFromDays(day0);
  const onlyWeeks = parts.monthDays.length === 0 && parts.yearDays.length === 0 && !namesWeekday(parts);
  if (!namesNoDay(parts)) return onlyWeeks ? { ...parts, weekdays } : parts;
  if (rule.frequency === 'WEEKLY') return { ...parts, weekdays };
  const months = rule.frequency === 'YEARLY' && parts.months === 0 ? 1 << month : parts.months;
  return { ...parts, months, monthDays: [day] };
}

function periodsOf(rule: Rule, start: number, parts: DayParts): Periods {
  switch (rule.frequency) {
    case 'YEARLY':
      return yearPeriods(start, rule.interval, parts);
    case 'MONTHLY':
      return monthPeriods(start, rule.interval, parts);
    case 'WEEKLY':
      return weekPeriods(start, rule.interval, parts);
    case 'DAILY':
      return dayPeriods(start, rule.interval, parts);
    default: {
      const seconds = rule.bySecond.map((second) => Math.min(second, 59));
      const clock = { hours: rule.byHour, minutes: rule.byMinute, seconds };
      return clockPeriods(start, rule.interval, UNITS[rule.frequency], parts, clock);
    }
  }
}
