import type { ResourceKind } from './resource.ts';

/** Of others: what anybody may know who may see them. */
export const OTHERS = ['other-principal', 'other-calendar-home'] as const satisfies readonly ResourceKind[];

export const EVERYTHING = [
  'root',
  ...OTHERS,
  'principal',
  'calendar-home',
  'inbox',
  'calendar',
  'calendar-export',
  'calendar-object',
  'component',
] as const satisfies readonly ResourceKind[];

/** RFC 4918 §5.2 */
export const COLLECTIONS = [
  'root',
  'principal',
  'calendar-home',
  'inbox',
  'calendar',
] as const satisfies readonly ResourceKind[];

/** What belongs to somebody: everything but the root. */
export const OWNED = [
  'principal',
  'calendar-home',
  'inbox',
  'calendar',
  'calendar-export',
  'calendar-object',
  'component',
] as const satisfies readonly ResourceKind[];

/** RFC 4918 §6, §7: what can be locked. */
export const LOCKABLE = [
  'principal',
  'calendar-home',
  'inbox',
  'calendar',
  'calendar-object',
] as const satisfies readonly ResourceKind[];
