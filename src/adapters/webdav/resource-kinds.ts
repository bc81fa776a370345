import type { ResourceKind } from './resource.ts';

/** Of others: what anybody may know who may see them. */
export const OTHERS = [
  'other-principal',
  'other-calendar-home',
  'other-address-book-home',
] as const satisfies readonly ResourceKind[];

/** RFC 4791 §6.2.1, RFC 6352 §7.1.1 */
export const HOMES = ['calendar-home', 'address-book-home'] as const satisfies readonly ResourceKind[];

/** RFC 4791 §4.2, RFC 6352 §5.2 */
export const WITH_MEMBERS = ['calendar', 'address-book'] as const satisfies readonly ResourceKind[];

/** RFC 4791 §4.1, RFC 6352 §5.1 */
export const MEMBERS = ['calendar-object', 'contact'] as const satisfies readonly ResourceKind[];

/** Of a directory, which owns them and keeps them elsewhere. */
export const OF_DIRECTORIES = ['directory-book', 'directory-card'] as const satisfies readonly ResourceKind[];

/** What has a text, a name and an entity tag. */
export const WITH_TEXT = [...MEMBERS, 'directory-card'] as const satisfies readonly ResourceKind[];

export const EVERYTHING = [
  'root',
  ...OTHERS,
  'principal',
  ...HOMES,
  'inbox',
  'proxy-group',
  'notifications',
  'notification',
  ...WITH_MEMBERS,
  'calendar-export',
  ...MEMBERS,
  ...OF_DIRECTORIES,
  'component',
  'free-busy',
] as const satisfies readonly ResourceKind[];

/** RFC 4918 §5.2 */
export const COLLECTIONS = [
  'root',
  'principal',
  ...HOMES,
  'inbox',
  ...WITH_MEMBERS,
  'directory-book',
] as const satisfies readonly ResourceKind[];

/** What belongs to somebody: everything but the root and what is of a directory. */
export const OWNED = [
  'principal',
  ...HOMES,
  'inbox',
  ...WITH_MEMBERS,
  'calendar-export',
  ...MEMBERS,
  'component',
] as const satisfies readonly ResourceKind[];

/** RFC 4918 §6, §7: what can be locked. */
export const LOCKABLE = [
  'principal',
  ...HOMES,
  'inbox',
  ...WITH_MEMBERS,
  ...MEMBERS,
] as const satisfies readonly ResourceKind[];
