/** The value type RECUR as data: RFC 5545 §3.3.10. What a rule means for a DTSTART is in `rule-occurrences.ts`. */
import { MAX_RULE_COUNT, MAX_RULE_LIST, MAX_RULE_TIMES } from '../limits.ts';
import { parseTime, type TimeValue } from './date-time.ts';

export const FREQUENCIES = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** `weekday` is 0 (Sunday) to 6; `ordinal` is 0 for every such day, else the nth from the start or (negative) the end. */
export type WeekdayNumber = { readonly weekday: number; readonly ordinal: number };

/** Lists are as the client ordered them, empty when the part is absent. */
export type Rule = {
  readonly frequency: Frequency;
  /** At least 1. */
  readonly interval: number;
  readonly count?: number;
  readonly until?: TimeValue;
  readonly bySecond: readonly number[];
  readonly byMinute: readonly number[];
  readonly byHour: readonly number[];
  readonly byDay: readonly WeekdayNumber[];
  readonly byMonthDay: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byWeekNumber: readonly number[];
  readonly byMonth: readonly number[];
  readonly bySetPosition: readonly number[];
  /** 0 (Sunday) to 6. */
  readonly weekStart: number;
};

/** Why a text is no rule: one sentence for the person who sent it. */
export type RuleProblem = { readonly is: 'rule-problem'; readonly detail: string };

export const isRuleProblem = (value: Rule | RuleProblem): value is RuleProblem => 'is' in value;

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Name of a list part: its lowest and highest absolute value, and whether it may count from the end. */
const LISTS = {
  BYSECOND: { low: 0, high: 60, signed: false },
  BYMINUTE: { low: 0, high: 59, signed: false },
  BYHOUR: { low: 0, high: 23, signed: false },
  BYMONTHDAY: { low: 1, high: 31, signed: true },
  BYYEARDAY: { low: 1, high: 366, signed: true },
  BYWEEKNO: { low: 1, high: 53, signed: true },
  BYMONTH: { low: 1, high: 12, signed: false },
  BYSETPOS: { low: 1, high: 366, signed: true },
} as const;
type ListName = keyof typeof LISTS;

const PARTS = new Set<string>(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'WKST', ...Object.keys(LISTS)]);

/**
 * RFC 5545 §3.3.10. Takes the value of an RRULE or EXRULE and gives the rule, or what is wrong with it.
 *
 * Milder than the standard where clients in use are: letters of either case, blanks and empty parts, parts with unknown
 * names (RFC 7529 and private ones), INTERVAL=0 for 1, UNTIL together with COUNT (whichever ends first), UNTIL of another
 * value type than DTSTART, BYSETPOS alone, and, as in RFC 2445, BYMONTHDAY, BYYEARDAY and BYWEEKNO with any FREQ, where
 * they limit. A part that comes twice, a value out of range, and an ordinal weekday where none can be are refused.
 */
export function parseRule(text: string): Rule | RuleProblem {
  const parts = partsOf(text);
  if (!(parts instanceof Map)) return parts;
  const lists = listsOf(parts);
  if ('is' in lists) return lists;
  const byDay = weekdaysOf(parts.get('BYDAY'));
  if (byDay === undefined) return problem('BYDAY', parts.get('BYDAY'));
  const ends = endsOf(parts);
  if ('is' in ends) return ends;
  const frequency = FREQUENCIES.find((name) => name === parts.get('FREQ'));
  if (frequency === undefined) return problem('FREQ', parts.get('FREQ'));
  const interval = numberOf(parts.get('INTERVAL') ?? '1');
  if (interval === undefined) return problem('INTERVAL', parts.get('INTERVAL'));
  const weekStart = WEEKDAYS.indexOf(parts.get('WKST') ?? 'MO');
  if (weekStart < 0) return problem('WKST', parts.get('WKST'));
  const rule: Rule = { frequency, interval: Math.max(interval, 1), ...ends, ...lists, byDay, weekStart };
  return contradictionOf(rule) ?? rule;
}

/** RFC 5545 §3.3.10: the value of an RRULE without the parts that `parseRule` passes over, whose values may be any text. */
export const knownParts = (text: string): string =>
  text
    .split(';')
    .filter((part) => PARTS.has(nameOf(part).toUpperCase()))
    .join(';');

const nameOf = (part: string): string => part.slice(0, Math.max(part.indexOf('='), 0)).trim();

const problem = (part: string, value: string | undefined): RuleProblem => ({
  is: 'rule-problem',
  detail: value === undefined ? `${part} is missing` : `${part}=${value.slice(0, 40)} is not possible`,
});

function partsOf(text: string): Map<string, string> | RuleProblem {
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    const equals = part.indexOf('=');
    const name = nameOf(part);
    if (!PARTS.has(name)) {
      if (equals < 0 && part.trim() !== '') return problem(part.trim().slice(0, 40), undefined);
      continue;
    }
    if (parts.has(name)) return { is: 'rule-problem', detail: `${name} comes twice` };
    parts.set(name, part.slice(equals + 1).trim());
  }
  return parts;
}

/** Up to nine decimal digits. */
const numberOf = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

/** A count beyond the limit is one more than the limit: whoever stores the rule refuses it for that. */
const countOf = (text: string): number | undefined =>
  /^\d+$/.test(text) ? Math.min(Number(text), MAX_RULE_COUNT + 1) : undefined;

function endsOf(parts: Map<string, string>): { count?: number; until?: TimeValue } | RuleProblem {
  const [countText, untilText] = [parts.get('COUNT'), parts.get('UNTIL')];
  const count = countText === undefined ? undefined : countOf(countText);
  const until = untilText === undefined ? undefined : parseTime(untilText);
  if (countText !== undefined && (count === undefined || count === 0)) return problem('COUNT', countText);
  if (untilText !== undefined && until === undefined) return problem('UNTIL', untilText);
  return { ...(count === undefined ? {} : { count }), ...(until === undefined ? {} : { until }) };
}

type Lists = Pick<
  Rule,
  'bySecond' | 'byMinute' | 'byHour' | 'byMonthDay' | 'byYearDay' | 'byWeekNumber' | 'byMonth' | 'bySetPosition'
>;

function listsOf(parts: Map<string, string>): Lists | RuleProblem {
  let wrong: ListName | undefined;
  const list = (name: ListName): readonly number[] => {
    const numbers = numbersOf(parts.get(name), name);
    if (numbers === undefined) wrong ??= name;
    return numbers ?? [];
  };
  const lists: Lists = {
    bySecond: list('BYSECOND'),
    byMinute: list('BYMINUTE'),
    byHour: list('BYHOUR'),
    byMonthDay: list('BYMONTHDAY'),
    byYearDay: list('BYYEARDAY'),
    byWeekNumber: list('BYWEEKNO'),
    byMonth: list('BYMONTH'),
    bySetPosition: list('BYSETPOS'),
  };
  return wrong === undefined ? lists : problem(wrong, parts.get(wrong));
}

function numbersOf(text: string | undefined, name: ListName): number[] | undefined {
  if (text === undefined) return [];
  const { low, high, signed } = LISTS[name];
  const items = text.split(',');
  if (items.length > MAX_RULE_LIST) return undefined;
  const numbers = items.map((item) => (/^\s*[+-]?\d{1,3}\s*$/.test(item) ? Number(item) : Number.NaN));
  const possible = (n: number) => Math.abs(n) >= low && Math.abs(n) <= high && (n >= 0 || signed);
  return numbers.every(possible) ? numbers : undefined;
}

function weekdaysOf(text: string | undefined): WeekdayNumber[] | undefined {
  if (text === undefined) return [];
  const items = text.split(',');
  if (items.length > MAX_RULE_LIST) return undefined;
  const days = items.map(weekdayNumberOf);
  return days.every((day) => day !== undefined) ? days : undefined;
}

function weekdayNumberOf(text: string): WeekdayNumber | undefined {
  const match = /^\s*(?:([+-]?)(\d{1,2}))?(SU|MO|TU|WE|TH|FR|SA)\s*$/.exec(text);
  if (match === null) return undefined;
  const size = match[2] === undefined ? 0 : Number(match[2]);
  if (match[2] !== undefined && (size < 1 || size > 53)) return undefined;
  return { weekday: WEEKDAYS.indexOf(match[3]!), ordinal: match[1] === '-' ? -size : size };
}

function contradictionOf(rule: Rule): RuleProblem | undefined {
  const ordinal = rule.byDay.some((day) => day.ordinal !== 0);
  const inMonthOrYear = rule.frequency === 'MONTHLY' || rule.frequency === 'YEARLY';
  if (ordinal && !inMonthOrYear)
    return { is: 'rule-problem', detail: `BYDAY has an ordinal in a ${rule.frequency} rule` };
  if (ordinal && rule.byWeekNumber.length > 0) {
    return { is: 'rule-problem', detail: 'BYDAY has an ordinal together with BYWEEKNO' };
  }
  const times = [rule.byHour, rule.byMinute, rule.bySecond].reduce((all, list) => all * Math.max(list.length, 1), 1);
  if (times > MAX_RULE_TIMES)
    return { is: 'rule-problem', detail: 'BYHOUR, BYMINUTE and BYSECOND name too many times' };
  return undefined;
}
