/** Any bytes as a calendar object and back: an event that carries them in its description, as base64. */

/** Wraps `body`. `uid` must be new in its calendar (RFC 4791 §5.3.2.1). */
export function wrap(body: Buffer, uid: string): Buffer {
  const folded = body.toString('base64').replace(/.{60}/g, '$&\r\n ');
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fasti//conformance//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20250101T000000Z',
    'DTSTART:20250101T100000Z',
    'DTEND:20250101T110000Z',
    'SUMMARY:litmus',
    `DESCRIPTION:${folded}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** What was wrapped; undefined for anything else. */
export function unwrap(object: Buffer): Buffer | undefined {
  const text = object.toString('latin1');
  if (!text.startsWith('BEGIN:VCALENDAR')) return undefined;
  const description = /^DESCRIPTION:(.*)$/m.exec(text.replace(/\r?\n[ \t]/g, ''))?.[1];
  return description === undefined ? undefined : Buffer.from(description.trim(), 'base64');
}
