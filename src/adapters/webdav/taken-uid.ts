import type { CalendarObject } from '../../domain/calendar-object/decider.ts';
import { type CalendarObjectId, calendarObjectStream } from '../../domain/kernel/ids.ts';
import { type Refusal, refuseFor } from '../../domain/kernel/refusal.ts';
import { CALENDARS, memberHref } from './href.ts';
import type { DavRequest, Services } from './method.ts';
import type { Account } from './resource.ts';

/**
 * RFC 4791 §5.3.2.1: whether a claim that was refused is a UID another object has; then that object's href belongs into
 * the answer. A name that was taken is no refusal: the object is there now, look again.
 */
export const takenUid =
  ({ log }: Services, { root }: DavRequest, at: { readonly account: Account; readonly calendar: string }) =>
  async (scope: string, holder: string): Promise<Refusal | undefined> => {
    if (!scope.startsWith('uids/')) return undefined;
    const [stream] = await log.states([calendarObjectStream(holder as CalendarObjectId)]);
    const object = stream?.state as CalendarObject | undefined;
    if (object?.is !== 'live') return undefined;
    const path = [at.account.login, CALENDARS, at.calendar, object.name];
    const href = path.reduce((parent, name) => memberHref(parent, name, false), root);
    // The sentence is SOGo's.
    return refuseFor('uid-taken', [href], `Event UID already in use. (${object.uid})`);
  };
