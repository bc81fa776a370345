import { createHash, randomBytes } from 'node:crypto';
import { same } from './same.ts';
import { type Encoding, type Scheme, unusable } from './scheme.ts';

type Algorithm = 'md5' | 'sha1' | 'sha256' | 'sha512';

const OCTETS: Readonly<Record<Algorithm, number>> = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };

const SALT_OCTETS = 8;

const salted = (algorithm: Algorithm, password: string, salt: Uint8Array): Buffer =>
  Buffer.concat([createHash(algorithm).update(password).update(salt).digest(), salt]);

/** A bare digest of the password. */
export const digest = (algorithm: Algorithm, encoding: Encoding): Scheme => ({
  encoding,
  octets: OCTETS[algorithm],
  matches: (password, stored) =>
    stored.length === OCTETS[algorithm]
      ? same(salted(algorithm, password, Buffer.alloc(0)), stored)
      : unusable(`a digest of ${OCTETS[algorithm]} octets is expected, not of ${stored.length}`),
  make: (password) => salted(algorithm, password, Buffer.alloc(0)),
});

/** A digest of password and salt, and then the salt, of any length. */
export const saltedDigest = (algorithm: Algorithm): Scheme => ({
  encoding: 'base64',
  matches: (password, stored) =>
    stored.length > OCTETS[algorithm]
      ? same(salted(algorithm, password, stored.subarray(OCTETS[algorithm])), stored)
      : unusable(`more than ${OCTETS[algorithm]} octets are expected, not ${stored.length}`),
  make: (password) => salted(algorithm, password, randomBytes(SALT_OCTETS)),
});
