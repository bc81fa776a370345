import { createHmac } from 'node:crypto';
import { readCalendarObject } from '../../domain/ical/calendar-object.ts';
import { CLASSIFICATIONS } from '../../domain/ical/component.ts';
import { reducedCopy } from '../../domain/ical/reduced-copy.ts';
import { withoutAlarms } from '../../domain/ical/without-alarms.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import type { ItemView } from '../../domain/sharing/view.ts';
import type { MemberRow } from '../../projections/members/named.ts';

/** Tells nothing of the UID, and is the same for everybody as long as the object is the same: its id is random. */
const hiddenUid = (object: string): string => createHmac('sha256', object).update('UID').digest('hex');

/** Of what cannot be read nothing is shown. */
const dateAndTime = (text: string, { object, classification }: MemberRow): string | null => {
  const parsed = readCalendarObject(text);
  if (isRefusal(parsed)) return null;
  const known = CLASSIFICATIONS.find((one) => one === classification) ?? 'PRIVATE';
  return reducedCopy(parsed, known, hiddenUid(object));
};

/** A calendar object's text in the form that a view shows; null where nothing can be shown of it. */
export const viewedText = (text: string, row: MemberRow, view: Exclude<ItemView, 'whole'>): string | null =>
  view === 'without-alarms' ? withoutAlarms(text) : dateAndTime(text, row);
