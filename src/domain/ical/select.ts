/** The parts of a calendar object that a report asked for: RFC 4791 §9.6.1–9.6.4. */

import { fold } from '../text/fold.ts';
import type { Component, Property } from './component.ts';

/** CALDAV:prop. */
export type PropSelection = { readonly name: string; readonly novalue: boolean };

/** CALDAV:comp; names are upper case. A component or property that is not named is left out. */
export type CompSelection = {
  readonly name: string;
  readonly props: 'all' | readonly PropSelection[];
  readonly comps: 'all' | readonly CompSelection[];
};

/**
 * The selected parts of the component as iCalendar text, kept lines octet for octet as in `source`, the text that the
 * component was read from; empty when the selection is for another component.
 */
export function select(component: Component, source: string, selection: CompSelection): string {
  if (component.name !== selection.name) return '';
  if (selection.props === 'all' && selection.comps === 'all') return linesOf(source, component.start, component.end);
  const parts = [
    ...keptProperties(component, source, selection.props),
    ...keptComponents(component, source, selection.comps),
  ];
  const inside = parts.sort((one, other) => one.start - other.start).map(({ text }) => text);
  return firstLine(source, component) + inside.join('') + lastLine(source, component);
}

type Part = { readonly start: number; readonly text: string };

function keptProperties(component: Component, source: string, props: CompSelection['props']): Part[] {
  if (props === 'all')
    return component.properties.map((each) => ({ start: each.start, text: source.slice(each.start, each.end) }));
  const wanted = new Map(props.map((each) => [each.name, each]));
  return component.properties.flatMap((each) => {
    const prop = wanted.get(each.name);
    if (prop === undefined) return [];
    return [
      { start: each.start, text: prop.novalue ? withoutValue(each, source) : source.slice(each.start, each.end) },
    ];
  });
}

function keptComponents(component: Component, source: string, comps: CompSelection['comps']): Part[] {
  if (comps === 'all')
    return component.components.map((each) => ({ start: each.start, text: source.slice(each.start, each.end) }));
  const wanted = new Map(comps.map((each) => [each.name, each]));
  return component.components.flatMap((each) => {
    const comp = wanted.get(each.name);
    return comp === undefined ? [] : [{ start: each.start, text: select(each, source, comp) }];
  });
}

/** RFC 4791 §9.6.4: name, parameters and the colon. */
function withoutValue(of: Property, source: string): string {
  const line = unfolded(source.slice(of.start, of.end));
  return fold(line.slice(0, line.length - of.value.length));
}

/** RFC 5545 §3.1: one content line, given as its physical lines, without their ends. */
export const unfolded = (lines: string): string => lines.replace(/\r?\n[ \t]/g, '').replace(/\r?\n$/, '');

/** The physical lines of BEGIN. */
function firstLine(source: string, { start }: Component): string {
  let end = source.indexOf('\n', start) + 1;
  while (isBlank(source, end)) end = source.indexOf('\n', end) + 1;
  return source.slice(start, end);
}

/** The physical lines of END. */
function lastLine(source: string, { end }: Component): string {
  let start = source.lastIndexOf('\n', end - 2) + 1;
  while (isBlank(source, start)) start = source.lastIndexOf('\n', start - 2) + 1;
  return linesOf(source, start, end);
}

/** The last line of a text may have no end; what follows it in an answer needs one. */
export function linesOf(source: string, start: number, end: number): string {
  const lines = source.slice(start, end);
  return lines.endsWith('\n') ? lines : `${lines}\r\n`;
}

const isBlank = (source: string, at: number): boolean => source[at] === ' ' || source[at] === '\t';
