import { isRefusal } from '../../../domain/kernel/refusal.ts';
import { directoryCards } from '../../webdav/directory-books.ts';
import { listingOf } from '../../webdav/listing.ts';
import { answerQuery, limitOf, type Query } from '../../webdav/query.ts';
import type { Report } from '../../webdav/report.ts';
import type { AddressBookResource } from '../../webdav/resource.ts';
import { OF_DIRECTORIES } from '../../webdav/resource-kinds.ts';
import { Work } from '../../webdav/work.ts';
import { carddav } from '../../webdav/xml/name.ts';
import { childOf } from '../../webdav/xml/tree.ts';
import { dataAsked } from '../address-data.ts';
import { answerCards } from '../directory-answer.ts';
import { readFilter } from '../filter.ts';
import { cardMatches, findContacts } from '../find-contacts.ts';
import { dataWriter } from '../write-data.ts';

const handle: Report['handle'] = async (body, target, request, services) => {
  const data = dataAsked(body);
  if (isRefusal(data)) return data;
  const filter = readFilter(childOf(body, carddav('filter')));
  if (isRefusal(filter)) return filter;
  const limit = limitOf(body, carddav);
  if (isRefusal(limit)) return limit;
  const listing = listingOf(body, request, services);
  const work = new Work();
  const writer = dataWriter(listing, data, request, services, work);
  if (target.is === 'directory-book') {
    const { cards, truncated } = await target.book.cards(filter, limit);
    return answerCards(directoryCards(target, cards), { truncated, absent: [] }, target, listing, writer);
  }
  if (target.is === 'directory-card') {
    const cards = cardMatches(target.object.text ?? '', filter, work) ? [target] : [];
    return answerCards(cards, { truncated: false, absent: [] }, target, listing, writer);
  }
  const query: Query<AddressBookResource> = {
    kind: 'address-book',
    limit,
    find: (book) => findContacts(services.sql, book, filter, writer.texts, work, limit),
    matches: (text) => cardMatches(text, filter, work),
    writer,
  };
  return answerQuery(query, target, request, services, listing);
};

/** RFC 6352 §8.6 */
export const addressbookQuery: Report = {
  name: carddav('addressbook-query'),
  on: ['address-book-home', 'other-address-book-home', 'address-book', 'contact', ...OF_DIRECTORIES],
  withoutLogin: true,
  handle,
};
