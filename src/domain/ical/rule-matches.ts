/** The local times that a rule names, in order, from any point on: RFC 5545 §3.3.10. */
import { type Budget, spend } from './budget.ts';
import { daysFromCivil, SECONDS_PER_DAY } from './civil.ts';
import type { RulePlan } from './rule-plan.ts';

/** 10000-01-01T00:00:00: no iCalendar value lies behind it. */
export const CALENDAR_END = daysFromCivil(10_000, 1, 1) * SECONDS_PER_DAY;

/** How a walk ended: nothing follows in the window, or it cost more than it may. */
export type Ended = 'ended' | 'budget-exceeded';

/**
 * What the rule names with `from <= start < to`, in order, whatever COUNT and UNTIL say; never before DTSTART. With
 * `startsFirst`, DTSTART comes before all of it.
 */
export function* matchesIn(
  plan: RulePlan,
  from: number,
  to: number,
  budget: Budget,
  startsFirst = false,
): Generator<number, Ended> {
  const { periods, positions, start } = plan;
  if (startsFirst) yield start;
  const low = Math.max(from, start);
  const bases: number[] = [];
  if (plan.offsets.length === 0 || low >= to) return 'ended';
  for (let number = periods.numberAt(low); periods.startOf(number) < to; ) {
    const next = periods.fill(number, bases, budget);
    if (!spend(budget, positions.length)) return 'budget-exceeded';
    // BYSETPOS leaves whole starts; without it a start is a base and an offset
    const offsets = positions.length === 0 ? plan.offsets : NO_OFFSET;
    const starts = positions.length === 0 ? bases : pick(bases, plan.offsets, positions);
    for (let base = 0; base < starts.length; base++) {
      for (let offset = 0; offset < offsets.length; offset++) {
        const local = starts[base]! + offsets[offset]!;
        if (local < low) continue;
        if (local >= to) return 'ended';
        if (!spend(budget, 1)) return 'budget-exceeded';
        yield local;
      }
    }
    number = next;
  }
  return 'ended';
}

const NO_OFFSET = [0];

/** BYSETPOS: the nth starts of a period in order, without building the others. */
function pick(bases: readonly number[], offsets: readonly number[], positions: readonly number[]): number[] {
  const length = bases.length * offsets.length;
  const picked = new Set<number>();
  for (const position of positions) {
    const index = position > 0 ? position - 1 : length + position;
    if (index < 0 || index >= length) continue;
    picked.add(bases[Math.floor(index / offsets.length)]! + offsets[index % offsets.length]!);
  }
  return [...picked].sort((a, b) => a - b);
}
