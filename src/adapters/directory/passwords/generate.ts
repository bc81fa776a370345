import { randomInt } from 'node:crypto';

/** Without the letters and digits that are taken for each other. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password to be read aloud and typed: four groups of five, 100 bits. */
export const generatePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  );
