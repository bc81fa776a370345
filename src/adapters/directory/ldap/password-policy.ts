import { PasswordPolicyControl, ResultCodeError } from 'ldapts';
import type { Authentication, PasswordWarning } from '../../../domain/ports.ts';
import type { Connection } from './connection.ts';

/** How a bind with somebody's password ended. */
export type Bound =
  | { readonly is: 'bound'; readonly warning?: PasswordWarning }
  | Exclude<Authentication<never>, { readonly is: 'authenticated' | 'too-busy' }>;

/** RFC 4511 appendix A.1: what servers answer when they do not take the name or the password, or the account is closed. */
const REFUSALS = new Set([19, 32, 34, 48, 49, 53]);

/** draft-behera-ldap-password-policy-11 §6.2 */
const EXPIRED = 0;
const CHANGE_AFTER_RESET = 2;

/** Active Directory tells these of an account only after its right password: expired, to be changed, disabled, at its end. */
const AD_STATES: readonly (readonly [RegExp, Bound])[] = [
  [/\bdata 532\b/, { is: 'password-expired' }],
  [/\bdata 773\b/, { is: 'password-must-change' }],
  [/\bdata (533|701)\b/, { is: 'account-locked' }],
];

const warningOf = ({ value }: PasswordPolicyControl): { warning?: PasswordWarning } => {
  if (value?.graceAuthNsRemaining !== undefined)
    return { warning: { is: 'grace', logins: value.graceAuthNsRemaining } };
  if (value?.timeBeforeExpiration !== undefined)
    return { warning: { is: 'expires', seconds: value.timeBeforeExpiration } };
  return {};
};

/**
 * What a refused bind means to its owner; `policy` is the error of the response control. A locked account is answered like
 * a wrong password: its server has not looked at the password, so a stranger may be asking.
 */
export const refusedAs = (error: ResultCodeError, policy: number | undefined): Bound =>
  policy === EXPIRED
    ? { is: 'password-expired' }
    : (AD_STATES.find(([pattern]) => pattern.test(error.message))?.[1] ?? { is: 'wrong' });

/**
 * Binds with somebody's password, with what the password policy of the directory says where `passwordPolicy` is on. An
 * empty password never binds: to a directory it means nobody (RFC 4513 §5.1.2).
 */
export const bindAs = async (
  connection: Connection,
  dn: string,
  password: string,
  passwordPolicy: boolean,
): Promise<Bound> => {
  if (password === '') return { is: 'wrong' };
  const control = new PasswordPolicyControl();
  try {
    await connection.bind(dn, password, passwordPolicy ? control : undefined);
  } catch (error) {
    if (!(error instanceof ResultCodeError) || !REFUSALS.has(error.code)) throw error;
    return passwordPolicy ? refusedAs(error, control.value?.error) : { is: 'wrong' };
  }
  return control.value?.error === CHANGE_AFTER_RESET
    ? { is: 'password-must-change' }
    : { is: 'bound', ...warningOf(control) };
};
