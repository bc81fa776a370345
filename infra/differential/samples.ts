/** The calendar objects and cards of all scenarios. */

import { content } from './requests.ts';
import type { Body } from './site.ts';

/** The classes of events in the scenarios: those of RFC 5545 §3.8.1.3, and none at all. */
export const CLASSES = ['PUBLIC', 'PRIVATE', 'CONFIDENTIAL', 'absent'] as const;
export type Class = (typeof CLASSES)[number];

/** RFC 5545 §3.1 */
const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n`;

/** A calendar object of these components. */
export const calendar = (...components: readonly string[]): Body =>
  content(
    'text/calendar; charset=utf-8',
    lines('BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Fasti//differential//EN', ...components, 'END:VCALENDAR'),
  );

/** RFC 5545 §3.6.6 */
const ALARM = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:Alarm', 'END:VALARM'];

export type EventOptions = { readonly summary?: string; readonly partstat?: string };

/** An event to which a stranger elsewhere has invited the owner, with everything that a reduced copy hides. */
export const event = (uid: string, classification: Class, options: EventOptions = {}): Body => {
  const { summary = `Secret ${classification}`, partstat = 'NEEDS-ACTION' } = options;
  return calendar(
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
    'DTSTART:20270105T100000Z',
    'DTEND:20270105T110000Z',
    `SUMMARY:${summary}`,
    'LOCATION:Room 1',
    'DESCRIPTION:Words',
    ...(classification === 'absent' ? [] : [`CLASS:${classification}`]),
    'ORGANIZER;CN=Boss:mailto:boss@elsewhere.example',
    `ATTENDEE;CN=User 01;PARTSTAT=${partstat}:mailto:u01@example.com`,
    'END:VEVENT',
  );
};

/** An event of the caller's own, with nobody invited. */
export const plainEvent = (uid: string, ...more: readonly string[]): Body =>
  calendar(
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
    ...(more.some((line) => line.startsWith('DTSTART')) ? [] : ['DTSTART:20270105T100000Z', 'DTEND:20270105T110000Z']),
    'SUMMARY:Plain',
    'DESCRIPTION:Words',
    ...more,
    'END:VEVENT',
  );

/** A card with one address. */
export const card = (uid: string, name = 'Jo Doe'): Body =>
  content(
    'text/vcard; charset=utf-8',
    lines(
      'BEGIN:VCARD',
      'VERSION:3.0',
      `UID:${uid}`,
      'N:Doe;Jo;;;',
      `FN:${name}`,
      'EMAIL:jo@elsewhere.example',
      'END:VCARD',
    ),
  );

/** An event with an alarm. */
export const eventWithAlarm = (uid: string): Body => plainEvent(uid, ...ALARM);
