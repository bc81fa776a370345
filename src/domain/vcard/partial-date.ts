/** Dates of people: RFC 6350 §4.3.4 (parts may be missing), RFC 2426 §3.1.5, and Apple's year that is none. */
import type { Property } from './card.ts';
import { parameter } from './property.ts';

/** A date of which any part may be unknown. `time` is kept as RFC 6350 §4.3.2 writes it. */
export type PartialDate = {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly time?: string;
};

const DATES = [
  /^(?<year>\d{4})-?(?<month>\d\d)-?(?<day>\d\d)$/,
  /^(?<year>\d{4})-(?<month>\d\d)$/,
  /^(?<year>\d{4})$/,
  /^--(?<month>\d\d)-?(?<day>\d\d)$/,
  /^--(?<month>\d\d)$/,
  /^---(?<day>\d\d)$/,
];

/** The date in a value of any version; undefined where it is free text or no day of any month. */
export function parsePartialDate(value: string): PartialDate | undefined {
  const [written = '', clock] = value.trim().split(/[Tt ]/, 2);
  const time = clock === undefined ? undefined : timeOf(clock);
  if (clock !== undefined && time === undefined) return undefined;
  if (written === '') return time === undefined ? undefined : { time };
  const found = DATES.map((form) => form.exec(written)?.groups).find((groups) => groups !== undefined);
  if (found === undefined) return undefined;
  const date = {
    ...numbered('year', found.year),
    ...numbered('month', found.month),
    ...numbered('day', found.day),
    ...(time === undefined ? {} : { time }),
  };
  return isPossible(date) ? date : undefined;
}

const numbered = (part: 'year' | 'month' | 'day', digits: string | undefined) =>
  digits === undefined ? {} : { [part]: Number(digits) };

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isPossible = ({ month, day }: PartialDate): boolean =>
  (month === undefined || (month >= 1 && month <= 12)) &&
  (day === undefined || (day >= 1 && day <= (DAYS[(month ?? 1) - 1] ?? 0)));

/** RFC 6350 §4.3.2 has no colons and no fractions. */
const timeOf = (clock: string): string | undefined => {
  const time = clock.toUpperCase().replaceAll(':', '').replace(/\.\d+/, '');
  return /^(?:\d\d){1,3}(?:Z|[+-]\d\d(?:\d\d)?)?$|^-\d\d(?:\d\d)?$|^--\d\d$/.test(time) ? time : undefined;
};

/** The date of a BDAY, ANNIVERSARY or the like. Apple names the year that its own program put where there is none. */
export function dateOf(of: Property): PartialDate | undefined {
  const date = parsePartialDate(of.value);
  const omitted = parameter(of, OMIT_YEAR);
  if (date?.year === undefined || omitted === undefined || Number(omitted) !== date.year) return date;
  const { year, ...rest } = date;
  return rest;
}

/** A parameter of Apple's programs. */
export const OMIT_YEAR = 'X-APPLE-OMIT-YEAR';

const two = (number: number | undefined): string => String(number ?? 0).padStart(2, '0');
const four = (number: number): string => String(number).padStart(4, '0');

/** RFC 6350 §4.3.4 */
export function formatPartialDate({ year, month, day, time }: PartialDate): string {
  const clock = time === undefined ? '' : `T${time}`;
  if (year !== undefined && month !== undefined && day === undefined) return `${four(year)}-${two(month)}${clock}`;
  const head = year !== undefined ? four(year) : month !== undefined ? '--' : day !== undefined ? '---' : '';
  return head + (month === undefined ? '' : two(month)) + (day === undefined ? '' : two(day)) + clock;
}

/** RFC 2426 §3.1.5: what it can say, a whole date with or without a time; undefined for anything less. */
export function formatWholeDate({ year, month, day, time }: PartialDate): string | undefined {
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = `${four(year)}-${two(month)}-${two(day)}`;
  if (time === undefined) return date;
  const clock = /^(\d\d)(\d\d)?(\d\d)?(Z?|[+-]\d\d)(\d\d)?$/.exec(time);
  if (clock === null) return undefined;
  const [, hour, minute = '00', second = '00', zone = '', minutes = '00'] = clock;
  return `${date}T${hour}:${minute}:${second}${zone.length < 2 ? zone : `${zone}:${minutes}`}`;
}
