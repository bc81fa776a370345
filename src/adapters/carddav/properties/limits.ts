import { OFFERED_VERSIONS } from '../../../domain/contact/in-version.ts';
import { collationSet } from '../../webdav/collations.ts';
import { type Property, property } from '../../webdav/property.ts';
import { carddav } from '../../webdav/xml/name.ts';
import { el, elWith, text } from '../../webdav/xml/write.ts';

const BOOKS = ['address-book', 'directory-book'] as const;

const DATA = el(
  carddav('supported-address-data'),
  ...OFFERED_VERSIONS.map((version) => elWith(carddav('address-data-type'), { 'content-type': 'text/vcard', version })),
);

/** RFC 6352 §6.2.2 */
const supportedData = property({ name: carddav('supported-address-data'), on: BOOKS, read: () => DATA });

/** RFC 6352 §6.2.3 */
const resourceSize = property({
  name: carddav('max-resource-size'),
  on: BOOKS,
  read: (_, { maxResourceSize }) => el(carddav('max-resource-size'), text(String(maxResourceSize))),
});

/** Asked for by Apple's programs: base64 and its folds make a picture half as large again, and the card has other lines. */
const imageSize = property({
  name: carddav('max-image-size'),
  on: BOOKS,
  read: (_, { maxResourceSize }) => el(carddav('max-image-size'), text(String(Math.floor(maxResourceSize / 2)))),
});

const COLLATION_SET = collationSet(carddav);

/** RFC 6352 §8.3.1 */
const collations = property({
  name: carddav('supported-collation-set'),
  on: BOOKS,
  read: () => COLLATION_SET,
});

/** RFC 6352 §6.2.2, §6.2.3, §8.3.1: what an address book takes and how much of it. */
export const limits: readonly Property[] = [supportedData, resourceSize, imageSize, collations];
