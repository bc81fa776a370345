/** Calendar objects as a sharee sees them who has the alarms of the calendar switched off: RFC 5545 §3.6.6. */
import { isProblem } from '../text/problem.ts';
import type { Component } from './component.ts';
import { type Edit, edited } from './edit.ts';
import { parseCalendar } from './parse.ts';

/** What Thunderbird notes at an event about its alarms: when they were last seen, and until when they are put off. */
const NOTES = ['X-MOZ-LASTACK', 'X-MOZ-SNOOZE-TIME'];

/** Lines may be folded anywhere: RFC 5545 §3.1. */
const SIGNS = new RegExp(['VALARM', ...NOTES].map((word) => [...word].join('(?:\r?\n[ \t])*')).join('|'), 'i');

/**
 * The text of a calendar object without its VALARMs and what clients note about them, byte for byte the same elsewhere; the
 * same string where there is none, or where the text cannot be read.
 */
export function withoutAlarms(text: string): string {
  const alarms = alarmsOf(text);
  return alarms.length === 0 ? text : edited(text, alarms);
}

/** Whether `withoutAlarms` would change the text. Most that it would not change are not even parsed for that. */
export const hasAlarms = (text: string): boolean => alarmsOf(text).length > 0;

function alarmsOf(text: string): Edit[] {
  if (!SIGNS.test(text)) return [];
  const top = parseCalendar(text);
  return isProblem(top) ? [] : top.flatMap(alarmsIn).sort((one, other) => one.start - other.start);
}

function alarmsIn({ properties, components }: Component): Edit[] {
  const notes = properties.filter(({ name }) => isNote(name)).map(removed);
  return [...notes, ...components.flatMap((inner) => (inner.name === 'VALARM' ? [removed(inner)] : alarmsIn(inner)))];
}

/** Of a series, each occurrence that is put off has a property of its own: `X-MOZ-SNOOZE-TIME-1767776400000000`. */
const isNote = (name: string): boolean => NOTES.includes(name) || /^X-MOZ-SNOOZE-TIME-\d+$/.test(name);

const removed = ({ start, end }: { readonly start: number; readonly end: number }): Edit => ({ start, end, text: '' });
