import type { Sql, SqlValue } from '../../domain/ports.ts';
import type { Readers } from './readers.ts';

const element = (value: string | number): string => `"${String(value).replace(/["\\]/g, '\\$&')}"`;

/** A value in the text form that PostgreSQL reads (octets as they are). */
const parameter = (value: SqlValue): Buffer | string | null => {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'object') return `{${value.map(element).join(',')}}`;
  return String(value);
};

/** The tagged template over the readers: each text is a prepared statement, its values are parameters. */
export const sqlOver = (readers: Readers): Sql => {
  const texts = new WeakMap<TemplateStringsArray, string>();
  return async <Row extends object>(parts: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<Row[]> => {
    const text = texts.get(parts) ?? parts.reduce((before, part, at) => `${before}$${at}${part}`);
    texts.set(parts, text);
    // what the rows are is the query's word
    return (await readers.ask(text, values.map(parameter))) as Row[];
  };
};
