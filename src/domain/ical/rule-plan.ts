/** A rule and its DTSTART as what a walk needs: RFC 5545 §3.3.10, what the rule leaves open comes from DTSTART. */
import { civilFromDays, SECONDS_PER_DAY, weekdayOf } from './civil.ts';
import type { Rule } from './recurrence-rule.ts';
import { type DayParts, namesNoDay, namesWeekday, ordinalKey } from './rule-days.ts';
import { clockPeriods, dayPeriods, monthPeriods, type Periods, weekPeriods, yearPeriods } from './rule-periods.ts';

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

/** Makes a rule ready for a DTSTART in local seconds; `isDate` when it is a DATE. */
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
  const counted = rule.byDay.filter((day) => day.ordinal !== 0);
  const ordinals = new Map(counted.map((day) => [ordinalKey(day.weekday, day.ordinal), day]));
  const parts: DayParts = {
    months: maskOf(rule.byMonth),
    monthDays: new Set(rule.byMonthDay),
    yearDays: new Set(rule.byYearDay),
    weekNumbers: new Set(rule.byWeekNumber),
    weekdays: maskOf(rule.byDay.filter((day) => day.ordinal === 0).map((day) => day.weekday)),
    ordinals: [...ordinals.values()],
    ordinalKeys: new Set(ordinals.keys()),
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
  const onlyWeeks = parts.monthDays.size === 0 && parts.yearDays.size === 0 && !namesWeekday(parts);
  if (!namesNoDay(parts)) return onlyWeeks ? { ...parts, weekdays } : parts;
  if (rule.frequency === 'WEEKLY') return { ...parts, weekdays };
  const months = rule.frequency === 'YEARLY' && parts.months === 0 ? 1 << month : parts.months;
  return { ...parts, months, monthDays: new Set([day]) };
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
      const seconds = new Set(rule.bySecond.map((second) => Math.min(second, 59)));
      const clock = { hours: new Set(rule.byHour), minutes: new Set(rule.byMinute), seconds };
      return clockPeriods(start, rule.interval, UNITS[rule.frequency], parts, clock);
    }
  }
}
