import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { AppPasswordId, AppPasswordScope } from '../../domain/account/app-passwords.ts';
import { MAX_REMEMBERED_LOGINS, OUTAGE_TRUST } from '../../domain/limits.ts';
import type { LoggedIn } from './logins.ts';

/** Milliseconds before a directory that is out is asked again for the same login: each question may wait for a timeout. */
const OUTAGE_RETRY = 10_000;

/** Who a password proved somebody to be, and through which app password, where it was one. */
export type Verified = {
  readonly who: LoggedIn;
  readonly appPassword?: { readonly id: AppPasswordId; readonly scope: AppPasswordScope };
};

type Remembered = { readonly login: string; readonly verified: Verified; readonly at: number; until: number };

export type VerifiedPasswords = {
  /** What stands for a folded login and a password here: useless outside of this process. */
  print(login: string, password: string): string;
  /** What was verified so lately that nobody need be asked. */
  fresh(print: string): Verified | undefined;
  /**
   * What stands in while the directory is out; nobody need be asked again for a moment. `out` are the ids of the sources
   * that are: all where it is absent.
   */
  standIn(print: string, out?: ReadonlySet<string>): Verified | undefined;
  /** Whether any password of this login is remembered. */
  knows(login: string): boolean;
  remember(print: string, login: string, verified: Verified): void;
  forget(): void;
};

/**
 * Passwords that were right, under a keyed hash whose random key never leaves this process. Fresh for so many seconds;
 * of too many the oldest is let go. `now` is in UTC ms.
 */
export const verifiedPasswords = (seconds: number, now: () => number): VerifiedPasswords => {
  const key = createSecretKey(randomBytes(32));
  const remembered = new Map<string, Remembered>();
  return {
    print: (login, password) =>
      createHmac('sha256', key).update(`${login.length}:${login}:${password}`).digest('base64'),
    fresh: (print) => {
      const found = remembered.get(print);
      return found !== undefined && found.until > now() ? found.verified : undefined;
    },
    standIn: (print, out) => {
      const found = remembered.get(print);
      const end = (found?.at ?? 0) + OUTAGE_TRUST;
      if (found === undefined || end <= now() || out?.has(found.verified.who.source) === false) return undefined;
      found.until = Math.min(end, now() + OUTAGE_RETRY);
      return found.verified;
    },
    knows: (login) => remembered.values().some((one) => one.login === login),
    remember: (print, login, verified) => {
      remembered.delete(print);
      const [oldest] = remembered.keys();
      if (remembered.size >= MAX_REMEMBERED_LOGINS && oldest !== undefined) remembered.delete(oldest);
      remembered.set(print, { login, verified, at: now(), until: now() + seconds * 1000 });
    },
    forget: () => remembered.clear(),
  };
};
