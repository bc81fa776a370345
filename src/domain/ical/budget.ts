/**
 * How much one question may still cost. Counted, not timed: the same rule always ends at the same place.
 */
import { MAX_RECURRENCE_STEPS } from '../limits.ts';

/** Steps left; below zero once the question has cost more than it may. Changed by whoever spends. */
export type Budget = { left: number };

/** A fresh budget of `steps`. */
export const budgetOf = (steps: number = MAX_RECURRENCE_STEPS): Budget => ({ left: steps });

/** Takes steps off the budget; false once there were not enough. */
export function spend(budget: Budget, steps: number): boolean {
  budget.left -= steps;
  return budget.left >= 0;
}

/** True once more was asked than the budget had. */
export const isExceeded = (budget: Budget): boolean => budget.left < 0;
