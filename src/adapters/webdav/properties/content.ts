import { KINDS } from '../collection-kind.ts';
import { eventETagXml } from '../etag.ts';
import { CALENDAR_TYPE, CARD_TYPE, PLAIN_TYPE, XCAL_TYPE } from '../media-types.ts';
import { type Property, property } from '../property.ts';
import type { ResourceOf } from '../resource.ts';
import { COLLECTIONS, MEMBERS, OTHERS, WITH_MEMBERS, WITH_TEXT } from '../resource-kinds.ts';
import { dav } from '../xml/name.ts';
import { el, raw, text } from '../xml/write.ts';

/** A directory's cards are shown as they are. */
const viewOf = (member: ResourceOf<(typeof WITH_TEXT)[number]>) => ('view' in member ? member.view : 'whole');

/** RFC 4918 §15.6 */
const objectETag = property({
  name: dav('getetag'),
  on: WITH_TEXT,
  allprop: true,
  read: (member) => `<D:getetag>${eventETagXml(member.object.etag, viewOf(member))}</D:getetag>`,
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

/** Of a form that is made for the caller the length is that of its text, where the text is there; the stored one would tell. */
const lengthOf = (member: ResourceOf<(typeof WITH_TEXT)[number]>): number | undefined => {
  if (viewOf(member) === 'whole') return member.object.size;
  return member.object.text === null ? undefined : Buffer.byteLength(member.object.text);
};

/** RFC 4918 §15.4: octets */
const objectLength = property({
  name: dav('getcontentlength'),
  on: WITH_TEXT,
  needs: ['facts'],
  allprop: true,
  read: (member) => {
    const length = lengthOf(member);
    return length === undefined ? undefined : raw(`<D:getcontentlength>${length}</D:getcontentlength>`);
  },
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
