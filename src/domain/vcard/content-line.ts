/** One line of a card: `group.NAME;PARAMETER=value,"value":value`. vCard 2.1 §2.1; RFC 2426 §4; RFC 6350 §3.3; RFC 6868. */
import { MAX_PARAMETERS } from '../limits.ts';
import { decodeCircumflex, nameEndOf, type Parameter, readValues } from '../text/parameter.ts';
import { excerpt, problem, type TextProblem } from '../text/problem.ts';
import type { Property, Version } from './card.ts';
import type { Place } from './lines.ts';
import { readableValue } from './value.ts';

/** Reads an unfolded line by the rules of a version; a problem without a name, a colon or the end of a parameter. */
export function readCardLine(raw: string, place: Place, syntax: Version): Property | TextProblem {
  const nameEnd = nameEndOf(raw, 0);
  const dot = raw.lastIndexOf('.', nameEnd - 1);
  if (nameEnd === dot + 1) return problem(place.line, `The line begins with no property name: ${excerpt(raw)}`);
  const name = raw.slice(dot + 1, nameEnd).toUpperCase();
  const parameters: Parameter[] = [];
  let at = nameEnd;
  let values = 0;
  while (raw[at] === ';') {
    const read = readParameter(raw, at + 1, syntax, parameters);
    if (typeof read === 'string') return problem(place.line, `${read} in ${excerpt(raw)}`);
    at = read;
    values += parameters.at(-1)?.values.length ?? 0;
    if (values > MAX_PARAMETERS) return problem(place.line, `${name} has more than ${MAX_PARAMETERS} parameters.`);
  }
  if (raw[at] !== ':') return problem(place.line, `No colon divides name and value in ${excerpt(raw)}`);
  const value = readableValue(name, parameters, raw.slice(at + 1), syntax);
  return { group: dot < 0 ? '' : raw.slice(0, dot), name, parameters, value, ...place };
}

/** Where the value of an unfolded line begins that was read once: after the colon that ends its name and parameters. */
export function headEndOf(raw: string): number {
  let at = nameEndOf(raw, 0);
  while (raw[at] === ';') {
    const end = readParameter(raw, at + 1, '3.0', []);
    if (typeof end === 'string') break;
    at = end;
  }
  return at + 1;
}

/** Adds the parameter that begins at `from` and returns where it ends, or says what is wrong with it. */
function readParameter(raw: string, from: number, syntax: Version, into: Parameter[]): number | string {
  let begin = from;
  while (raw[begin] === ' ' || raw[begin] === '\t') begin += 1;
  const equals = nameEndOf(raw, begin);
  const named = equals > begin && raw[equals] === '=';
  const values: string[] = [];
  const end = readValues(raw, named ? equals + 1 : begin, syntax === '4.0' ? decodeCircumflex : asIs, values);
  if (named) into.push({ name: raw.slice(begin, equals).toUpperCase(), values });
  else if (values.some((value) => value !== '')) into.push({ name: nameOf(values[0] ?? ''), values });
  return end;
}

/** RFC 6868 speaks of vCard 4.0 only. */
const asIs = (value: string): string => value;

/** vCard 2.1 §2.1.2: which parameter a value without a name belongs to. */
const nameOf = (value: string): string => NAMES[value.toUpperCase()] ?? 'TYPE';

const NAMES: Readonly<Record<string, string>> = {
  '7BIT': 'ENCODING',
  '8BIT': 'ENCODING',
  BASE64: 'ENCODING',
  'QUOTED-PRINTABLE': 'ENCODING',
  INLINE: 'VALUE',
  'CONTENT-ID': 'VALUE',
  CID: 'VALUE',
  URL: 'VALUE',
};
