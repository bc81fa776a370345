import { BerWriter, PasswordPolicyControl } from 'ldapts';
import type { PasswordChange } from '../../../domain/ports.ts';
import { type ChangeRequest, changedUnlessRefused, refused } from './password-change.ts';

/** RFC 3062 §2 */
const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
const USER_IDENTITY = 0x80;
const OLD_PASSWORD = 0x81;
const NEW_PASSWORD = 0x82;

/** draft-behera-ldap-password-policy-11 §6.2, from passwordModNotAllowed on. */
const RULES: Readonly<Record<number, string>> = {
  3: 'This password may not be changed.',
  4: 'The old password is needed to change this one.',
  5: 'The new password is too simple.',
  6: 'The new password is too short.',
  7: 'The password was changed a short time ago and cannot be changed again yet.',
  8: 'The new password was used before.',
};

const requestValue = ({ entry, password, old }: ChangeRequest): Buffer => {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(entry.dn, USER_IDENTITY);
  if (old !== undefined) writer.writeString(old, OLD_PASSWORD);
  writer.writeString(password, NEW_PASSWORD);
  writer.endSequence();
  return writer.buffer;
};

/** RFC 3062: the directory checks the old password and hashes the new one; its password policy says what is wrong with it. */
export const byPasswordModify = (request: ChangeRequest): Promise<PasswordChange> => {
  const control = new PasswordPolicyControl();
  return changedUnlessRefused(request.connection.extended(PASSWORD_MODIFY, requestValue(request), control), () => {
    const rule = RULES[control.value?.error ?? -1];
    return rule === undefined ? undefined : refused(rule);
  });
};
