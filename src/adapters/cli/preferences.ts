import { readFile } from 'node:fs/promises';
import type { PreferencePart } from '../../domain/account/preferences.ts';
import type { Json } from '../../domain/kernel/event.ts';
import { readValue, wanted } from '../../domain/settings/read-value.ts';
import type { Row } from '../../domain/settings/row.ts';
import { ROWS, rowOf } from '../../domain/settings/table.ts';
import { storedPreference } from '../../projections/preferences.ts';
import { type AccountParts, changeAccount, knownPrincipal, openedPrincipal } from './change-account.ts';
import { complain, Misused, say, Told } from './told.ts';

/** Where `set` finds the value: in the command line or in a file. */
export type PreferenceValue = { readonly value?: string; readonly file?: string };

/** sogo-tool's chapter names the first part with and without its last letter. */
const PARTS: Readonly<Record<string, PreferencePart>> = {
  defaults: 'defaults',
  default: 'defaults',
  settings: 'settings',
};

/** Keys that sogo-tool makes a Sieve script of. */
const SIEVE: ReadonlySet<string> = new Set(['Forward', 'Notification', 'SOGoSieveFilters', 'Vacation']);

const partOf = (word: string): PreferencePart => {
  const part = Object.hasOwn(PARTS, word) ? PARTS[word] : undefined;
  if (part === undefined) throw new Misused(`There are defaults and settings, not “${word}”.`);
  return part;
};

const textOf = async ({ value, file }: PreferenceValue): Promise<string> => {
  if (value !== undefined && file === undefined) return value;
  if (value !== undefined || file === undefined) throw new Misused('Give either a value or a file with -f.');
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new Told(`${file} cannot be read: ${error.message}`);
  });
};

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Misused(`The value is not JSON; a text stands in double quotes: '"Europe/Rome"'.`);
  }
};

/** sogo-tool has a value that is no dictionary wrapped into one: `{"KEY": value}`. */
const unwrapped = (key: string, value: Json): Json => {
  const members = value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
  const [name, inner] = members.length === 1 ? (members[0] ?? []) : [];
  return name === key && inner !== undefined ? inner : value;
};

/** What is known of a key that people may set for themselves. */
const preferenceRow = (key: string): Row | undefined => {
  const row = rowOf(ROWS, key);
  return row?.level === 'U' ? row : undefined;
};

const sieveNote = (part: PreferencePart, key: string): string =>
  part === 'defaults' && SIEVE.has(key) ? ' It is kept, and not sent to the Sieve server yet.' : '';

/** What somebody has stored under a key; undefined, after it was told, where that is nothing. */
const stored = async (parts: AccountParts, part: PreferencePart, login: string, key: string) => {
  const principal = await knownPrincipal(parts, login);
  const value = principal && (await storedPreference(parts.sql, principal, part, key));
  if (principal !== undefined && value !== undefined) return { principal, value };
  complain(`Value for key "${key}" not found in ${part}`);
  return undefined;
};

/** `user-preferences get`: prints the JSON that is stored; what the domain or the system says instead is not looked at. */
export const getPreference = async (
  parts: AccountParts,
  partWord: string,
  login: string,
  key: string,
): Promise<number> => {
  const found = await stored(parts, partOf(partWord), login, key);
  if (found === undefined) return 1;
  say(JSON.stringify(found.value));
  return 0;
};

/** `user-preferences set` */
export const setPreference = async (
  parts: AccountParts,
  partWord: string,
  login: string,
  key: string,
  given: PreferenceValue,
): Promise<number> => {
  const part = partOf(partWord);
  const value = unwrapped(key, parsed(await textOf(given)));
  const row = part === 'defaults' ? preferenceRow(key) : undefined;
  if (row !== undefined && readValue(row, value) === undefined) throw new Misused(`${key} ${wanted(row, value)}.`);
  const principal = await openedPrincipal(parts, login);
  await changeAccount(parts, principal, {
    type: 'change-preferences',
    part,
    change: { set: Object.fromEntries([[key, value]]), remove: [] },
  });
  const unknown =
    part === 'defaults' && row === undefined ? ' No preference of this name is known; it is kept as it is.' : '';
  say(`Set ${key} in the ${part} of ${login}.${unknown}${sieveNote(part, key)}`);
  return 0;
};

/** `user-preferences unset` */
export const unsetPreference = async (
  parts: AccountParts,
  partWord: string,
  login: string,
  key: string,
): Promise<number> => {
  const part = partOf(partWord);
  const found = await stored(parts, part, login, key);
  if (found === undefined) return 1;
  await changeAccount(parts, found.principal, { type: 'change-preferences', part, change: { set: {}, remove: [key] } });
  say(`Unset ${key} in the ${part} of ${login}.${sieveNote(part, key)}`);
  return 0;
};
