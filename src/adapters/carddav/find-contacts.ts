import { isRefusal } from '../../domain/kernel/refusal.ts';
import { LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import { readAddressObject } from '../../domain/vcard/address-object.ts';
import { type ContactFilter, matchesContact } from '../../domain/vcard/filter.ts';
import { planContactFilter } from '../../domain/vcard/filter-plan.ts';
import { namesHolding } from '../../projections/contacts.ts';
import { listedNamed, membersOfTypes } from '../../projections/members/listed.ts';
import { viewIn } from '../webdav/access.ts';
import { withTexts } from '../webdav/object-texts.ts';
import type { AddressBookResource, MemberResource } from '../webdav/resource.ts';
import { memberResources } from '../webdav/resources.ts';
import type { Work } from '../webdav/work.ts';

/** Whether the text of a card or list matches; one that cannot be read matches nothing. */
export const cardMatches = (text: string, filter: ContactFilter, work: Work): boolean => {
  work.parsed(text.length);
  const object = readAddressObject(text);
  return !isRefusal(object) && matchesContact(object.card, filter);
};

/** All members of a book, in pages. */
async function* everything(sql: Sql, book: AddressBookResource) {
  const types = book.collection.components.split(' ');
  for (let after = ''; ; ) {
    const rows = await membersOfTypes(sql, viewIn(book), types, after, LISTING_PAGE);
    yield rows;
    if (rows.length < LISTING_PAGE) return;
    after = rows.at(-1)?.name ?? '';
  }
}

/** Those of which the index says that they may hold one of the keys, in pages. */
async function* holding(sql: Sql, book: AddressBookResource, keys: readonly string[]) {
  const names = await namesHolding(sql, book.collection.collection, keys);
  for (let from = 0; from < names.length; from += LISTING_PAGE)
    yield await listedNamed(sql, viewIn(book), names.slice(from, from + LISTING_PAGE));
}

/**
 * RFC 6352 §8.6: the members of a book that match a filter, with their texts, in pieces. What names, addresses, phones
 * and organisations can tell is told by the index; what passed that is read.
 */
export async function* findContacts(
  sql: Sql,
  book: AddressBookResource,
  filter: ContactFilter,
  texts: boolean,
  work: Work,
): AsyncGenerator<readonly MemberResource[]> {
  const keys = planContactFilter(filter);
  const isEverybody = filter.props.length === 0;
  const pages = keys === undefined ? everything(sql, book) : holding(sql, book, keys);
  for await (const page of pages) {
    if (isEverybody && !texts) yield memberResources(book, page);
    else
      for await (const piece of withTexts(sql, page)) {
        const cards = memberResources(book, piece);
        yield isEverybody
          ? cards
          : cards.filter(({ object: { text } }) => text !== null && cardMatches(text, filter, work));
        if (work.isOver) return;
      }
  }
}
