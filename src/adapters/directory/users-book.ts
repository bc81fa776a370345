import { foldLogin } from '../../domain/account/login.ts';
import type { DirectoryRecord } from '../../domain/contact/directory-card.ts';
import type { Alternative } from '../../domain/contact/directory-query.ts';
import { DIRECTORY_PAGE } from '../../domain/limits.ts';
import type { SourceBook, SourceEntry } from '../../domain/ports.ts';
import { sourceBook } from './book.ts';
import { patternOf } from './sql/book.ts';
import type { Rows } from './sql/rows.ts';

/** What the settings say of the book. */
export type BookRules = Pick<SourceBook, 'id' | 'displayName' | 'listRequiresDot'>;

/** Where no source is configured; the id is the one that SOGo's own examples have. */
export const PUBLIC: BookRules = { id: 'public', displayName: 'Public', listRequiresDot: true };

/** The built-in users of whom something fits one of the patterns, by login, a page of those after one. */
export type UserPages = { page(patterns: readonly string[], after: string): Promise<readonly SourceEntry[]> };

/** What a user has, by the properties of the card. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  UID: ['login'],
  FN: ['name'],
  N: ['name'],
  EMAIL: ['mails'],
};

const patternsOf = (alternatives: readonly Alternative[] | undefined): readonly string[] =>
  alternatives === undefined ? ['%'] : alternatives.map(({ text }) => patternOf(text));

const recordOf = ({ uid, name, mails, kind }: SourceEntry): DirectoryRecord => ({
  name: uid,
  fullName: name,
  mails,
  kind,
  attributes: new Map(),
});

/** The built-in users as an address book. */
export const usersBook = (users: Pick<Rows, 'byLogin'> & UserPages, rules: BookRules): SourceBook =>
  sourceBook({
    ...rules,
    isOfDomains: false,
    mapping: {},
    most: Number.POSITIVE_INFINITY,
    mostListed: Number.POSITIVE_INFINITY,
    fieldsOf: (property) => FIELDS[property],
    read: async (alternatives, _, take) => {
      const patterns = patternsOf(alternatives);
      for (let after = ''; ; ) {
        const entries = await users.page(patterns, after);
        const last = entries.at(-1);
        if (!take(entries.map(recordOf)) || entries.length < DIRECTORY_PAGE || last === undefined) return false;
        after = last.uid;
      }
    },
    named: async (name) => (await users.byLogin(foldLogin(name), '', 'find')).map(({ entry }) => recordOf(entry)),
  });
