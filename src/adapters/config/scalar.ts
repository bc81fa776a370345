import type { Cursor } from './cursor.ts';

/** What a property list holds besides arrays and dictionaries. */
export type Scalar = string | number | boolean | Date | Uint8Array;

/** What GNUstep takes without quotes. A `//` inside is part of it, so that addresses need none. */
const UNQUOTED = /[\w!#$%&*+\-./:?@|~^]+/y;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const OCTAL = /[0-7]{1,3}/y;
const HEXADECIMAL = /[\da-f]{1,4}/iy;
const PLAIN = /[^"\\]+/y;

/** What the expression matches at the cursor, which goes behind it; '' when nothing does. */
const taken = (cursor: Cursor, expression: RegExp): string => {
  expression.lastIndex = cursor.at;
  const [text = ''] = expression.exec(cursor.text) ?? [];
  cursor.at += text.length;
  return text;
};

/** A text, in quotes or without. `what` is expected here. */
export const readText = (cursor: Cursor, what: string): string => {
  if (cursor.next === '"') return readQuoted(cursor);
  const text = taken(cursor, UNQUOTED);
  if (text !== '') return text;
  if ("“”„«»‘’'".includes(cursor.next || ' '))
    cursor.fail(`Quotes are straight and double (") here, not ${cursor.next}.`);
  return cursor.expected(what);
};

const readQuoted = (cursor: Cursor): string => {
  const begin = cursor.at;
  cursor.at += 1;
  let text = '';
  while (!cursor.take('"')) {
    if (cursor.next === '') cursor.fail('This quotation has no end.', begin);
    text += cursor.take('\\') ? readEscape(cursor) : taken(cursor, PLAIN);
  }
  if (!text.isWellFormed()) cursor.fail('This text has half a character: \\U escapes of one come in pairs.', begin);
  if (text.includes('\0')) cursor.fail('This text holds the character 0, which no value may.', begin);
  return text;
};

/** Octal escapes are characters of Latin-1, as hexadecimal ones are of Unicode. Any other character stands for itself. */
const readEscape = (cursor: Cursor): string => {
  const octal = taken(cursor, OCTAL);
  if (octal !== '') return String.fromCharCode(Number.parseInt(octal, 8));
  if (cursor.take('U') || cursor.take('u')) {
    const digits = taken(cursor, HEXADECIMAL);
    return digits === ''
      ? cursor.expected('up to four hexadecimal digits')
      : String.fromCharCode(Number.parseInt(digits, 16));
  }
  const { next } = cursor;
  cursor.at += next.length;
  return ESCAPES[next] ?? next;
};

/** `<0fbd 77>`, or a typed value of GNUstep: `<*I5>`, `<*R1.5>`, `<*BY>`, `<*D2026-11-25 12:00:00 +0100>`. */
export const readAngle = (cursor: Cursor): Scalar => {
  const begin = cursor.at;
  const end = cursor.text.indexOf('>', begin);
  if (end < 0) cursor.fail('This < has no >.');
  cursor.at = end + 1;
  const inside = cursor.text.slice(begin + 1, end);
  if (!inside.startsWith('*')) return octetsOf(cursor, inside, begin);
  const text = inside
    .slice(2)
    .replace(/^"(.*)"$/s, '$1')
    .trim();
  const value = TYPED[inside.charAt(1)]?.(text);
  return value ?? cursor.fail('Expected <*I5>, <*R1.5>, <*BY>, <*BN> or <*D2026-11-25 12:00:00 +0100>.', begin);
};

const octetsOf = (cursor: Cursor, inside: string, begin: number): Uint8Array => {
  const digits = inside.replace(/\s+/g, '');
  if (!/^(?:[\da-f]{2})*$/i.test(digits)) cursor.fail('Expected pairs of hexadecimal digits between < and >.', begin);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
};

const numberIf = (form: RegExp, valid: (value: number) => boolean) => (text: string) =>
  form.test(text) && valid(Number(text)) ? Number(text) : undefined;

const DATE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/;

const TYPED: Readonly<Record<string, (text: string) => Scalar | undefined>> = {
  I: numberIf(/^[+-]?\d+$/, Number.isSafeInteger),
  R: numberIf(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i, Number.isFinite),
  B: (text) => (text === 'Y' ? true : text === 'N' ? false : undefined),
  D: (text) => {
    const date = new Date(text.replace(DATE, '$1T$2$3:$4'));
    return DATE.test(text) && !Number.isNaN(date.getTime()) ? date : undefined;
  },
};
