/** Parameters of a content line: RFC 5545 §3.2, RFC 6350 §5, RFC 6868. */

/** Values are unquoted and decoded; a parameter may have several. */
export type Parameter = { readonly name: string; readonly values: readonly string[] };

const COLON = 0x3a;
const SEMICOLON = 0x3b;
const COMMA = 0x2c;

/** Adds the values that begin at `from`, divided by commas, and returns where they end, or says what is wrong. */
export function readValues(
  raw: string,
  from: number,
  decode: (value: string) => string,
  into: string[],
): number | string {
  for (let at = from; ; at += 1) {
    if (raw[at] === '"') {
      const close = raw.indexOf('"', at + 1);
      if (close < 0) return 'A quoted parameter value has no end';
      into.push(decode(raw.slice(at + 1, close)));
      at = close + 1;
    } else {
      const end = textEndOf(raw, at);
      into.push(decode(raw.slice(at, end)));
      at = end;
    }
    if (raw.charCodeAt(at) !== COMMA) return at;
  }
}

/** Where the `paramtext` that begins at `from` ends; a quote that does not begin it means nothing there. */
function textEndOf(raw: string, from: number): number {
  for (let at = from; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === COLON || code === SEMICOLON || code === COMMA) return at;
  }
  return raw.length;
}

/** Where the `name` that begins at `from` ends; clients put underscores and full stops into theirs. */
export function nameEndOf(raw: string, from: number): number {
  let at = from;
  while (at < raw.length && isNameCharacter(raw.charCodeAt(at))) at += 1;
  return at;
}

const isNameCharacter = (code: number): boolean =>
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x2d ||
  code === 0x2e ||
  code === 0x5f;

/** RFC 6868 §3.2; a circumflex before anything else is itself. */
export const decodeCircumflex = (value: string): string =>
  value.includes('^') ? value.replace(/\^([n^'])/g, (_, code: string) => DECODED[code]!) : value;

const DECODED: Readonly<Record<string, string>> = { n: '\n', '^': '^', "'": '"' };

/** RFC 6868 §3.1, quoted where a delimiter is inside; control characters are left out. */
export function encodeCircumflex(value: string): string {
  const encoded = value
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, '')
    .replace(/[\^\n"]/g, (character) => (character === '\n' ? '^n' : character === '"' ? "^'" : '^^'));
  return quoted(encoded);
}

/** A parameter value in quotes where a delimiter is inside. */
export const quoted = (value: string): string => (/[,;:]/.test(value) ? `"${value}"` : value);
