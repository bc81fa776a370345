import { APP_PASSWORD_SCOPES, type AppPasswordId } from '../../domain/account/app-passwords.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { appPasswordsOf } from '../../projections/app-passwords.ts';
import type { AppPasswordOptions } from './actions.ts';
import { type AccountParts, changeAccount, knownPrincipal, openedPrincipal } from './change-account.ts';
import { Misused, say, Told } from './told.ts';

export type AppPasswordParts = AccountParts & {
  newId(): string;
  /** A new secret, and its SHA-256 in hexadecimal digits. */
  newAppPassword(): { readonly secret: string; readonly hash: string };
  /** When each was last of use, UTC ms. */
  lastUses(principal: PrincipalId): Promise<ReadonlyMap<AppPasswordId, number>>;
  /** Has every process forget what it has verified. */
  forget(): Promise<void>;
};

/** 71 random bits. */
const ID_LENGTH = 12;

/** Short enough to be typed, and never taken for an option. */
const shortId = (id: string): AppPasswordId => id.replace(/[^A-Za-z0-9]/g, '').slice(0, ID_LENGTH) as AppPasswordId;

/** `app-password add`: prints the password, which nobody can look up later. */
export const addAppPassword = async (
  parts: AppPasswordParts,
  login: string,
  { label, scope: word }: AppPasswordOptions,
): Promise<number> => {
  const scope = APP_PASSWORD_SCOPES.find((known) => known === word);
  if (scope === undefined) throw new Misused(`A scope is one of ${APP_PASSWORD_SCOPES.join(', ')}, not “${word}”.`);
  const principal = await openedPrincipal(parts, login);
  const id = shortId(parts.newId());
  const { secret, hash } = parts.newAppPassword();
  await changeAccount(parts, principal, { type: 'create-app-password', id, scope, label: label.trim(), hash });
  say(`Added app password ${id} of ${login}, for ${scope}. Password: ${secret} (it is not shown again)`);
  return 0;
};

const shown = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** `app-password list`: id, what for, since when, when last of use (to the hour), label. */
export const listAppPasswords = async (parts: AppPasswordParts, login: string): Promise<number> => {
  const principal = await knownPrincipal(parts, login);
  if (principal === undefined) return 0;
  const uses = await parts.lastUses(principal);
  for (const { id, scope, created, label } of await appPasswordsOf(parts.sql, principal)) {
    const used = uses.get(id);
    say([id, scope, shown(created), used === undefined ? 'not used yet' : `used ${shown(used)}`, label].join('\t'));
  }
  return 0;
};

/** `app-password revoke`: during an outage of the directory too, when what was stolen goes on longest. */
export const revokeAppPassword = async (parts: AppPasswordParts, login: string, id: string): Promise<number> => {
  const principal = await knownPrincipal(parts, login);
  if (principal === undefined) throw new Told(`${login} has no app passwords.`);
  await changeAccount(parts, principal, { type: 'revoke-app-password', id: id as AppPasswordId });
  await parts.forget();
  say(`Revoked app password ${id} of ${login}.`);
  return 0;
};
