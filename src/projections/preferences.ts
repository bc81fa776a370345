import type { AccountEvent, AccountResource } from '../domain/account/events.ts';
import { type PreferencePart, type Preferences, readPreferenceBody } from '../domain/account/preferences.ts';
import type { Json } from '../domain/kernel/event.ts';
import type { PrincipalId } from '../domain/kernel/ids.ts';
import { readPropertyBody } from '../domain/kernel/stored-properties.ts';
import type { Sql } from '../domain/ports.ts';
import { clear, projection, put, type RowChange, remove, table } from './projection.ts';

const preferencesTable = table({
  name: 'preferences',
  // Values are JSON as it was sent: jsonb would sort the keys of what people typed.
  columns: { principal: 'text', part: 'text', key: 'text', value: 'text' },
  key: ['principal', 'part', 'key'],
  indexes: {},
});

const changed = (
  principal: PrincipalId,
  part: PreferencePart,
  removed: readonly string[],
  set: ReadonlyMap<string, Json>,
): readonly RowChange[] => [
  ...removed.map((key) => remove(preferencesTable, [principal, part, key])),
  ...[...set].map(([key, value]) => put(preferencesTable, { principal, part, key, value: JSON.stringify(value) })),
];

const INVERSE = '{urn:inverse:params:xml:ns:inverse-dav}';

/** Properties of the collection of calendars that are preferences: older events have them as elements that clients sent. */
const KEYS: ReadonlyMap<string, string> = new Map([
  [`${INVERSE}events-default-classification`, 'SOGoCalendarEventsDefaultClassification'],
  [`${INVERSE}tasks-default-classification`, 'SOGoCalendarTasksDefaultClassification'],
]);

const keysAmong = (resource: AccountResource, names: readonly string[]): readonly (readonly [string, string])[] =>
  resource !== 'calendar-home'
    ? []
    : names.flatMap((name) => {
        const key = KEYS.get(name);
        return key === undefined ? [] : [[name, key] as const];
      });

const textOf = (element: string | undefined): string => /^<[^>]*>([^<]*)</.exec(element ?? '')?.[1]?.trim() ?? '';

/** What people prefer, by SOGo's keys. */
export const preferences = projection<AccountEvent>({
  name: 'preferences',
  version: 1,
  when: 'same-transaction',
  tables: [preferencesTable],
  on: {
    'preferences-changed': ({ data, body }) =>
      changed(data.principal, data.part, data.removed, readPreferenceBody(body)),
    'account-properties-changed': ({ data: { principal, resource, set, removed }, body }) => {
      const values = readPropertyBody(body);
      const found = keysAmong(resource, set).map(([name, key]) => [key, textOf(values[name])] as const);
      const gone = keysAmong(resource, removed).map(([, key]) => key);
      return changed(principal, 'defaults', gone, new Map(found.filter(([, text]) => text !== '')));
    },
    'account-closed': ({ data }) => [clear(preferencesTable, [data.principal])],
  },
});

/** The stored preferences of one part, by key, of each of the principals; no entry for who has none. */
export const preferencesOfAll = async (
  sql: Sql,
  principals: readonly PrincipalId[],
  part: PreferencePart,
): Promise<ReadonlyMap<PrincipalId, Preferences>> => {
  const rows = await sql<{ principal: PrincipalId; key: string; value: string }>`
    select principal, key, value from preferences
    where principal = any(${principals}::text[]) and part = ${part} order by key`;
  const of = Map.groupBy(rows, ({ principal }) => principal);
  const parsed = (entries: typeof rows) => entries.map(({ key, value }) => [key, JSON.parse(value) as Json]);
  return new Map([...of].map(([principal, entries]) => [principal, Object.fromEntries(parsed(entries))]));
};

/** One stored preference; undefined where the person has said nothing. */
export const storedPreference = async (
  sql: Sql,
  principal: PrincipalId,
  part: PreferencePart,
  key: string,
): Promise<Json | undefined> => {
  const [row] = await sql<{ value: string }>`
    select value from preferences where principal = ${principal} and part = ${part} and key = ${key}`;
  return row && (JSON.parse(row.value) as Json);
};
