import { createContext, runInContext } from 'node:vm';
import { MAX_PASSWORD_OCTETS, MAX_PASSWORD_RULE_TIME } from '../../domain/limits.ts';

/** As many as somebody may need before a rule that counts is met: one too few makes an expression try everything. */
const SHORT_OF = 8;
const LETTERS = ['a', 'A', '0', '#', ' '];

/** The longest passwords, of letters that the expression names and of common ones, that may keep it busy. */
const probesFor = (regex: string): readonly string[] => {
  const letters = [...new Set([...LETTERS, ...regex.slice(0, 20)])];
  const same = letters.flatMap((letter) => [
    letter.repeat(MAX_PASSWORD_OCTETS),
    `${letter.repeat(MAX_PASSWORD_OCTETS - 1)}\n`,
  ]);
  const short = LETTERS.flatMap((letter) =>
    Array.from({ length: SHORT_OF }, (_, n) =>
      letter.repeat(n + 1).padEnd(MAX_PASSWORD_OCTETS, letter === '0' ? 'a' : '0'),
    ),
  );
  return [...same, ...short];
};

const verdicts = new Map<string, boolean>();

/** True when the expression takes too long on some long password: whoever sets his password could stop the server with it. */
export const isSlow = (regex: string): boolean => {
  const slow = verdicts.get(regex) ?? isSlowOnSome(regex);
  // Domains repeat the rules of each other.
  verdicts.set(regex, slow);
  return slow;
};

const isSlowOnSome = (regex: string): boolean => {
  const context = createContext({ regex, probes: probesFor(regex) });
  try {
    runInContext('const expression = new RegExp(regex); let next = 0;', context);
    for (const _ of context.probes)
      runInContext('expression.test(probes[next++])', context, { timeout: MAX_PASSWORD_RULE_TIME });
    return false;
  } catch {
    return true;
  }
};
