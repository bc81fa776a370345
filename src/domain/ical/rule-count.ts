/** Where COUNT ends: RFC 5545 §3.3.10. By division where every period gives the same number of starts, else by walking. */
import type { Budget } from './budget.ts';
import { CALENDAR_END, matchesIn } from './rule-matches.ts';
import type { RulePlan } from './rule-plan.ts';

/**
 * The local second of the last occurrence counted. With `countsStart`, DTSTART is the first whether it fits the rule or
 * not. Infinity when the budget or the calendar ends before the count does.
 */
export function countedEnd(plan: RulePlan, count: number, countsStart: boolean, budget: Budget): number {
  const from = countsStart ? plan.start + 1 : plan.start;
  const left = countsStart ? count - 1 : count;
  if (left === 0) return plan.start;
  const each = startsPerPeriod(plan);
  return each === undefined ? walkedEnd(plan, from, left, budget) : dividedEnd(plan, from, left, each, budget);
}

function walkedEnd(plan: RulePlan, from: number, count: number, budget: Budget): number {
  let seen = 0;
  for (const local of matchesIn(plan, from, CALENDAR_END, budget)) {
    seen += 1;
    if (seen === count) return local;
  }
  return Number.POSITIVE_INFINITY;
}

function dividedEnd(plan: RulePlan, from: number, count: number, each: number, budget: Budget): number {
  const { periods } = plan;
  const first = [...matchesIn(plan, from, periods.startOf(1), budget)];
  if (count <= first.length) return first[count - 1]!;
  const left = count - first.length - 1;
  const number = 1 + Math.floor(left / each);
  if (periods.startOf(number) >= CALENDAR_END) return Number.POSITIVE_INFINITY;
  const inLast = [...matchesIn(plan, periods.startOf(number), periods.startOf(number + 1), budget)];
  return inLast[left % each] ?? Number.POSITIVE_INFINITY;
}

/** The number of starts in each whole period, undefined when it is not the same in all of them. */
export function startsPerPeriod(plan: RulePlan): number | undefined {
  const days = basesPerPeriod(plan);
  if (days === undefined || plan.positions.length === 0)
    return days === undefined ? undefined : days * plan.offsets.length;
  const length = days * plan.offsets.length;
  const indexes = plan.positions.map((position) => (position > 0 ? position - 1 : length + position));
  return new Set(indexes.filter((index) => index >= 0 && index < length)).size || undefined;
}

function basesPerPeriod({ rule, parts }: RulePlan): number | undefined {
  const { months, monthDays, yearDays, weekNumbers, weekdays, ordinals } = parts;
  if (yearDays.size > 0 || weekNumbers.size > 0) return undefined;
  const plainDays = monthDays.size === 0 && weekdays === 0 && ordinals.length === 0;
  switch (rule.frequency) {
    case 'YEARLY':
      return daysPerYear(months, monthDays, weekdays, ordinals);
    case 'MONTHLY':
      return months === 0 ? daysPerMonth(monthDays, weekdays, ordinals, 4) : undefined;
    case 'WEEKLY':
      return months === 0 && monthDays.size === 0 ? bitsOf(weekdays) : undefined;
    case 'DAILY':
      return months === 0 && plainDays ? 1 : undefined;
    default: {
      const limits = rule.byHour.length + (rule.frequency === 'HOURLY' ? 0 : rule.byMinute.length);
      const seconds = rule.frequency === 'SECONDLY' ? rule.bySecond.length : 0;
      return months === 0 && plainDays && limits + seconds === 0 ? 1 : undefined;
    }
  }
}

type Ordinals = RulePlan['parts']['ordinals'];

function daysPerYear(
  months: number,
  monthDays: ReadonlySet<number>,
  weekdays: number,
  ordinals: Ordinals,
): number | undefined {
  if (months === 0 && monthDays.size === 0) return daysPerMonth(monthDays, weekdays, ordinals, 52);
  const each = daysPerMonth(monthDays, weekdays, months === 0 ? [] : ordinals, 4);
  return each === undefined || (months === 0 && ordinals.length > 0) ? undefined : each * (bitsOf(months) || 12);
}

/** Days that each month (each year) has: 1 to 28 from one end, or the first weeks' ordinals from one end. */
function daysPerMonth(
  monthDays: ReadonlySet<number>,
  weekdays: number,
  ordinals: Ordinals,
  weeks: number,
): number | undefined {
  if (weekdays !== 0 || (monthDays.size > 0 && ordinals.length > 0)) return undefined;
  if (monthDays.size > 0) return fromOneEnd([...monthDays], 28) ? monthDays.size : undefined;
  const distinct = new Set(ordinals.map((day) => day.weekday * 100 + day.ordinal));
  return fromOneEnd(
    ordinals.map((day) => day.ordinal),
    weeks,
  )
    ? distinct.size
    : undefined;
}

const fromOneEnd = (numbers: readonly number[], most: number): boolean =>
  numbers.length > 0 && (numbers.every((n) => n > 0 && n <= most) || numbers.every((n) => n < 0 && n >= -most));

function bitsOf(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}
