/** A whole calendar as one iCalendar text, as `<calendar>.ics` offers it: RFC 5545 §3.4, RFC 5546 §3.2.1. */
import { escapeText } from '../text/escapes.ts';
import { isProblem } from '../text/problem.ts';
import type { Component } from './component.ts';
import { parseCalendar } from './parse.ts';
import { property } from './property.ts';
import { linesOf } from './select.ts';
import { PRODUCT, serializeProperty } from './serialize.ts';

/** A text in pieces, so that a calendar of any size is written while it is read. */
export type CalendarWriter = {
  readonly head: string;
  /** The piece of one calendar object, given its text; empty for a text that cannot be read. */
  readonly object: (text: string) => string;
  readonly tail: string;
};

/**
 * Writes calendar objects into one VCALENDAR of that name. Their lines are copied as they are; of time zones with one TZID
 * the first is kept.
 */
export function calendarWriter(name: string): CalendarWriter {
  const isNew = unseenZones();
  const header = [
    { name: 'METHOD', value: 'PUBLISH' },
    { name: 'PRODID', value: PRODUCT },
    { name: 'VERSION', value: '2.0' },
    { name: 'X-WR-CALNAME', value: escapeText(name) },
  ];
  return {
    head: `BEGIN:VCALENDAR\r\n${header.map(serializeProperty).join('')}`,
    object: (text) =>
      componentsOf(text)
        .filter(isNew)
        .map(({ start, end }) => linesOf(text, start, end))
        .join(''),
    tail: 'END:VCALENDAR\r\n',
  };
}

/** The pieces of a whole calendar, one for each object. */
export function* exportCalendar(name: string, objects: Iterable<string>): Generator<string> {
  const writer = calendarWriter(name);
  yield writer.head;
  for (const text of objects) yield writer.object(text);
  yield writer.tail;
}

/** The components inside the VCALENDARs of a text; none for a text that cannot be read. */
export function componentsOf(text: string): readonly Component[] {
  const top = parseCalendar(text);
  return isProblem(top) ? [] : top.flatMap(({ components }) => components);
}

/** True once for each TZID, and for every component that is no VTIMEZONE. */
export function unseenZones(): (component: Component) => boolean {
  const seen = new Set<string>();
  return (component) => {
    if (component.name !== 'VTIMEZONE') return true;
    const id = property(component, 'TZID')?.value ?? '';
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  };
}
