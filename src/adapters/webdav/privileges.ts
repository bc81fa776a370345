/** RFC 3744 §3: the privileges that there are on each kind of resource. Names and order are SOGo's. */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { CLASSIFICATIONS, type Classification } from '../../domain/ical/component.ts';
import { isWebCalendar } from '../../domain/web-calendar/is-web-calendar.ts';
import { isOfBirthdays } from './birthdays.ts';
import type { ResourceOf } from './resource.ts';
import type { OF_DIRECTORIES, OWNED } from './resource-kinds.ts';
import { caldav, dav, inverse, sameName, type XmlName } from './xml/name.ts';

/** RFC 3744 §5.3: a privilege, what it is for, and those that it contains; an abstract one stands in no ACE. */
export type Privilege = {
  readonly name: XmlName;
  readonly about: string;
  readonly parts: readonly Privilege[];
  readonly isAbstract?: true;
};

const privilege = (name: XmlName, about: string, ...parts: readonly Privilege[]): Privilege => ({ name, about, parts });
const abstract = (one: Privilege): Privilege => ({ ...one, isAbstract: true });
/** Where there is no access control list to change. */
const allAbstract = (one: Privilege): Privilege => abstract({ ...one, parts: one.parts.map(allAbstract) });

export const ALL = dav('all');
export const READ = dav('read');
export const WRITE = dav('write');
export const BIND = dav('bind');
export const UNBIND = dav('unbind');
export const WRITE_CONTENT = dav('write-content');
export const WRITE_PROPERTIES = dav('write-properties');
export const READ_OWN = dav('read-current-user-privilege-set');
export const READ_ACL = dav('read-acl');
export const WRITE_ACL = dav('write-acl');
export const UNLOCK = dav('unlock');
/** RFC 4791 §6.1.1 */
export const READ_FREE_BUSY = caldav('read-free-busy');
export const ADMIN = inverse('admin');
export const VIEW_WHOLE = inverse('view-whole-component');
export const VIEW_DATE_AND_TIME = inverse('view-date-and-time');
export const RESPOND = inverse('respond-to-component');

/** SOGo's words for what may be done with the items of one class. */
export const CLASS_VERBS = ['viewwhole', 'viewdant', 'modify', 'respondto'] as const;
export type ClassVerb = (typeof CLASS_VERBS)[number];

/** SOGo's privilege to do that with the items of a class of a calendar. */
export const classPrivilege = (verb: ClassVerb, classification: Classification): XmlName =>
  inverse(`${verb}-${classification.toLowerCase()}-records`);

const CLASS_ABOUT: Readonly<Record<ClassVerb, string>> = {
  viewwhole: 'See all of what is',
  viewdant: 'See date and time of what is',
  modify: 'Change what is',
  respondto: 'Answer for the owner what is',
};

const CLASS_PRIVILEGES = CLASSIFICATIONS.flatMap((classification) =>
  CLASS_VERBS.map((verb) =>
    privilege(classPrivilege(verb, classification), `${CLASS_ABOUT[verb]} ${classification.toLowerCase()}`),
  ),
);

const scheduling = (name: string, components: readonly string[]): Privilege =>
  privilege(
    caldav(name),
    'Schedule',
    ...components.map((component) => privilege(caldav(`${name}-${component}`), `Schedule: ${component}`)),
  );

/** Those of the drafts of RFC 6638 that SOGo tells of. */
const SCHEDULE = privilege(
  caldav('schedule'),
  'Schedule',
  scheduling('schedule-post', ['vevent', 'vtodo', 'vjournal', 'vfreebusy']),
  scheduling('schedule-deliver', ['vevent', 'vtodo', 'vjournal', 'vfreebusy']),
  scheduling('schedule-respond', ['vevent', 'vtodo']),
);

/** All names in a tree, each before those that it contains. */
export const namesIn = ({ name, parts }: Privilege): XmlName[] => [name, ...parts.flatMap(namesIn)];

/** Whether a privilege of a tree is abstract; undefined where it is not in it. */
export const isAbstractIn = ({ name, parts, isAbstract }: Privilege, wanted: XmlName): boolean | undefined => {
  if (sameName(name, wanted)) return isAbstract === true;
  for (const part of parts) {
    const found = isAbstractIn(part, wanted);
    if (found !== undefined) return found;
  }
  return undefined;
};

export const SCHEDULE_NAMES: readonly XmlName[] = namesIn(SCHEDULE);

const readOwn = abstract(privilege(READ_OWN, 'See one’s own privileges'));
const readAcl = abstract(privilege(READ_ACL, 'See who may do what'));
const writeAcl = abstract(privilege(WRITE_ACL, 'Change who may do what'));
const unlock = abstract(privilege(UNLOCK, 'Remove locks of others'));
const writeProperties = abstract(privilege(WRITE_PROPERTIES, 'Change properties'));
const writeContent = privilege(WRITE_CONTENT, 'Change content');
const unbind = privilege(UNBIND, 'Remove members');
const readFreeBusy = privilege(READ_FREE_BUSY, 'See when the owner is busy');
const all = (...parts: readonly Privilege[]): Privilege => privilege(ALL, 'Everything', ...parts);
const read = (...parts: readonly Privilege[]): Privilege => privilege(READ, 'Read', ...parts);
const write = (...parts: readonly Privilege[]): Privilege => privilege(WRITE, 'Write', ...parts);
const bind = (...parts: readonly Privilege[]): Privilege => privilege(BIND, 'Add members', ...parts);
const admin = (...parts: readonly Privilege[]): Privilege =>
  abstract(privilege(ADMIN, 'What the owner gives', readAcl, writeAcl, ...parts));

const CALENDAR = all(
  read(readOwn, readFreeBusy),
  write(bind(allAbstract(SCHEDULE)), unbind, writeProperties, writeContent),
  admin(...CLASS_PRIVILEGES),
  unlock,
);
const BOOK = all(read(readOwn), write(bind(), unbind, writeProperties, writeContent), admin(), unlock);
const HOME = allAbstract(all(read(readOwn), write(bind(), unbind, writeProperties, writeContent), readAcl, unlock));
/** Nobody is to take it for something that can be written. */
const DERIVED = allAbstract(read(readOwn));
const WITH_PROPERTIES = allAbstract(all(read(readOwn), write(writeProperties), readAcl, unlock));
const CONTENT = write(writeProperties, writeContent);
const CALENDAR_OBJECT = allAbstract(
  all(
    read(readOwn),
    privilege(VIEW_WHOLE, 'See all of it', privilege(VIEW_DATE_AND_TIME, 'See its date and time')),
    CONTENT,
    privilege(RESPOND, 'Answer it for the owner'),
    readAcl,
    unlock,
  ),
);

const DIRECTORY_BOOK = allAbstract(all(read(readOwn), write(writeContent, bind(), unbind)));
/** Of a book that a directory keeps for him, its owner changes the name too. */
const PERSONAL_BOOK = allAbstract(all(read(readOwn), write(writeProperties, writeContent, bind(), unbind)));
/** What is in it is fetched; who may see it is its owner's word. */
const WEB_CALENDAR = all(read(readOwn, readFreeBusy), writeProperties, admin(...CLASS_PRIVILEGES), unlock);

/** Of what has an access control list that can be changed; what is fetched is given like what is written. */
export const LISTED: Readonly<Record<CollectionKind, Privilege>> = { calendar: CALENDAR, 'address-book': BOOK };

const PRIVILEGES: Readonly<Record<WithPrivileges['is'], Privilege>> = {
  principal: WITH_PROPERTIES,
  inbox: WITH_PROPERTIES,
  'calendar-home': HOME,
  'address-book-home': HOME,
  calendar: CALENDAR,
  'address-book': BOOK,
  'calendar-export': DERIVED,
  component: DERIVED,
  'calendar-object': CALENDAR_OBJECT,
  contact: allAbstract(all(read(readOwn), CONTENT, readAcl, unlock)),
  'directory-book': DIRECTORY_BOOK,
  'directory-card': allAbstract(all(read(readOwn), write(writeContent))),
  'proxy-group': allAbstract(all(read(readOwn), write(writeProperties))),
  // What has been read is removed.
  notifications: allAbstract(all(read(readOwn), write(unbind))),
};

/** What belongs to somebody or to a directory. */
export type WithPrivileges = ResourceOf<
  (typeof OWNED)[number] | (typeof OF_DIRECTORIES)[number] | 'proxy-group' | 'notifications'
>;

/** RFC 3744 §5.3: the tree of what may be done with a resource by whoever may do everything. */
export const privilegesOf = (resource: WithPrivileges): Privilege => {
  if (resource.is === 'directory-book' && resource.keeper !== undefined) return PERSONAL_BOOK;
  if (isOfBirthdays(resource)) return DERIVED;
  if (!('collection' in resource) || !isWebCalendar(resource.collection)) return PRIVILEGES[resource.is];
  return resource.is === 'calendar' ? WEB_CALENDAR : DERIVED;
};
