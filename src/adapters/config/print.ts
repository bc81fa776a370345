import type { Node } from './property-list.ts';
import type { Scalar } from './scalar.ts';

/** A property list without places. */
export type Value = Scalar | readonly Value[] | { readonly [key: string]: Value };

/** The value of a node, without its places. */
export const withoutPlaces = (node: Node): Value => {
  switch (node.is) {
    case 'scalar':
      return node.value;
    case 'array':
      return node.items.map(withoutPlaces);
    case 'dictionary':
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, withoutPlaces(value)]));
  }
};

/** The text form of a value; `parseValue` reads it back as the same. */
export const printValue = (value: Value, indent = ''): string => {
  const inner = `${indent}    `;
  if (typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array) return printScalar(value);
  if (isArray(value)) {
    const items = value.map((item) => printValue(item, inner));
    const line = `(${items.join(', ')})`;
    return line.length + indent.length <= 100 && !line.includes('\n')
      ? line
      : `(\n${inner}${items.join(`,\n${inner}`)}\n${indent})`;
  }
  const entries = Object.entries(value).map(
    ([key, one]) => `${inner}${printScalar(key)} = ${printValue(one, inner)};\n`,
  );
  return `{\n${entries.join('')}${indent}}`;
};

const isArray = (value: Value): value is readonly Value[] => Array.isArray(value);

const printScalar = (value: Scalar): string => {
  if (typeof value === 'string') return printText(value);
  if (typeof value === 'boolean') return value ? '<*BY>' : '<*BN>';
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0)
      ? `<*I${value}>`
      : `<*R${Object.is(value, -0) ? '-0' : value}>`;
  if (value instanceof Date) return `<*D${value.toISOString().replace(/T(.{8}).*/, ' $1 +0000')}>`;
  return `<${[...value].map((octet) => octet.toString(16).padStart(2, '0')).join('')}>`;
};

/** What begins with two slashes would be a comment. */
const BARE = /^(?!\/\/)[\w./:@-]+$/;

const printText = (text: string): string =>
  BARE.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
