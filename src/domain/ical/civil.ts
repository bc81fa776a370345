/**
 * Arithmetic on the proleptic Gregorian calendar with plain numbers: RFC 5545 §3.3.4 knows no other calendar. Days are
 * counted from 1970-01-01, which is day 0.
 */

export type CivilDay = { readonly year: number; readonly month: number; readonly day: number };

export const SECONDS_PER_DAY = 86_400;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_PER_400_YEARS = 146_097;
/** What the sum below gives for 1970-01-01. */
const JANUARY_EPOCH = 719_528;
/** Days from 0000-03-01 to 1970-01-01: years that begin in March have their leap day last. */
const MARCH_EPOCH = 719_468;

/** True for a year with a 29th of February. */
export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** The number of days in a month (1–12) of a year. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : DAYS_IN_MONTH[month - 1]!;

/** Day number of a date; `month` is 1–12, `day` may lie outside the month and then counts on from it. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const thisLeapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return year * 365 + leapDays + thisLeapDay + DAYS_BEFORE_MONTH[month - 1]! + day - JANUARY_EPOCH;
}

/** The date of a day number. */
export function civilFromDays(days: number): CivilDay {
  const shifted = days + MARCH_EPOCH;
  const era = Math.floor(shifted / DAYS_PER_400_YEARS);
  const dayOfEra = shifted - era * DAYS_PER_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day };
}

/** Weekday of a day number: 0 is Sunday, as in the BYDAY order of RFC 5545 §3.3.10. */
export const weekdayOf = (days: number): number => (((days + 4) % 7) + 7) % 7;
