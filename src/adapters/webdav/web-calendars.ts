/** Calendars that are fetched from other servers: their owner may call, colour, move and delete them; nobody writes into them. */
import type { Refusal } from '../../domain/kernel/refusal.ts';
import { webCalendarRefusal } from '../../domain/web-calendar/is-web-calendar.ts';
import { READING } from './others.ts';
import { hasMembers, type Resource, type Unmapped } from './resource.ts';

/** A copy elsewhere is its maker's own; a lock that is left over may go. */
const LEAVING_ALONE = new Set([...READING, 'COPY', 'UNLOCK']);

/** Why a request cannot be made of a member of a web calendar, or of a place in one; undefined for any other. */
export const webCalendarWriteRefusal = (method: string, target: Resource | Unmapped): Refusal | undefined => {
  if (LEAVING_ALONE.has(method)) return undefined;
  const at = target.is === 'unmapped' ? target.parent : target;
  const isOfCollection = target.is !== 'unmapped' && hasMembers(target);
  return 'collection' in at && !isOfCollection ? webCalendarRefusal(at.collection) : undefined;
};
