import { printQualifier, type Qualifier } from './qualifier.ts';
import type { PlainValue, Row } from './row.ts';

/** In place of what nobody is shown. */
export const HIDDEN = '••••';

/** A text without the password that an address in it may hold, before the host or as a parameter. */
export const withoutPassword = (text: string): string =>
  text
    .replace(/(:\/\/[^:/\s]*):[^\s]*@/g, `$1:${HIDDEN}@`)
    .replace(/([?&][^=&\s]*pass[^=&\s]*=)[^&\s]*/gi, `$1${HIDDEN}`);

/**
 * A checked value as sogo.conf writes it: YES and NO, numbers and filters as text; passwords inside addresses are hidden.
 * Undefined for a secret.
 */
export const shown = (row: Row, value: unknown): PlainValue | undefined => {
  if (row.secret === true) return undefined;
  return row.type === 'qualifier' ? printQualifier(value as Qualifier) : textual(value);
};

const textual = (value: unknown): PlainValue => {
  if (typeof value === 'boolean') return value ? 'YES' : 'NO';
  if (Array.isArray(value)) return value.map(textual);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, textual(one)]));
  return withoutPassword(String(value));
};
