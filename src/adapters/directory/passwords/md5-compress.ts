/** RFC 1321 §3.4: the state after one block, which node:crypto does not tell. */

const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476] as const;
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const SINES = Array.from({ length: 64 }, (_, at) => Math.floor(2 ** 32 * Math.abs(Math.sin(at + 1))) >>> 0);

const mixed = (round: number, b: number, c: number, d: number): number => {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (b & d) | (c & ~d);
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d);
};

/** Which word of the block a step takes. */
const wordOf = (round: number, step: number): number => [step, 5 * step + 1, 3 * step + 5, 7 * step][round] ?? 0;

/** The state of MD5, 16 octets, after these 64. */
export const md5AfterBlock = (block: Buffer): Buffer => {
  let [a, b, c, d]: [number, number, number, number] = [...START];
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const word = block.readUInt32LE(4 * (wordOf(round, step) & 15));
    const sum: number = (a + mixed(round, b, c, d) + word + (SINES[step] ?? 0)) >>> 0;
    const by = SHIFTS[round]?.[step & 3] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << by) | (sum >>> (32 - by)))) >>> 0];
  }
  const state = Buffer.alloc(16);
  for (const [at, value] of [a, b, c, d].entries()) state.writeUInt32LE((value + (START[at] ?? 0)) >>> 0, 4 * at);
  return state;
};
