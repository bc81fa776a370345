/** The value of a line, so that all versions read alike: without transfer encoding, with the escapes of RFC 6350 §3.4. */
import type { Parameter } from '../text/parameter.ts';
import type { Version } from './card.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';

/** See `Property.value`. */
export function readableValue(name: string, parameters: readonly Parameter[], raw: string, syntax: Version): string {
  const encoding = firstOf(parameters, 'ENCODING')?.toUpperCase();
  if (encoding === 'B' || encoding === 'BASE64') return raw.replace(/[ \t]+/g, '');
  if (encoding !== 'QUOTED-PRINTABLE') return withModernEscapes(name, raw, syntax);
  return withoutBreaks(withModernEscapes(name, decodeQuotedPrintable(raw, firstOf(parameters, 'CHARSET')), syntax));
}

function withModernEscapes(name: string, value: string, syntax: Version): string {
  if (syntax === '2.1') return value.replace(COMPOUND.has(name) ? LEGACY_COMPOUND : LEGACY, modern);
  return value.includes('\\') ? value.replace(OLD_ESCAPES, (pair) => (pair === '\\:' ? ':' : pair)) : value;
}

const firstOf = (parameters: readonly Parameter[], name: string): string | undefined =>
  parameters.find((parameter) => parameter.name === name)?.values[0];

/** Programs of Apple wrote a colon as `\:` in vCard 3.0; pairs are passed over together. */
const OLD_ESCAPES = /\\[\\:]/g;

/** vCard 2.1 knows no lists in the parts of these: a comma is a comma. */
const COMPOUND: ReadonlySet<string> = new Set(['N', 'ADR', 'ORG']);

/** vCard 2.1 §2.1.1 escapes semicolons; programs escape these others too. Before anything else a backslash is itself. */
const LEGACY = /\\[\\;:,]?/g;
const LEGACY_COMPOUND = /\\[\\;:,]?|,/g;

const modern = (found: string): string => MODERN[found] ?? found;
const MODERN: Readonly<Record<string, string>> = { '\\': '\\\\', '\\:': ':', ',': '\\,' };

/** What came out of quoted-printable may hold line breaks, which become escapes, and characters that no text may hold. */
const withoutBreaks = (value: string): string =>
  value.replace(/\r\n?|\n/g, '\\n').replace(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, '');
