import { MAX_PASSWORD_RULE, MAX_PASSWORD_RULE_COUNT } from '../limits.ts';
import type { PasswordRule } from './user-source.ts';

/** `n` characters of a class, wherever they stand, found in one pass without going back. */
const atLeast = (n: number, characters: string): string => `^(?:[^${characters}]*[${characters}]){${n}}`;

/** SOGo's five named rules. Its symbols are those listed; everything else in a password is free. */
const NAMED: Readonly<Record<string, (n: number) => PasswordRule>> = {
  POLICY_MIN_LOWERCASE_LETTER: (n) => ({ label: `Lower-case letters: at least ${n}`, regex: atLeast(n, 'a-z') }),
  POLICY_MIN_UPPERCASE_LETTER: (n) => ({ label: `Upper-case letters: at least ${n}`, regex: atLeast(n, 'A-Z') }),
  POLICY_MIN_DIGIT: (n) => ({ label: `Digits: at least ${n}`, regex: atLeast(n, '0-9') }),
  POLICY_MIN_SPECIAL_SYMBOLS: (n) => ({
    label: `Symbols out of %$&*(){}!?@#: at least ${n}`,
    regex: atLeast(n, '%$&*(){}!?@#'),
  }),
  POLICY_MIN_LENGTH: (n) => ({ label: `Length: at least ${n} characters`, regex: `^[^]{${n}}` }),
};

const compiles = (regex: string): boolean => {
  try {
    return new RegExp(regex) instanceof RegExp;
  } catch {
    return false;
  }
};

const named = (rule: (n: number) => PasswordRule, value: unknown): readonly PasswordRule[] | undefined => {
  const n = Number(value ?? 0);
  if (!Number.isInteger(n) || n > MAX_PASSWORD_RULE_COUNT) return undefined;
  return n > 0 ? [rule(n)] : [];
};

/** The rules that one dictionary of `userPasswordPolicy` makes, none for a count of 0; undefined when it is not a rule. */
export const passwordRules = (given: unknown): readonly PasswordRule[] | undefined => {
  if (typeof given !== 'object' || given === null) return undefined;
  const { label = '', regex, value } = given as { label?: unknown; regex?: unknown; value?: unknown };
  if (typeof label !== 'string') return undefined;
  const rule = Object.hasOwn(NAMED, label) ? NAMED[label] : undefined;
  if (rule !== undefined && regex === undefined) return named(rule, value);
  if (typeof regex !== 'string' || regex.length > MAX_PASSWORD_RULE || !compiles(regex)) return undefined;
  return [{ label: label === '' ? `Must match ${regex}` : label, regex }];
};
