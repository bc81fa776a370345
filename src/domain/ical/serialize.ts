/** Writing iCalendar: properties and whole components. RFC 5545 §3.1, §3.4, §3.6. */
import { fold } from '../text/fold.ts';
import { encodeCircumflex, type Parameter } from '../text/parameter.ts';

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

/** The text of a component, from BEGIN to END, lines folded and ended with CRLF. */
export function serialize(component: WrittenComponent): string {
  const inside =
    component.properties.map(serializeProperty).join('') + (component.components ?? []).map(serialize).join('');
  return `BEGIN:${component.name}\r\n${inside}END:${component.name}\r\n`;
}

/** One property as folded lines with their ends. A line feed in the value becomes its escape: it can begin no new line. */
export function serializeProperty({ name, parameters = [], value }: WrittenProperty): string {
  const written = parameters.map((each) => `;${each.name}=${each.values.map(encodeCircumflex).join(',')}`).join('');
  return fold(`${name}${written}:${value.replace(/\r\n?|\n/g, '\\n')}`);
}
