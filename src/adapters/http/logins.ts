import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { account } from '../../domain/account/decider.ts';
import { foldLogin } from '../../domain/account/login.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, type Actor, accountStream, type PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import { MAX_PASSWORD_OCTETS, MAX_REMEMBERED_LOGINS } from '../../domain/limits.ts';
import type { Directory, DirectoryEntry, EventLog, Sql } from '../../domain/ports.ts';
import { principalOf } from '../../projections/accounts.ts';
import type { Credentials } from './headers.ts';

/** Somebody who has proved who he is. */
export type LoggedIn = DirectoryEntry & { readonly principal: PrincipalId };

/** What a login comes to. */
export type Login =
  | { readonly is: 'in'; readonly who: LoggedIn }
  /** Nobody, or not his password. */
  | { readonly is: 'unknown' }
  /** The password was right, and still is not enough. */
  | { readonly is: 'password-expired' | 'password-must-change' | 'account-locked' | 'wrong-scope' }
  /** Too many failures of this login from there; whether the password is right now is not looked at. */
  | { readonly is: 'blocked'; readonly seconds: number }
  | { readonly is: 'too-busy' | 'directory-unavailable' };

export type Logins = {
  /** Who these credentials belong to. The metadata is for the event of a first login. */
  login(credentials: Credentials, metadata: Omit<Metadata, 'actor'>): Promise<Login>;
  /** Forgets all verified passwords: the directory changed, or may have. */
  forget(): void;
};

type Parts = {
  readonly directory: Pick<Directory, 'authenticate' | 'find'>;
  readonly log: EventLog;
  readonly sql: Sql;
  newId(): string;
  now(): number;
};

/** SOGoCacheCleanupInterval's default, milliseconds. */
const REMEMBERED_FOR = 300_000;

/** The opaque id of a user; the first to ask has it given, by an event that claims the login. */
const principal = async ({ log, sql, newId }: Parts, entry: DirectoryEntry, metadata: Omit<Metadata, 'actor'>) => {
  const { domain, login } = entry;
  const known = await principalOf(sql, domain, login);
  if (known !== undefined) return known;
  const id = newId() as PrincipalId;
  const decision = account.decide(account.start, { type: 'open-account', principal: id, domain, login });
  if (isRefusal(decision)) throw new Error(`an account cannot be opened: ${decision.reason}`);
  const { events, claims } = decision;
  const write = { stream: accountStream(id), expected: ABSENT, events };
  const actor = id as string as Actor;
  const verdict = await log.append({ writes: [write], claims, metadata: { ...metadata, actor } });
  if (verdict.is === 'appended') return id;
  if (isRefusal(verdict) && verdict.reason === 'too-busy') return 'too-busy';
  const other = verdict.is === 'already-claimed' ? await principalOf(sql, domain, login) : undefined;
  if (other === undefined) throw new Error(`an account cannot be opened: ${verdict.is}`);
  return other;
};

/**
 * Logins by password. A password that was right is remembered for a while under a keyed hash, whose random key never
 * leaves this process; a wrong one never is.
 */
export const logins = (parts: Parts): Logins => {
  const key = createSecretKey(randomBytes(32));
  const remembered = new Map<string, { readonly who: LoggedIn; readonly until: number }>();
  const fingerprint = (login: string, password: string): string =>
    createHmac('sha256', key).update(`${login.length}:${login}:${password}`).digest('base64');
  const remember = (print: string, who: LoggedIn): void => {
    if (remembered.size >= MAX_REMEMBERED_LOGINS) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(print, { who, until: parts.now() + REMEMBERED_FOR });
  };
  let generation = 0;
  return {
    login: async (credentials, metadata) => {
      const login = foldLogin(credentials.login);
      if (login === '' || credentials.password.length > MAX_PASSWORD_OCTETS) return { is: 'unknown' };
      const print = fingerprint(login, credentials.password);
      const known = remembered.get(print);
      if (known !== undefined && known.until > parts.now()) return { is: 'in', who: known.who };
      remembered.delete(print);
      const asked = generation;
      const answer = await parts.directory.authenticate(login, credentials.password);
      if (answer.is === 'wrong') return { is: 'unknown' };
      if (answer.is !== 'authenticated') return answer;
      const { entry } = answer;
      const id = await principal(parts, entry, metadata);
      if (id === 'too-busy') return { is: 'too-busy' };
      const who = { ...entry, principal: id };
      // A change that came while the directory was asked may have changed this very password.
      if (asked === generation) remember(print, who);
      return { is: 'in', who };
    },
    forget: () => {
      generation += 1;
      remembered.clear();
    },
  };
};
