import { KINDS } from '../collection-kind.ts';
import { eventETagXml } from '../etag.ts';
import { CALENDAR_TYPE, CARD_TYPE, PLAIN_TYPE, XCAL_TYPE } from '../media-types.ts';
import { type Property, property } from '../property.ts';
import { COLLECTIONS, MEMBERS, OTHERS, WITH_MEMBERS, WITH_TEXT } from '../resource-kinds.ts';
import { dav } from '../xml/name.ts';
import { el, raw, text } from '../xml/write.ts';

/** RFC 4918 §15.6 */
const objectETag = property({
  name: dav('getetag'),
  on: WITH_TEXT,
  allprop: true,
  read: ({ object }) => `<D:getetag>${eventETagXml(object.etag)}</D:getetag>`,
});

/** RFC 4918 §15.6: the file of a calendar is another one after each change of its members. */
const exportETag = property({
  name: dav('getetag'),
  on: ['calendar-export'],
  needs: ['sync'],
  allprop: true,
  read: (_, { syncToken }) => el(dav('getetag'), text(`"${syncToken}"`)),
});

const type = (value: string) => el(dav('getcontenttype'), text(value));

const CALENDAR = type(CALENDAR_TYPE);

/** RFC 4918 §15.5 */
const objectType = property({
  name: dav('getcontenttype'),
  on: ['calendar-object', 'free-busy'],
  allprop: true,
  read: () => CALENDAR,
});

const contactType = property({
  name: dav('getcontenttype'),
  on: ['contact'],
  needs: ['facts'],
  allprop: true,
  read: ({ collection, object }) => type(KINDS[collection.kind].mediaType(object.component)),
});

const CARD = type(CARD_TYPE);

const directoryCardType = property({
  name: dav('getcontenttype'),
  on: ['directory-card'],
  allprop: true,
  read: () => CARD,
});

const exportType = property({
  name: dav('getcontenttype'),
  on: ['calendar-export'],
  allprop: true,
  read: ({ format }) => type(format === 'ics' ? CALENDAR_TYPE : XCAL_TYPE),
});

const componentType = property({
  name: dav('getcontenttype'),
  on: ['component'],
  allprop: true,
  read: () => type(PLAIN_TYPE),
});

/** SOGo's word for a collection, which its clients and file managers know. */
const collectionType = property({
  name: dav('getcontenttype'),
  on: [...COLLECTIONS, ...OTHERS],
  allprop: true,
  read: () => type('httpd/unix-directory'),
});

/** RFC 4918 §15.4: octets */
const objectLength = property({
  name: dav('getcontentlength'),
  on: WITH_TEXT,
  needs: ['facts'],
  allprop: true,
  read: ({ object }) => raw(`<D:getcontentlength>${object.size}</D:getcontentlength>`),
});

const componentLength = property({
  name: dav('getcontentlength'),
  on: ['component'],
  allprop: true,
  read: ({ text: lines }) => raw(`<D:getcontentlength>${Buffer.byteLength(lines)}</D:getcontentlength>`),
});

/** RFC 4918 §15.7: an RFC 1123 date */
const lastModified = property({
  name: dav('getlastmodified'),
  on: [...MEMBERS, 'component'],
  needs: ['facts'],
  allprop: true,
  read: ({ object }) => raw(`<D:getlastmodified>${new Date(object.modified_at).toUTCString()}</D:getlastmodified>`),
});

const creationDate = (at: number) => raw(`<D:creationdate>${new Date(at).toISOString()}</D:creationdate>`);

/** RFC 4918 §15.1: an RFC 3339 date-time */
const objectCreated = property({
  name: dav('creationdate'),
  on: MEMBERS,
  needs: ['facts'],
  allprop: true,
  read: ({ object }) => creationDate(object.created_at),
});

/** A collection that is only made up was never created. */
const collectionCreated = property({
  name: dav('creationdate'),
  on: WITH_MEMBERS,
  allprop: true,
  read: ({ collection }) => (collection.created_at === 0 ? undefined : creationDate(collection.created_at)),
});

/** RFC 4918 §15.1, §15.4–15.7: what a GET would say of itself. */
export const content: readonly Property[] = [
  objectETag,
  exportETag,
  objectType,
  contactType,
  directoryCardType,
  exportType,
  componentType,
  collectionType,
  objectLength,
  componentLength,
  lastModified,
  objectCreated,
  collectionCreated,
];
