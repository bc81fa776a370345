/** One content line: `NAME;PARAMETER=value,"value":value`. RFC 5545 §3.1, §3.2; RFC 6868. */
import { MAX_PARAMETERS } from '../limits.ts';
import type { Parameter, Property } from './component.ts';
import { type IcalProblem, problem } from './problem.ts';

/** Where a content line stands in its text: see `Property`. */
export type Place = { readonly line: number; readonly start: number; readonly end: number };

/** RFC 5545 `name`, and the underscore and full stop that clients put into theirs. */
const NAME = /[A-Za-z0-9._-]+/y;
/** RFC 5545 `paramtext`; a quote that does not begin the value means nothing there. */
const PARAMETER_TEXT = /[^,;:]*/y;

/** Reads an unfolded content line; a problem where it has no name, no colon or an unfinished parameter. */
export function readContentLine(raw: string, place: Place): Property | IcalProblem {
  const nameEnd = match(NAME, raw, 0);
  if (nameEnd === 0) return problem(place.line, `The line begins with no property name: ${excerpt(raw)}`);
  const name = raw.slice(0, nameEnd).toUpperCase();
  if (raw.charCodeAt(nameEnd) === COLON) return { name, parameters: NONE, value: raw.slice(nameEnd + 1), ...place };
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
  return { name, parameters, value: raw.slice(at + 1), ...place };
}

const [COLON, SEMICOLON, COMMA, QUOTE, EQUALS] = [0x3a, 0x3b, 0x2c, 0x22, 0x3d];
const NONE: readonly Parameter[] = [];

/** Adds the parameter that begins at `from` and returns where it ends, or says what is wrong with it. */
function readParameter(raw: string, from: number, into: Parameter[]): number | string {
  const equals = match(NAME, raw, from);
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
      at = match(PARAMETER_TEXT, raw, begin);
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

/** Where the sticky pattern ends if it is tried at `from`; `from` itself when it does not match. */
function match(pattern: RegExp, raw: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(raw) ? pattern.lastIndex : from;
}

/** Enough of a line to find it again. */
const excerpt = (raw: string): string => (raw.length > 40 ? `"${raw.slice(0, 40)}…"` : `"${raw}"`);
