import { budgetOf } from '../../domain/ical/budget.ts';
import { MAX_EXPANDED_REPORT, MAX_RECURRENCE_STEPS, MAX_REPORT_PARSED, MAX_REPORT_STEPS } from '../../domain/limits.ts';

/** What one report may still cost: counted, so that the same question to the same calendar always ends at the same place. */
export class Work {
  #steps = MAX_REPORT_STEPS;
  #parsed = MAX_REPORT_PARSED;
  #expanded = MAX_EXPANDED_REPORT;

  /** True once something was used up: the answer ends here and says so. */
  get isOver(): boolean {
    return this.#steps <= 0 || this.#parsed < 0 || this.#expanded < 0;
  }

  /** Asks a question about one object's series with a budget of its own. */
  withBudget<T>(ask: (budget: ReturnType<typeof budgetOf>) => T): T {
    const budget = budgetOf(Math.min(MAX_RECURRENCE_STEPS, this.#steps));
    const before = budget.left;
    const answer = ask(budget);
    this.#steps -= before - Math.max(budget.left, 0);
    return answer;
  }

  /** A text of so many octets was parsed. */
  parsed(octets: number): void {
    this.#parsed -= octets;
  }

  /** A text was expanded to so many characters. */
  expanded(characters: number): void {
    this.#expanded -= characters;
  }
}
