/** Values of iCalendar as XML elements: RFC 6321 §3.4.1, §3.6. */
import type { Property } from './component.ts';
import { parsePeriod, parseTime } from './date-time.ts';
import { parameter, text, texts } from './property.ts';

/** The value types of RFC 5545 §3.8 that are not text; a name that is not here and no VALUE is `unknown` (RFC 6321 §5). */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    text:
      'ACTION CALSCALE CLASS COMMENT CONTACT DESCRIPTION LOCATION METHOD PRODID RELATED-TO STATUS SUMMARY TRANSP TZID TZNAME UID ' +
      'VERSION NAME COLOR',
    categories: 'CATEGORIES RESOURCES',
    time: 'COMPLETED CREATED DTEND DTSTAMP DTSTART DUE EXDATE LAST-MODIFIED RDATE RECURRENCE-ID ACKNOWLEDGED',
    duration: 'DURATION TRIGGER REFRESH-INTERVAL',
    period: 'FREEBUSY',
    recur: 'RRULE EXRULE',
    'cal-address': 'ATTENDEE ORGANIZER',
    uri: 'ATTACH IMAGE CONFERENCE SOURCE TZURL URL',
    integer: 'PERCENT-COMPLETE PRIORITY REPEAT SEQUENCE',
    'utc-offset': 'TZOFFSETFROM TZOFFSETTO',
    geo: 'GEO',
    'request-status': 'REQUEST-STATUS',
  }).flatMap(([type, names]) => names.split(' ').map((name): [string, string] => [name, type])),
);

/** The elements for the value of a property: one of its type, several for a list. */
export function valueElements(of: Property): string {
  const declared = parameter(of, 'VALUE')?.toLowerCase();
  const type = declared !== undefined && WRITERS[declared] !== undefined ? declared : (TYPES.get(of.name) ?? 'unknown');
  return (WRITERS[type] ?? WRITERS.unknown!)(of);
}

/** An element with escaped text inside: XML 1.0 §2.4. */
export const element = (name: string, content: string): string => `<${name}>${escapeXml(content)}</${name}>`;

export const escapeXml = (content: string): string => content.replace(/[&<>\r]/g, (character) => ESCAPED[character]!);

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

const each = (of: Property, write: (value: string) => string): string => of.value.split(',').map(write).join('');
const simple =
  (type: string) =>
  (of: Property): string =>
    element(type, of.value);

const WRITERS: Readonly<Record<string, (of: Property) => string>> = {
  text: (of) => element('text', text(of)),
  categories: (of) =>
    texts(of)
      .map((value) => element('text', value))
      .join(''),
  time: (of) => each(of, timeElement),
  date: (of) => each(of, timeElement),
  'date-time': (of) => each(of, timeElement),
  period: (of) => each(of, periodElement),
  duration: simple('duration'),
  recur: (of) => `<recur>${recurrence(of.value)}</recur>`,
  'cal-address': simple('cal-address'),
  uri: simple('uri'),
  binary: simple('binary'),
  boolean: (of) => element('boolean', of.value.toLowerCase()),
  float: simple('float'),
  integer: simple('integer'),
  'utc-offset': (of) =>
    element(
      'utc-offset',
      of.value.replace(/^([+-]\d\d)(\d\d)(\d\d)?$/, (_, hours, minutes, seconds) =>
        [hours, minutes, ...(seconds === undefined ? [] : [seconds])].join(':'),
      ),
    ),
  geo: (of) => {
    const [latitude = '', longitude = ''] = of.value.split(';');
    return element('latitude', latitude) + element('longitude', longitude);
  },
  'request-status': (of) => {
    const [code = '', description = '', data] = of.value.split(';');
    return (
      element('code', code) + element('description', description) + (data === undefined ? '' : element('data', data))
    );
  },
  unknown: simple('unknown'),
};

/** `2011-05-17` or `2011-05-17T12:00:00Z`; what is neither is of unknown type. */
function timeElement(value: string): string {
  const read = parseTime(value);
  if (read === undefined) return value.includes('/') ? periodElement(value) : element('unknown', value);
  return element(read.kind === 'date' ? 'date' : 'date-time', xmlTime(value));
}

function periodElement(value: string): string {
  const read = parsePeriod(value);
  const [start = '', end = ''] = value.split('/');
  if (read === undefined) return element('unknown', value);
  const rest = 'end' in read ? element('end', xmlTime(end)) : element('duration', end);
  return `<period>${element('start', xmlTime(start))}${rest}</period>`;
}

/** Separators into the digits that `parseTime` accepted. */
const xmlTime = (value: string): string =>
  value.replace(/^(\d{4})(\d\d)(\d\d)/, '$1-$2-$3').replace(/T(\d\d)(\d\d)(\d\d)/, 'T$1:$2:$3');

/** RFC 6321 §3.6.10: one element for each value of each part. */
const recurrence = (value: string): string =>
  value
    .split(';')
    .map((part) => part.trim().split('='))
    .filter(([name]) => name !== undefined && /^[A-Za-z-]+$/.test(name))
    .flatMap(([name = '', list = '']) => {
      const tag = name.toLowerCase();
      return list
        .split(',')
        .map((item) => element(tag, tag === 'until' && parseTime(item) !== undefined ? xmlTime(item) : item));
    })
    .join('');
