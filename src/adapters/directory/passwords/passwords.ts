import { MAX_PASSWORD_OCTETS } from '../../../domain/limits.ts';
import { fewAtATime } from './queue.ts';
import type { Unusable } from './scheme.ts';
import { named, stored } from './stored.ts';

/** How a source stores passwords: the scheme of values that do not name theirs, and where the key of sym-aes-128-cbc is. */
export type PasswordStorage = { readonly algorithm: string; readonly keyPath?: string | undefined };

/** `reason` is for the log: the stored value is damaged, of an unknown scheme, or costs too much. */
export type Checked =
  | { readonly is: 'right' | 'wrong' | 'too-busy' }
  | { readonly is: 'unusable'; readonly reason: string };

/**
 * Why this cannot be anybody's password, for its owner; undefined when it can. A NUL ends it in some schemes, and octets
 * that are no text become others on their way.
 */
export const passwordProblem = (password: string): string | undefined => {
  if (password === '') return 'The password is empty.';
  if (Buffer.byteLength(password) > MAX_PASSWORD_OCTETS) return `A password has at most ${MAX_PASSWORD_OCTETS} octets.`;
  if (password.includes('\0') || !password.isWellFormed()) return 'The password has characters that cannot be used.';
  return undefined;
};

const compare = async (password: string, value: string, storage: PasswordStorage): Promise<boolean | Unusable> => {
  const parts = stored(value, storage.algorithm);
  return 'unusable' in parts ? parts : parts.scheme.matches(password, parts.octets, storage.keyPath);
};

/** Whether this is the password behind a stored value, which may begin with `{SCHEME}` or `{SCHEME.b64}`. Never throws for what is stored. */
export const checkPassword = async (password: string, value: string, storage: PasswordStorage): Promise<Checked> => {
  if (value === '') return { is: 'unusable', reason: 'nothing is stored' };
  if (passwordProblem(password) !== undefined) return { is: 'wrong' };
  const matches = await fewAtATime(() => compare(password, value, storage));
  if (matches === 'too-busy') return { is: matches };
  if (typeof matches === 'boolean') return { is: matches ? 'right' : 'wrong' };
  return { is: 'unusable', reason: matches.unusable };
};

/**
 * What to store for a new password, under the storage's algorithm. Throws where there is no such scheme or its key cannot be
 * read: that is a fault of the settings.
 */
export const makePassword = async (password: string, { algorithm, keyPath }: PasswordStorage): Promise<string> => {
  const how = named(algorithm);
  if ('unusable' in how) throw new Error(how.unusable);
  const octets = await how.scheme.make(password, keyPath);
  return octets.toString(how.encoding === 'plain' ? 'utf8' : how.encoding);
};
