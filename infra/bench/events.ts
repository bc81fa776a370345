/** The calendars' content: events that anybody can compute again from a number, single ones and weekly series, all in UTC. */

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
const FROM = Date.UTC(2025, 0, 1);
const HOURS = 730 * 24;

/** How many months the events are spread over, from January 2025. */
export const MONTHS = 24;

/** A well mixed 32-bit number from a small one. */
const mix = (number: number): number => {
  let mixed = Math.imul(number + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
};

/** One in ten is a weekly series of 4 to 23 events; all last an hour. */
const timesOf = (index: number): { start: number; count: number } => ({
  start: FROM + (mix(index) % HOURS) * HOUR,
  count: index % 10 === 9 ? 4 + (mix(~index) % 20) : 1,
});

/** A month's time range; `month` counts from January 2025. */
export const monthRange = (month: number): { start: number; end: number } => ({
  start: Date.UTC(2025, month, 1),
  end: Date.UTC(2025, month + 1, 1),
});

/** RFC 4791 §9.9: whether an event of the series overlaps the month. */
export const isInMonth = (index: number, month: number): boolean => {
  const { start, count } = timesOf(index);
  const range = monthRange(month);
  for (let nth = 0; nth < count; nth++) {
    const begin = start + nth * WEEK;
    if (begin < range.end && begin + HOUR > range.start) return true;
  }
  return false;
};

/** RFC 5545 §3.3.5, form 2 */
export const utc = (time: number): string => `${new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')}`;

/** Neither needs folding, escaping in XML, nor is one the beginning of another. */
export const uidOf = (prefix: string, index: number): string => `${prefix}-${index}@bench.invalid`;
export const summaryOf = (index: number, version: number): string => `Meeting ${index} as of ${version}.`;

const DESCRIPTION = ' What was said the last time, what is to be said now, in words\r\n '.repeat(9).trimEnd();

/** The calendar object, some 1,000 octets. */
export const eventText = (prefix: string, index: number, version: number): string => {
  const { start, count } = timesOf(index);
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fasti//bench//EN',
    'BEGIN:VEVENT',
    `UID:${uidOf(prefix, index)}`,
    'DTSTAMP:20250101T000000Z',
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(start + HOUR)}`,
    ...(count > 1 ? [`RRULE:FREQ=WEEKLY;COUNT=${count}`] : []),
    `SUMMARY:${summaryOf(index, version)}`,
    `LOCATION:Room ${mix(index) % 100}`,
    'STATUS:CONFIRMED',
    'CLASS:PUBLIC',
    'TRANSP:OPAQUE',
    `SEQUENCE:${version}`,
    `DESCRIPTION:${DESCRIPTION}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
};
