import type { AppPasswordScope } from '../../domain/account/app-passwords.ts';
import { foldLogin } from '../../domain/account/login.ts';
import { DirectoryUnavailable } from '../../domain/kernel/directory-errors.ts';
import type { Metadata, Protocol } from '../../domain/kernel/event.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import type { Outage } from '../../domain/kernel/outage.ts';
import { MAX_INDEXED_OCTETS, MAX_PASSWORD_OCTETS } from '../../domain/limits.ts';
import type { DirectoryEntry } from '../../domain/ports.ts';
import type { AppPasswordUses } from './app-password-uses.ts';
import { type Checked, type CheckParts, checkPassword, checkTrusted } from './check-password.ts';
import { coalesce } from './coalesce.ts';
import type { FailedLogins, Try } from './failed-logins.ts';
import type { Credentials } from './headers.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { LoginAudit } from './login-audit.ts';
import { sourceNetwork } from './source-network.ts';
import { type Verified, verifiedPasswords } from './verified-passwords.ts';

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

/** Settles what a try counts for. */
const settle = (attempt: Try, { is }: Checked): Promise<void> => {
  if (is === 'unknown') return attempt.failed();
  return is === 'too-busy' ? attempt.undecided() : attempt.succeeded();
};

/**
 * Logins by password. A password that was right is remembered for a while in this process; a wrong one never is. Nothing
 * is looked at while a block lasts, not what is remembered either: it could be guessed through it.
 */
export const logins = (parts: LoginParts): Logins => {
  const { failures, audit, uses, hash, directoryOutage, now } = parts;
  const passwords = verifiedPasswords(parts.cacheSeconds, now);
  const checks = coalesce<Checked>();
  const attempts = coalesce<Login | Verified>();
  let generation = 0;

  /** Asks once for all who come with the same credentials, and remembers a yes that no change has overtaken. */
  const checked = (print: string, login: string, check: () => Promise<Checked>): Promise<Checked> => {
    const asked = generation;
    return checks(`${asked} ${print}`, async () => {
      const answer = await check();
      directoryOutage.answered();
      if (answer.is === 'verified' && asked === generation) passwords.remember(print, login, answer.verified);
      return answer;
    });
  };

  /** What is known while the directory is out. Guesses at somebody who is remembered still count. */
  const duringOutage = async (print: string, login: string, attempt?: Try): Promise<Login | Verified> => {
    const known = passwords.standIn(print);
    if (known !== undefined || !passwords.knows(login)) await attempt?.undecided();
    return known ?? { is: 'directory-unavailable' };
  };

  const ask = async (print: string, login: string, check: () => Promise<Checked>, attempt?: Try) => {
    try {
      const answer = await checked(print, login, check);
      if (attempt !== undefined) await settle(attempt, answer);
      return answer.is === 'verified' ? answer.verified : answer;
    } catch (error) {
      if (!(error instanceof DirectoryUnavailable)) {
        await attempt?.undecided();
        throw error;
      }
      directoryOutage.failed(error);
      return duringOutage(print, login, attempt);
    }
  };

  const tryPassword = async (print: string, credentials: Credentials, network: string, arrival: Arrival) => {
    const { login } = credentials;
    const attempt = await failures.begin(login, network);
    if (attempt.is === 'blocked') return attempt;
    if (login !== '') return ask(print, login, () => checkPassword(parts, credentials, arrival), attempt);
    await attempt.failed();
    return { is: 'unknown' } as const;
  };

  /** What a verified password is good for at this door. */
  const admit = ({ who, appPassword }: Verified, { protocol }: Arrival): Login => {
    if (appPassword === undefined) return { is: 'in', who };
    if (appPassword.scope !== SCOPES[protocol]) return { is: 'wrong-scope' };
    uses.note({ principal: who.principal, id: appPassword.id });
    return { is: 'in', who };
  };

  const audited = (login: string, network: string, arrival: Arrival, came: Login | Verified): Login => {
    const outcome = 'is' in came ? came : admit(came, arrival);
    const named =
      outcome.is === 'in'
        ? { principal: outcome.who.principal, login: '' }
        : { principal: '' as const, login: hash(login) };
    audit.note({ ...named, network, protocol: arrival.protocol, outcome: outcome.is });
    return outcome;
  };

  return {
    login: async (credentials, arrival) => {
      const login = usableLogin(credentials);
      const network = sourceNetwork(arrival.request?.address ?? '');
      const blocked = failures.blocked(login, network);
      if (blocked !== undefined) return audited(login, network, arrival, blocked);
      const print = passwords.print(login, credentials.password);
      const came =
        passwords.fresh(print) ??
        (await attempts(`${network} ${print}`, () =>
          tryPassword(print, { login, password: credentials.password }, network, arrival),
        ));
      return audited(login, network, arrival, came);
    },
    trusted: async (name, arrival) => {
      const login = foldLogin(name);
      const network = sourceNetwork(arrival.request?.address ?? '');
      // No Basic credentials have an empty login and this password: a control character is refused in them.
      const print = passwords.print('', `\0${login}`);
      const came = passwords.fresh(print) ?? (await ask(print, login, () => checkTrusted(parts, login, arrival)));
      return audited(login, network, arrival, came);
    },
    forget: () => {
      generation += 1;
      passwords.forget();
    },
  };
};
