/** Calendar objects and cards to write. */

const object = (lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Fasti//conformance//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');

/** One hour from 10:00 UTC on `day` (`20250110`); `extra` lines go into the event. */
export const event = (uid: string, summary: string, day: string, ...extra: readonly string[]): string =>
  object([
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20250101T000000Z',
    `DTSTART:${day}T100000Z`,
    `DTEND:${day}T110000Z`,
    `SUMMARY:${summary}`,
    ...extra,
    'END:VEVENT',
  ]);

export const todo = (uid: string, summary: string): string =>
  object(['BEGIN:VTODO', `UID:${uid}`, 'DTSTAMP:20250101T000000Z', `SUMMARY:${summary}`, 'END:VTODO']);

/** A card of version 3.0; `extra` lines go into it. */
export const card = (uid: string, name: string, ...extra: readonly string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', `UID:${uid}`, `FN:${name}`, `N:${name};;;;`, ...extra, 'END:VCARD', ''].join('\r\n');
