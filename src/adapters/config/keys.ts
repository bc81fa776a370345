import * as z from 'zod';
import { OLD_NAMES, REMOVED } from '../../domain/settings/old-names.ts';
import { readValue, wanted } from '../../domain/settings/read-value.ts';
import type { Row, Rows } from '../../domain/settings/row.ts';
import { ROWS, rowOf } from '../../domain/settings/table.ts';
import type { Findings } from './findings.ts';
import { withoutPlaces } from './print.ts';
import type { Dictionary, Entry, Node } from './property-list.ts';

/** Known keys of one dictionary, by their present names. */
export type Known = ReadonlyMap<string, Entry>;

const schemaOf = (row: Row) => {
  const schema = z.unknown().transform((given, context) => {
    const missing = given === undefined || (row.required === true && given === '');
    const value = missing ? undefined : readValue(row, given);
    if (value !== undefined) return value;
    const message = missing ? 'is missing: a source of users is nothing without it.' : `${wanted(row, given)}.`;
    context.issues.push({ code: 'custom', message, input: given });
    return z.NEVER;
  });
  return row.required === true ? schema : schema.optional();
};

const objectOf = (rows: Rows) =>
  z.object(Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, schemaOf(row)])));

const schemas = new Map<Rows, ReturnType<typeof objectOf>>();

const schemaOfAll = (rows: Rows) => {
  const schema = schemas.get(rows) ?? objectOf(rows);
  schemas.set(rows, schema);
  return schema;
};

/** An empty text is how many switch off what is a choice, an address or a file, and has no default. */
const isUnset = (row: Row | undefined, value: Node): boolean =>
  value.is === 'scalar' &&
  value.value === '' &&
  row !== undefined &&
  row.type !== 'text' &&
  row.default === undefined &&
  row.required !== true;

/** Converts and checks the known keys of a dictionary. What is wrong goes to the findings; the rest is returned. */
export const checkKeys = (
  known: Known,
  rows: Rows,
  path: string,
  findings: Findings,
): Readonly<Record<string, unknown>> => {
  const given = Object.fromEntries(
    [...known].flatMap(([key, { value }]) => (isUnset(rowOf(rows, key), value) ? [] : [[key, withoutPlaces(value)]])),
  );
  const result = schemaOfAll(rows).safeParse(given);
  if (!result.success) {
    const wrong = new Set(result.error.issues.map(({ path: at }) => String(at[0])));
    for (const { path: at, message } of result.error.issues) findings.refuse(`${path}${String(at[0])}`, message);
    return schemaOfAll(rows)
      .partial()
      .parse(Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.has(key))));
  }
  for (const [key, value] of Object.entries(result.data)) {
    const row = rowOf(rows, key);
    if (row !== undefined) findings.set(`${path}${key}`, row, value);
  }
  return result.data;
};

/**
 * The keys of the system's or a domain's dictionary that are settings: old names are replaced, removed and unknown ones
 * and those of another level are told and left out.
 */
export const settingsIn = (entries: Dictionary['entries'], path: string, findings: Findings): Known => {
  const known = new Map<string, Entry>();
  for (const [name, entry] of entries) {
    findings.place(`${path}${name}`, entry.key.line);
    const key = presentName(name, entries, path, findings);
    const row = key === undefined ? undefined : rowOf(ROWS, key);
    if (key === undefined || row === undefined) continue;
    if (path !== '' && row.level === 'S')
      findings.warn(`${path}${name}`, 'counts for the whole system only and is not read inside a domain.');
    else {
      findings.place(`${path}${key}`, entry.key.line);
      known.set(key, entry);
    }
  }
  return known;
};

/** The name that a key has now; undefined when it does not count, which is told. */
const presentName = (
  name: string,
  entries: Dictionary['entries'],
  path: string,
  findings: Findings,
): string | undefined => {
  if (rowOf(ROWS, name) !== undefined) return name;
  if (Object.hasOwn(REMOVED, name)) {
    const { since, instead } = REMOVED[name] ?? { since: '', instead: '' };
    findings.refuse(`${path}${name}`, `was removed in SOGo ${since}: ${instead}.`);
    return undefined;
  }
  const key = Object.hasOwn(OLD_NAMES, name) ? OLD_NAMES[name] : undefined;
  if (key === undefined) {
    findings.warnUnknown(`${path}${name}`, name, Object.keys(ROWS));
    return undefined;
  }
  const both = entries.has(key);
  findings.warn(`${path}${name}`, `is the old name of ${key}${both ? ', which is set too and counts' : ''}.`);
  return both ? undefined : key;
};
