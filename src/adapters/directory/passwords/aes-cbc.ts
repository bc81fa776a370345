import { createCipheriv, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { same } from './same.ts';
import { type Scheme, unusable } from './scheme.ts';

const BLOCK = 16;

const STORED = /^\$AES-128-CBC\$([A-Za-z0-9+/]+=*)\$([A-Za-z0-9+/]+=*)$/i;

/** The first octets of a string of C: after a NUL all are zero, which is how SOGo reads keys and vectors. */
const stringOfC = (octets: Buffer): Buffer => {
  const string = Buffer.alloc(BLOCK);
  const end = octets.indexOf(0);
  string.set(octets.subarray(0, end === -1 ? BLOCK : Math.min(end, BLOCK)));
  return string;
};

const keyAt = async (keyPath: string | undefined): Promise<Buffer | string> => {
  if (keyPath === undefined) return 'sym-aes-128-cbc needs the key in the file that keyPath names';
  try {
    const octets = await readFile(keyPath);
    return octets.length < BLOCK ? `the key in ${keyPath} is shorter than ${BLOCK} octets` : stringOfC(octets);
  } catch {
    return `the key in ${keyPath} cannot be read`;
  }
};

/** NIST SP 800-38A §6.2, the last block filled with zeros. */
const encrypted = (password: string, key: Buffer, iv: Buffer): Buffer => {
  const text = Buffer.from(password);
  const filled = Buffer.alloc(Math.ceil(text.length / BLOCK) * BLOCK);
  filled.set(text);
  return createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false).update(filled);
};

/**
 * SOGo's reversible encryption: `$AES-128-CBC$<vector>$<text>`, base64. SOGo stores the first block only, so that of a
 * password stored by it sixteen octets count; what is stored here is whole, and SOGo cannot read it beyond those.
 */
export const aesCbc: Scheme = {
  encoding: 'plain',
  matches: async (password, stored, keyPath) => {
    const [, vector = '', text = ''] = STORED.exec(stored.toString()) ?? [];
    const [iv, expected] = [Buffer.from(vector, 'base64'), Buffer.from(text, 'base64')];
    if (iv.length < BLOCK || expected.length % BLOCK !== 0) return unusable('not $AES-128-CBC$vector$text');
    const key = await keyAt(keyPath);
    if (typeof key === 'string') return unusable(key);
    const whole = encrypted(password, key, stringOfC(iv));
    return same(expected.length === BLOCK ? whole.subarray(0, BLOCK) : whole, expected);
  },
  make: async (password, keyPath) => {
    const key = await keyAt(keyPath);
    if (typeof key === 'string') throw new Error(key);
    // Without a NUL, so that SOGo reads all of it.
    const iv = Buffer.from(Array.from({ length: BLOCK }, () => randomInt(1, 256)));
    return Buffer.from(`$AES-128-CBC$${iv.toString('base64')}$${encrypted(password, key, iv).toString('base64')}`);
  },
};
