import { ResultCodeError } from 'ldapts';
import type { PasswordChange } from '../../../domain/ports.ts';
import type { Connection } from './connection.ts';
import type { LdapEntry } from './ldap-entry.ts';

/** One change of one entry's password; `old` where its owner asks, who is bound then. */
export type ChangeRequest = {
  readonly connection: Connection;
  readonly entry: LdapEntry;
  readonly password: string;
  readonly old: string | undefined;
};

/** RFC 4511 appendix A.1: constraintViolation, insufficientAccessRights, unwillingToPerform. */
const REFUSALS = new Set([19, 50, 53]);
const INSUFFICIENT_ACCESS = 50;

/** A refusal that tells the person which rule was broken. */
export const refused = (rule: string): PasswordChange => ({ is: 'refused', rule });

/** ldapts puts the code behind what the server said. */
export const saidBy = (error: ResultCodeError): string => error.message.replace(/\s*Code: 0x[0-9a-f]+$/, '');

/** What became of a change: `explain` may know better than the server's words what a refusal means. */
export const changedUnlessRefused = async (
  change: Promise<void>,
  explain: (error: ResultCodeError) => PasswordChange | undefined,
): Promise<PasswordChange> => {
  try {
    await change;
    return { is: 'changed' };
  } catch (error) {
    if (!(error instanceof ResultCodeError) || !REFUSALS.has(error.code)) throw error;
    const known = explain(error);
    if (known !== undefined) return known;
    if (error.code === INSUFFICIENT_ACCESS) return refused('The directory does not let this password be changed.');
    return refused(saidBy(error));
  }
};
