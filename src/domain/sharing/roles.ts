/** SOGo's roles: what somebody may do with a calendar or an address book of somebody else. */
import type { CollectionKind } from '../collection/collection.ts';
import { CLASSIFICATIONS, type Classification } from '../ical/component.ts';

/** What may be done with the items of one class, from the most to the least. */
export const CLASS_RIGHTS = ['Modifier', 'Responder', 'Viewer', 'DAndTViewer'] as const;
export type ClassRight = (typeof CLASS_RIGHTS)[number];

/** A class as it stands in the names of roles. */
export const CLASS_WORD = {
  PUBLIC: 'Public',
  PRIVATE: 'Private',
  CONFIDENTIAL: 'Confidential',
} as const satisfies Record<Classification, string>;
type ClassWord = (typeof CLASS_WORD)[Classification];

export type CalendarRole = `${ClassWord}${ClassRight}` | 'ObjectCreator' | 'ObjectEraser';
export type AddressBookRole = 'ObjectViewer' | 'ObjectEditor' | 'ObjectCreator' | 'ObjectEraser';
export type Role = CalendarRole | AddressBookRole;

const CLASS_ROLES: readonly CalendarRole[] = CLASSIFICATIONS.flatMap((classification) =>
  CLASS_RIGHTS.map((right) => `${CLASS_WORD[classification]}${right}` as const),
);

/** The roles that there are for each kind of collection. */
export const ROLES: Readonly<Record<CollectionKind, readonly Role[]>> = {
  calendar: [...CLASS_ROLES, 'ObjectCreator', 'ObjectEraser'],
  'address-book': ['ObjectViewer', 'ObjectEditor', 'ObjectCreator', 'ObjectEraser'],
};

/** Those of the words that are roles of this kind, each once, in the order of the table; what is none is left out. */
export const rolesIn = (kind: CollectionKind, words: readonly string[]): readonly Role[] =>
  ROLES[kind].filter((role) => words.includes(role));

const STRONGEST_FIRST: readonly Role[] = [
  'ObjectEraser',
  'ObjectCreator',
  ...CLASSIFICATIONS.toReversed().flatMap((classification) =>
    CLASS_RIGHTS.map((right) => `${CLASS_WORD[classification]}${right}` as const),
  ),
];

/** Roles of one kind in the order in which SOGo tells them: of a calendar the strongest first. */
export const inToldOrder = (kind: CollectionKind, roles: readonly Role[]): readonly Role[] =>
  (kind === 'calendar' ? STRONGEST_FIRST : ROLES[kind]).filter((role) => roles.includes(role));
