import { COLLECTED } from '../../../domain/address-book/decider.ts';
import { PERSONAL } from '../../../domain/collection/collection.ts';
import { isBirthdays } from '../../../domain/contact/birthday.ts';
import { refuse } from '../../../domain/kernel/refusal.ts';
import type { CollectionRow } from '../../../projections/collections.ts';
import { bookOfBirthdays } from '../birthdays.ts';
import { KINDS } from '../collection-kind.ts';
import { FREE_BUSY_FILE } from '../free-busy-file.ts';
import { PUBLIC } from '../outside-tree.ts';
import { type Property, property } from '../property.ts';
import { HOMES, WITH_MEMBERS, WITH_TEXT } from '../resource-kinds.ts';
import { clark, dav } from '../xml/name.ts';
import { el, raw, text } from '../xml/write.ts';

const DISPLAYNAME = dav('displayname');
const named = (name: string) => el(DISPLAYNAME, text(name));

/** A calendar of birthdays is called after its book, unless that is the one that everybody has. */
const birthdaysName = (name: string): string => {
  const book = bookOfBirthdays(name);
  return book === PERSONAL ? 'Birthdays' : `Birthdays (${book})`;
};

/** What a collection is called before somebody names it. */
export const defaultName = ({ collection, kind, name }: CollectionRow): string => {
  if (isBirthdays(collection)) return birthdaysName(name);
  if (name === PERSONAL) return KINDS[kind].called.personal;
  return kind === 'address-book' && name === COLLECTED ? 'Collected Address Book' : name;
};

const rootName = property({
  name: DISPLAYNAME,
  on: ['root'],
  allprop: true,
  // What SOGo's clients find there, whatever the server is called.
  read: (_, { root, tree }) => named(tree === root ? 'SOGo' : PUBLIC),
});

const principalName = property({
  name: DISPLAYNAME,
  on: ['principal', 'other-principal'],
  allprop: true,
  read: ({ account }) => named(account.name),
});

const homeName = property({
  name: DISPLAYNAME,
  on: ['calendar-home', 'other-calendar-home'],
  allprop: true,
  read: () => named(KINDS.calendar.segment),
});
const contactsName = property({
  name: DISPLAYNAME,
  on: ['address-book-home', 'other-address-book-home'],
  allprop: true,
  read: () => named(KINDS['address-book'].segment),
});
const inboxName = property({ name: DISPLAYNAME, on: ['inbox'], allprop: true, read: () => named('inbox') });

/** RFC 4918 §15.2: a collection's owner names it; an empty name is SOGo's refusal. */
const collectionName = property({
  name: DISPLAYNAME,
  on: WITH_MEMBERS,
  needs: ['stored'],
  allprop: true,
  read: ({ collection }, { stored }) => stored.get(clark(DISPLAYNAME)) ?? named(defaultName(collection)),
  write: (value) =>
    value !== undefined && value.text.trim() === '' ? refuse('property-invalid', 'A name is not empty.') : {},
});

const directoryBookName = property({
  name: DISPLAYNAME,
  on: ['directory-book'],
  allprop: true,
  read: ({ book }) => named(book.displayName),
});

const exportName = property({
  name: DISPLAYNAME,
  on: ['calendar-export'],
  allprop: true,
  read: ({ collection }) => named(defaultName(collection)),
});

const objectName = property({
  name: DISPLAYNAME,
  on: WITH_TEXT,
  allprop: true,
  read: ({ object }) => named(object.name),
});

const componentName = property({
  name: DISPLAYNAME,
  on: ['component'],
  allprop: true,
  read: ({ name }) => named(name),
});

const freeBusyName = property({
  name: DISPLAYNAME,
  on: ['free-busy'],
  allprop: true,
  read: () => named(FREE_BUSY_FILE),
});

const RESOURCETYPE = dav('resourcetype');
const COLLECTION = raw('<D:resourcetype><D:collection/></D:resourcetype>');
const PRINCIPAL = raw('<D:resourcetype><D:collection/><D:principal/></D:resourcetype>');
const PLAIN = el(RESOURCETYPE);

/** RFC 4918 §15.9; of calendars, address books and the inbox the dialects tell. */
const collectionType = property({
  name: RESOURCETYPE,
  on: ['root', ...HOMES, 'other-calendar-home', 'other-address-book-home'],
  allprop: true,
  read: () => COLLECTION,
});

/** RFC 3744 §4 */
const principalType = property({
  name: RESOURCETYPE,
  on: ['principal', 'other-principal'],
  allprop: true,
  read: () => PRINCIPAL,
});

const plainType = property({
  name: RESOURCETYPE,
  on: ['calendar-export', ...WITH_TEXT, 'component', 'free-busy'],
  allprop: true,
  read: () => PLAIN,
});

/** RFC 4918 §15.2, §15.9: what a resource is called and what it is. */
export const naming: readonly Property[] = [
  rootName,
  principalName,
  homeName,
  contactsName,
  inboxName,
  collectionName,
  directoryBookName,
  exportName,
  objectName,
  componentName,
  freeBusyName,
  collectionType,
  principalType,
  plainType,
];
