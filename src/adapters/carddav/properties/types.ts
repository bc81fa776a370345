import { type Property, property } from '../../webdav/property.ts';
import { carddav, dav, groupdav } from '../../webdav/xml/name.ts';
import { el } from '../../webdav/xml/write.ts';

/** GroupDAV's collection type stands beside CardDAV's, for programs older than CardDAV. */
const ADDRESS_BOOK = el(
  dav('resourcetype'),
  el(dav('collection')),
  el(groupdav('vcard-collection')),
  el(carddav('addressbook')),
);

/** RFC 6352 §5.2 */
const addressBookType = property({
  name: dav('resourcetype'),
  on: ['address-book'],
  allprop: true,
  read: () => ADDRESS_BOOK,
});

/** draft-daboo-carddav-directory-gateway §1; the type is SOGo's, by which clients know that they should search. */
const DIRECTORY = el(
  dav('resourcetype'),
  el(dav('collection')),
  el(groupdav('vcard-collection')),
  el(carddav('addressbook')),
  el(carddav('directory')),
);

/** What a directory keeps for somebody is as good as an address book of his. */
const directoryType = property({
  name: dav('resourcetype'),
  on: ['directory-book'],
  allprop: true,
  read: ({ keeper }) => (keeper === undefined ? DIRECTORY : ADDRESS_BOOK),
});

export const types: readonly Property[] = [addressBookType, directoryType];
