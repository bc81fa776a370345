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
    l: 'text',
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
    contacts_grams: `using gin (string_to_array(grams, ' '))`,
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
  const { searchText, isSearchable, mail, categories, ...columns } = facts;
  return {
    ...columns,
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
  version: 1,
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

type Named = { readonly name: string };

/** With keys too short for grams all rows of the book are looked at, which costs some 20 ms for 50,000 cards. */
const scanned = (sql: Sql, book: CollectionId, keys: readonly string[], after: string, limit: number) =>
  sql<Named>`
    select c.name from contacts c where c.collection = ${book} and c.name > ${after}
      and (c.search is null or exists (select from unnest(${keys}::text[]) k (key) where position(k.key in c.search) > 0))
    order by c.name limit ${limit}`;

/**
 * The names of the cards of a book that may hold one of these search keys, after a name, in the order of their names; at
 * most `limit`. What is found holds a key, or its text was too long to tell.
 */
export const namesHolding = async (
  sql: Sql,
  book: CollectionId,
  keys: readonly string[],
  after: string,
  limit: number,
): Promise<readonly string[]> => {
  const grams = keys.map((key) => gramsOf(book, key).join(' '));
  const rows = grams.includes('')
    ? await scanned(sql, book, keys, after, limit)
    : await sql<Named>`
        select name from (
          select c.name from unnest(${keys}::text[], ${grams}::text[]) as k (key, grams) join contacts c
            on string_to_array(c.grams, ' ') @> string_to_array(k.grams, ' ')
          where c.collection = ${book} and c.name > ${after} and position(k.key in c.search) > 0
          union
          select c.name from contacts c where c.collection = ${book} and c.search is null and c.name > ${after}
        ) found order by name limit ${limit}`;
  return rows.map(({ name }) => name);
};
