import { createHash } from 'node:crypto';
import { generatePassword } from './passwords/generate.ts';

/**
 * A new app password, and its SHA-256 in hexadecimal digits. It has 100 random bits: a slow hash, which protects what
 * people think up, would only make logins slow.
 */
export const newAppPassword = (): { readonly secret: string; readonly hash: string } => {
  const secret = generatePassword();
  return { secret, hash: createHash('sha256').update(secret).digest('hex') };
};
