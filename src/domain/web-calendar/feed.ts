/** A web calendar divided into calendar objects: RFC 4791 §4.1 out of RFC 5545 §3.4. */
import { readContent } from '../calendar-object/content.ts';
import type { CalendarObjectFacts } from '../calendar-object/events.ts';
import type { Content } from '../collection/member.ts';
import { COMPONENT_TYPES } from '../ical/component.ts';
import { parseDuration } from '../ical/date-time.ts';
import { PRODUCT } from '../ical/serialize.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { MAX_FEED_LINES, MAX_FEED_OBJECTS, MAX_FEED_TEXTS } from '../limits/web-calendars.ts';
import { escapeText, unescapeText } from '../text/escapes.ts';
import { type FeedComponent, feedLines } from './feed-lines.ts';
import { feedText } from './feed-text.ts';

/** What a web calendar has. */
export type Feed = {
  /** By UID, the text of each calendar object; none of them has been judged yet. */
  readonly objects: ReadonlyMap<string, string>;
  /** Components that could not be told apart from others. */
  readonly skipped: number;
  /** RFC 7986 §5.7, X-PUBLISHED-TTL: milliseconds after which there may be news; undefined where it does not say. */
  readonly refresh: number | undefined;
};

const failed = (why: string): Refusal => refuse('web-calendar-failed', why);

const lineEnd = (line: string): string => `${line}\r\n`;

const textOf = ({ lines }: FeedComponent): string => lines.map(lineEnd).join('');

const TZID = /;TZID=(?:"([^"\r\n]*)"|([^":;,\r\n]*))/gi;

/** The zones that lines name, folded or not. */
const zonesIn = (text: string): Set<string> =>
  new Set([...text.replace(/\r\n[ \t]/g, '').matchAll(TZID)].map(([, quoted, plain]) => quoted ?? plain ?? ''));

/** RFC 5545 §3.8.4.7 wants a UID; where there is none, the start and the summary say which event is meant. */
const uidOf = ({ values }: FeedComponent): string => {
  const uid = unescapeText(values.get('UID') ?? '').trim();
  return uid === '' ? `${values.get('DTSTART') ?? ''} ${unescapeText(values.get('SUMMARY') ?? '')}`.trim() : uid;
};

const withUid = (component: FeedComponent, uid: string): string => {
  const [begin = '', ...rest] = component.lines;
  const has = (component.values.get('UID') ?? '').trim() !== '';
  return has ? textOf(component) : [begin, `UID:${escapeText(uid)}`, ...rest].map(lineEnd).join('');
};

/** Which occurrence a component is: of two that say the same only one can stand. */
const instanceOf = ({ values }: FeedComponent): string => values.get('RECURRENCE-ID') ?? '';

const ITEMS: ReadonlySet<string> = new Set(COMPONENT_TYPES);

type Group = Map<string, string>;

const groupsOf = (items: readonly FeedComponent[]): { groups: Map<string, Group>; skipped: number } => {
  const groups = new Map<string, Group>();
  let skipped = 0;
  for (const item of items) {
    const uid = uidOf(item);
    const group = groups.get(uid) ?? new Map<string, string>();
    if (uid === '' || group.has(instanceOf(item))) {
      skipped += 1;
      continue;
    }
    groups.set(uid, group.set(instanceOf(item), withUid(item, uid)));
  }
  return { groups, skipped };
};

const refreshOf = (values: ReadonlyMap<string, string>): number | undefined => {
  const written = values.get('REFRESH-INTERVAL') ?? values.get('X-PUBLISHED-TTL');
  const duration = written === undefined ? undefined : parseDuration(written.trim());
  return duration === undefined ? undefined : (duration.days * 86_400 + duration.seconds) * 1000;
};

/** The text of a calendar object: its components, and the zones that they name and the web calendar defines. */
const objectText = (head: string, group: Group, zones: ReadonlyMap<string, string>): string => {
  const items = [...group.values()].join('');
  const used = [...zonesIn(items)].map((id) => zones.get(id) ?? '').join('');
  return `${head}${used}${items}END:VCALENDAR\r\n`;
};

/**
 * Divides the octets of a web calendar by UID. Refuses what is not iCalendar, is cut off, or has too many objects; each
 * object is judged when `feedObject` reads it.
 */
export const readFeed = (octets: Uint8Array, charset: string | undefined): Feed | Refusal => {
  const text = feedText(octets, charset);
  const lines = text === undefined ? undefined : feedLines(text);
  if (lines === undefined) return failed(`The calendar has more than ${MAX_FEED_LINES} lines.`);
  const { components, values, isWhole } = lines;
  if (!isWhole)
    return failed(
      components.length === 0
        ? 'What is there is no calendar: iCalendar begins with BEGIN:VCALENDAR.'
        : 'The calendar is cut off: it has no END:VCALENDAR.',
    );
  const { groups, skipped } = groupsOf(components.filter(({ name }) => ITEMS.has(name)));
  if (groups.size > MAX_FEED_OBJECTS) return failed(`The calendar has more than ${MAX_FEED_OBJECTS} objects.`);
  const zones = new Map(
    components.filter(({ name }) => name === 'VTIMEZONE').map((zone) => [zone.values.get('TZID') ?? '', textOf(zone)]),
  );
  const product = values.get('PRODID')?.trim() || PRODUCT;
  const head = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:${product}\r\n`;
  const objects = new Map([...groups].map(([uid, group]) => [uid, objectText(head, group, zones)]));
  if (objects.values().reduce((sum, { length }) => sum + length, 0) > MAX_FEED_TEXTS)
    return failed(
      `The objects of the calendar, each with its time zones, have more than ${MAX_FEED_TEXTS} characters.`,
    );
  return { objects, skipped, refresh: refreshOf(values) };
};

const encoder = new TextEncoder();

/** A calendar object of a web calendar, judged as one that a client sends. */
export const feedObject = (text: string): Content<CalendarObjectFacts> | Refusal => readContent(encoder.encode(text));

const STAMP = /^DTSTAMP[;:].*\r\n(?:[ \t].*\r\n)*/gim;

/**
 * Whether two texts of one object say the same. RFC 5545 §3.8.7.2: many servers write the present time into DTSTAMP
 * whenever they are asked, which is no change of anything.
 */
export const saysTheSame = (one: string, other: string): boolean =>
  one === other || one.replace(STAMP, '') === other.replace(STAMP, '');
