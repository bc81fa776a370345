import type { AddressBookEvent } from '../domain/address-book/events.ts';
import { parsedContact } from '../domain/contact/content.ts';
import type { ContactEvent } from '../domain/contact/events.ts';
import { type QuickFacts, quickFacts } from '../domain/contact/quick-facts.ts';
import { gramsOf } from '../domain/contact/search-grams.ts';
import type { Body } from '../domain/kernel/event.ts';
import type { CollectionId } from '../domain/kernel/ids.ts';
import type { Sql } from '../domain/ports.ts';
import { patch, projection, put, remove, sweep, table } from './projection.ts';

const contactsTable = table({
  name: 'contacts',
  columns: {
    collection: 'text',
    name: 'text',
    givenname: 'text',
    cn: 'text',
    sn: 'text',
    screenname: 'text',
    locality: 'text',
    /** Several texts in one column stand in lines. */
    mail: 'text',
    o: 'text',
    ou: 'text',
    telephonenumber: 'text',
    categories: 'text',
    component: 'text',
    hascertificate: 'bool',
    /** Keys of all that is searched for; null where that is too much, or nobody can read it. */
    search: 'text?',
    /** The grams of `search`, with spaces between them. */
    grams: 'text',
  },
  key: ['collection', 'name'],
  indexes: {
    // Every search reads the list of pending entries from end to end, and an append has to wait while it is merged.
    contacts_grams: `using gin ((string_to_array(grams, ' ')::int4[])) with (gin_pending_list_limit = 64)`,
    contacts_unsearchable: '(collection) where search is null',
  },
});

const UNREADABLE: Omit<QuickFacts, 'component'> = {
  givenname: '',
  cn: '',
  sn: '',
  screenname: '',
  l: '',
  mail: [],
  o: '',
  ou: '',
  telephonenumber: '',
  categories: [],
  hascertificate: false,
  searchText: '',
  isSearchable: false,
};

/** What a new card changes of its row. */
const cardColumns = (book: CollectionId, component: string, body: Body | undefined) => {
  const object = body && parsedContact(body.stored);
  const facts = object === undefined ? UNREADABLE : quickFacts(object.card);
  const { searchText, isSearchable, mail, categories, l: locality, ...columns } = facts;
  return {
    ...columns,
    locality,
    component,
    mail: mail.join('\n'),
    categories: categories.join('\n'),
    search: isSearchable ? searchText : null,
    grams: isSearchable ? gramsOf(book, searchText).join(' ') : '',
  };
};

/** What cards tell about people, as SOGo's quick table has it, and a text to search in. */
export const contacts = projection<ContactEvent | AddressBookEvent>({
  name: 'contacts',
  version: 2,
  when: 'same-transaction',
  tables: [contactsTable],
  on: {
    'contact-created': ({ data: { book, name, component }, body }) => [
      put(contactsTable, { collection: book, name, ...cardColumns(book, component, body) }),
    ],
    'contact-changed': ({ data: { book, name, component }, body }) => [
      patch(contactsTable, [book, name], cardColumns(book, component, body)),
    ],
    'contact-moved': ({ data: { book, name, component, fromBook, fromName }, body }) => [
      remove(contactsTable, [fromBook, fromName]),
      put(contactsTable, { collection: book, name, ...cardColumns(book, component, body) }),
    ],
    'contact-deleted': ({ data }) => [remove(contactsTable, [data.book, data.name])],
    'address-book-deleted': ({ data }) => [sweep(contactsTable, data.book)],
  },
});

/** Names in one text, a line each: rows of the driver's own cost twice that. */
type Packed = { readonly names: string | null };

/** Of those in `first` a word begins with the key. */
type Ranked = { readonly first: string | null; readonly rest: string | null };

/** A word begins a line, which is a value, or stands behind a space. Search texts begin with what somebody is called. */
const rankedHolding = (sql: Sql, book: CollectionId, key: string, most: number): Promise<readonly Ranked[]> => {
  const grams = gramsOf(book, key);
  const [line, word] = [`\n${key}`, ` ${key}`];
  // A key too short for grams is looked for in all rows of the book: some 20 ms for 50,000 cards.
  return grams.length === 0
    ? sql<Ranked>`
        select string_agg(name, chr(10)) filter (where first) as first,
          string_agg(name, chr(10)) filter (where not first) as rest
        from (
          select name, starts_with(search, ${key}) or position(${line} in search) > 0
            or position(${word} in search) > 0 as first
          from contacts where collection = ${book} and position(${key} in search) > 0
          order by first desc, search, name limit ${most}
        ) c`
    : sql<Ranked>`
        select string_agg(name, chr(10)) filter (where first) as first,
          string_agg(name, chr(10)) filter (where not first) as rest
        from (
          select name, starts_with(search, ${key}) or position(${line} in search) > 0
            or position(${word} in search) > 0 as first
          from contacts
          where string_to_array(grams, ' ')::int4[] @> ${grams}::int4[] and collection = ${book}
            and position(${key} in search) > 0
          order by first desc, search, name limit ${most}
        ) c`;
};

const lines = (packed: string | null | undefined): readonly string[] => packed?.split('\n') ?? [];

/**
 * The names of the cards of a book that may hold one of these search keys, each once: those with a word that begins with
 * a key, then those that hold one elsewhere, both by what people are called, at last those whose text is too long to tell.
 * There may be more where there are at least as many as `most`.
 */
export const namesHolding = async (
  sql: Sql,
  book: CollectionId,
  keys: readonly string[],
  most: number,
): Promise<readonly string[]> => {
  const [ranked, [unsearchable]] = await Promise.all([
    Promise.all(keys.map((key) => rankedHolding(sql, book, key, most))),
    sql<Packed>`
      select string_agg(name, chr(10) order by name) as names from contacts
      where collection = ${book} and search is null`,
  ]);
  const found = ranked.flat();
  const ordered = [...found.map(({ first }) => first), ...found.map(({ rest }) => rest), unsearchable?.names];
  return [...new Set(ordered.flatMap(lines))];
};
