import { DirectoryUnavailable, PartlyUnavailable } from '../../domain/kernel/directory-errors.ts';
import type { Outage } from '../../domain/kernel/outage.ts';
import type { Checked } from './check-password.ts';
import { coalesce } from './coalesce.ts';
import type { Try } from './failed-logins.ts';
import type { Login } from './logins.ts';
import { type Verified, type VerifiedPasswords, verifiedPasswords } from './verified-passwords.ts';

/** Who it is, or why not. */
export type Came = Verified | Exclude<Login, { readonly is: 'in' }>;

export type Verification = Pick<VerifiedPasswords, 'print' | 'fresh' | 'forget'> & {
  /** Has it checked whose these credentials are, and settles what the try counts for, where it counts. */
  ask(print: string, login: string, check: () => Promise<Checked>, attempt?: Try): Promise<Came>;
};

type Parts = { readonly cacheSeconds: number; readonly directoryOutage: Outage; now(): number };

/** What a try counts for. A directory locks an account whatever the password. */
const SETTLED: Readonly<Record<Checked['is'], 'failed' | 'succeeded' | 'undecided'>> = {
  verified: 'succeeded',
  unknown: 'failed',
  'password-expired': 'succeeded',
  'password-must-change': 'succeeded',
  'account-locked': 'undecided',
  'too-busy': 'undecided',
};

/**
 * Asks who somebody is, once for all who come with the same credentials, and remembers a yes. While the directory is out
 * what is remembered stands in for it.
 */
export const verification = ({ cacheSeconds, directoryOutage, now }: Parts): Verification => {
  const passwords = verifiedPasswords(cacheSeconds, now);
  const checks = coalesce<Checked>();
  let generation = 0;

  const checked = (print: string, login: string, check: () => Promise<Checked>): Promise<Checked> =>
    checks(print, async () => {
      const asked = generation;
      const answer = await check();
      directoryOutage.answered();
      // A change that came meanwhile may have changed this very password.
      if (answer.is === 'verified' && asked === generation) passwords.remember(print, login, answer.verified);
      return answer;
    });

  /**
   * Guesses at somebody who is remembered still count, as what stands in for the directory could be guessed; so do those
   * that a source has looked at.
   */
  const duringOutage = async (
    error: DirectoryUnavailable,
    print: string,
    login: string,
    attempt?: Try,
  ): Promise<Came> => {
    const out = error instanceof PartlyUnavailable ? error.out : undefined;
    const known = passwords.standIn(print, out);
    if (known !== undefined || (out === undefined && !passwords.knows(login))) await attempt?.undecided();
    return known ?? { is: 'directory-unavailable' };
  };

  return {
    // Who comes after a change does not get an answer that another has waited for since before.
    print: (login, password) => `${generation} ${passwords.print(login, password)}`,
    fresh: passwords.fresh,
    ask: async (print, login, check, attempt) => {
      try {
        const answer = await checked(print, login, check);
        await attempt?.[SETTLED[answer.is]]();
        return answer.is === 'verified' ? answer.verified : answer;
      } catch (error) {
        if (error instanceof DirectoryUnavailable) {
          directoryOutage.failed(error);
          return duringOutage(error, print, login, attempt);
        }
        await attempt?.undecided();
        throw error;
      }
    },
    forget: () => {
      generation += 1;
      passwords.forget();
    },
  };
};
