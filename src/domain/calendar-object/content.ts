import type { Content } from '../collection/member.ts';
import { type CalendarObject, calendarObject, itemsOf, readCalendarObject } from '../ical/calendar-object.ts';
import { CLASSIFICATIONS, type Classification, type ComponentType } from '../ical/component.ts';
import { property } from '../ical/property.ts';
import { isRefusal, type Refusal } from '../kernel/refusal.ts';
import type { CalendarObjectFacts } from './events.ts';

/** What was read once is not read again while its octets are in use: a PUT and its projection see the same parse. */
const parsed = new WeakMap<Uint8Array, CalendarObject>();

/** RFC 5545 §3.8.1.3: the strictest of the components; an unknown class counts as PRIVATE, none as `byDefault`. */
const classificationOf = (object: CalendarObject, byDefault: Classification): Classification => {
  const known: readonly string[] = CLASSIFICATIONS;
  const ranks = itemsOf(object).map((item) => {
    const rank = known.indexOf(property(item, 'CLASS')?.value.trim().toUpperCase() ?? byDefault);
    return rank === -1 ? known.indexOf('PRIVATE') : rank;
  });
  return CLASSIFICATIONS[Math.max(0, ...ranks)] ?? 'PRIVATE';
};

/** What somebody prefers for what says nothing of its class; of journal entries there is nothing to prefer. */
const PREFERENCES = {
  VEVENT: 'SOGoCalendarEventsDefaultClassification',
  VTODO: 'SOGoCalendarTasksDefaultClassification',
  VJOURNAL: undefined,
} as const satisfies Readonly<Record<ComponentType, string | undefined>>;

/** The preferences that count. */
export const CLASS_PREFERENCES = [PREFERENCES.VEVENT, PREFERENCES.VTODO] as const;

/** An accepted text, its class as its owner prefers it at this moment: it stays so, whatever he prefers later. */
export const classified = (
  content: Content,
  preferred: (key: (typeof CLASS_PREFERENCES)[number]) => Classification,
): Content => {
  const object = parsedObject(content.bytes);
  if (object === undefined) return content;
  const key = PREFERENCES[object.componentType];
  return { ...content, ...{ classification: classificationOf(object, key === undefined ? 'PUBLIC' : preferred(key)) } };
};

/** Judges the octets of a PUT: what the decider needs of them, or the refusal with its line. RFC 4791 §5.3.2.1 */
export const readContent = (bytes: Uint8Array): Content<CalendarObjectFacts> | Refusal => {
  const object = calendarObject(bytes);
  if (isRefusal(object)) return object;
  parsed.set(bytes, object);
  return {
    uid: object.uid,
    component: object.componentType,
    classification: classificationOf(object, 'PUBLIC'),
    bytes,
  };
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
