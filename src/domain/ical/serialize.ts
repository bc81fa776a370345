/** Writing iCalendar: folding, escaping and whole components. RFC 5545 §3.1, §3.3.11; RFC 6868 §3.1. */
import type { Parameter } from './component.ts';

/** What is known of a property before it has a place in a text. `value` is escaped as its type wants. */
export type WrittenProperty = {
  readonly name: string;
  readonly parameters?: readonly Parameter[];
  readonly value: string;
};

/** A component to be written; one that was read is one too. */
export type WrittenComponent = {
  readonly name: string;
  readonly properties: readonly WrittenProperty[];
  readonly components?: readonly WrittenComponent[];
};

/** RFC 5545 §3.7.3. */
export const PRODUCT = '-//Fasti//Fasti groupware//EN';

const OCTETS_OF_LINE = 75;

/** The text of a component, from BEGIN to END, lines folded and ended with CRLF. */
export function serialize(component: WrittenComponent): string {
  const inside =
    component.properties.map(serializeProperty).join('') + (component.components ?? []).map(serialize).join('');
  return `BEGIN:${component.name}\r\n${inside}END:${component.name}\r\n`;
}

/** One property as folded lines with their ends. A line feed in the value becomes its escape: it can begin no new line. */
export function serializeProperty({ name, parameters = [], value }: WrittenProperty): string {
  const written = parameters.map((each) => `;${each.name}=${each.values.map(encodeParameter).join(',')}`).join('');
  return fold(`${name}${written}:${value.replace(/\r\n?|\n/g, '\\n')}`);
}

/** RFC 5545 §3.3.11: what a person wrote, as a value of type TEXT. Control characters that no line may hold are left out. */
export const escapeText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, '')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');

/** RFC 5545 §3.1: a line as lines of at most 75 octets of UTF-8, ends included but not counted, no character divided. */
export function fold(line: string): string {
  if (line.length * 3 <= OCTETS_OF_LINE) return `${line}\r\n`;
  const parts: string[] = [];
  let from = 0;
  let octets = 0;
  for (let at = 0; at < line.length; ) {
    const code = line.codePointAt(at)!;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets + size > OCTETS_OF_LINE) {
      parts.push(line.slice(from, at));
      from = at;
      octets = 1;
    }
    octets += size;
    at += size === 4 ? 2 : 1;
  }
  parts.push(line.slice(from));
  return `${parts.join('\r\n ')}\r\n`;
}

/** RFC 6868 §3.1, quoted where a delimiter of RFC 5545 §3.2 is inside; control characters are left out. */
function encodeParameter(value: string): string {
  const encoded = value
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, '')
    .replace(/[\^\n"]/g, (character) => (character === '\n' ? '^n' : character === '"' ? "^'" : '^^'));
  return /[,;:]/.test(encoded) ? `"${encoded}"` : encoded;
}
