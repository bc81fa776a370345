import { isWebCalendar } from '../../../domain/web-calendar/is-web-calendar.ts';
import { isAnonymous } from '../access.ts';
import { isOfBirthdays } from '../birthdays.ts';
import { href } from '../href-element.ts';
import { principalHref } from '../identity.ts';
import { type Property, property } from '../property.ts';
import type { ResourceOf } from '../resource.ts';
import { EVERYTHING, OF_DIRECTORIES, OTHERS, OWNED } from '../resource-kinds.ts';
import { caldav, dav, type XmlName } from '../xml/name.ts';
import { el, raw, text, type Xml } from '../xml/write.ts';

/** RFC 3744 §5.3: a privilege, what it is for, and the privileges it is made of. */
type Privilege = { readonly name: XmlName; readonly about: string; readonly parts: readonly Privilege[] };

const privilege = (name: XmlName, about: string, ...parts: readonly Privilege[]): Privilege => ({ name, about, parts });

const READ_PRIVILEGES = privilege(dav('read-current-user-privilege-set'), 'See one’s own privileges');
const READ_ACL = privilege(dav('read-acl'), 'See who may do what');
const UNLOCK = privilege(dav('unlock'), 'Remove locks of others');
const WRITE_PROPERTIES = privilege(dav('write-properties'), 'Change properties');
const WRITE_CONTENT = privilege(dav('write-content'), 'Change content');
const BIND = privilege(dav('bind'), 'Add members');
const UNBIND = privilege(dav('unbind'), 'Remove members');
/** RFC 4791 §6.1.1 */
const READ_FREE_BUSY = privilege(caldav('read-free-busy'), 'See when the owner is busy');

const all = (...parts: readonly Privilege[]): Privilege => privilege(dav('all'), 'Everything', ...parts);
const read = (...parts: readonly Privilege[]): Privilege => privilege(dav('read'), 'Read', ...parts);
const write = (...parts: readonly Privilege[]): Privilege => privilege(dav('write'), 'Write', ...parts);

const READ = read(READ_PRIVILEGES, READ_ACL);
const READ_CALENDAR = read(READ_PRIVILEGES, READ_ACL, READ_FREE_BUSY);
const COLLECTION = all(READ, write(WRITE_PROPERTIES, WRITE_CONTENT, BIND, UNBIND), UNLOCK);
const CALENDAR = all(READ_CALENDAR, write(WRITE_PROPERTIES, WRITE_CONTENT, BIND, UNBIND), UNLOCK);
const OBJECT = all(READ, write(WRITE_PROPERTIES, WRITE_CONTENT), UNLOCK);
const DERIVED = all(READ);
const WEB_CALENDAR = all(READ_CALENDAR, write(WRITE_PROPERTIES), UNLOCK);

/** RFC 3744 §3: what its owner may do with it, each privilege with those it contains. */
const PRIVILEGES: Readonly<Record<(typeof OWNED)[number], Privilege>> = {
  principal: all(READ, write(WRITE_PROPERTIES), UNLOCK),
  'calendar-home': COLLECTION,
  'address-book-home': COLLECTION,
  inbox: all(READ, write(WRITE_PROPERTIES), UNLOCK),
  calendar: CALENDAR,
  'address-book': COLLECTION,
  'calendar-export': DERIVED,
  'calendar-object': OBJECT,
  contact: OBJECT,
  component: DERIVED,
};

const privilegeElement = (name: XmlName): Xml => el(dav('privilege'), el(name));

const supported = ({ name, about, parts }: Privilege): Xml =>
  el(
    dav('supported-privilege'),
    privilegeElement(name),
    raw(`<D:description xml:lang="en">${text(about)}</D:description>`),
    ...parts.map(supported),
  );

const flattened = ({ name, parts }: Privilege): XmlName[] => [name, ...parts.flatMap(flattened)];

type Owned = ResourceOf<(typeof OWNED)[number]>;

const privilegesOf = (resource: Owned): Privilege => {
  if (isOfBirthdays(resource)) return DERIVED;
  if (!('collection' in resource) || !isWebCalendar(resource.collection)) return PRIVILEGES[resource.is];
  return resource.is === 'calendar' ? WEB_CALENDAR : DERIVED;
};

/** Each tree is written once. */
const written = (of: (privilege: Privilege) => Xml): ((resource: Owned) => Xml | undefined) => {
  const table = new Map([...Object.values(PRIVILEGES), WEB_CALENDAR].map((tree) => [tree, of(tree)]));
  return (resource) => table.get(privilegesOf(resource));
};

const supportedOf = written((tree) => el(dav('supported-privilege-set'), supported(tree)));
const heldOf = written((tree) => el(dav('current-user-privilege-set'), ...flattened(tree).map(privilegeElement)));

/** RFC 3744 §5.3 */
const supportedPrivilegeSet = property({
  name: dav('supported-privilege-set'),
  on: OWNED,
  read: supportedOf,
});

/** RFC 3744 §5.4: everybody sees his own resources only, and may do everything with them but write birthdays and what is fetched. */
const ownPrivileges = property({
  name: dav('current-user-privilege-set'),
  on: OWNED,
  read: heldOf,
});

/** What a directory's `modifiers` may do: its properties are the configuration's, and nothing there is locked. */
const MODIFYING: Readonly<Record<(typeof OF_DIRECTORIES)[number], Privilege>> = {
  'directory-book': all(READ, write(WRITE_CONTENT, BIND, UNBIND)),
  'directory-card': all(READ, write(WRITE_CONTENT)),
};

/** Of a book that is kept for him, its owner changes the name too. */
const PERSONAL_BOOK = all(READ, write(WRITE_PROPERTIES, WRITE_CONTENT, BIND, UNBIND));

const modifying = (resource: ResourceOf<(typeof OF_DIRECTORIES)[number]>): Privilege =>
  resource.is === 'directory-book' && resource.keeper !== undefined ? PERSONAL_BOOK : MODIFYING[resource.is];

const directoryPrivilegeSet = property({
  name: dav('supported-privilege-set'),
  on: OF_DIRECTORIES,
  read: (resource) => el(dav('supported-privilege-set'), supported(modifying(resource))),
});

/** Whoever sees a book of the directory may read it. */
const directoryPrivileges = property({
  name: dav('current-user-privilege-set'),
  on: OF_DIRECTORIES,
  read: (resource, { caller }) => {
    const held = resource.book.isWritableBy(caller.login) ? modifying(resource) : READ;
    return el(dav('current-user-privilege-set'), ...flattened(held).map(privilegeElement));
  },
});

/** Of the root and of others, everybody who sees them may read. */
const readingPrivileges = property({
  name: dav('current-user-privilege-set'),
  on: ['root', ...OTHERS, 'free-busy', 'notification'],
  read: () => el(dav('current-user-privilege-set'), ...flattened(READ).map(privilegeElement)),
});

const PROXY_GROUP = all(READ, write(WRITE_PROPERTIES));

/** What has been read is removed. */
const NOTIFIED = all(READ, write(UNBIND));
const notificationPrivileges = property({
  name: dav('current-user-privilege-set'),
  on: ['notifications'],
  read: () => el(dav('current-user-privilege-set'), ...flattened(NOTIFIED).map(privilegeElement)),
});

/** Who is in a group is its owner's to say. */
const groupPrivileges = property({
  name: dav('current-user-privilege-set'),
  on: ['proxy-group'],
  read: ({ isOwner }) =>
    el(dav('current-user-privilege-set'), ...flattened(isOwner ? PROXY_GROUP : READ).map(privilegeElement)),
});

const OWNER_ACE = raw(
  '<D:acl><D:ace><D:principal><D:property><D:owner/></D:property></D:principal>' +
    '<D:grant><D:privilege><D:all/></D:privilege></D:grant><D:protected/></D:ace></D:acl>',
);

/** RFC 3744 §5.5: the owner has every privilege, and nothing takes it from him. */
const acl = property({ name: dav('acl'), on: OWNED, read: () => OWNER_ACE });

/** RFC 3744 §5.6 */
const aclRestrictions = property({
  name: dav('acl-restrictions'),
  on: OWNED,
  read: () => raw('<D:acl-restrictions><D:grant-only/><D:no-invert/></D:acl-restrictions>'),
});

/** RFC 3744 §5.7 */
const inheritedAclSet = property({
  name: dav('inherited-acl-set'),
  on: OWNED,
  read: () => raw('<D:inherited-acl-set/>'),
});

/** RFC 3744 §5.8 */
const principalCollectionSet = property({
  name: dav('principal-collection-set'),
  on: EVERYTHING,
  read: (_, { root }) => el(dav('principal-collection-set'), href(root)),
});

/** RFC 3744 §5.1 */
const owner = property({
  name: dav('owner'),
  on: [...OWNED, ...OTHERS, 'proxy-group', 'notifications', 'notification', 'free-busy'],
  read: ({ account }, { root }) => el(dav('owner'), href(principalHref(root, account))),
});

/** RFC 3744 §5.2: no group is behind anything. */
const group = property({ name: dav('group'), on: OWNED, read: () => raw('<D:group/>') });

/** RFC 5397 §3 */
const currentUserPrincipal = property({
  name: dav('current-user-principal'),
  on: EVERYTHING,
  read: (_, { root, caller }) =>
    el(
      dav('current-user-principal'),
      isAnonymous(caller) ? el(dav('unauthenticated')) : href(principalHref(root, caller)),
    ),
});

/** RFC 3744 §5, RFC 5397: who owns it and who may do what. */
export const access: readonly Property[] = [
  owner,
  group,
  supportedPrivilegeSet,
  ownPrivileges,
  readingPrivileges,
  groupPrivileges,
  notificationPrivileges,
  directoryPrivilegeSet,
  directoryPrivileges,
  acl,
  aclRestrictions,
  inheritedAclSet,
  principalCollectionSet,
  currentUserPrincipal,
];
