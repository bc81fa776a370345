/** Which days the BYxxx parts of a rule name: RFC 5545 §3.3.10. Days are numbers counted from 1970-01-01. */
import { civilFromDays, daysFromCivil, daysInMonth, isLeapYear, weekdayOf } from './civil.ts';
import type { WeekdayNumber } from './recurrence-rule.ts';

/** A day matches when every part that is there names it. */
export type DayParts = {
  /** Bit n for month n; 0 for any. */
  readonly months: number;
  readonly monthDays: ReadonlySet<number>;
  readonly yearDays: ReadonlySet<number>;
  readonly weekNumbers: ReadonlySet<number>;
  /** Bit n for every weekday n (0 is Sunday); 0 when BYDAY has no plain weekday. */
  readonly weekdays: number;
  /** The entries of BYDAY with an ordinal, without doubles, and the keys of them. */
  readonly ordinals: readonly WeekdayNumber[];
  readonly ordinalKeys: ReadonlySet<number>;
  readonly weekStart: number;
};

/** The days, both included, in which an ordinal weekday is counted. */
export type DayRange = { readonly first: number; readonly last: number };

/** One number for a weekday and its ordinal. */
export const ordinalKey = (weekday: number, ordinal: number): number => weekday * 128 + ordinal;

/** True when the parts that look below the month name nothing, so that every day of a month matches. */
export const namesNoDay = (parts: DayParts): boolean =>
  parts.monthDays.size === 0 && parts.yearDays.size === 0 && parts.weekNumbers.size === 0 && !namesWeekday(parts);

export const namesWeekday = (parts: DayParts): boolean => parts.weekdays !== 0 || parts.ordinals.length > 0;

export const hasMonth = (parts: DayParts, month: number): boolean =>
  parts.months === 0 || (parts.months & (1 << month)) !== 0;

/** The days of a month of a year. */
export function monthRange(year: number, month: number): DayRange {
  const first = daysFromCivil(year, month, 1);
  return { first, last: first + daysInMonth(year, month) - 1 };
}

/** The days of a year. */
export function yearRange(year: number): DayRange {
  const first = daysFromCivil(year, 1, 1);
  return { first, last: first + (isLeapYear(year) ? 365 : 364) };
}

/** Whether a day is named by all parts that are there; ordinals of BYDAY are counted in `range`. */
export function dayMatches(parts: DayParts, day: number, range: DayRange): boolean {
  if (namesWeekday(parts) && !weekdayMatches(parts, day, range)) return false;
  if (parts.months === 0 && parts.monthDays.size === 0 && parts.yearDays.size === 0) return weekMatches(parts, day);
  const { year, month, day: monthDay } = civilFromDays(day);
  if (!hasMonth(parts, month)) return false;
  const monthLength = daysInMonth(year, month);
  if (!named(parts.monthDays, monthDay, monthLength)) return false;
  if (parts.yearDays.size > 0) {
    const { first, last } = yearRange(year);
    if (!named(parts.yearDays, day - first + 1, last - first + 1)) return false;
  }
  return weekMatches(parts, day);
}

/** Whether a list names the nth of `length` things, counted from either end. An absent list names all. */
const named = (list: ReadonlySet<number>, nth: number, length: number): boolean =>
  list.size === 0 || list.has(nth) || list.has(nth - length - 1);

function weekdayMatches(parts: DayParts, day: number, range: DayRange): boolean {
  const weekday = weekdayOf(day);
  if ((parts.weekdays & (1 << weekday)) !== 0) return true;
  const fromStart = Math.floor((day - range.first) / 7) + 1;
  const fromEnd = -Math.floor((range.last - day) / 7) - 1;
  const { ordinalKeys } = parts;
  return ordinalKeys.has(ordinalKey(weekday, fromStart)) || ordinalKeys.has(ordinalKey(weekday, fromEnd));
}

function weekMatches(parts: DayParts, day: number): boolean {
  if (parts.weekNumbers.size === 0) return true;
  const { week, weeks } = weekOf(day, parts.weekStart);
  return named(parts.weekNumbers, week, weeks);
}

/** The first day of the week in which a day lies. */
export const weekStartOf = (day: number, weekStart: number): number => day - ((weekdayOf(day) - weekStart + 7) % 7);

/** ISO 8601 week, for any first day of the week: the year of its fourth day owns it. */
function weekOf(day: number, weekStart: number): { week: number; weeks: number } {
  const fourth = weekStartOf(day, weekStart) + 3;
  const { year } = civilFromDays(fourth);
  const january1 = daysFromCivil(year, 1, 1);
  const lastFourth = weekStartOf(daysFromCivil(year, 12, 28), weekStart) + 3;
  return { week: Math.floor((fourth - january1) / 7) + 1, weeks: Math.floor((lastFourth - january1) / 7) + 1 };
}

/** Adds to `days` those of a month that match, in no order and perhaps twice; gives what it cost in steps. */
export function addDaysOfMonth(
  parts: DayParts,
  year: number,
  month: number,
  days: number[],
  ordinalRange?: DayRange,
): number {
  const range = monthRange(year, month);
  const before = days.length;
  const listed = parts.monthDays.size + parts.ordinals.length;
  if (parts.monthDays.size > 0) addMonthDays(parts.monthDays, range, days);
  else if (namesWeekday(parts) && ordinalRange === undefined) addWeekdays(parts, range, days);
  else for (let day = range.first; day <= range.last; day++) days.push(day);
  return listed + keepMatching(parts, days, before, ordinalRange ?? range);
}

/** Adds to `days` those of a year that match, in no order and perhaps twice; gives what it cost in steps. */
export function addDaysOfYear(parts: DayParts, year: number, days: number[]): number {
  const range = yearRange(year);
  const before = days.length;
  if (parts.yearDays.size > 0) {
    addMonthDays(parts.yearDays, range, days);
    return parts.yearDays.size + keepMatching(parts, days, before, range);
  }
  if (parts.months === 0 && parts.monthDays.size === 0 && namesWeekday(parts)) {
    addWeekdays(parts, range, days);
    return parts.ordinals.length + keepMatching(parts, days, before, range);
  }
  let looked = 0;
  for (let month = 1; month <= 12; month++) {
    looked += 1;
    if (!hasMonth(parts, month)) continue;
    looked += addDaysOfMonth(parts, year, month, days, parts.months === 0 ? range : undefined);
  }
  return looked;
}

function addMonthDays(numbers: ReadonlySet<number>, range: DayRange, days: number[]): void {
  for (const number of numbers) {
    const day = number > 0 ? range.first + number - 1 : range.last + number + 1;
    if (day >= range.first && day <= range.last) days.push(day);
  }
}

function addWeekdays(parts: DayParts, range: DayRange, days: number[]): void {
  for (let weekday = 0; weekday < 7; weekday++) {
    if ((parts.weekdays & (1 << weekday)) === 0) continue;
    for (let day = firstWeekday(range.first, weekday); day <= range.last; day += 7) days.push(day);
  }
  for (const { weekday, ordinal } of parts.ordinals) {
    const day =
      ordinal > 0
        ? firstWeekday(range.first, weekday) + (ordinal - 1) * 7
        : range.last - ((weekdayOf(range.last) - weekday + 7) % 7) + (ordinal + 1) * 7;
    if (day >= range.first && day <= range.last) days.push(day);
  }
}

const firstWeekday = (from: number, weekday: number): number => from + ((weekday - weekdayOf(from) + 7) % 7);

function keepMatching(parts: DayParts, days: number[], from: number, range: DayRange): number {
  const looked = days.length - from;
  let kept = from;
  for (let at = from; at < days.length; at++) {
    const day = days[at]!;
    if (dayMatches(parts, day, range)) days[kept++] = day;
  }
  days.length = kept;
  return looked;
}
