import { randomBytes } from 'node:crypto';
import { DIGITS } from './crypt/base64.ts';
import { cryptOffLoop } from './crypt/off-loop.ts';
import { same } from './same.ts';
import { type Scheme, unusable } from './scheme.ts';

/** Digits of a salt, each of six random bits. */
const salt = (count: number): string => Array.from(randomBytes(count), (octet) => DIGITS[octet & 63]).join('');

/** The settings that new passwords get. bcrypt's last digit of salt holds two bits, so it is one of four. */
const SETTINGS = {
  md5: () => `$1$${salt(8)}$`,
  sha256: () => `$5$${salt(16)}$`,
  sha512: () => `$6$${salt(16)}$`,
  bcrypt: () => `$2y$10$${salt(21)}.`,
};

/** Any form of crypt(3), whatever the scheme is called; new passwords get this one. */
export const cryptScheme = (setting: keyof typeof SETTINGS): Scheme => ({
  encoding: 'plain',
  matches: async (password, stored) => {
    const text = stored.toString();
    const hash = await cryptOffLoop(password, text);
    return hash === undefined
      ? unusable('no form of crypt(3) that is known, or one that costs too much')
      : same(hash, text);
  },
  make: async (password) => {
    const hash = await cryptOffLoop(password, SETTINGS[setting]());
    if (hash === undefined) throw new TypeError(`crypt(3) does not know its own setting for ${setting}`);
    return Buffer.from(hash);
  },
});
