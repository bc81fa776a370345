import { heldPrivileges, READING } from '../held-privileges.ts';
import { type Privilege, privilegesOf, type WithPrivileges } from '../privileges.ts';
import { type Property, property, type View } from '../property.ts';
import { MEMBERS, OF_DIRECTORIES, OTHERS, OWNED } from '../resource-kinds.ts';
import { dav, type XmlName } from '../xml/name.ts';
import { el, raw, text, type Xml } from '../xml/write.ts';

const privilegeElement = (name: XmlName): Xml => el(dav('privilege'), el(name));

const supported = ({ name, about, parts, isAbstract }: Privilege): Xml =>
  el(
    dav('supported-privilege'),
    privilegeElement(name),
    ...(isAbstract === true ? [el(dav('abstract'))] : []),
    raw(`<D:description xml:lang="en">${text(about)}</D:description>`),
    ...parts.map(supported),
  );

/** There are few trees, and each is long. */
const WRITTEN = new Map<Privilege, Xml>();

const supportedSet = (tree: Privilege): Xml => {
  const known = WRITTEN.get(tree) ?? el(dav('supported-privilege-set'), supported(tree));
  WRITTEN.set(tree, known);
  return known;
};

/** RFC 3744 §5.3 */
const supportedPrivilegeSet = property({
  name: dav('supported-privilege-set'),
  on: [...OWNED, ...OF_DIRECTORIES, 'proxy-group', 'notifications'],
  read: (resource) => supportedSet(privilegesOf(resource)),
});

const set = (names: readonly XmlName[]): Xml => el(dav('current-user-privilege-set'), ...names.map(privilegeElement));

const held = (resource: WithPrivileges, { caller }: View): Xml => set(heldPrivileges(resource, caller.login));

/** RFC 3744 §5.4 */
const ownPrivileges = property({
  name: dav('current-user-privilege-set'),
  on: [
    'principal',
    'calendar-home',
    'address-book-home',
    'inbox',
    'calendar',
    'address-book',
    'calendar-export',
    'component',
    ...OF_DIRECTORIES,
    'proxy-group',
    'notifications',
  ],
  read: held,
});
const memberPrivileges = property({
  name: dav('current-user-privilege-set'),
  on: MEMBERS,
  needs: ['facts'],
  read: held,
});

/** Of the root and of others, everybody who sees them may read. */
const readingPrivileges = property({
  name: dav('current-user-privilege-set'),
  on: ['root', ...OTHERS, 'free-busy', 'notification'],
  read: () => set(READING),
});

/** RFC 3744 §5.3, §5.4: what may be done, and what the caller may do. */
export const privileges: readonly Property[] = [
  supportedPrivilegeSet,
  ownPrivileges,
  memberPrivileges,
  readingPrivileges,
];
