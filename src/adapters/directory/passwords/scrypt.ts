import { scrypt as derive, randomBytes } from 'node:crypto';
import { MAX_SCRYPT_LOG_COST } from '../../../domain/limits.ts';
import { same } from './same.ts';
import { type Scheme, unusable } from './scheme.ts';

/** RFC 7914 §2: 32 MB and some 60 ms of one core for each check. */
const LOG_COST = 15;
const BLOCK_SIZE = 8;
const KEY_OCTETS = 32;

const STORED = /^\$scrypt\$ln=(\d{1,2}),r=8,p=1\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

/** In NFC, as a Mac and a Windows machine spell the same password differently. */
const key = (password: string, salt: Buffer, logCost: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** logCost;
    const options = { N, r: BLOCK_SIZE, p: 1, maxmem: 256 * N * BLOCK_SIZE };
    derive(password.normalize('NFC'), salt, KEY_OCTETS, options, (error, derived) =>
      error ? reject(error) : resolve(derived),
    );
  });

/** The scheme of the built-in users: `$scrypt$ln=15,r=8,p=1$<salt>$<key>`, base64. */
export const scrypt: Scheme = {
  encoding: 'plain',
  matches: async (password, stored) => {
    const [, logCost, salt = '', expected = ''] = STORED.exec(stored.toString()) ?? [];
    if (logCost === undefined || Number(logCost) < 1) return unusable('not $scrypt$ln=…,r=8,p=1$salt$key');
    if (Number(logCost) > MAX_SCRYPT_LOG_COST) return unusable('it costs too much');
    return same(await key(password, Buffer.from(salt, 'base64'), Number(logCost)), Buffer.from(expected, 'base64'));
  },
  make: async (password) => {
    const salt = randomBytes(16);
    const derived = await key(password, salt, LOG_COST);
    const written = `${salt.toString('base64')}$${derived.toString('base64')}`;
    return Buffer.from(`$scrypt$ln=${LOG_COST},r=${BLOCK_SIZE},p=1$${written}`);
  },
};
