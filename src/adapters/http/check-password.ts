import { createHash } from 'node:crypto';
import { looksLikeAppPassword } from '../../domain/account/app-passwords.ts';
import { foldLogin } from '../../domain/account/login.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import type { Directory, DirectoryEntry } from '../../domain/ports.ts';
import { appPasswordWith } from '../../projections/app-passwords.ts';
import { type AccountParts, principalFor } from './first-login.ts';
import type { Credentials } from './headers.ts';
import type { Verified } from './verified-passwords.ts';

/** What a login came to where everybody was asked. */
export type Checked =
  | { readonly is: 'verified'; readonly verified: Verified }
  | {
      readonly is: 'unknown' | 'password-expired' | 'password-must-change' | 'account-locked' | 'too-busy';
    };

export type CheckParts = AccountParts & { readonly directory: Pick<Directory, 'authenticate' | 'find'> };

const come = async (
  parts: AccountParts,
  entry: DirectoryEntry,
  metadata: Omit<Metadata, 'actor'>,
): Promise<Checked> => {
  const principal = await principalFor(parts, entry, metadata);
  if (principal === 'too-busy') return { is: 'too-busy' };
  return { is: 'verified', verified: { who: { ...entry, principal } } };
};

/** Whether somebody may call himself so: as his account is called, or by an address of his, as SOGo's bindFields often allow. */
const isCalled = ({ login, mails }: DirectoryEntry, name: string): boolean =>
  [login, ...mails].some((one) => foldLogin(one) === name);

/** Its owner must still be in the directory, and be who logs in. */
const checkAppPassword = async (
  { sql, directory }: CheckParts,
  { login, password }: Credentials,
): Promise<Checked | undefined> => {
  if (!looksLikeAppPassword(password)) return undefined;
  const owner = await appPasswordWith(sql, createHash('sha256').update(password).digest('hex'));
  if (owner === undefined) return undefined;
  const entry = await directory.find(owner.login, owner.domain);
  if (entry === undefined || entry.domain !== owner.domain || !isCalled(entry, login)) return { is: 'unknown' };
  const { principal, id, scope } = owner;
  return { is: 'verified', verified: { who: { ...entry, principal }, appPassword: { id, scope } } };
};

/** Asks whose password this is; rejects with `DirectoryUnavailable`. The metadata is for the event of a first login. */
export const checkPassword = async (
  parts: CheckParts,
  credentials: Credentials,
  metadata: Omit<Metadata, 'actor'>,
): Promise<Checked> => {
  const byApp = await checkAppPassword(parts, credentials);
  if (byApp !== undefined) return byApp;
  const answer = await parts.directory.authenticate(credentials.login, credentials.password);
  if (answer.is === 'wrong') return { is: 'unknown' };
  return answer.is === 'authenticated' ? come(parts, answer.entry, metadata) : answer;
};

/** Takes the word of somebody trusted that this is who logs in; rejects with `DirectoryUnavailable`. */
export const checkTrusted = async (
  parts: CheckParts,
  login: string,
  metadata: Omit<Metadata, 'actor'>,
): Promise<Checked> => {
  const entry = await parts.directory.find(login);
  return entry === undefined ? { is: 'unknown' } : come(parts, entry, metadata);
};
