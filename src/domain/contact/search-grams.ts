/** An index of search keys for any script: runs of three letters, each as a number that means something in one book alone. */

const LENGTH = 3;

/** As many numbers as there are: so few that they are short, so many that books hardly meet in one. */
const NUMBERS = 2 ** 20;

/** FNV-1a, 32 bits. */
const hashed = (hash: number, text: string, from: number, to: number): number => {
  let sum = hash;
  for (let at = from; at < to; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum;
};

/**
 * The grams of a search key within a book, each once; none where the key is too short to have any. A text holds a key
 * only where its grams hold those of the key; the other way round it is likely, not certain. Each line of a text is a
 * value, and nobody looks for what begins in one and ends in the next: grams across lines would be a sixth of them all.
 */
export const gramsOf = (book: string, key: string): readonly number[] => {
  const seed = hashed(0x811c9dc5, book, 0, book.length);
  const grams = new Set<number>();
  for (const line of key.split('\n'))
    for (let at = 0; at + LENGTH <= line.length; at += 1)
      grams.add((hashed(seed, line, at, at + LENGTH) >>> 0) % NUMBERS);
  return [...grams];
};
