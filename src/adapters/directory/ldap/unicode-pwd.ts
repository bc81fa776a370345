import { Attribute, Change } from 'ldapts';
import { DirectoryUnavailable } from '../../../domain/kernel/directory-errors.ts';
import type { PasswordChange } from '../../../domain/ports.ts';
import { type ChangeRequest, changedUnlessRefused, refused } from './password-change.ts';

/** RFC 4511 appendix A.1 */
const CONSTRAINT_VIOLATION = 19;

/** ERROR_INVALID_PASSWORD of Windows, in front of what Active Directory says. */
const WRONG_PASSWORD = /^0*56:/;

const RULE = 'The new password does not meet the rules of the domain: length, complexity, age or history.';

const change = (operation: 'add' | 'delete' | 'replace', password: string): Change => {
  const value = Buffer.from(`"${password}"`, 'utf16le');
  return new Change({ operation, modification: new Attribute({ type: 'unicodePwd', values: [value] }) });
};

/**
 * [MS-ADTS] §3.1.1.3.1.5: the password in quotation marks and UTF-16, over TLS only. An owner removes the old value and
 * adds the new one, an administrator replaces it.
 */
export const byUnicodePwd = async ({ connection, entry, password, old }: ChangeRequest): Promise<PasswordChange> => {
  const { name, tls } = connection.server;
  if (tls === 'none')
    throw new DirectoryUnavailable(`${name}: Active Directory takes new passwords over TLS only: use ldaps://`);
  const changes = old === undefined ? [change('replace', password)] : [change('delete', old), change('add', password)];
  return changedUnlessRefused(connection.modify(entry.dn, changes), (error) => {
    if (old !== undefined && WRONG_PASSWORD.test(error.message)) return { is: 'wrong-password' };
    return error.code === CONSTRAINT_VIOLATION ? refused(RULE) : undefined;
  });
};
