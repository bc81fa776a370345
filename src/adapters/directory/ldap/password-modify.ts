import { BerWriter, type PasswordPolicyControl } from 'ldapts';
import type { Connection } from './connection.ts';

/** RFC 3062 §2 */
const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
const USER_IDENTITY = 0x80;
const OLD_PASSWORD = 0x81;
const NEW_PASSWORD = 0x82;

type PasswordModify = { readonly dn: string; readonly password: string; readonly old: string | undefined };

/** Asks the directory to set a password, and to check the old one where there is one. Rejects as every operation does. */
export const passwordModify = (
  connection: Connection,
  { dn, password, old }: PasswordModify,
  control: PasswordPolicyControl,
): Promise<void> => {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, USER_IDENTITY);
  if (old !== undefined) writer.writeString(old, OLD_PASSWORD);
  writer.writeString(password, NEW_PASSWORD);
  writer.endSequence();
  return connection.extended(PASSWORD_MODIFY, writer.buffer, control);
};
