/** Who was given what: each role by itself and beside others, and every way to get them. */
import type { Words } from './model.ts';

export type Case = Words & {
  readonly name: string;
  /** Fetched from another server. */
  readonly isWeb?: true;
};

const CLASS_RIGHTS = ['Modifier', 'Responder', 'Viewer', 'DAndTViewer'];
const CLASS_ROLES = ['Public', 'Private', 'Confidential'].flatMap((word) =>
  CLASS_RIGHTS.map((right) => `${word}${right}`),
);
const COMING_AND_GOING = ['ObjectCreator', 'ObjectEraser'];
const ROLES_OF_CALENDARS = [...CLASS_ROLES, ...COMING_AND_GOING];
const ROLES_OF_BOOKS = ['ObjectViewer', 'ObjectEditor', ...COMING_AND_GOING];

/** Another right in each class, so that a mistaken class or way shows. */
const MIXED = ['PublicResponder', 'PrivateDAndTViewer', 'ConfidentialModifier', 'ObjectEraser'];
const OTHER = ['PublicDAndTViewer', 'PrivateViewer', 'ObjectCreator'] as const;

const setsOf = (of: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** of.length }, (_, bits) => of.filter((_one, at) => (bits & (1 << at)) !== 0));

const named = (words: Words): Case => {
  const parts = Object.entries(words).map(([place, roles]) => `${place}-${roles.flat().join('-') || 'none'}`);
  return { ...words, name: parts.join('.') || 'unshared' };
};

/** The ways by which roles come and are hidden by others, for two sets of roles. */
const waysOf = (some: readonly string[], other: readonly string[]): readonly Words[] => [
  {},
  { own: [] },
  { own: [], groups: [some], byDefault: other },
  { own: some, groups: [other], byDefault: other },
  { groups: [some] },
  { groups: [some, other] },
  { groups: [some, []] },
  { groups: [[]], byDefault: some },
  { groups: [some], byDefault: other },
  { byDefault: some },
  { byDefault: [] },
  { ofPublic: some },
  { ofPublic: some, byDefault: other },
];

/** What is given in calendars. */
export const CALENDAR_CASES: readonly Case[] = [
  ...ROLES_OF_CALENDARS.map((role): Words => ({ own: [role] })),
  { own: COMING_AND_GOING },
  { own: ROLES_OF_CALENDARS },
  ...waysOf(MIXED, OTHER),
].map(named);

/** Each class's roles beside those for what comes and goes, of which neither changes the other. */
export const PAIRED_CASES: readonly Case[] = CLASS_ROLES.flatMap((role) =>
  COMING_AND_GOING.map((other) => named({ own: [role, other] })),
);

/** What is given in address books: all sets of roles that there are. */
export const BOOK_CASES: readonly Case[] = [
  ...setsOf(ROLES_OF_BOOKS).map((own): Words => ({ own })),
  ...waysOf(['ObjectEditor', 'ObjectEraser'], ['ObjectViewer', 'ObjectCreator']),
].map(named);

/** The roles that the domain of another owner gives to whoever is logged in. */
export const DOMAIN_ROLES = { calendar: OTHER, 'address-book': ['ObjectViewer'] } as const;

/** In that owner's calendars. */
export const DOMAIN_CASES: readonly Case[] = [
  {},
  { own: MIXED },
  { own: [] },
  { groups: [MIXED] },
  { byDefault: MIXED },
  { byDefault: [] },
  { ofPublic: MIXED },
].map((words) => named({ ...words, ofDomain: OTHER }));

/** What the public is given, and nobody else. */
export const PUBLIC_CASES: readonly Case[] = [
  ...ROLES_OF_CALENDARS.map((role): Words => ({ ofPublic: [role] })),
  { ofPublic: ROLES_OF_CALENDARS },
  { ofPublic: [] },
  {},
  { byDefault: MIXED },
  { byDefault: MIXED, ofPublic: OTHER },
].map(named);

/** The same in calendars that are fetched from another server. */
export const WEB_CASES: readonly Case[] = [
  ...ROLES_OF_CALENDARS.map((role): Words => ({ own: [role] })),
  { own: ROLES_OF_CALENDARS },
  { own: [] },
  { byDefault: MIXED },
].map((words) => ({ ...named(words), isWeb: true }));
