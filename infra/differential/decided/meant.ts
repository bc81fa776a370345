/** A decision, and the ways in which two answers differ that more than one decision means. */

export type Decided = {
  readonly steps: RegExp;
  /** Whether these two answers differ in the way that is meant. */
  readonly meant: (sogo: string, fasti: string) => boolean;
  readonly why: string;
};

export const from =
  (sogo: RegExp, fasti: RegExp): Decided['meant'] =>
  (theirs, ours) =>
    sogo.test(theirs) && fasti.test(ours);

const wordsOf = (answer: string): string[] => answer.split(/[\s,;(){}]+/);

/** Fasti says what SOGo says, but for some words. */
export const less: Decided['meant'] = (theirs, ours) => {
  const words = wordsOf(theirs);
  return wordsOf(ours).every((word) => words.includes(word));
};

/** Fasti says what SOGo says, and some words besides. */
export const more: Decided['meant'] = (theirs, ours) => less(ours, theirs);

export const REFUSED = /^40[0134]/;
