import { isRefusal } from '../../../domain/kernel/refusal.ts';
import { listingOf } from '../../webdav/listing.ts';
import { multiget } from '../../webdav/multiget.ts';
import type { Report } from '../../webdav/report.ts';
import { Work } from '../../webdav/work.ts';
import { carddav } from '../../webdav/xml/name.ts';
import { dataAsked } from '../address-data.ts';
import { directoryMultiget } from '../directory-answer.ts';
import { dataWriter } from '../write-data.ts';

const handle: Report['handle'] = async (body, target, request, services) => {
  const data = dataAsked(body);
  if (isRefusal(data)) return data;
  const listing = listingOf(body, request, services);
  const writer = dataWriter(listing, data, request, services, new Work());
  if (target.is === 'directory-book') return directoryMultiget(body, target, request, listing, writer);
  return multiget('address-book', body, target, request, services, listing, writer);
};

/** RFC 6352 §8.7 */
export const addressbookMultiget: Report = {
  name: carddav('addressbook-multiget'),
  on: ['address-book-home', 'other-address-book-home', 'address-book', 'contact', 'directory-book'],
  withoutLogin: true,
  handle,
};
