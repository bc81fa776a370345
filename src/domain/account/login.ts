import { MAX_LOGIN_OCTETS } from '../limits.ts';

/** A login as it is compared and shown in URLs: NFC, lower case. */
export const foldLogin = (login: string): string => login.normalize('NFC').toLowerCase();

/** Names that mean nobody in particular: the tree that needs no login, and who comes to it. Nobody is to be taken for them. */
const RESERVED = new Set(['public', 'anonymous']);

/** Why a login cannot be given to a user, or undefined: it must survive in a URL, a log line and `login:password`. */
export const loginProblem = (login: string): string | undefined => {
  if (login === '') return 'A login has at least one character.';
  if (new TextEncoder().encode(login).length > MAX_LOGIN_OCTETS)
    return `A login has at most ${MAX_LOGIN_OCTETS} octets.`;
  if (/[\p{C}\p{Z}:/\\?#%"<>]/u.test(login))
    return 'A login has no spaces, control characters or any of : / \\ ? # % " < >.';
  if (login === '.' || login === '..') return 'This login cannot stand in a URL.';
  if (RESERVED.has(foldLogin(login))) return 'This login stands for those who have none.';
  return undefined;
};
