import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Sealer } from '../../domain/web-calendar/ports.ts';

/** NIST SP 800-38D §8.2.2: a random nonce of 96 bits. */
const NONCE = 12;
const TAG = 16;
const CIPHER = 'aes-256-gcm';

/** RFC 5869: a key for texts of one kind out of whatever the site's secret is. */
const keyOf = (secret: string | Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', 'fasti sealed texts', 32));

const openWith = (key: Uint8Array, sealed: Uint8Array, boundTo: string): string | undefined => {
  if (sealed.length < NONCE + TAG) return undefined;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
};

/**
 * AES-256-GCM under the first secret; what was sealed under any of them can be opened. A sealed text is its nonce, its tag
 * and its octets.
 */
export const sealer = (first: string | Uint8Array, ...others: readonly (string | Uint8Array)[]): Sealer => {
  const key = keyOf(first);
  const keys = [key, ...others.map(keyOf)];
  return {
    seal: (text, boundTo) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(boundTo));
      const octets = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), octets]);
    },
    open: (sealed, boundTo) => {
      for (const each of keys) {
        const text = openWith(each, sealed, boundTo);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
};
