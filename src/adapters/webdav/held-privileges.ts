/** RFC 3744 §5.4: which privileges somebody's rights come to, in SOGo's order. */
import { CLASSIFICATIONS } from '../../domain/ical/component.ts';
import { type ItemRight, itemRight, may, type Rights } from '../../domain/sharing/rights.ts';
import { isWebCalendar } from '../../domain/web-calendar/is-web-calendar.ts';
import {
  ADMIN,
  ALL,
  BIND,
  CLASS_VERBS,
  type ClassVerb,
  classPrivilege,
  namesIn,
  privilegesOf,
  READ,
  READ_ACL,
  READ_FREE_BUSY,
  READ_OWN,
  RESPOND,
  SCHEDULE_NAMES,
  UNBIND,
  UNLOCK,
  VIEW_DATE_AND_TIME,
  VIEW_WHOLE,
  type WithPrivileges,
  WRITE,
  WRITE_ACL,
  WRITE_CONTENT,
  WRITE_PROPERTIES,
} from './privileges.ts';
import { clark, type XmlName } from './xml/name.ts';

const OF_CLASSES = CLASSIFICATIONS.flatMap((one) => CLASS_VERBS.map((verb) => classPrivilege(verb, one)));

const ON_COLLECTIONS: readonly XmlName[] = [
  ...[READ, READ_OWN, READ_FREE_BUSY, BIND, ...SCHEDULE_NAMES, UNBIND, WRITE_PROPERTIES, WRITE_CONTENT, WRITE],
  ...[READ_ACL, WRITE_ACL, ...OF_CLASSES, ADMIN, UNLOCK, ALL],
];

const ON_MEMBERS: readonly XmlName[] = [
  ...[READ, VIEW_WHOLE, VIEW_DATE_AND_TIME, READ_OWN, WRITE, WRITE_PROPERTIES, WRITE_CONTENT, RESPOND],
  ...[READ_ACL, UNLOCK, ALL],
];

/** Whoever may do that with the items of a class; SOGo says `viewdant` only of those who see nothing else. */
const CLASS_TESTS: Readonly<Record<ClassVerb, (right: ItemRight) => boolean>> = {
  viewwhole: (right) => right !== 'none' && right !== 'date-and-time',
  viewdant: (right) => right === 'date-and-time',
  respondto: (right) => right === 'respond' || right === 'modify',
  modify: (right) => right === 'modify',
};

const heldInCollection = (rights: Rights): readonly XmlName[] => [
  ...[READ, READ_OWN, READ_FREE_BUSY],
  ...(rights.create ? [BIND, ...SCHEDULE_NAMES, WRITE_CONTENT] : []),
  ...(rights.erase ? [UNBIND] : []),
  ...CLASSIFICATIONS.flatMap((one) =>
    CLASS_VERBS.filter((verb) => CLASS_TESTS[verb](rights.items[one])).map((verb) => classPrivilege(verb, one)),
  ),
];

/** Cards have no classes: what may be done with them is told of the book. */
const heldInBook = (rights: Rights): readonly XmlName[] => [
  ...heldInCollection(rights),
  ...(may(rights, null, 'modify') ? [WRITE_CONTENT] : []),
];

const HELD_ON_MEMBERS: Readonly<Record<ItemRight, readonly XmlName[]>> = {
  none: [],
  'date-and-time': [READ, READ_OWN, VIEW_DATE_AND_TIME],
  view: [READ, READ_OWN, VIEW_DATE_AND_TIME, VIEW_WHOLE],
  respond: [READ, READ_OWN, VIEW_DATE_AND_TIME, VIEW_WHOLE, RESPOND, WRITE_CONTENT],
  modify: [READ, READ_OWN, VIEW_DATE_AND_TIME, VIEW_WHOLE, RESPOND, WRITE_CONTENT, WRITE_PROPERTIES, WRITE],
};

/** Of what is there; who is not its owner has what his rights come to. */
const heldBySharee = (resource: WithPrivileges): readonly XmlName[] => {
  switch (resource.is) {
    case 'calendar':
      return heldInCollection(resource.access.rights);
    case 'address-book':
      return heldInBook(resource.access.rights);
    case 'calendar-object':
    case 'contact':
      return HELD_ON_MEMBERS[itemRight(resource.access.rights, resource.object.classification)];
    default:
      return [READ, READ_OWN];
  }
};

/** Those that everybody has to whom something is shown at all. */
export const READING: readonly XmlName[] = [READ, READ_OWN];

const mayDoAll = (resource: WithPrivileges, login: string): boolean => {
  if (resource.is === 'proxy-group') return resource.isOwner;
  if ('book' in resource) return resource.book.isWritableBy(login);
  return !('access' in resource) || resource.access.rights.isOwner;
};

/** The privileges of a caller, whose login is for what a directory keeps. */
export const heldPrivileges = (resource: WithPrivileges, login: string): readonly XmlName[] => {
  const inTree = new Set(namesIn(privilegesOf(resource)).map(clark));
  const held = mayDoAll(resource, login) ? inTree : new Set(heldBySharee(resource).map(clark));
  // To clients everything is writing, too.
  if (resource.is === 'calendar' && isWebCalendar(resource.collection)) inTree.delete(clark(ALL));
  const isMember = resource.is === 'calendar-object' || resource.is === 'contact';
  return (isMember ? ON_MEMBERS : ON_COLLECTIONS).filter((name) => inTree.has(clark(name)) && held.has(clark(name)));
};
