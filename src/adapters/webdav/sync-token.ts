import { type Epoch, type Position, START } from '../../domain/kernel/ids.ts';
import { encodeSyncToken, rightsFingerprint } from '../../domain/kernel/sync-token.ts';
import { lastChange } from '../../projections/calendar-objects.ts';
import type { CalendarRow } from '../../projections/calendars.ts';
import type { Services } from './method.ts';
import { isVirtual } from './personal.ts';

/** What an owner sees of his own collections: everything. */
export const OWNER_FINGERPRINT = rightsFingerprint('owner');

/**
 * RFC 6578 §4, getctag: the token of a calendar whose members last changed at `changed`. A calendar is never older than
 * its creation; a `personal` that was never written is at 0.
 */
export const syncToken = (epoch: Epoch, calendar: CalendarRow, changed: Position, fingerprint: number): string =>
  encodeSyncToken({ epoch, position: Math.max(changed, calendar.created) as Position, fingerprint });

/** The token that a calendar has at this moment. */
export const presentToken = async ({ sql, log }: Pick<Services, 'sql' | 'log'>, calendar: CalendarRow) => {
  const [{ epoch }, changed] = await Promise.all([
    log.head(),
    isVirtual(calendar) ? START : lastChange(sql, calendar.calendar),
  ]);
  return syncToken(epoch, calendar, changed, OWNER_FINGERPRINT);
};
