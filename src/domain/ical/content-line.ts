/** One content line: `NAME;PARAMETER=value,"value":value`. RFC 5545 §3.1, §3.2; RFC 6868. */
import { MAX_PARAMETERS } from '../limits.ts';
import { decodeCircumflex, nameEndOf, type Parameter, readValues } from '../text/parameter.ts';
import { excerpt, problem, type TextProblem } from '../text/problem.ts';
import type { Property } from './component.ts';

/** Where a content line stands in its text: see `Property`. */
export type Place = { readonly line: number; readonly start: number; readonly end: number };

const COLON = 0x3a;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;

/** Reads an unfolded content line; a problem where it has no name, no colon or an unfinished parameter. */
export function readContentLine(raw: string, place: Place): Property | TextProblem {
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
  into.push({ name: raw.slice(from, equals).toUpperCase(), values });
  return readValues(raw, equals + 1, decodeCircumflex, values);
}
