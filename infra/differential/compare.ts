/** Two tables side by side: what is different, and which of it is decided. */
import type { Decided } from './decided/meant.ts';
import type { Table } from './scenario.ts';

export type Difference = {
  readonly step: string;
  readonly sogo: string;
  readonly fasti: string;
  /** Why it is meant to be so; undefined when nobody has decided it. */
  readonly why: string | undefined;
};

/** Steps with different answers. Both tables come of the same scenarios. */
export const compare = (sogo: Table, fasti: Table, decided: readonly Decided[]): Difference[] =>
  [...sogo].flatMap(([step, theirs]) => {
    const ours = fasti.get(step) ?? 'the step is missing';
    if (theirs === ours) return [];
    const why = decided.find(({ steps, meant }) => steps.test(step) && meant(theirs, ours))?.why;
    return [{ step, sogo: theirs, fasti: ours, why }];
  });

/** Those decisions that nothing in these differences needed: they can go, or the steps are too few. */
export const unused = (differences: readonly Difference[], decided: readonly Decided[]): readonly Decided[] =>
  decided.filter(({ why }) => !differences.some((one) => one.why === why));
