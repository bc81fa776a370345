import { createHash } from 'node:crypto';
import { MAX_CRYPT_ROUNDS } from '../../../../domain/limits.ts';
import { digitsOf } from './base64.ts';

type Kind = { readonly algorithm: string; readonly octets: 32 | 64; readonly order: readonly (readonly number[])[] };

/** Groups of three places, each the next of the one before and turned by `turn`; then the places that are left. */
const order = (third: number, turn: 1 | 2, left: readonly number[]): readonly (readonly number[])[] => {
  const groups = [[0, third, 2 * third]];
  while (groups.length < third) {
    const next = (groups.at(-1) ?? []).map((place) => place + 1);
    groups.push([...next.slice(turn), ...next.slice(0, turn)]);
  }
  return [...groups, left];
};

const KINDS: Readonly<Record<string, Kind>> = {
  5: { algorithm: 'sha256', octets: 32, order: order(10, 2, [31, 30]) },
  6: { algorithm: 'sha512', octets: 64, order: order(21, 1, [63]) },
};

const SETTING = /^\$([56])\$(?:rounds=(\d{1,9})\$)?([^$]{0,16})/;
const DEFAULT_ROUNDS = 5000;
const MIN_ROUNDS = 1000;

/**
 * crypt(3) with `$5$` (SHA-256) and `$6$` (SHA-512), as “Unix crypt using SHA-256 and SHA-512” has it. Undefined where the
 * setting is neither, or asks for more than MAX_CRYPT_ROUNDS.
 */
export const shaCrypt = (password: string, setting: string): string | undefined => {
  const [, id = '', asked, text = ''] = SETTING.exec(setting) ?? [];
  const kind = KINDS[id];
  const rounds = Math.max(MIN_ROUNDS, Number(asked ?? DEFAULT_ROUNDS));
  if (kind === undefined || rounds > MAX_CRYPT_ROUNDS) return undefined;
  const digest = stretched(kind, Buffer.from(password), Buffer.from(text), rounds);
  const head = asked === undefined ? `$${id}$${text}$` : `$${id}$rounds=${rounds}$${text}$`;
  return head + kind.order.map((places) => digitsOf(digest, places)).join('');
};

const stretched = ({ algorithm }: Kind, key: Buffer, salt: Buffer, rounds: number): Buffer => {
  const sha = (...parts: readonly Uint8Array[]): Buffer =>
    parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest();
  const mixed = sha(key, salt, key);
  const bits = Array.from(key.length.toString(2)).reverse();
  const ends = key.length === 0 ? [] : bits.map((bit) => (bit === '1' ? mixed : key));
  const start = sha(key, salt, Buffer.alloc(key.length, mixed), ...ends);
  const P = Buffer.alloc(key.length, sha(Buffer.alloc(key.length ** 2, key)));
  const S = Buffer.alloc(salt.length, sha(Buffer.alloc(salt.length * (16 + (start[0] ?? 0)), salt)));
  let digest = start;
  for (let round = 0; round < rounds; round += 1)
    digest = sha(
      round % 2 === 1 ? P : digest,
      ...(round % 3 === 0 ? [] : [S]),
      ...(round % 7 === 0 ? [] : [P]),
      round % 2 === 1 ? digest : P,
    );
  return digest;
};
