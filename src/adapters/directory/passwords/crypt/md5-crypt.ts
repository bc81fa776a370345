import { createHash } from 'node:crypto';
import { digitsOf } from './base64.ts';

const md5 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest();

/** `length` octets of a block that repeats. */
const repeated = (block: Buffer, length: number): Buffer => Buffer.alloc(length, block);

const ROUNDS = 1000;
const ORDER = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]] as const;

const SETTING = /^(\$(?:1|apr1)\$)([^$]{0,8})/;

/** crypt(3) with `$1$`, and Apache's `$apr1$`. Undefined where the setting is neither. */
export const md5Crypt = (password: string, setting: string): string | undefined => {
  const [, magic, text] = SETTING.exec(setting) ?? [];
  if (magic === undefined || text === undefined) return undefined;
  const key = Buffer.from(password);
  const salt = Buffer.from(text);
  const bits = Array.from(key.length.toString(2)).reverse();
  const ends = key.length === 0 ? [] : bits.map((bit) => (bit === '1' ? Buffer.alloc(1) : key.subarray(0, 1)));
  const start = md5(key, Buffer.from(magic), salt, repeated(md5(key, salt, key), key.length), ...ends);
  let digest = start;
  for (let round = 0; round < ROUNDS; round += 1)
    digest = md5(
      round % 2 === 1 ? key : digest,
      ...(round % 3 === 0 ? [] : [salt]),
      ...(round % 7 === 0 ? [] : [key]),
      round % 2 === 1 ? digest : key,
    );
  return `${magic}${text}$${ORDER.map((places) => digitsOf(digest, places)).join('')}`;
};
