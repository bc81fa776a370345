import { runInNewContext } from 'node:vm';
import type { PasswordRule } from '../../../domain/settings/user-source.ts';

/**
 * The expressions are the admin's, the text is a stranger's, and the likes of `(.*[a-z].*){8}` take hours for some texts.
 * What is not found by then is not in it.
 */
const MILLISECONDS = 50;

const matches = (regex: string, password: string): boolean => {
  try {
    return runInNewContext('new RegExp(regex).test(password)', { regex, password }, { timeout: MILLISECONDS }) === true;
  } catch {
    return false;
  }
};

/** The label of the first rule that a password breaks; undefined when it keeps them all. The password is one that can be used. */
export const brokenRule = (password: string, policy: readonly PasswordRule[]): string | undefined =>
  policy.find(({ regex }) => !matches(regex, password))?.label;
