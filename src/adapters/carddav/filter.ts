import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import {
  type ContactFilter,
  compileContactFilter,
  type ParamCondition,
  type PropCondition,
  type TextCondition,
} from '../../domain/vcard/filter.ts';
import { readEach, readTest, readTextMatch } from '../webdav/text-match.ts';
import { carddav } from '../webdav/xml/name.ts';
import { attributeOf, childOf, childrenOf, type XmlElement } from '../webdav/xml/tree.ts';

const PROP_FILTER = carddav('prop-filter');
const PARAM_FILTER = carddav('param-filter');
const TEXT_MATCH = carddav('text-match');

const invalid = (detail: string): Refusal => refuse('filter-invalid', detail);

const nameOf = (element: XmlElement): string | Refusal => {
  const name = attributeOf(element, 'name')?.trim() ?? '';
  if (name === '') return invalid(`Every ${element.name.local} has a name.`);
  return /^[\w.-]{1,64}$/.test(name)
    ? name
    : refuse('filter-unsupported', `“${name.slice(0, 64)}” is no name of vCard.`);
};

/** RFC 6352 §10.5.3: what is not there has nothing else to be asked. */
const isNotDefined = (element: XmlElement): boolean | Refusal => {
  if (childOf(element, carddav('is-not-defined')) === undefined) return false;
  const others = [PARAM_FILTER, TEXT_MATCH].some((name) => childOf(element, name) !== undefined);
  return others ? invalid('is-not-defined stands alone.') : true;
};

const readText = (element: XmlElement): TextCondition | Refusal => {
  const asked = readTextMatch(element);
  if (isRefusal(asked)) return asked;
  const { collation, ...match } = asked;
  return { ...match, ...(collation !== undefined && { collation }) };
};

/** RFC 6352 §10.5.2 */
const readParam = (element: XmlElement): ParamCondition | Refusal => {
  const name = nameOf(element);
  const absent = isNotDefined(element);
  if (isRefusal(name)) return name;
  if (isRefusal(absent)) return absent;
  if (absent) return { name, is: 'not-defined' };
  const match = childOf(element, TEXT_MATCH);
  const text = match && readText(match);
  if (isRefusal(text)) return text;
  return { name, is: 'defined', ...(text !== undefined && { text }) };
};

/** RFC 6352 §10.5.1 */
const readProp = (element: XmlElement): PropCondition | Refusal => {
  const name = nameOf(element);
  const absent = isNotDefined(element);
  if (isRefusal(name)) return name;
  if (isRefusal(absent)) return absent;
  if (absent) return { name, is: 'not-defined' };
  const test = readTest(element, 'anyof');
  const texts = readEach(childrenOf(element, TEXT_MATCH), readText);
  const params = readEach(childrenOf(element, PARAM_FILTER), readParam);
  if (isRefusal(test)) return test;
  if (isRefusal(texts)) return texts;
  return isRefusal(params) ? params : { name, is: 'defined', test, texts, params };
};

/**
 * RFC 6352 §10.5: the CARDDAV:filter of a query. Refuses what is no filter, names that are not vCard's
 * (supported-filter), collations that are not known, and more conditions than a limit allows.
 */
export const readFilter = (element: XmlElement | undefined): ContactFilter | Refusal => {
  if (element === undefined) return invalid('A query has a filter.');
  const test = readTest(element, 'anyof');
  const props = readEach(childrenOf(element, PROP_FILTER), readProp);
  if (isRefusal(test)) return test;
  return isRefusal(props) ? props : compileContactFilter({ test, props });
};
