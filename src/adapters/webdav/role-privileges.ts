/** SOGo's roles as privileges of RFC 3744, and back. */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { CLASSIFICATIONS, type Classification } from '../../domain/ical/component.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { CLASS_RIGHTS, CLASS_WORD, type ClassRight, ROLES, type Role, rolesIn } from '../../domain/sharing/roles.ts';
import {
  ALL,
  BIND,
  type ClassVerb,
  classPrivilege,
  isAbstractIn,
  LISTED,
  READ,
  READ_FREE_BUSY,
  UNBIND,
  WRITE,
  WRITE_CONTENT,
} from './privileges.ts';
import { clark, type XmlName } from './xml/name.ts';

const VERB_OF: Readonly<Record<ClassRight, ClassVerb>> = {
  Modifier: 'modify',
  Responder: 'respondto',
  Viewer: 'viewwhole',
  DAndTViewer: 'viewdant',
};

const ofClass = (classification: Classification, right: ClassRight): Role => `${CLASS_WORD[classification]}${right}`;

const OF_ROLES: ReadonlyMap<Role, XmlName> = new Map<Role, XmlName>([
  ['ObjectCreator', BIND],
  ['ObjectEraser', UNBIND],
  ['ObjectViewer', READ],
  ['ObjectEditor', WRITE_CONTENT],
  ...CLASSIFICATIONS.flatMap((one) =>
    CLASS_RIGHTS.map((right) => [ofClass(one, right), classPrivilege(VERB_OF[right], one)] as const),
  ),
]);

/** The privileges that say these roles: one for each. */
export const privilegesFor = (roles: readonly Role[]): readonly XmlName[] =>
  roles.flatMap((role) => OF_ROLES.get(role) ?? []);

/** What a client grants that knows nothing of classes, the strongest first, and what that is in each class. */
const IN_EVERY_CLASS: readonly (readonly [XmlName, ClassRight])[] = [
  [WRITE, 'Modifier'],
  [WRITE_CONTENT, 'Modifier'],
  [READ, 'Viewer'],
  [READ_FREE_BUSY, 'DAndTViewer'],
];

/** It adds to a class where nothing as strong was granted. */
const inEveryClass = (right: ClassRight, roles: readonly Role[]): readonly Role[] => {
  const enough = CLASS_RIGHTS.slice(0, CLASS_RIGHTS.indexOf(right) + 1);
  return CLASSIFICATIONS.filter((one) => !enough.some((strong) => roles.includes(ofClass(one, strong)))).map((one) =>
    ofClass(one, right),
  );
};

/** Of `DAV:write` what is said of no class. */
const WRITING: readonly Role[] = ['ObjectCreator', 'ObjectEraser', 'ObjectEditor'];

const calendarRoles = (granted: ReadonlySet<string>, named: readonly Role[]): readonly Role[] =>
  IN_EVERY_CLASS.filter(([name]) => granted.has(clark(name))).reduce<readonly Role[]>(
    (roles, [, right]) => roles.concat(inEveryClass(right, roles)),
    named,
  );

const refusalOf = (names: readonly XmlName[], kind: CollectionKind): Refusal | undefined => {
  for (const name of names) {
    if (clark(name) === clark(ALL))
      return refuse('acl-unsupported', 'What the owner alone may do cannot be given: grant read and write.');
    const isAbstract = isAbstractIn(LISTED[kind], name);
    if (isAbstract === undefined) return refuse('privilege-unsupported', `There is no privilege ${name.local} here.`);
    if (isAbstract) return refuse('privilege-abstract', `The privilege ${name.local} cannot be given by itself.`);
  }
  return undefined;
};

/** The roles that privileges granted in a collection of this kind say; refuses what no role says. */
export const rolesGranted = (kind: CollectionKind, names: readonly XmlName[]): readonly Role[] | Refusal => {
  const refusal = refusalOf(names, kind);
  if (refusal !== undefined) return refusal;
  const granted = new Set(names.map(clark));
  const single = ROLES[kind].filter((role) => privilegesFor([role]).some((name) => granted.has(clark(name))));
  const named = granted.has(clark(WRITE)) ? rolesIn(kind, [...single, ...WRITING]) : single;
  return rolesIn(kind, kind === 'calendar' ? calendarRoles(granted, named) : named);
};
