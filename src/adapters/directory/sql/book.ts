import { escapeIdentifier } from 'pg';
import { foldLogin } from '../../../domain/account/login.ts';
import { BINARY, searchedFor, TABLE } from '../../../domain/contact/directory-attributes.ts';
import type { DirectoryRecord } from '../../../domain/contact/directory-card.ts';
import type { Alternative } from '../../../domain/contact/directory-query.ts';
import { DIRECTORY_PAGE } from '../../../domain/limits.ts';
import type { SourceBook } from '../../../domain/ports.ts';
import type { SqlSourceSettings } from '../../../domain/settings/user-source.ts';
import { sourceBook } from '../book.ts';
import { askable } from './rows.ts';
import { type Statement, spellings } from './statements.ts';
import type { View } from './view.ts';
import { entryColumns, userRow } from './view-entry.ts';

/** Columns as text, or as octets where they are of that type. */
export type CardRow = Readonly<Record<string, string | Uint8Array | null>>;

/** Asks for rows, once the view is known. */
export type AskRows = (ask: (view: View) => Statement) => Promise<readonly CardRow[]>;

/** SOGo's views have the names of LDAP, with `c_` before them or not. */
const columnOf = (view: View, attribute: string): string | undefined =>
  [attribute, `c_${attribute}`].find((name) => view.has(name));

/** A pattern that fits a text in any case and normal form, wherever it stands: letters beyond ASCII may be any. */
export const patternOf = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&').replace(/\P{ASCII}+/gu, '%')}%`;

/** Where alternatives are looked for; those that the view has no columns for are none. */
type Columns = readonly { readonly columns: readonly string[]; readonly pattern: string }[];

/** The statements for the cards of a view. What is looked for is a value, whatever is in it. */
const statementsFor = (view: View, settings: SqlSourceSettings) => {
  const text = (name: string): string => `${view.column(name)}::text`;
  const name = `coalesce(nullif(trim(${text('c_name')}), ''), trim(${text('c_uid')})) collate "C"`;
  const own = entryColumns(settings).map((column) => `${text(column)} as ${escapeIdentifier(column)}`);
  const card = TABLE.flatMap((attribute) => {
    const column = columnOf(view, attribute);
    if (column === undefined) return [];
    const value = BINARY.has(attribute) ? view.column(column) : text(column);
    return [`${value} as ${escapeIdentifier(`card ${attribute}`)}`];
  });
  const select = `select ${name} as "card name", ${[...own, ...card].join(', ')} from ${view.name}`;
  const { DomainFieldName } = settings;
  const isOfDomain =
    DomainFieldName === undefined ? '$1::text is not null' : `coalesce(lower(${text(DomainFieldName)}), '') = $1::text`;
  const columnsOf = (alternatives: readonly Alternative[]): Columns =>
    alternatives
      .map(({ fields, text: wanted }) => ({
        columns: [...new Set(fields.flatMap((field) => columnOf(view, field) ?? []))],
        pattern: patternOf(wanted),
      }))
      .filter(({ columns }) => columns.length > 0);
  const meets = (some: Columns, from: number): string =>
    [
      'false',
      ...some.flatMap(({ columns }, at) => columns.map((column) => `${text(column)} collate "C" ilike $${from + at}`)),
    ].join(' or ');
  return {
    page: (alternatives: readonly Alternative[] | undefined, domain: string, after: string): Statement => {
      const some = columnsOf(alternatives ?? []);
      const condition = alternatives === undefined ? '' : ` and (${meets(some, 4)})`;
      return {
        text: `${select} where ${isOfDomain} and ${name} > $2${condition} order by 1 limit $3`,
        values: [foldLogin(domain), after, DIRECTORY_PAGE, ...some.map(({ pattern }) => pattern)],
      };
    },
    named: (names: readonly string[], domain: string): Statement => ({
      text: `${select} where ${isOfDomain} and lower(${name} collate "default") = any($2::text[]) limit $3`,
      values: [foldLogin(domain), names, DIRECTORY_PAGE],
    }),
  };
};

/** What a row says, as far as it names somebody. */
const recordOf = (settings: SqlSourceSettings, row: CardRow): readonly DirectoryRecord[] => {
  const name = row['card name'];
  const texts = Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'string' ? value : null]),
  );
  const user = userRow(settings, texts);
  if (user === undefined || typeof name !== 'string') return [];
  const attributes = TABLE.flatMap((attribute): [string, (string | Uint8Array)[]][] => {
    const value = row[`card ${attribute}`];
    return value === undefined || value === null ? [] : [[attribute, [value]]];
  });
  const { name: fullName, mails, kind } = user.entry;
  return [{ name, fullName, mails, kind, attributes: new Map(attributes) }];
};

/** A view as an address book, which can only be read. */
export const sqlBook = (settings: SqlSourceSettings, ask: AskRows): SourceBook =>
  sourceBook({
    id: settings.id,
    displayName: settings.displayName ?? settings.id,
    listRequiresDot: settings.listRequiresDot,
    isOfDomains: settings.DomainFieldName !== undefined,
    mapping: {},
    fieldsOf: (property) => {
      const more: Readonly<Record<string, readonly string[]>> = {
        EMAIL: settings.MailFieldNames,
        FN: ['c_uid'],
        N: ['c_uid'],
        UID: ['c_name', 'c_uid'],
      };
      const [table, own] = [searchedFor({}, property), more[property]];
      return table === undefined && own === undefined ? undefined : [...(table ?? []), ...(own ?? [])];
    },
    most: Number.POSITIVE_INFINITY,
    mostListed: Number.POSITIVE_INFINITY,
    read: async (alternatives, domain, take) => {
      for (let after = ''; ; ) {
        const rows = await ask((view) => statementsFor(view, settings).page(alternatives, domain, after));
        const isWanted = take(rows.flatMap((row) => recordOf(settings, row)));
        const last = rows.at(-1)?.['card name'];
        if (!isWanted || rows.length < DIRECTORY_PAGE || typeof last !== 'string') return false;
        after = last;
      }
    },
    named: async (name, domain) => {
      const folded = foldLogin(name);
      if (!askable(folded)) return [];
      const rows = await ask((view) => statementsFor(view, settings).named(spellings(folded), domain));
      return rows.flatMap((row) => recordOf(settings, row));
    },
  });
