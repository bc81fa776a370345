/**
 * The periods of a rule by number: what FREQ and INTERVAL say, RFC 5545 §3.3.10. Period 0 holds DTSTART, period n begins n
 * intervals later; which days or clock times of a period the rule names follows from its number alone, so that any
 * period can be reached without walking there.
 */
import { type Budget, spend } from './budget.ts';
import { civilFromDays, daysFromCivil, SECONDS_PER_DAY } from './civil.ts';
import {
  addDaysOfMonth,
  addDaysOfYear,
  type DayParts,
  dayMatches,
  hasMonth,
  monthRange,
  namesNoDay,
  weekStartOf,
} from './rule-days.ts';

/** All times are local seconds. */
export type Periods = {
  /** The number of the last period that begins at or before a time. */
  numberAt(local: number): number;
  startOf(number: number): number;
  /**
   * Replaces `bases` by what the rule names in a period, in order and without doubles: midnights, or the beginnings of
   * hours, minutes or seconds. Gives the number of the next period worth a look.
   */
  fill(number: number, bases: number[], budget: Budget): number;
};

/** A lone day as the range for ordinals: rules that are neither MONTHLY nor YEARLY have none. */
const NO_RANGE = { first: 0, last: 0 };

const floorDiv = (a: number, b: number): number => Math.floor(a / b);

/** FREQ=DAILY. */
export function dayPeriods(start: number, interval: number, parts: DayParts): Periods {
  const day0 = floorDiv(start, SECONDS_PER_DAY);
  const everyDay = parts.months === 0 && namesNoDay(parts);
  return {
    numberAt: (local) => floorDiv(floorDiv(local, SECONDS_PER_DAY) - day0, interval),
    startOf: (number) => (day0 + number * interval) * SECONDS_PER_DAY,
    fill(number, bases, budget) {
      const day = day0 + number * interval;
      bases.length = 0;
      spend(budget, 1);
      if (everyDay || dayMatches(parts, day, NO_RANGE)) bases.push(day * SECONDS_PER_DAY);
      else if (parts.months !== 0)
        return Math.max(number + 1, Math.ceil((dayOfNextMonth(parts, day) - day0) / interval));
      return number + 1;
    },
  };
}

/** The day itself when its month is one that the rule names, else the first day of the next month. */
function dayOfNextMonth(parts: DayParts, day: number): number {
  const { year, month } = civilFromDays(day);
  return hasMonth(parts, month) ? day : monthRange(year, month).last + 1;
}

/** FREQ=WEEKLY. */
export function weekPeriods(start: number, interval: number, parts: DayParts): Periods {
  const day0 = weekStartOf(floorDiv(start, SECONDS_PER_DAY), parts.weekStart);
  const step = 7 * interval;
  return {
    numberAt: (local) => floorDiv(floorDiv(local, SECONDS_PER_DAY) - day0, step),
    startOf: (number) => (day0 + number * step) * SECONDS_PER_DAY,
    fill(number, bases, budget) {
      const first = day0 + number * step;
      bases.length = 0;
      spend(budget, 2);
      for (let day = first; day < first + 7; day++) {
        if (dayMatches(parts, day, NO_RANGE)) bases.push(day * SECONDS_PER_DAY);
      }
      return number + 1;
    },
  };
}

/** FREQ=MONTHLY. */
export function monthPeriods(start: number, interval: number, parts: DayParts): Periods {
  const month0 = monthNumber(start);
  const monthOf = (number: number) => {
    const month = month0 + number * interval;
    return { year: floorDiv(month, 12), month: month - floorDiv(month, 12) * 12 + 1 };
  };
  return {
    numberAt: (local) => floorDiv(monthNumber(local) - month0, interval),
    startOf(number) {
      const { year, month } = monthOf(number);
      return daysFromCivil(year, month, 1) * SECONDS_PER_DAY;
    },
    fill(number, bases, budget) {
      const { year, month } = monthOf(number);
      bases.length = 0;
      spend(budget, 1 + (hasMonth(parts, month) ? addDaysOfMonth(parts, year, month, bases) : 0));
      daysToMidnights(bases);
      return number + 1;
    },
  };
}

/** Months since January of the year 0. */
function monthNumber(local: number): number {
  const { year, month } = civilFromDays(floorDiv(local, SECONDS_PER_DAY));
  return year * 12 + month - 1;
}

/** FREQ=YEARLY. */
export function yearPeriods(start: number, interval: number, parts: DayParts): Periods {
  const yearOf = (local: number) => civilFromDays(floorDiv(local, SECONDS_PER_DAY)).year;
  const year0 = yearOf(start);
  return {
    numberAt: (local) => floorDiv(yearOf(local) - year0, interval),
    startOf: (number) => daysFromCivil(year0 + number * interval, 1, 1) * SECONDS_PER_DAY,
    fill(number, bases, budget) {
      bases.length = 0;
      spend(budget, 1 + addDaysOfYear(parts, year0 + number * interval, bases));
      daysToMidnights(bases);
      return number + 1;
    },
  };
}

/** Sorts, drops doubles, and turns day numbers into seconds. */
function daysToMidnights(days: number[]): void {
  if (days.length > 1) days.sort((a, b) => a - b);
  let kept = 0;
  for (let at = 0; at < days.length; at++) {
    const midnight = days[at]! * SECONDS_PER_DAY;
    if (kept === 0 || days[kept - 1] !== midnight) days[kept++] = midnight;
  }
  days.length = kept;
}

/** What limits periods shorter than a day; empty for no limit. */
export type ClockParts = {
  readonly hours: ReadonlySet<number>;
  readonly minutes: ReadonlySet<number>;
  readonly seconds: ReadonlySet<number>;
};

/** FREQ=HOURLY, MINUTELY, SECONDLY: `unit` is 3600, 60 or 1. Days and hours that cannot match are leapt over. */
export function clockPeriods(
  start: number,
  interval: number,
  unit: number,
  parts: DayParts,
  clock: ClockParts,
): Periods {
  const origin = floorDiv(start, unit) * unit;
  const step = interval * unit;
  const everyDay = parts.months === 0 && namesNoDay(parts);
  const numberFrom = (local: number) => Math.ceil((local - origin) / step);
  let knownDay = Number.NaN;
  return {
    numberAt: (local) => floorDiv(local - origin, step),
    startOf: (number) => origin + number * step,
    fill(number, bases, budget) {
      const base = origin + number * step;
      bases.length = 0;
      spend(budget, 1);
      const day = floorDiv(base, SECONDS_PER_DAY);
      if (!everyDay && day !== knownDay && !dayMatches(parts, day, NO_RANGE)) {
        const nextDay = Math.max(day + 1, parts.months === 0 ? 0 : dayOfNextMonth(parts, day));
        return numberFrom(nextDay * SECONDS_PER_DAY);
      }
      knownDay = day;
      const leap = nextOnClock(clock, base - day * SECONDS_PER_DAY, unit);
      if (leap > 0) return Math.max(number + 1, numberFrom(base + leap));
      bases.push(base);
      return number + 1;
    },
  };
}

/** Seconds to the next time of day that the parts may name, 0 when they name this one. */
function nextOnClock(clock: ClockParts, time: number, unit: number): number {
  const hour = floorDiv(time, 3600);
  if (clock.hours.size > 0 && !clock.hours.has(hour)) return (hour + 1) * 3600 - time;
  if (unit === 3600) return 0;
  const minute = floorDiv(time % 3600, 60);
  if (clock.minutes.size > 0 && !clock.minutes.has(minute)) return hour * 3600 + (minute + 1) * 60 - time;
  if (unit === 60) return 0;
  return clock.seconds.size > 0 && !clock.seconds.has(time % 60) ? 1 : 0;
}
