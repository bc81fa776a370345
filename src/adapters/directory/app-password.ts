import { createHash } from 'node:crypto';
import { generatePassword } from './password.ts';

/**
 * SHA-256 of an app password, in hexadecimal digits. The secret has 100 random bits: a slow hash, which protects what
 * people think up, would only make every request slow.
 */
export const hashAppPassword = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A new app password and its hash. */
export const newAppPassword = (): { readonly secret: string; readonly hash: string } => {
  const secret = generatePassword();
  return { secret, hash: hashAppPassword(secret) };
};
