/** One content line: `NAME;PARAMETER=value,"value":value`. RFC 5545 §3.1, §3.2; RFC 6868. */
import { MAX_PARAMETERS } from '../limits.ts';
import type { Parameter, Property } from './component.ts';
import { type IcalProblem, problem } from './problem.ts';

/** Where a content line stands in its text: see `Property`. */
export type Place = { readonly line: number; readonly start: number; readonly end: number };

const COLON = 0x3a;
const SEMICOLON = 0x3b;
const COMMA = 0x2c;
const QUOTE = 0x22;
const EQUALS = 0x3d;

/** Reads an unfolded content line; a problem where it has no name, no colon or an unfinished parameter. */
export function readContentLine(raw: string, place: Place): Property | IcalProblem {
  const nameEnd = nameEndOf(raw, 0);
  if (nameEnd === 0) return problem(place.line, `The line begins with no property name: ${excerpt(raw)}`);
  const name = raw.slice(0, nameEnd).toUpperCase();
  if (raw.charCodeAt(nameEnd) === COLON) return placed(place, name, NONE, raw.slice(nameEnd + 1));
  const parameters: Parameter[] = [];
  let at = nameEnd;
  while (raw.charCodeAt(at) === SEMICOLON) {
    const read = readParameter(raw, at + 1, parameters);
    if (typeof read === 'string') return problem(place.line, `${read} in ${excerpt(raw)}`);
    at = read;
    if (parameters.length > MAX_PARAMETERS)
      return problem(place.line, `${name} has more than ${MAX_PARAMETERS} parameters.`);
  }
  if (raw.charCodeAt(at) !== COLON) return problem(place.line, `No colon divides name and value in ${excerpt(raw)}`);
  return placed(place, name, parameters, raw.slice(at + 1));
}

const NONE: readonly Parameter[] = [];

const placed = (place: Place, name: string, parameters: readonly Parameter[], value: string): Property => ({
  name,
  parameters,
  value,
  line: place.line,
  start: place.start,
  end: place.end,
});

/** Adds the parameter that begins at `from` and returns where it ends, or says what is wrong with it. */
function readParameter(raw: string, from: number, into: Parameter[]): number | string {
  const equals = nameEndOf(raw, from);
  if (equals === from || raw.charCodeAt(equals) !== EQUALS) return 'A parameter has no name or no value';
  const values: string[] = [];
  let at = equals;
  do {
    const begin = at + 1;
    if (raw.charCodeAt(begin) === QUOTE) {
      const close = raw.indexOf('"', begin + 1);
      if (close < 0) return 'A quoted parameter value has no end';
      values.push(decodeParameter(raw.slice(begin + 1, close)));
      at = close + 1;
    } else {
      at = textEndOf(raw, begin);
      values.push(decodeParameter(raw.slice(begin, at)));
    }
  } while (raw.charCodeAt(at) === COMMA);
  into.push({ name: raw.slice(from, equals).toUpperCase(), values });
  return at;
}

/** RFC 6868 §3.2; a circumflex before anything else is itself. */
const decodeParameter = (value: string): string =>
  value.includes('^') ? value.replace(/\^([n^'])/g, (_, code: string) => DECODED[code]!) : value;

const DECODED: Readonly<Record<string, string>> = { n: '\n', '^': '^', "'": '"' };

/** Where the RFC 5545 `name` that begins at `from` ends; clients put underscores and full stops into theirs. */
function nameEndOf(raw: string, from: number): number {
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

/** Where the RFC 5545 `paramtext` that begins at `from` ends; a quote that does not begin it means nothing there. */
function textEndOf(raw: string, from: number): number {
  for (let at = from; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === COLON || code === SEMICOLON || code === COMMA) return at;
  }
  return raw.length;
}

/** Enough of a line to find it again. */
const excerpt = (raw: string): string => (raw.length > 40 ? `"${raw.slice(0, 40)}…"` : `"${raw}"`);
