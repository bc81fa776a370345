/** The properties of a card that a report asked for: RFC 6352 §10.4. */
import { fold } from '../text/fold.ts';
import type { Card, Property } from './card.ts';
import { headEndOf } from './content-line.ts';

/** RFC 6352 §10.4.2. `group` is lower case; empty for any group or none. `name` is upper case. */
export type PropSelection = { readonly group: string; readonly name: string; readonly novalue: boolean };

/** The group and the name in what a client calls a property: RFC 6352 §10.4.2, §10.5.1. */
export function namedProperty(written: string): { readonly group: string; readonly name: string } {
  const dot = written.lastIndexOf('.');
  return { group: written.slice(0, Math.max(0, dot)).toLowerCase(), name: written.slice(dot + 1).toUpperCase() };
}

/** RFC 6352 §10.4.2: a name without a group means the properties of all groups. */
export const isNamed = (of: Property, { group, name }: { readonly group: string; readonly name: string }): boolean =>
  of.name === name && (group === '' || of.group.toLowerCase() === group);

/**
 * The card with the selected properties only, their lines octet for octet as in `source`, the text that the card was read
 * from. BEGIN and END are always there.
 */
export function selectProperties(card: Card, source: string, selection: readonly PropSelection[]): string {
  const first = card.properties[0];
  const last = card.properties.at(-1);
  const named = Map.groupBy(selection, ({ name }) => name);
  const kept = card.properties.map((of) => {
    const wanted = (named.get(of.name) ?? []).filter((each) => isNamed(of, each));
    if (wanted.length === 0) return '';
    return wanted.some(({ novalue }) => !novalue) ? source.slice(of.start, of.end) : withoutValue(of, source);
  });
  const begin = source.slice(card.start, first?.start ?? card.end);
  return first === undefined ? begin : begin + kept.join('') + source.slice(last?.end, card.end);
}

/** RFC 6352 §10.4.2: name, parameters and the colon. */
function withoutValue(of: Property, source: string): string {
  const line = source.slice(of.start, of.end).replace(/(?:\r\n?|\n)[ \t]/g, '');
  return fold(line.slice(0, headEndOf(line)));
}
