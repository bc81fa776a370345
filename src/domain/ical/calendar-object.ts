/** A calendar object resource: one event, to-do or journal entry with its changed occurrences. RFC 4791 §4.1, §5.3.2.1. */
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts';
import {
  MAX_ATTENDEES,
  MAX_DATE_TIME,
  MAX_INSTANCES,
  MAX_RESOURCE_SIZE,
  MAX_RULE_COUNT,
  MAX_UID_OCTETS,
  MIN_DATE_TIME,
} from '../limits.ts';
import { isProblem } from '../text/problem.ts';
import { decodeUtf8, isLongerThan } from '../text/utf8.ts';
import { SECONDS_PER_DAY } from './civil.ts';
import type { Component, ComponentType, Property } from './component.ts';
import { componentProblem } from './component-rules.ts';
import { parseDateTime, parseDuration, parseTime, secondsOf } from './date-time.ts';
import { parseCalendar } from './parse.ts';
import { parameter, properties, property, text } from './property.ts';
import { isRuleProblem, parseRule } from './recurrence-rule.ts';
import { timesOf } from './value-rules.ts';
import { zoneByName } from './zone.ts';

export type CalendarObject = {
  readonly componentType: ComponentType;
  readonly uid: string;
  /** The component without RECURRENCE-ID; absent where someone is invited to single occurrences only. */
  readonly master?: Component;
  /** The changed occurrences, in the order of the text. */
  readonly overrides: readonly Component[];
  readonly timezones: readonly Component[];
  /** The VCALENDAR around all of them. */
  readonly calendar: Component;
  /** What the components' offsets count in. */
  readonly text: string;
};

/**
 * The calendar object in the octets of a body; refused with the line and a sentence where it is too large, not iCalendar
 * (RFC 5545), not one calendar object (RFC 4791 §4.1), of a type we do not store, or beyond a limit of §5.2.5–5.2.9.
 * METHOD is passed over: clients store invitations as they received them.
 */
export function calendarObject(bytes: Uint8Array): CalendarObject | Refusal {
  if (bytes.length > MAX_RESOURCE_SIZE)
    return refuse(
      'object-too-large',
      `A calendar object may have ${MAX_RESOURCE_SIZE} octets, this one has ${bytes.length}.`,
    );
  const source = decodeUtf8(bytes);
  if (isProblem(source)) return refuse('calendar-data-invalid', source.message, source.line);
  const object = readCalendarObject(source);
  return isRefusal(object) ? object : (brokenRule(object) ?? object);
}

/** The calendar object in a text that was accepted once: its structure is read, the rules for values are not asked again. */
export function readCalendarObject(source: string): CalendarObject | Refusal {
  const top = parseCalendar(source);
  if (isProblem(top)) return refuse('calendar-data-invalid', top.message, top.line);
  const [calendar, second] = top;
  if (calendar?.name !== 'VCALENDAR')
    return refuse('calendar-data-invalid', 'The text has no VCALENDAR.', calendar?.line ?? 1);
  if (second !== undefined) return refuse('calendar-object-invalid', 'There is more than one VCALENDAR.', second.line);
  const items = calendar.components.filter(({ name }) => name !== 'VTIMEZONE' && !name.startsWith('X-'));
  const type = componentType(calendar, items);
  if (isRefusal(type)) return type;
  const uid = commonUid(items);
  if (isRefusal(uid)) return uid;
  const master = items.find((item) => property(item, 'RECURRENCE-ID') === undefined);
  return {
    componentType: type,
    uid,
    ...(master === undefined ? {} : { master }),
    overrides: items.filter((item) => item !== master),
    timezones: calendar.components.filter(({ name }) => name === 'VTIMEZONE'),
    calendar,
    text: source,
  };
}

/** The master, if there is one, and the changed occurrences. */
export const itemsOf = ({ master, overrides }: CalendarObject): readonly Component[] =>
  master === undefined ? overrides : [master, ...overrides];

const STORED: Readonly<Record<string, ComponentType>> = { VEVENT: 'VEVENT', VTODO: 'VTODO', VJOURNAL: 'VJOURNAL' };

function componentType(calendar: Component, items: readonly Component[]): ComponentType | Refusal {
  const [first] = items;
  if (first === undefined)
    return calendar.components.length === 0
      ? refuse('calendar-data-invalid', 'The VCALENDAR has no component.', calendar.line)
      : refuse('component-unsupported', 'There is no VEVENT, VTODO or VJOURNAL.', calendar.line);
  const type = STORED[first.name];
  if (type === undefined)
    return refuse('component-unsupported', `${first.name} is not stored in calendars.`, first.line);
  const other = items.find(({ name }) => name !== type);
  if (other === undefined) return type;
  return refuse('calendar-object-invalid', `${other.name} stands beside ${type}: one object has one type.`, other.line);
}

function commonUid(items: readonly Component[]): string | Refusal {
  let common: string | undefined;
  for (const item of items) {
    const of = property(item, 'UID');
    const uid = of === undefined ? '' : text(of);
    if (of === undefined || uid === '') return refuse('calendar-object-invalid', `${item.name} has no UID.`, item.line);
    if (common !== undefined && uid !== common)
      return refuse('calendar-object-invalid', 'All components of one object have the same UID.', of.line);
    if (common === undefined && isLongerThan(uid, MAX_UID_OCTETS))
      return refuse('calendar-object-invalid', `The UID is longer than ${MAX_UID_OCTETS} octets.`, of.line);
    common = uid;
  }
  return common ?? '';
}

function brokenRule(object: CalendarObject): Refusal | undefined {
  const header = brokenHeader(object.calendar);
  if (header !== undefined) return header;
  for (const component of object.calendar.components) {
    const wrong = componentProblem(component, 'VCALENDAR');
    if (wrong !== undefined) return refuse('calendar-data-invalid', wrong.message, wrong.line);
  }
  return ambiguousInstances(object) ?? undefinedZone(object) ?? beyondLimits(object);
}

/** RFC 5545 §3.7.1, §3.7.4: absent is what everybody means; vCalendar 1.0 is another language. */
function brokenHeader(calendar: Component): Refusal | undefined {
  const version = property(calendar, 'VERSION');
  if (version !== undefined && version.value.trim() !== '2.0')
    return refuse('calendar-data-invalid', 'VERSION must be 2.0.', version.line);
  const scale = property(calendar, 'CALSCALE');
  if (scale !== undefined && scale.value.trim().toUpperCase() !== 'GREGORIAN')
    return refuse('calendar-data-invalid', 'CALSCALE must be GREGORIAN.', scale.line);
  return undefined;
}

/** RFC 4791 §4.1: one master, and each occurrence changed once. */
function ambiguousInstances({ overrides }: CalendarObject): Refusal | undefined {
  const seen = new Set<string>();
  for (const override of overrides) {
    const id = property(override, 'RECURRENCE-ID');
    if (id === undefined)
      return refuse('calendar-object-invalid', 'Only one component may be without RECURRENCE-ID.', override.line);
    const value = parseTime(id.value);
    const key = value === undefined ? id.value : `${value.kind} ${secondsOf(value)} ${parameter(id, 'TZID') ?? ''}`;
    if (seen.has(key)) return refuse('calendar-object-invalid', 'Two components have the same RECURRENCE-ID.', id.line);
    seen.add(key);
  }
  return undefined;
}

const ZONED = new Set(['DTSTART', 'DTEND', 'DUE', 'RECURRENCE-ID', 'RDATE', 'EXDATE']);

/** RFC 4791 §4.1, RFC 7809 §3.1.1: a zone is defined in the object, or everybody knows it. */
function undefinedZone(object: CalendarObject): Refusal | undefined {
  const defined = new Set(object.timezones.map((zone) => property(zone, 'TZID')?.value));
  for (const item of itemsOf(object))
    for (const of of item.properties) {
      const id = ZONED.has(of.name) ? parameter(of, 'TZID') : undefined;
      if (id === undefined || defined.has(id) || timesOf(of)[0]?.kind !== 'floating') continue;
      if (zoneByName(id) === undefined)
        return refuse('calendar-object-invalid', `The time zone of ${of.name} is not defined.`, of.line);
      defined.add(id);
    }
  return undefined;
}

function beyondLimits(object: CalendarObject): Refusal | undefined {
  for (const item of itemsOf(object)) {
    const attendees = properties(item, 'ATTENDEE');
    if (attendees.length > MAX_ATTENDEES)
      return refuse('too-many-attendees', `More than ${MAX_ATTENDEES} attendees.`, attendees[MAX_ATTENDEES]?.line);
    const wrong =
      tooManyDates(item) ??
      tooLargeCount(item) ??
      item.properties.map(beyondDates).find((each) => each !== undefined) ??
      endsTooLate(item);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** RFC 4791 §5.2.8: the occurrences that RDATE and EXDATE name one by one. */
function tooManyDates(item: Component): Refusal | undefined {
  let count = 0;
  for (const of of item.properties) {
    if (of.name !== 'RDATE' && of.name !== 'EXDATE') continue;
    count += of.value.split(',').length;
    if (count > MAX_INSTANCES)
      return refuse('too-many-instances', `More than ${MAX_INSTANCES} dates in RDATE and EXDATE.`, of.line);
  }
  return undefined;
}

/** RFC 4791 §5.2.8: the occurrences that a rule counts. Up to there, reports limit what they make of it, as of an endless one. */
function tooLargeCount(item: Component): Refusal | undefined {
  for (const of of [...properties(item, 'RRULE'), ...properties(item, 'EXRULE')]) {
    const rule = parseRule(of.value);
    if (!isRuleProblem(rule) && rule.count !== undefined && rule.count > MAX_RULE_COUNT)
      return refuse('too-many-instances', `COUNT is more than ${MAX_RULE_COUNT}.`, of.line);
  }
  return undefined;
}

const moment = (value: string): number => secondsOf(parseDateTime(value)!);
const [MIN, MAX] = [moment(MIN_DATE_TIME), moment(MAX_DATE_TIME)];

/** RFC 4791 §5.2.6, §5.2.7. */
function beyondDates(of: Property): Refusal | undefined {
  if (!ZONED.has(of.name)) return undefined;
  for (const value of timesOf(of)) {
    const seconds = secondsOf(value);
    if (seconds < MIN) return refuse('date-too-early', `${of.name} is before ${MIN_DATE_TIME}.`, of.line);
    if (seconds > MAX) return refuse('date-too-late', `${of.name} is after ${MAX_DATE_TIME}.`, of.line);
  }
  return undefined;
}

function endsTooLate(item: Component): Refusal | undefined {
  const [start, length] = [property(item, 'DTSTART'), property(item, 'DURATION')];
  const from = start === undefined ? undefined : parseTime(start.value);
  const lasting = length === undefined ? undefined : parseDuration(length.value);
  if (from === undefined || lasting === undefined) return undefined;
  if (secondsOf(from) + lasting.days * SECONDS_PER_DAY + lasting.seconds <= MAX) return undefined;
  return refuse('date-too-late', `DURATION ends after ${MAX_DATE_TIME}.`, length?.line);
}
