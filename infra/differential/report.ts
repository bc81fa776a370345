/** Differences as lines to read. */
import type { Difference } from './compare.ts';

const wordsOf = (answer: string): Set<string> => new Set(answer.split(/[\s,]+/));
const without = (these: Set<string>, those: Set<string>): string =>
  [...these].filter((word) => !those.has(word)).join(' ');

/** Up to here an answer is shown whole; of longer ones only the words that the other has not. */
const SHORT = 100;

const sides = ({ sogo, fasti }: Difference): string => {
  if (sogo.length <= SHORT && fasti.length <= SHORT) return `SOGo  ${sogo}\n      Fasti ${fasti}`;
  const [theirs, ours] = [wordsOf(sogo), wordsOf(fasti)];
  return `SOGo  … ${without(theirs, ours)}\n      Fasti … ${without(ours, theirs)}`;
};

/** Differences of the same kind under one heading with the steps that show it, most frequent first. */
export const grouped = (differences: readonly Difference[]): string[] => {
  const groups = Map.groupBy(differences, (one) => `${one.why ?? ''}\n      ${sides(one)}`);
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(
      ([heading, all]) =>
        `${all.length} × ${all
          .map(({ step }) => step)
          .slice(0, 3)
          .join(' | ')}${heading}`,
    );
};
