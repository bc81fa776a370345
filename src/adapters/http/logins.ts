import type { AppPasswordScope } from '../../domain/account/app-passwords.ts';
import { foldLogin } from '../../domain/account/login.ts';
import type { Metadata, Protocol } from '../../domain/kernel/event.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import type { Outage } from '../../domain/kernel/outage.ts';
import { MAX_INDEXED_OCTETS, MAX_PASSWORD_OCTETS } from '../../domain/limits.ts';
import type { DirectoryEntry } from '../../domain/ports.ts';
import type { AppPasswordUses } from './app-password-uses.ts';
import { type CheckParts, checkPassword, checkTrusted } from './check-password.ts';
import { coalesce } from './coalesce.ts';
import type { FailedLogins } from './failed-logins.ts';
import type { Credentials } from './headers.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { LoginAudit } from './login-audit.ts';
import { sourceNetwork } from './source-network.ts';
import { type Came, type Verification, verification } from './verification.ts';
import type { Verified } from './verified-passwords.ts';

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

/** By which door somebody comes in, from where, and as part of what; also for the event of a first login. */
export type Arrival = Omit<Metadata, 'actor'>;

export type Logins = {
  /** Who these credentials belong to. */
  login(credentials: Credentials, arrival: Arrival): Promise<Login>;
  /** SOGoTrustProxyAuthentication: who a trusted proxy says it is; no password is asked for. */
  trusted(login: string, arrival: Arrival): Promise<Login>;
  /** Forgets all verified passwords: the directory or an app password changed, or may have. */
  forget(): void;
};

export type LoginParts = CheckParts & {
  now(): number;
  /** SOGoCacheCleanupInterval: seconds for which a verified password asks nobody. */
  readonly cacheSeconds: number;
  readonly failures: FailedLogins;
  readonly audit: Pick<LoginAudit, 'note'>;
  readonly uses: Pick<AppPasswordUses, 'note'>;
  /** Stands for logins in the audit. */
  readonly hash: KeyedHash;
  readonly directoryOutage: Outage;
};

/** What an app password must be for, by the door its program comes in. */
const SCOPES: Readonly<Record<Protocol, AppPasswordScope | undefined>> = {
  caldav: 'dav',
  carddav: 'dav',
  cli: undefined,
  worker: undefined,
};

/** The folded login; '' for what cannot be anybody's and is not worth a look-up, a note or a query. */
const usableLogin = ({ login, password }: Credentials): string => {
  const tooLong = Buffer.byteLength(login) > MAX_INDEXED_OCTETS || Buffer.byteLength(password) > MAX_PASSWORD_OCTETS;
  return tooLong ? '' : foldLogin(login);
};

/** Looks at a password if it may still be tried from there. */
const tryPassword = async (
  parts: LoginParts,
  verify: Verification,
  print: string,
  credentials: Credentials,
  arrival: Arrival,
  network: string,
): Promise<Came> => {
  const { login } = credentials;
  const attempt = await parts.failures.begin(login, network);
  if (attempt.is === 'blocked') return attempt;
  const known = verify.fresh(print);
  if (known !== undefined) {
    await attempt.undecided();
    return known;
  }
  if (login !== '') return verify.ask(print, login, () => checkPassword(parts, credentials, arrival), attempt);
  await attempt.failed();
  return { is: 'unknown' };
};

/** What a verified password is good for at this door. */
const admit = ({ uses }: LoginParts, { who, appPassword }: Verified, { protocol }: Arrival): Login => {
  if (appPassword === undefined) return { is: 'in', who };
  if (appPassword.scope !== SCOPES[protocol]) return { is: 'wrong-scope' };
  uses.note({ principal: who.principal, id: appPassword.id });
  return { is: 'in', who };
};

/** What it comes to, counted in the audit. */
const audited = (parts: LoginParts, login: string, arrival: Arrival, network: string, came: Came): Login => {
  const outcome = 'is' in came ? came : admit(parts, came, arrival);
  const named =
    outcome.is === 'in'
      ? { principal: outcome.who.principal, login: '' }
      : { principal: '' as const, login: parts.hash(login) };
  parts.audit.note({ ...named, network, protocol: arrival.protocol, outcome: outcome.is });
  return outcome;
};

const networkOf = ({ request }: Arrival): string => sourceNetwork(request?.address ?? '');

/**
 * Logins by password. A password that was right is remembered for a while in this process; a wrong one never is. Nothing
 * is looked at while a block lasts, not what is remembered either: it could be guessed through it. For the same reason who
 * has failed, or is about to, has a try counted even for what is remembered.
 */
export const logins = (parts: LoginParts): Logins => {
  const verify = verification(parts);
  const attempts = coalesce<Came>();
  return {
    login: async (credentials, arrival) => {
      const [login, network] = [usableLogin(credentials), networkOf(arrival)];
      const blocked = parts.failures.blocked(login, network);
      if (blocked !== undefined) return audited(parts, login, arrival, network, blocked);
      const print = verify.print(login, credentials.password);
      const folded = { login, password: credentials.password };
      const work = () => tryPassword(parts, verify, print, folded, arrival, network);
      const known = parts.failures.tried(login, network) ? undefined : verify.fresh(print);
      const came = known ?? (await attempts(`${network} ${print}`, work));
      return audited(parts, login, arrival, network, came);
    },
    trusted: async (name, arrival) => {
      const login = foldLogin(name);
      // No Basic credentials have an empty login and this password: a control character is refused in them.
      const print = verify.print('', `\0${login}`);
      const check = () => checkTrusted(parts, login, arrival);
      const came = verify.fresh(print) ?? (await verify.ask(print, login, check));
      return audited(parts, login, arrival, networkOf(arrival), came);
    },
    forget: verify.forget,
  };
};
