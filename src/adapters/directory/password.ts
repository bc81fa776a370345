import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { MAX_PASSWORD_CHECKS, MAX_WAITING_LOGINS } from '../../domain/limits.ts';

/** RFC 7914 §2: 32 MB and some 60 ms of one core for each check. */
const LOG_COST = 15;
const BLOCK_SIZE = 8;
const KEY_OCTETS = 32;

const derive = (password: string, salt: Buffer, logCost: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** logCost;
    const options: ScryptOptions = { N, r: BLOCK_SIZE, p: 1, maxmem: 256 * N * BLOCK_SIZE };
    scrypt(password.normalize('NFC'), salt, KEY_OCTETS, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** A hash with all that is needed to check it: `$scrypt$ln=15,r=8,p=1$<salt>$<key>`, base64. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16);
  const key = await derive(password, salt, LOG_COST);
  return `$scrypt$ln=${LOG_COST},r=${BLOCK_SIZE},p=1$${salt.toString('base64')}$${key.toString('base64')}`;
};

const HASH = /^\$scrypt\$ln=(\d{1,2}),r=8,p=1\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

/** What is checked where there is no such user, so that the answer takes as long. */
const NOBODY = `$scrypt$ln=${LOG_COST},r=${BLOCK_SIZE},p=1$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;

const check = async (password: string, hash: string): Promise<boolean> => {
  const [, logCost, salt, key] = HASH.exec(hash) ?? [];
  if (logCost === undefined || salt === undefined || key === undefined) return false;
  const derived = await derive(password, Buffer.from(salt, 'base64'), Number(logCost));
  const expected = Buffer.from(key, 'base64');
  return expected.length === derived.length && timingSafeEqual(expected, derived);
};

let running = 0;
const waiting: (() => void)[] = [];

/**
 * True if this is the password behind the hash; an absent hash (no such user) costs the same and is false. Runs few at a
 * time; 'too-busy' when the queue is full.
 */
export const verifyPassword = async (password: string, hash: string | undefined): Promise<boolean | 'too-busy'> => {
  if (running >= MAX_PASSWORD_CHECKS) {
    if (waiting.length >= MAX_WAITING_LOGINS) return 'too-busy';
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    return (await check(password, hash ?? NOBODY)) && hash !== undefined;
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
};

/** Without the letters and digits that are taken for each other. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password to be read aloud and typed: four groups of five, 100 bits. */
export const generatePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  );
