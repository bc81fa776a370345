/** Which values a property may have: RFC 5545 §3.8, as far as something is computed from it. */
import type { Property } from './component.ts';
import { type Period, parseDuration, parsePeriod, parseTime, type TimeValue } from './date-time.ts';
import { parameter } from './property.ts';
import { isRuleProblem, parseRule } from './recurrence-rule.ts';

/** What is wrong with the value, as the end of a sentence that begins with the property's name; undefined if nothing. */
export type ValueRule = (of: Property) => string | undefined;

const NOT_A_TIME = 'is neither a date nor a date-time that exists';

/** RFC 5545 §3.3.4, §3.3.5: the text tells a DATE from a DATE-TIME, and VALUE must not say otherwise. */
export const time: ValueRule = (of) => {
  const value = parseTime(of.value);
  return value === undefined ? NOT_A_TIME : contradiction(of, value);
};

/** RFC 5545 §3.8.5.1, §3.8.5.2: EXDATE and RDATE. */
export const times: ValueRule = (of) => {
  for (const each of of.value.split(',')) {
    if (parsePeriod(each) !== undefined) continue;
    const value = parseTime(each);
    if (value === undefined) return 'has a value that is no date, date-time or period';
    const wrong = contradiction(of, value);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};

export const duration: ValueRule = (of) => (parseDuration(of.value) === undefined ? 'is no duration' : undefined);

/** RFC 5545 §3.8.2.5: the DURATION of an event or to-do is positive. */
export const positiveDuration: ValueRule = (of) => {
  const value = parseDuration(of.value);
  if (value === undefined) return 'is no duration';
  return value.days < 0 || value.seconds < 0 ? 'is negative' : undefined;
};

/** RFC 5545 §3.8.6.3: before or after the start or end, or at a time. */
export const trigger: ValueRule = (of) =>
  parseDuration(of.value) === undefined && parseTime(of.value) === undefined
    ? 'is neither a duration nor a time'
    : undefined;

export const rule: ValueRule = (of) => {
  const read = parseRule(of.value);
  return isRuleProblem(read) ? `is no recurrence rule: ${read.detail}` : undefined;
};

/** RFC 5545 §3.3.8 between two bounds. */
export const integer =
  (least: number, most: number): ValueRule =>
  (of) => {
    const value = /^[+-]?\d{1,10}$/.test(of.value) ? Number(of.value) : Number.NaN;
    return value >= least && value <= most ? undefined : `is no whole number from ${least} to ${most}`;
  };

/** One of the words, in whatever case: RFC 5545 §2. */
export const oneOf = (...words: readonly string[]): ValueRule => {
  const known = new Set(words);
  return (of) => (known.has(of.value.toUpperCase()) ? undefined : `is none of ${words.join(', ')}`);
};

/** A word of the standard, of the registry or of a client: RFC 5545 §3.8.1.3. */
export const word: ValueRule = (of) => (/^[A-Za-z0-9._-]+$/.test(of.value) ? undefined : 'is no word');

/** RFC 5545 §3.3.14. */
export const utcOffset: ValueRule = (of) =>
  /^[+-]([01]\d|2[0-3])[0-5]\d([0-5]\d)?$/.test(of.value) ? undefined : 'is no offset from UTC';

/** The times that a property names, periods by their start; those that are none left out. */
export const timesOf = (of: Property): TimeValue[] =>
  of.value
    .split(',')
    .map((each) => parsePeriod(each) ?? parseTime(each))
    .filter((value) => value !== undefined)
    .map((value: Period | TimeValue) => ('start' in value ? value.start : value));

function contradiction(of: Property, value: TimeValue): string | undefined {
  const declared = parameter(of, 'VALUE')?.toUpperCase();
  if (declared === undefined || declared === (value.kind === 'date' ? 'DATE' : 'DATE-TIME')) return undefined;
  return `is not of the type ${declared.slice(0, 20)} that VALUE says`;
}
