import { Attribute, Change } from 'ldapts';
import type { PasswordChange, UserSource } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { Access } from './access.ts';
import type { Lookup } from './lookup.ts';
import { type ChangeRequest, changedUnlessRefused, refused } from './password-change.ts';
import { byPasswordModify } from './password-modify.ts';
import { bindAs } from './password-policy.ts';
import { byUnicodePwd } from './unicode-pwd.ts';
import { type Encode, userPassword } from './user-password.ts';

/** The value that the directory is to store is made here. */
const byReplacement = ({ connection, entry }: ChangeRequest, value: string): Promise<PasswordChange> => {
  const modification = new Attribute({ type: 'userPassword', values: [value] });
  const change = new Change({ operation: 'replace', modification });
  return changedUnlessRefused(connection.modify(entry.dn, [change]), () => undefined);
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
  const { UIDFieldName, passwordPolicy, userPasswordAlgorithm } = settings;

  const changed = async (request: ChangeRequest): Promise<PasswordChange> => {
    if (passwordPolicy) return byPasswordModify(request);
    if (request.entry.values('sAMAccountName').length > 0) return byUnicodePwd(request);
    return byReplacement(request, await userPassword(userPasswordAlgorithm, request.password, encode));
  };
  return async (login, password, old, domain) => {
    const entry = await lookup.byFields([UIDFieldName], login, domain);
    if (entry === undefined) return { is: 'no-such-user' };
    if (password === '') return refused('A password has at least one character.');
    if (old === undefined) return access.asService.once((connection) => changed({ connection, entry, password, old }));
    return access.asAnyone.once(async (connection) => {
      const bound = await bindAs(connection, entry.dn, old, passwordPolicy);
      if (bound.is === 'password-expired')
        return refused('The password has expired: only an administrator can set a new one.');
      if (bound.is !== 'bound' && bound.is !== 'password-must-change') return { is: 'wrong-password' };
      return changed({ connection, entry, password, old });
    });
  };
};
