/** FIPS 46-3 in the form of crypt(3): 25 times over a block of zeros, with an expansion that the salt disturbs. */
import { DIGITS } from './base64.ts';

type Bits = readonly number[];

/** Numbers of a table, as the standard prints them. */
const table = (text: string): number[] => text.trim().split(/\s+/).map(Number);

/** Places from 1, as the standard counts. */
const select = (bits: Bits, places: Bits): number[] => places.map((place) => bits[place - 1] ?? 0);

/** FIPS 46-3, “Enciphering”: the final permutation. The initial one of a block of zeros is itself. */
const FINAL = table(`40 8 48 16 56 24 64 32 39 7 47 15 55 23 63 31 38 6 46 14 54 22 62 30 37 5 45 13 53 21 61 29
  36 4 44 12 52 20 60 28 35 3 43 11 51 19 59 27 34 2 42 10 50 18 58 26 33 1 41 9 49 17 57 25`);
const E = table(`32 1 2 3 4 5 4 5 6 7 8 9 8 9 10 11 12 13 12 13 14 15 16 17 16 17 18 19 20 21 20 21 22 23 24 25
  24 25 26 27 28 29 28 29 30 31 32 1`);
const P = table('16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25');

/** FIPS 46-3, Appendix 1: S1 to S8, row by row. */
const S = [
  `14 4 13 1 2 15 11 8 3 10 6 12 5 9 0 7 0 15 7 4 14 2 13 1 10 6 12 11 9 5 3 8
   4 1 14 8 13 6 2 11 15 12 9 7 3 10 5 0 15 12 8 2 4 9 1 7 5 11 3 14 10 0 6 13`,
  `15 1 8 14 6 11 3 4 9 7 2 13 12 0 5 10 3 13 4 7 15 2 8 14 12 0 1 10 6 9 11 5
   0 14 7 11 10 4 13 1 5 8 12 6 9 3 2 15 13 8 10 1 3 15 4 2 11 6 7 12 0 5 14 9`,
  `10 0 9 14 6 3 15 5 1 13 12 7 11 4 2 8 13 7 0 9 3 4 6 10 2 8 5 14 12 11 15 1
   13 6 4 9 8 15 3 0 11 1 2 12 5 10 14 7 1 10 13 0 6 9 8 7 4 15 14 3 11 5 2 12`,
  `7 13 14 3 0 6 9 10 1 2 8 5 11 12 4 15 13 8 11 5 6 15 0 3 4 7 2 12 1 10 14 9
   10 6 9 0 12 11 7 13 15 1 3 14 5 2 8 4 3 15 0 6 10 1 13 8 9 4 5 11 12 7 2 14`,
  `2 12 4 1 7 10 11 6 8 5 3 15 13 0 14 9 14 11 2 12 4 7 13 1 5 0 15 10 3 9 8 6
   4 2 1 11 10 13 7 8 15 9 12 5 6 3 0 14 11 8 12 7 1 14 2 13 6 15 0 9 10 4 5 3`,
  `12 1 10 15 9 2 6 8 0 13 3 4 14 7 5 11 10 15 4 2 7 12 9 5 6 1 13 14 0 11 3 8
   9 14 15 5 2 8 12 3 7 0 4 10 1 13 11 6 4 3 2 12 9 5 15 10 11 14 1 7 6 0 8 13`,
  `4 11 2 14 15 0 8 13 3 12 9 7 5 10 6 1 13 0 11 7 4 9 1 10 14 3 5 12 2 15 8 6
   1 4 11 13 12 3 7 14 10 15 6 8 0 5 9 2 6 11 13 8 1 4 10 7 9 5 0 15 14 2 3 12`,
  `13 2 8 4 6 15 11 1 10 9 3 14 5 0 12 7 1 15 13 8 10 3 7 4 12 5 6 11 0 14 9 2
   7 11 4 1 9 12 14 2 0 6 10 13 15 3 5 8 2 1 14 7 4 10 8 13 15 12 9 0 3 5 6 11`,
].map(table);

/** FIPS 46-3, “Key schedule”: permuted choices 1 and 2, and how often each round shifts. */
const CHOICE_1 = table(`57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36
  63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4`);
const CHOICE_2 = table(`14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2
  41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32`);
const SHIFTS = table('1 1 2 2 2 2 2 2 1 2 2 2 2 2 2 1');

const schedule = (key: Bits): number[][] => {
  const chosen = select(key, CHOICE_1);
  let shifted = 0;
  return SHIFTS.map((by) => {
    shifted += by;
    const turned = [chosen.slice(0, 28), chosen.slice(28)].flatMap((half) => [
      ...half.slice(shifted),
      ...half.slice(0, shifted),
    ]);
    return select(turned, CHOICE_2);
  });
};

/** The row is of the outer bits, the column of the inner four. */
const substituted = (six: Bits, box: Bits): number[] => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = six;
  const value = box[((a * 2 + f) << 4) | (b * 8 + c * 4 + d * 2 + e)] ?? 0;
  return [value >> 3, (value >> 2) & 1, (value >> 1) & 1, value & 1];
};

const cipher = (right: Bits, key: Bits, expansion: Bits): number[] => {
  const mixed = select(right, expansion).map((bit, at) => bit ^ (key[at] ?? 0));
  return select(
    S.flatMap((box, at) => substituted(mixed.slice(6 * at, 6 * at + 6), box)),
    P,
  );
};

const bitsOf = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => (value >> (count - 1 - at)) & 1);

/** Each set bit of the salt, lowest first, swaps its place of the expansion with the one 24 on. */
const disturbed = (salt: string): number[] => {
  const bits = Array.from(salt).flatMap((digit) => bitsOf(DIGITS.indexOf(digit), 6).reverse());
  return E.map((place, at) => (bits[at % 24] === 1 ? (E[(at + 24) % 48] ?? 0) : place));
};

const SETTING = /^[./0-9A-Za-z]{2}/;

/** crypt(3) without `$`: two digits of salt, and eight octets of the password at most. Undefined without such a salt. */
export const desCrypt = (password: string, setting: string): string | undefined => {
  const salt = SETTING.exec(setting)?.[0];
  if (salt === undefined) return undefined;
  const octets = Buffer.alloc(8);
  octets.set(Buffer.from(password).subarray(0, 8));
  const keys = schedule(Array.from(octets).flatMap((octet) => [...bitsOf(octet, 7), 0]));
  const expansion = disturbed(salt);
  let halves: readonly [Bits, Bits] = [Array(32).fill(0), Array(32).fill(0)];
  for (let time = 0; time < 25; time += 1) {
    for (const key of keys) {
      const [left, right] = halves;
      const mixed = cipher(right, key, expansion);
      halves = [right, left.map((bit, at) => bit ^ (mixed[at] ?? 0))];
    }
    halves = [halves[1], halves[0]];
  }
  const block = [...select([...halves[0], ...halves[1]], FINAL), 0, 0];
  const digits = Array.from({ length: 11 }, (_, at) => Number.parseInt(block.slice(6 * at, 6 * at + 6).join(''), 2));
  return salt + digits.map((digit) => DIGITS[digit]).join('');
};
