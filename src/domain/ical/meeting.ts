/** Whom an event with an organizer makes busy: RFC 5545 §3.2.12, §3.8.4.1, §3.8.4.3. */
import { mailOf } from './calendar-address.ts';
import type { Component, Property } from './component.ts';
import { parameter, properties, property } from './property.ts';
import type { BusyType, TimingPart } from './timing.ts';

/** Mail addresses, folded; whoever declined, is not sure or has delegated it is in no list. */
export type Meeting = {
  readonly organizer: string;
  readonly accepted: readonly string[];
  /** Who has not answered yet. */
  readonly invited: readonly string[];
};

const answerOf = (attendee: Property): string => parameter(attendee, 'PARTSTAT')?.toUpperCase() ?? 'NEEDS-ACTION';

/** What an event says of who comes; undefined where it names no organizer by mail, so that it is its owner's own. */
export const meetingOf = (event: Component): Meeting | undefined => {
  const organizer = property(event, 'ORGANIZER');
  const mail = organizer && mailOf(organizer);
  if (mail === undefined) return undefined;
  const attendees = properties(event, 'ATTENDEE');
  const who = (answer: string) =>
    attendees
      .filter((attendee) => answerOf(attendee) === answer)
      .map(mailOf)
      .filter((address) => address !== undefined);
  return { organizer: mail, accepted: who('ACCEPTED'), invited: who('NEEDS-ACTION') };
};

/**
 * What a part of an event in somebody's calendar makes of him, as SOGo has it: busy with what is his own or accepted,
 * tentatively with what he has not answered, free of every other meeting. `mails` are all his addresses, folded.
 */
export const busyIn = (
  { busy, meeting }: Pick<TimingPart, 'busy' | 'meeting'>,
  mails: ReadonlySet<string>,
): BusyType => {
  if (busy === 'FREE' || meeting === undefined || mails.has(meeting.organizer)) return busy;
  const isIn = (list: readonly string[]) => list.some((mail) => mails.has(mail));
  if (isIn(meeting.accepted)) return busy;
  return isIn(meeting.invited) ? 'BUSY-TENTATIVE' : 'FREE';
};
