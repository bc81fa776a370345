import { pbkdf2 as derive, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { MAX_PBKDF2_ROUNDS } from '../../../domain/limits.ts';
import { same } from './same.ts';
import { type Scheme, unusable } from './scheme.ts';

const STORED = /^\$1\$([^$]*)\$(\d{1,9})\$([0-9A-Fa-f]{40})$/;

/** What Dovecot and SOGo write. A site that can choose has better schemes. */
const ROUNDS = 5000;

const written = async (password: string, salt: string, rounds: number): Promise<string> => {
  const key = await promisify(derive)(password, salt, rounds, 20, 'sha1');
  return `$1$${salt}$${rounds}$${key.toString('hex')}`;
};

/** RFC 8018 §5.2 with HMAC-SHA-1, as Dovecot writes it: `$1$salt$rounds$key`, the salt as it stands, the key in hexadecimal. */
export const pbkdf2: Scheme = {
  encoding: 'plain',
  matches: async (password, stored) => {
    const text = stored.toString();
    const [, salt, rounds, key] = STORED.exec(text) ?? [];
    if (salt === undefined || key === undefined || Number(rounds) < 1) return unusable('not $1$salt$rounds$key');
    if (Number(rounds) > MAX_PBKDF2_ROUNDS) return unusable(`more than ${MAX_PBKDF2_ROUNDS} rounds`);
    return same(await written(password, salt, Number(rounds)), text.slice(0, -40) + key.toLowerCase());
  },
  make: async (password) => Buffer.from(await written(password, randomBytes(8).toString('hex'), ROUNDS)),
};
