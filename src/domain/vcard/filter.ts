/** CARDDAV:filter: a tree as a client sends it, made ready once, tried on many cards. RFC 6352 §8.6, §10.5. */
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { MAX_FILTER_CONDITIONS, MAX_TEXT_MATCH } from '../limits.ts';
import { type Collation, collationKey, collationNamed } from '../text/collation.ts';
import { type ParamFilter, passes, type Test, TextKeys, type TextMatch } from '../text/text-match.ts';
import type { Card, Property } from './card.ts';
import { parameterValues, text, texts } from './property.ts';
import { isNamed, namedProperty } from './select.ts';

/** RFC 6352 §10.5.4; a collation that is left out is `i;unicode-casemap`. */
export type TextCondition = {
  readonly text: string;
  readonly collation?: string;
  readonly how: TextMatch['how'];
  readonly negate: boolean;
};

/** RFC 6352 §10.5.2 */
export type ParamCondition =
  | { readonly name: string; readonly is: 'not-defined' }
  | { readonly name: string; readonly is: 'defined'; readonly text?: TextCondition };

/** RFC 6352 §10.5.1 */
export type PropCondition =
  | { readonly name: string; readonly is: 'not-defined' }
  | {
      readonly name: string;
      readonly is: 'defined';
      readonly test: Test;
      readonly texts: readonly TextCondition[];
      readonly params: readonly ParamCondition[];
    };

/** RFC 6352 §10.5 */
export type ContactCondition = { readonly test: Test; readonly props: readonly PropCondition[] };

type Named = { readonly group: string; readonly name: string };

export type PropFilter =
  | (Named & { readonly is: 'not-defined' })
  | (Named & {
      readonly is: 'defined';
      readonly test: Test;
      readonly texts: readonly TextMatch[];
      readonly params: readonly ParamFilter[];
    });

/** A condition made ready by `compileContactFilter`. */
export type ContactFilter = { readonly test: Test; readonly props: readonly PropFilter[] };

/** SOGo's clients ask for the columns of its table of contacts, and mean these properties. */
const ALIASES: Readonly<Record<string, string>> = {
  MAIL: 'EMAIL',
  CN: 'FN',
  SN: 'N',
  GIVENNAME: 'N',
  TELEPHONENUMBER: 'TEL',
  O: 'ORG',
  OU: 'ORG',
  L: 'ADR',
};

/** Makes a condition ready; refused where a collation is not supported or there is more than a limit allows. */
export function compileContactFilter(condition: ContactCondition): ContactFilter | Refusal {
  const count = condition.props.reduce((sum, prop) => sum + conditionsOf(prop), 0);
  if (count > MAX_FILTER_CONDITIONS)
    return refuse(
      'filter-unsupported',
      `A filter may have ${MAX_FILTER_CONDITIONS} conditions, this one has ${count}.`,
    );
  const wrong = condition.props
    .flatMap(textsOf)
    .map(unsupported)
    .find((refusal) => refusal !== undefined);
  return wrong ?? { test: condition.test, props: condition.props.map(compileProp) };
}

const conditionsOf = (prop: PropCondition): number =>
  prop.is === 'not-defined' ? 1 : 1 + prop.texts.length + prop.params.length;

const textsOf = (prop: PropCondition): TextCondition[] =>
  prop.is === 'not-defined'
    ? []
    : [
        ...prop.texts,
        ...prop.params.flatMap((param) => (param.is === 'defined' && param.text !== undefined ? [param.text] : [])),
      ];

function unsupported({ text, collation }: TextCondition): Refusal | undefined {
  if (text.length > MAX_TEXT_MATCH)
    return refuse('filter-unsupported', `A text-match may have ${MAX_TEXT_MATCH} characters.`);
  if (collation !== undefined && collationOf(collation) === undefined)
    return refuse('collation-unsupported', `The collation ${collation.slice(0, 40)} is not supported.`);
  return undefined;
}

function compileProp(prop: PropCondition): PropFilter {
  const { group, name } = namedProperty(prop.name);
  const named = { group, name: ALIASES[name] ?? name };
  if (prop.is === 'not-defined') return { ...named, is: prop.is };
  return {
    ...named,
    is: prop.is,
    test: prop.test,
    texts: prop.texts.map(compileText),
    params: prop.params.map(compileParam),
  };
}

function compileParam(param: ParamCondition): ParamFilter {
  const name = param.name.toUpperCase();
  if (param.is === 'not-defined') return { name, is: param.is };
  return { name, is: param.is, text: param.text === undefined ? undefined : compileText(param.text) };
}

/** RFC 6352 §10.5.4, §8.3: what a card book's default is. */
const DEFAULT: Collation = 'i;unicode-casemap';

const collationOf = (name: string | undefined): Collation | undefined =>
  name === undefined || name === 'default' ? DEFAULT : collationNamed(name);

function compileText({ text: wanted, collation: name, how, negate }: TextCondition): TextMatch {
  const collation = collationOf(name) ?? DEFAULT;
  return { collation, key: collationKey(collation, wanted), how, negate };
}

/** RFC 6352 §10.5: whether the card is found. */
export const matchesContact = (card: Card, { test, props }: ContactFilter): boolean => {
  const keys = new TextKeys<Property>((of, parameter) =>
    parameter === '' ? valuesOf(of) : parameterValues(of, parameter),
  );
  return passes(
    test,
    props.map((prop) => () => matchesProp(card, prop, keys)),
  );
};

function matchesProp(card: Card, filter: PropFilter, keys: TextKeys<Property>): boolean {
  const named = card.properties.filter((of) => isNamed(of, filter));
  if (filter.is === 'not-defined') return named.length === 0;
  return named.some((of) =>
    passes(filter.test, [
      ...filter.texts.map((match) => () => keys.match(of, match)),
      ...filter.params.map((param) => () => matchesParam(of, param, keys)),
    ]),
  );
}

function matchesParam(of: Property, { name, ...filter }: ParamFilter, keys: TextKeys<Property>): boolean {
  const isThere = of.parameters.some((parameter) => parameter.name === name);
  if (filter.is === 'not-defined') return !isThere;
  const { text: match } = filter;
  return isThere && (match === undefined || keys.match(of, match, name));
}

const LISTS: ReadonlySet<string> = new Set(['CATEGORIES', 'NICKNAME']);

/** The value as a person reads it; of a list, its members too. */
const valuesOf = (of: Property): readonly string[] => (LISTS.has(of.name) ? [text(of), ...texts(of)] : [text(of)]);
