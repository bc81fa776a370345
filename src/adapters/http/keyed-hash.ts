import { createHmac, createSecretKey } from 'node:crypto';

/** A short text that stands for others in stores, and tells nothing of them. */
export type KeyedHash = (...texts: readonly string[]) => string;

/** HMAC-SHA-256 under a secret key (octets) over texts in their order, 132 bits of it as 22 characters of base64url. */
export const keyedHash = (secret: Uint8Array): KeyedHash => {
  const key = createSecretKey(secret);
  return (...texts) =>
    createHmac('sha256', key)
      .update(texts.map((text) => `${text.length}:${text}`).join(''))
      .digest('base64url')
      .slice(0, 22);
};
