/**
 * DATE, DATE-TIME, DURATION and PERIOD as numbers and back: RFC 5545 §3.3.4–3.3.6, §3.3.9. Nothing here knows a time
 * zone: a TZID parameter is applied by the caller.
 */
import { civilFromDays, daysFromCivil, daysInMonth, SECONDS_PER_DAY } from './civil.ts';

declare const localSeconds: unique symbol;
declare const instant: unique symbol;

/** A wall clock's reading: seconds from 1970-01-01T00:00:00 on that clock, every day having 86,400. */
export type LocalSeconds = number & { readonly [localSeconds]: true };

/** A moment: seconds from 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instant]: true };

/** RFC 5545 §3.3.4. `local` is the midnight with which the day begins. */
export type DateValue = { readonly kind: 'date'; readonly local: LocalSeconds };

/** RFC 5545 §3.3.5 forms 1 and 3: the parameter TZID says which, if any, clock it is. */
export type FloatingValue = { readonly kind: 'floating'; readonly local: LocalSeconds };

/** RFC 5545 §3.3.5 form 2. */
export type UtcValue = { readonly kind: 'utc'; readonly instant: Instant };

export type DateTimeValue = FloatingValue | UtcValue;
export type TimeValue = DateValue | DateTimeValue;

/**
 * RFC 5545 §3.3.6. `days` are nominal (a day across a change of the clocks stays a day; weeks are seven of them),
 * `seconds` are exact. A negative duration has both negative.
 */
export type Duration = { readonly days: number; readonly seconds: number };

/** RFC 5545 §3.3.9. */
export type Period = { readonly start: DateTimeValue } & (
  | { readonly end: DateTimeValue }
  | { readonly duration: Duration }
);

export const asLocal = (seconds: number): LocalSeconds => seconds as LocalSeconds;
export const asInstant = (seconds: number): Instant => seconds as Instant;

/** RFC 5545 §3.3.4: `19970714`; undefined for anything that is not a day of the calendar. */
export function parseDate(text: string): DateValue | undefined {
  if (text.length !== 8) return undefined;
  const days = dayNumber(text);
  return days === undefined ? undefined : { kind: 'date', local: asLocal(days * SECONDS_PER_DAY) };
}

/** RFC 5545 §3.3.5: `19980118T230000` with or without `Z`; undefined for anything that is no time of such a day. */
export function parseDateTime(text: string): DateTimeValue | undefined {
  const utc = text.length === 16 && text.charCodeAt(15) === 0x5a;
  if ((text.length !== 15 && !utc) || text.charCodeAt(8) !== 0x54) return undefined;
  const days = dayNumber(text);
  const time = timeOfDay(text, 9);
  if (days === undefined || time === undefined) return undefined;
  const seconds = days * SECONDS_PER_DAY + time;
  return utc ? { kind: 'utc', instant: asInstant(seconds) } : { kind: 'floating', local: asLocal(seconds) };
}

/** Either of the two, told apart by the length. */
export const parseTime = (text: string): TimeValue | undefined =>
  text.length === 8 ? parseDate(text) : parseDateTime(text);

/** The parts in their order; `PT1H30S` and `P1W2D`, which the grammar forgot and clients write, are unambiguous. */
const DURATION = /^([+-]?)P(?:(\d{1,7})W)?(?:(\d{1,7})D)?(T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;

/** RFC 5545 §3.3.6: `-PT15M`, `P1DT2H`; undefined when no part is given or the parts are out of order. */
export function parseDuration(text: string): Duration | undefined {
  const match = DURATION.exec(text);
  if (match === null || match[4] === 'T') return undefined;
  const [, sign, weeks, days, time, hours, minutes, seconds] = match;
  if (weeks === undefined && days === undefined && time === undefined) return undefined;
  const direction = sign === '-' ? -1 : 1;
  const nominal = Number(weeks ?? 0) * 7 + Number(days ?? 0);
  const exact = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return { days: nominal * direction || 0, seconds: exact * direction || 0 };
}

/** RFC 5545 §3.3.9: two date-times of one form, or a date-time and a positive duration, divided by a slash. */
export function parsePeriod(text: string): Period | undefined {
  const slash = text.indexOf('/');
  const start = parseDateTime(text.slice(0, Math.max(slash, 0)));
  if (start === undefined) return undefined;
  const rest = text.slice(slash + 1);
  const duration = parseDuration(rest);
  if (duration !== undefined) return duration.days < 0 || duration.seconds < 0 ? undefined : { start, duration };
  const end = parseDateTime(rest);
  return end === undefined || end.kind !== start.kind || secondsOf(end) < secondsOf(start) ? undefined : { start, end };
}

/** The number inside a value: local or UTC seconds, comparable between values of one kind only. */
export const secondsOf = (value: TimeValue): number => (value.kind === 'utc' ? value.instant : value.local);

/** RFC 5545 §3.3.4: the day on which a reading of the clock lies, `19970714`. Years 0–9999. */
export function formatDate(local: LocalSeconds): string {
  const { year, month, day } = civilFromDays(Math.floor(local / SECONDS_PER_DAY));
  return String(year * 10_000 + month * 100 + day).padStart(8, '0');
}

/** RFC 5545 §3.3.5 form 1: `19980118T230000`. */
export function formatLocal(local: LocalSeconds): string {
  const time = local - Math.floor(local / SECONDS_PER_DAY) * SECONDS_PER_DAY;
  const digits = Math.floor(time / 3600) * 10_000 + Math.floor((time % 3600) / 60) * 100 + Math.floor(time % 60);
  return `${formatDate(local)}T${String(digits).padStart(6, '0')}`;
}

/** RFC 5545 §3.3.5 form 2: `19980119T070000Z`. */
export const formatUtc = (at: Instant): string => `${formatLocal(asLocal(at))}Z`;

/** RFC 5545 §3.3.6: `-P1DT2H`; whole weeks as weeks, nothing at all as `PT0S`. */
export function formatDuration({ days, seconds }: Duration): string {
  const sign = days < 0 || seconds < 0 ? '-' : '';
  const [nominal, exact] = [Math.abs(days), Math.abs(seconds)];
  if (exact === 0 && nominal > 0) return nominal % 7 === 0 ? `${sign}P${nominal / 7}W` : `${sign}P${nominal}D`;
  const hours = Math.floor(exact / 3600);
  const minutes = Math.floor((exact % 3600) / 60);
  const rest = exact % 60;
  // the grammar allows no gap: hours and seconds want their minutes between them
  const parts = [
    hours > 0 ? `${hours}H` : '',
    minutes > 0 || (hours > 0 && rest > 0) ? `${minutes}M` : '',
    rest > 0 || exact === 0 ? `${rest}S` : '',
  ];
  return `${sign}P${nominal > 0 ? `${nominal}D` : ''}T${parts.join('')}`;
}

/** The day number of eight digits at the start of `text`, undefined when there is no such day. */
function dayNumber(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 4, 2);
  const day = digits(text, 6, 2);
  if (!(month >= 1 && month <= 12) || !(day >= 1 && day <= daysInMonth(year, month)) || !(year >= 0)) return undefined;
  return daysFromCivil(year, month, day);
}

/** RFC 5545 §3.3.12: a leap second counts as the second before it. */
function timeOfDay(text: string, from: number): number | undefined {
  const hour = digits(text, from, 2);
  const minute = digits(text, from + 2, 2);
  const second = digits(text, from + 4, 2);
  if (!(hour <= 23) || !(minute <= 59) || !(second <= 60)) return undefined;
  return hour * 3600 + minute * 60 + Math.min(second, 59);
}

/** `count` decimal digits as a number, NaN if one of them is none. */
function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
