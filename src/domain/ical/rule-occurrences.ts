/**
 * The starts that a rule gives for a DTSTART within its COUNT and UNTIL: RFC 5545 §3.3.10. Arithmetic on local seconds and
 * day numbers; zones are the caller's.
 */
import type { Budget } from './budget.ts';
import type { Rule } from './recurrence-rule.ts';
import { countedEnd } from './rule-count.ts';
import { CALENDAR_END, type Ended, matchesIn } from './rule-matches.ts';
import { planOf, type RulePlan } from './rule-plan.ts';

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
  if (!hasStart) return matchesIn(plan, from, end, budget);
  // an RRULE's DTSTART is an occurrence even behind an UNTIL that is too early
  const isStartIn = from <= plan.start && plan.start < to;
  return matchesIn(plan, Math.max(from, plan.start + 1), end, budget, isStartIn);
}
