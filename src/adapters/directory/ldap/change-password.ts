import { Attribute, Change, PasswordPolicyControl, ResultCodeError } from 'ldapts';
import { DirectoryUnavailable } from '../../../domain/kernel/directory-errors.ts';
import type { PasswordChange, UserSource } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { Access } from './access.ts';
import type { Connection } from './connection.ts';
import type { LdapEntry } from './ldap-entry.ts';
import type { Lookup } from './lookup.ts';
import { passwordModify } from './password-modify.ts';
import { bindAs } from './password-policy.ts';
import { type Encode, userPassword } from './user-password.ts';

/** One change of one entry's password; `old` where its owner asks, who is bound then. */
type Request = {
  readonly connection: Connection;
  readonly entry: LdapEntry;
  readonly password: string;
  readonly old: string | undefined;
};

/** draft-behera-ldap-password-policy-11 §6.2, from passwordModNotAllowed on. */
const RULES: Readonly<Record<number, string>> = {
  3: 'This password may not be changed.',
  4: 'The old password is needed to change this one.',
  5: 'The new password is too simple.',
  6: 'The new password is too short.',
  7: 'The password was changed a short time ago and cannot be changed again yet.',
  8: 'The new password was used before.',
};

/** RFC 4511 appendix A.1: constraintViolation, insufficientAccessRights, unwillingToPerform. */
const REFUSALS = new Set([19, 50, 53]);
const INSUFFICIENT_ACCESS = 50;

const NOT_ALLOWED = 'The directory does not let this password be changed.';
const AD_RULE = 'The new password does not meet the rules of the domain: length, complexity, age or history.';

/** ERROR_INVALID_PASSWORD of Windows, in front of what Active Directory says. */
const AD_WRONG_PASSWORD = /^0*56:/;

const refused = (rule: string): PasswordChange => ({ is: 'refused', rule });

/** ldapts puts the code behind what the server said. */
const saidBy = (error: ResultCodeError): string => error.message.replace(/\s*Code: 0x[0-9a-f]+$/, '');

/** RFC 3062; the directory hashes, and its password policy says what is wrong with the new password. */
const byOperation = async ({ connection, entry, password, old }: Request): Promise<PasswordChange> => {
  const control = new PasswordPolicyControl();
  try {
    await passwordModify(connection, { dn: entry.dn, password, old }, control);
    return { is: 'changed' };
  } catch (error) {
    if (!(error instanceof ResultCodeError) || !REFUSALS.has(error.code)) throw error;
    return refused(
      RULES[control.value?.error ?? -1] ?? (error.code === INSUFFICIENT_ACCESS ? NOT_ALLOWED : saidBy(error)),
    );
  }
};

const change = (operation: 'add' | 'delete' | 'replace', type: string, value: string | Buffer): Change => {
  const values = typeof value === 'string' ? { values: [value] } : { values: [value] };
  return new Change({ operation, modification: new Attribute({ type, ...values }) });
};

/** [MS-ADTS] §3.1.1.3.1.5: in quotation marks, UTF-16. */
const unicodePwd = (password: string): Buffer => Buffer.from(`"${password}"`, 'utf16le');

/** [MS-ADTS] §3.1.1.3.1.5: an owner removes the old value and adds the new one, an administrator replaces it; over TLS only. */
const byUnicodePwd = async ({ connection, entry, password, old }: Request): Promise<PasswordChange> => {
  const { name, tls } = connection.server;
  if (tls === 'none')
    throw new DirectoryUnavailable(
      `${name}: Active Directory takes new passwords over TLS only: hostname should be ldaps://`,
    );
  const value = unicodePwd(password);
  const changes =
    old === undefined
      ? [change('replace', 'unicodePwd', value)]
      : [change('delete', 'unicodePwd', unicodePwd(old)), change('add', 'unicodePwd', value)];
  try {
    await connection.modify(entry.dn, changes);
    return { is: 'changed' };
  } catch (error) {
    if (!(error instanceof ResultCodeError) || !REFUSALS.has(error.code)) throw error;
    if (old !== undefined && AD_WRONG_PASSWORD.test(error.message)) return { is: 'wrong-password' };
    return refused(error.code === INSUFFICIENT_ACCESS ? NOT_ALLOWED : AD_RULE);
  }
};

/** What the directory is to store is made here. */
const byReplacement = async ({ connection, entry }: Request, value: string): Promise<PasswordChange> => {
  try {
    await connection.modify(entry.dn, [change('replace', 'userPassword', value)]);
    return { is: 'changed' };
  } catch (error) {
    if (!(error instanceof ResultCodeError) || !REFUSALS.has(error.code)) throw error;
    return refused(error.code === INSUFFICIENT_ACCESS ? NOT_ALLOWED : saidBy(error));
  }
};

/**
 * Changes passwords: with passwordPolicy by the Password Modify operation (RFC 3062), of Active Directory's accounts
 * (they have a sAMAccountName) by unicodePwd, else by a userPassword encoded with userPasswordAlgorithm. With the old
 * password it is done as its owner, without as bindDN.
 */
export const passwordChanger = (
  settings: LdapSourceSettings,
  access: Access,
  lookup: Lookup,
  encode: Encode,
): UserSource['changePassword'] => {
  const changed = async (request: Request): Promise<PasswordChange> => {
    if (settings.passwordPolicy) return byOperation(request);
    if (request.entry.values('sAMAccountName').length > 0) return byUnicodePwd(request);
    return byReplacement(request, await userPassword(settings.userPasswordAlgorithm, request.password, encode));
  };
  return async (login, password, old, domain) => {
    const entry = await lookup.byFields([settings.UIDFieldName], login, domain);
    if (entry === undefined) return { is: 'no-such-user' };
    if (password === '') return refused('A password has at least one character.');
    if (old === undefined) return access.asService.once((connection) => changed({ connection, entry, password, old }));
    return access.asAnyone.once(async (connection) => {
      const bound = await bindAs(connection, entry.dn, old, settings.passwordPolicy);
      if (bound.is === 'password-expired')
        return refused('The password has expired: only an administrator can set a new one.');
      if (bound.is !== 'bound' && bound.is !== 'password-must-change') return { is: 'wrong-password' };
      return changed({ connection, entry, password, old });
    });
  };
};
