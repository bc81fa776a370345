/** The combinations of roles that somebody is given in turn. */
import { CLASS_RIGHTS, CLASS_WORD, ROLES } from '../../src/domain/sharing/roles.ts';
import { removeUser, setRoles } from './requests.ts';
import type { Body } from './site.ts';

export type RoleSet = {
  readonly name: string;
  /** Undefined: nothing is set, and the defaults count; an empty list denies. */
  readonly roles: readonly string[] | undefined;
};

const alone = (role: string): RoleSet => ({ name: role, roles: [role] });
const together = (...roles: readonly string[]): RoleSet => ({ name: roles.join('+'), roles });

const WORDS = Object.values(CLASS_WORD);
const everywhere = CLASS_RIGHTS.map((right) => together(...WORDS.map((word) => `${word}${right}`)));

const NOTHING_SET: RoleSet = { name: 'nothing set', roles: undefined };
const DENIED: RoleSet = { name: 'denied', roles: [] };

/** Each role of a calendar, and the combinations in which one could hide or widen another. */
export const CALENDAR_SETS: readonly RoleSet[] = [
  NOTHING_SET,
  DENIED,
  ...ROLES.calendar.map(alone),
  ...everywhere,
  together('ObjectCreator', 'ObjectEraser'),
  together('PublicViewer', 'PublicModifier'),
  together('PublicDAndTViewer', 'PublicResponder'),
  together('PublicDAndTViewer', 'PrivateViewer', 'ConfidentialModifier'),
  together('PublicModifier', 'ObjectEraser'),
  together('PublicDAndTViewer', 'ObjectCreator'),
  together('PublicModifier', 'PrivateModifier', 'ConfidentialModifier', 'ObjectCreator', 'ObjectEraser'),
  together('Boss'),
];

const subsets = ([role, ...others]: readonly string[]): string[][] => {
  if (role === undefined) return [[]];
  const without = subsets(others);
  return [...without, ...without.map((some) => [role, ...some])];
};

/** Every combination of the roles of a book. */
export const BOOK_SETS: readonly RoleSet[] = [
  NOTHING_SET,
  DENIED,
  ...subsets(ROLES['address-book'])
    .filter((some) => some.length > 0)
    .map((some) => together(...some)),
];

/** The acl-query that gives somebody these roles and no others. */
export const giving = (user: string, { roles }: RoleSet): Body =>
  roles === undefined ? removeUser(user) : setRoles(user, roles);
