/** Reading a card: properties by name, their parameters, their texts. RFC 6350 §3.4, §5. */
import { splitEscaped, unescapeText } from '../text/escapes.ts';
import type { Card, Property } from './card.ts';

/** All properties of that (upper-case) name, in the order of the text. */
export const properties = (card: Card, name: string): readonly Property[] =>
  card.properties.filter((candidate) => candidate.name === name);

/** The first property of that (upper-case) name. */
export const property = (card: Card, name: string): Property | undefined =>
  card.properties.find((candidate) => candidate.name === name);

/** All values of the parameters of that (upper-case) name; a list may stand in quotes, as in RFC 6350 §6.4.1. */
export const parameterValues = (of: Property, name: string): string[] =>
  of.parameters
    .filter((parameter) => parameter.name === name)
    .flatMap(({ values }) => values.flatMap((value) => value.split(',').map((each) => each.trim())));

/** The first value of the parameter of that (upper-case) name, as it is. */
export const parameter = (of: Property, name: string): string | undefined =>
  of.parameters.find((candidate) => candidate.name === name)?.values[0];

/** RFC 6350 §5.6; lower case. `pref` is none of them: see `preference`. */
export const typesOf = (of: Property): ReadonlySet<string> =>
  new Set(
    parameterValues(of, 'TYPE')
      .map((type) => type.toLowerCase())
      .filter((type) => type !== '' && type !== PREFERRED),
  );

const PREFERRED = 'pref';

/** RFC 6350 §5.3: 1 is most preferred, 100 least; undefined without a word. TYPE=pref of the older versions is 1. */
export function preference(of: Property): number | undefined {
  const stated = Number(parameter(of, 'PREF'));
  if (Number.isInteger(stated) && stated >= 1 && stated <= 100) return stated;
  return parameterValues(of, 'TYPE').some((type) => type.toLowerCase() === PREFERRED) ? 1 : undefined;
}

/** The same properties, the preferred first; in the order of the text where none is preferred to the other. */
export const byPreference = (all: readonly Property[]): Property[] =>
  all
    .map((of) => ({ of, rank: preference(of) ?? LEAST }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ of }) => of);

/** Beyond RFC 6350 §5.3: no preference. */
export const LEAST = 101;

/** The value as a person reads it. */
export const text = (of: Property): string => unescapeText(of.value);

/** The texts of a list such as NICKNAME and CATEGORIES; empty ones are left out. */
export const texts = (of: Property): string[] =>
  splitEscaped(of.value, ',')
    .map((each) => unescapeText(each).trim())
    .filter((each) => each !== '');

/** The components of a value such as N, each with its texts; an absent component has none. */
export const components = (of: Property): string[][] =>
  splitEscaped(of.value, ';').map((component) =>
    splitEscaped(component, ',')
      .map(unescapeText)
      .filter((each) => each !== ''),
  );
