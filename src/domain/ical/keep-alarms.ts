/** What becomes of an owner's alarms when somebody changes an object who was not shown them. */
import { byInstance } from './by-instance.ts';
import type { CalendarObject } from './calendar-object.ts';
import type { Component } from './component.ts';
import { type Edit, edited } from './edit.ts';
import { alarmsIn } from './without-alarms.ts';

/** Behind everything that a component has; its END follows. */
const endOf = ({ properties, components, start }: Component): number =>
  Math.max(start, ...properties.map(({ end }) => end), ...components.map(({ end }) => end));

const alarmText = ({ text }: CalendarObject, item: Component): string =>
  item.components
    .filter(({ name }) => name === 'VALARM')
    .map(({ start, end }) => text.slice(start, end))
    .join('');

/**
 * The text of `put` in which every component has the alarms that the one of the same occurrence has in `stored`, and no
 * others. What is not stored keeps the alarms that it was sent with.
 */
export const keepAlarms = (put: CalendarObject, stored: CalendarObject): string => {
  const known = byInstance(stored);
  const edits = [...byInstance(put)].flatMap(([instance, item]): Edit[] => {
    const before = known.get(instance);
    if (before === undefined) return [];
    const at = endOf(item);
    return [...alarmsIn(item), { start: at, end: at, text: alarmText(stored, before) }];
  });
  return edited(
    put.text,
    edits.sort((one, other) => one.start - other.start || one.end - other.end),
  );
};
