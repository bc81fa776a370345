import { foldLogin } from '../../domain/account/login.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import type { LoginCount, LoginOutcome } from '../../domain/ports.ts';
import { Misused, say } from './told.ts';

/** What the command needs of the audit. */
export type LoginsSource = {
  /** Since a time (UTC ms); only of these ids and hashes where any are given. */
  counts(since: number, names: readonly string[]): Promise<readonly LoginCount[]>;
  accounts(): Promise<readonly { readonly principal: PrincipalId; readonly login: string }[]>;
  /** What stands for a folded login in the audit. */
  hash(login: string): string;
  now(): number;
};

const OUTCOMES: Readonly<Record<LoginOutcome, string>> = {
  in: 'logged in',
  unknown: 'wrong login or password',
  'password-expired': 'password expired',
  'password-must-change': 'password must be changed',
  'account-locked': 'locked in the directory',
  'wrong-scope': 'app password for something else',
  blocked: 'blocked',
  'too-busy': 'server too busy',
  'directory-unavailable': 'directory out of reach',
};

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** UTC ms of `90m`, `24h` or `7d` ago, of a date or of a date and time with its offset. */
const sinceOf = (text: string, now: number): number => {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const at =
    unit === undefined
      ? DATE.test(text)
        ? Date.parse(text)
        : Number.NaN
      : now - Number(count) * (SECONDS[unit] ?? 0) * 1000;
  if (Number.isNaN(at))
    throw new Misused(`--since wants 90m, 24h, 7d, 2026-01-31 or 2026-01-31T10:00Z, not “${text}”.`);
  return at;
};

const shown = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/**
 * `logins [USER] [--since WHEN]`: who came in and who did not, by the hour, the times in UTC. A login that no account
 * has is told by a mark alone, the same for the same login: what was typed is not kept.
 */
export const printLogins = async (source: LoginsSource, user: string | undefined, since = '1d'): Promise<number> => {
  const accounts = await source.accounts();
  const names = new Map<string, string>();
  for (const { principal, login } of accounts) names.set(principal, login).set(source.hash(login), login);
  const wanted = user === undefined ? undefined : foldLogin(user);
  const ids = accounts.filter(({ login }) => login === wanted).map(({ principal }) => principal);
  const asked = wanted === undefined ? [] : [...ids, source.hash(wanted)];
  const nameOf = ({ principal, login }: LoginCount): string => {
    const id = principal || login;
    if (id === '') return 'various';
    return names.get(id) ?? (principal === '' ? `unknown login #${login.slice(0, 6)}` : `closed account ${principal}`);
  };
  for (const row of await source.counts(sinceOf(since, source.now()), asked)) {
    const { first, last, network, protocol, outcome, count } = row;
    const times = count === 1 ? shown(first) : `${shown(first)} – ${shown(last)}`;
    say([times, nameOf(row), network || 'various places', protocol, OUTCOMES[outcome], `${count}×`].join('\t'));
  }
  return 0;
};
