/** Writing cards: RFC 2426 §2.4, §4; RFC 6350 §3.2, §3.3; RFC 6868. */
import { fold } from '../text/fold.ts';
import { encodeCircumflex, type Parameter, quoted } from '../text/parameter.ts';
import type { Property, Version } from './card.ts';

/** What is known of a property before it has a place in a text; one that was read is one too. `value` is escaped. */
export type WrittenProperty = Pick<Property, 'group' | 'name' | 'parameters' | 'value'>;

/** A property without group. */
export const written = (name: string, value: string, parameters: readonly Parameter[] = []): WrittenProperty => ({
  group: '',
  name,
  parameters,
  value,
});

/** The versions that are written. */
export type WrittenVersion = Exclude<Version, '2.1'>;

/** A card of that version, lines folded and ended with CRLF. VERSION is added, first as RFC 6350 §6.7.9 wants it. */
export const serializeCard = (version: WrittenVersion, properties: readonly WrittenProperty[]): string =>
  [
    'BEGIN:VCARD\r\n',
    `VERSION:${version}\r\n`,
    ...properties.map((each) => serializeProperty(version, each)),
    'END:VCARD\r\n',
  ].join('');

/** One property as folded lines with their ends. A line feed in the value becomes its escape: it can begin no new line. */
export function serializeProperty(
  version: WrittenVersion,
  { group, name, parameters, value }: WrittenProperty,
): string {
  const encode = version === '4.0' ? encodeCircumflex : encodePlain;
  const head = parameters.map((each) => `;${each.name}=${each.values.map(encode).join(',')}`).join('');
  return fold(`${group === '' ? '' : `${group}.`}${name}${head}:${value.replace(/\r\n?|\n/g, '\\n')}`);
}

/** RFC 2426 §4: no way to say a quote or a line end; control characters are left out. */
const encodePlain = (value: string): string =>
  quoted(
    value
      .replace(/\r\n?|\n/g, ' ')
      .replace(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, '')
      .replaceAll('"', "'"),
  );
