import { type Argon2Algorithm, argon2 as derive, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { MAX_ARGON2_KIB, MAX_ARGON2_KIB_PASSES } from '../../../domain/limits.ts';
import { same } from './same.ts';
import { type Scheme, unusable } from './scheme.ts';

/** RFC 9106 §4, the second recommended option with one lane: 64 MB, some 200 ms of one core. */
const MEMORY = 64 * 1024;
const PASSES = 3;

const STORED =
  /^\$(argon2id?)\$v=19\$m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,128})\$([A-Za-z0-9+/]{6,700})$/;

/** Base64 as the PHC string format has it: without padding. */
const digits = (octets: Buffer): string => octets.toString('base64').replace(/=+$/, '');

/** RFC 9106 in the PHC string format; a stored value says itself which of the two it is. */
export const argon2 = (algorithm: 'argon2i' | 'argon2id'): Scheme => ({
  encoding: 'plain',
  matches: async (password, stored) => {
    const [, kind, m, t, p, salt = '', key = ''] = STORED.exec(stored.toString()) ?? [];
    const [memory, passes, parallelism] = [m, t, p].map(Number) as [number, number, number];
    if (kind === undefined || passes < 1 || parallelism < 1 || memory < 8 * parallelism)
      return unusable('not $argon2id$v=19$m=…,t=…,p=…$salt$key');
    if (memory > MAX_ARGON2_KIB || memory * passes > MAX_ARGON2_KIB_PASSES) return unusable('it costs too much');
    const expected = Buffer.from(key, 'base64');
    const cost = { memory, passes, parallelism, tagLength: expected.length };
    const derived = await promisify(derive)(kind as Argon2Algorithm, {
      message: password,
      nonce: Buffer.from(salt, 'base64'),
      ...cost,
    });
    return same(derived, expected);
  },
  make: async (password) => {
    const nonce = randomBytes(16);
    const cost = { memory: MEMORY, passes: PASSES, parallelism: 1, tagLength: 32 };
    const key = await promisify(derive)(algorithm, { message: password, nonce, ...cost });
    return Buffer.from(`$${algorithm}$v=19$m=${MEMORY},t=${PASSES},p=1$${digits(nonce)}$${digits(key)}`);
  },
});
