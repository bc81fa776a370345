/** The differences that are meant. Each is a decision to do better than SOGo, or not to copy a mistake of it. */

export type Decided = {
  readonly steps: RegExp;
  /** What SOGo answers there; anything when it is left out. */
  readonly sogo?: RegExp;
  readonly fasti: RegExp;
  readonly why: string;
};

export const DECIDED: readonly Decided[] = [];
