/** Who takes part: RFC 5545 §3.3.3. */
import { foldLogin } from '../account/login.ts';
import type { Property } from './component.ts';

/**
 * The mail address of an ATTENDEE or ORGANIZER as addresses are compared, folded like a login; undefined for an address of
 * another kind. RFC 6068 §2.
 */
export function mailOf({ value }: Property): string | undefined {
  const mail = /^\s*mailto:([^?]*)/i.exec(value)?.[1];
  return mail === undefined ? undefined : foldLogin(decoded(mail).trim());
}

const decoded = (escaped: string): string => {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
};
