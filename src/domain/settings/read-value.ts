import { passwordRules } from './password-rules.ts';
import { PASSWORD_SCHEMES, passwordScheme } from './password-scheme.ts';
import { parseQualifier } from './qualifier.ts';
import type { Given, Kind, PlainValue, Row } from './row.ts';
import { MODULES } from './user-source.ts';

type Reader = {
  /** The converted value, or undefined when it cannot be meant. */
  read(given: unknown, row: Row): unknown;
  /** What is wanted in place of a value that cannot be read, to follow "wants". */
  wants(row: Row, given: unknown): string;
};

/**
 * Converts a value of a property list, of the environment or of JSON to what its row wants; undefined when that cannot be
 * done. Numbers and booleans may be written as text, one text stands for a list of one.
 */
export const readValue = <R extends Row>(row: R, given: unknown): Given<R> | undefined =>
  READERS[row.type].read(given, row) as Given<R> | undefined;

/** What a row wants in place of a value that cannot be read, as the end of a sentence. */
export const wanted = (row: Row, given: unknown): string => `wants ${READERS[row.type].wants(row, given)}`;

/** For entries: the row's range is that of the list. */
const NO_RANGE: Row = { type: 'text', level: 'S', meaning: '', honoured: true };

const BOOLEANS: Readonly<Record<string, boolean>> = {
  yes: true,
  true: true,
  y: true,
  t: true,
  '1': true,
  no: false,
  false: false,
  n: false,
  f: false,
  '0': false,
};

const booleanOf = (given: unknown): boolean | undefined => {
  if (typeof given === 'boolean') return given;
  const text = String(given).trim().toLowerCase();
  return typeof given !== 'object' && Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined;
};

const textOf = (given: unknown): string | undefined =>
  typeof given === 'string' ? given : typeof given === 'number' ? String(given) : undefined;

const within = (value: number, { min = -Infinity, max = Infinity }: Row): number | undefined =>
  value >= min && value <= max ? value : undefined;

const numberOf = (form: RegExp) => (given: unknown, row: Row) => {
  const text = textOf(given)?.trim() ?? '';
  return form.test(text) ? within(Number(text.replace(/:00$/, '')), row) : undefined;
};
const INTEGER = /^[+-]?\d{1,15}$/;
const integerOf = numberOf(INTEGER);

const textLike = (form: RegExp) => (given: unknown) => {
  const text = textOf(given)?.trim();
  return text !== undefined && form.test(text) ? text : undefined;
};

const MAIL_DOMAIN = /^[^\s@/:?#%,;"'()]+$/;
const domainOf = textLike(MAIL_DOMAIN);
const foldedDomain = (given: unknown) => domainOf(given)?.normalize('NFC').toLowerCase();

/** Every entry converted, or undefined when one is not; a text alone is a list of one, an empty text an empty list. */
const listOf =
  <T>(entry: (given: unknown, row: Row) => T | undefined) =>
  (given: unknown, row: Row): readonly T[] | undefined => {
    const entries = Array.isArray(given) ? given : given === '' ? [] : [given];
    const read = entries.map((one) => entry(one, row));
    return read.every((one) => one !== undefined) ? read : undefined;
  };

const sized =
  <T>(read: (given: unknown, row: Row) => readonly T[] | undefined) =>
  (given: unknown, row: Row) => {
    const list = read(given, row);
    return list !== undefined && within(list.length, row) !== undefined ? list : undefined;
  };

/** One of the row's values in its own spelling; any text where the row names none. */
const oneOf = (given: unknown, { values }: Row): string | undefined => {
  const text = textOf(given)?.trim();
  if (values === undefined) return text;
  return values.find((value) => value.toLowerCase() === text?.toLowerCase());
};

const isDictionary = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype;

const isPlain = (given: unknown): given is PlainValue =>
  ['string', 'number', 'boolean'].includes(typeof given) ||
  (Array.isArray(given) && given.every(isPlain)) ||
  (isDictionary(given) && Object.values(given).every(isPlain));

const dictionaryOf = (given: unknown) => (isDictionary(given) && isPlain(given) ? given : undefined);

/** A dictionary of which every value is converted. */
const valuesOf =
  <T>(value: (given: unknown) => T | undefined) =>
  (given: unknown): Readonly<Record<string, T>> | undefined => {
    if (!isDictionary(given)) return undefined;
    const read = Object.entries(given).map(([key, one]) => [key, value(one)] as const);
    return read.every(([, one]) => one !== undefined) ? (Object.fromEntries(read) as Record<string, T>) : undefined;
  };

const constraints = valuesOf(valuesOf(textOf));
const modulesOf = (given: unknown) => {
  const read = constraints(given);
  return read !== undefined && Object.keys(read).every((key) => MODULES.some((module) => module === key))
    ? read
    : undefined;
};

const qualifierOf = (given: unknown) => {
  const read = typeof given === 'string' ? parseQualifier(given) : undefined;
  return read === undefined || 'problem' in read ? undefined : read;
};

const qualifierWanted = (_: Row, given: unknown): string => {
  const read = typeof given === 'string' ? parseQualifier(given) : undefined;
  const why = read !== undefined && 'problem' in read ? `; at character ${read.at}: ${read.problem.slice(0, -1)}` : '';
  return `a filter such as (o='acme' AND mail='*')${why}`;
};

const listenOf = (given: unknown): string | undefined => {
  const text = textOf(given)?.trim() ?? '';
  const [, host = '', port = ''] = /^(?:(\[[\da-f:.]+\]|[^:\s[\]]*):)?(\d{1,5})$/i.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) return undefined;
  return `${host === '' ? '127.0.0.1' : host === '*' ? '0.0.0.0' : host}:${Number(port)}`;
};

const timeZoneOf = (given: unknown): string | undefined => {
  const name = textOf(given)?.trim() ?? '';
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) && name;
  } catch {
    return undefined;
  }
};

const rangeOf = ({ min, max }: Row): string => {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  return min === undefined ? '' : ` not below ${min}`;
};

const listed = ({ values = [] }: Row): string => values.map((value) => `“${value}”`).join(', ');
const always = (words: string) => () => words;

const READERS: Readonly<Record<Kind, Reader>> = {
  boolean: { read: booleanOf, wants: always('YES or NO') },
  integer: { read: integerOf, wants: (row) => `a whole number${rangeOf(row)}` },
  hour: { read: numberOf(/^\d{1,2}(?::00)?$/), wants: (row) => `a full hour${rangeOf(row)}` },
  number: { read: numberOf(/^[+-]?\d{1,15}(?:\.\d+)?$/), wants: (row) => `a number${rangeOf(row)}` },
  text: { read: textOf, wants: always('a text') },
  path: { read: textOf, wants: always('the path of a file') },
  url: { read: textLike(/^[a-z][a-z\d+.-]*:\/\/\S+$/i), wants: always('an address such as https://host/path') },
  'database-url': {
    read: textLike(/^[a-z][a-z\d]*:\/\/\S+$/i),
    wants: always('an address such as postgresql://user:password@host:port/database/table'),
  },
  'mail-address': { read: textLike(/^[^\s@]+@[^\s@]+$/), wants: always('a mail address') },
  listen: { read: listenOf, wants: always('an address and port such as 127.0.0.1:20000 or [::1]:20000') },
  'time-zone': { read: timeZoneOf, wants: always('the name of a time zone such as Europe/Berlin') },
  enum: { read: oneOf, wants: (row) => `one of ${listed(row)}` },
  list: {
    read: sized(listOf(oneOf)),
    wants: (row) =>
      `a list of ${row.values === undefined ? 'texts' : `at most ${row.max ?? row.values.length} out of ${listed(row)}`}`,
  },
  'domain-list': { read: listOf(foldedDomain), wants: always('a list of mail domains') },
  'domain-groups': { read: listOf(listOf(foldedDomain)), wants: always('a list of lists of domains') },
  integers: {
    read: sized(listOf((given) => integerOf(given, NO_RANGE))),
    wants: ({ min }) => `a list of ${min ?? ''} whole numbers`,
  },
  dictionary: { read: dictionaryOf, wants: always('a dictionary { key = value; }') },
  dictionaries: { read: listOf(dictionaryOf), wants: always('a list of dictionaries') },
  qualifier: { read: qualifierOf, wants: qualifierWanted },
  modules: {
    read: modulesOf,
    wants: always(`a dictionary of ${MODULES.join(', ')} with a dictionary { field = value; } each`),
  },
  mapping: {
    read: valuesOf((given) => listOf(textOf)(given, NO_RANGE)),
    wants: always('a dictionary of lists of attributes'),
  },
  'password-scheme': {
    read: (given) => (typeof given === 'string' ? passwordScheme(given) : undefined),
    wants: always(`one of ${PASSWORD_SCHEMES.join(', ')}, with .b64 or .hex for its encoding`),
  },
  'password-rules': {
    read: (given) => (Array.isArray(given) ? listOf(passwordRules)(given, NO_RANGE)?.flat() : undefined),
    wants: always('a list of { label = "…"; regex = "…"; } or { label = POLICY_MIN_LENGTH; value = 8; }'),
  },
  sources: { read: () => undefined, wants: always('a list of dictionaries, one for each directory') },
};
