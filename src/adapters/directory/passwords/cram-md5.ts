import { createHash } from 'node:crypto';
import { md5AfterBlock } from './md5-compress.ts';
import { same } from './same.ts';
import { type Scheme, unusable } from './scheme.ts';

/** RFC 2104 §2: what HMAC-MD5 knows after the outer and the inner pad, which is all that CRAM-MD5 needs of a password. */
const contextOf = (password: string): Buffer => {
  const key = Buffer.from(password);
  const pad = (octet: number): Buffer => {
    const block = Buffer.alloc(64);
    block.set(key.length > 64 ? createHash('md5').update(key).digest() : key);
    return Buffer.from(block.map((value) => value ^ octet));
  };
  return Buffer.concat([0x5c, 0x36].map((octet) => md5AfterBlock(pad(octet))));
};

/** The context of CRAM-MD5 as Dovecot stores it: 32 octets. */
export const cramMd5: Scheme = {
  encoding: 'hex',
  octets: 32,
  matches: (password, stored) =>
    stored.length === 32
      ? same(contextOf(password), stored)
      : unusable(`a context of 32 octets is expected, not of ${stored.length}`),
  make: contextOf,
};
