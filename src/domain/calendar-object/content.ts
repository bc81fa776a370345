import type { Content } from '../collection/member.ts';
import { type CalendarObject, calendarObject, itemsOf, readCalendarObject } from '../ical/calendar-object.ts';
import { CLASSIFICATIONS, type Classification } from '../ical/component.ts';
import { property } from '../ical/property.ts';
import { isRefusal, type Refusal } from '../kernel/refusal.ts';
import type { CalendarObjectFacts } from './events.ts';

/** What was read once is not read again while its octets are in use: a PUT and its projection see the same parse. */
const parsed = new WeakMap<Uint8Array, CalendarObject>();

/** RFC 5545 §3.8.1.3: the strictest of the components; an unknown class counts as PRIVATE. */
const classificationOf = (object: CalendarObject): Classification => {
  const known: readonly string[] = CLASSIFICATIONS;
  const ranks = itemsOf(object).map((item) => {
    const rank = known.indexOf(property(item, 'CLASS')?.value.trim().toUpperCase() ?? 'PUBLIC');
    return rank === -1 ? known.indexOf('PRIVATE') : rank;
  });
  return CLASSIFICATIONS[Math.max(0, ...ranks)] ?? 'PRIVATE';
};

/** Judges the octets of a PUT: what the decider needs of them, or the refusal with its line. RFC 4791 §5.3.2.1 */
export const readContent = (bytes: Uint8Array): Content<CalendarObjectFacts> | Refusal => {
  const object = calendarObject(bytes);
  if (isRefusal(object)) return object;
  parsed.set(bytes, object);
  return { uid: object.uid, component: object.componentType, classification: classificationOf(object), bytes };
};

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The calendar object in octets that were accepted once; undefined if today's parser cannot read them. */
export const parsedObject = (bytes: Uint8Array): CalendarObject | undefined => {
  const known = parsed.get(bytes);
  if (known !== undefined) return known;
  const object = readCalendarObject(decoder.decode(bytes));
  if (isRefusal(object)) return undefined;
  parsed.set(bytes, object);
  return object;
};
