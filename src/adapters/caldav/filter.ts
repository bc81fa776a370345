import type { CompFilter, PropFilter } from '../../domain/ical/filter.ts';
import { TIMED_PROPERTIES } from '../../domain/ical/property-time.ts';
import type { TimeRange } from '../../domain/ical/time-range.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_FILTER_CONDITIONS, MAX_TEXT_MATCH } from '../../domain/limits.ts';
import { collationKey, collationNamed, DEFAULT_COLLATION } from '../../domain/text/collation.ts';
import type { ParamFilter, Test, TextMatch } from '../../domain/text/text-match.ts';
import { readEach, readTest, readTextMatch } from '../webdav/text-match.ts';
import { caldav, sameName, type XmlName } from '../webdav/xml/name.ts';
import { attributeOf, childOf, childrenOf, elementsOf, type XmlElement } from '../webdav/xml/tree.ts';
import { readTimeRange } from './time-range.ts';

const COMP_FILTER = caldav('comp-filter');
const PROP_FILTER = caldav('prop-filter');
const PARAM_FILTER = caldav('param-filter');
const TIME_RANGE = caldav('time-range');
const TEXT_MATCH = caldav('text-match');
const IS_NOT_DEFINED = caldav('is-not-defined');

const invalid = (detail: string): Refusal => refuse('filter-invalid', detail);

const PARTS = ['VALARM', 'PARTICIPANT', 'VLOCATION', 'VRESOURCE'];

/** RFC 5545 §3.6, RFC 9073 §7: which component holds which; experimental ones may be anywhere. */
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  '': ['VCALENDAR'],
  VCALENDAR: ['VEVENT', 'VTODO', 'VJOURNAL', 'VFREEBUSY', 'VTIMEZONE'],
  VEVENT: PARTS,
  VTODO: PARTS,
  VJOURNAL: PARTS.slice(1),
  VTIMEZONE: ['STANDARD', 'DAYLIGHT'],
};
const COMPONENTS = new Set(Object.values(HOLDS).flat());

/** RFC 4791 §9.9: what has a place in time. */
const TIMED_COMPONENTS = new Set(['VEVENT', 'VTODO', 'VJOURNAL', 'VFREEBUSY', 'VALARM']);

/** SOGo's quick table calls a summary so, and its clients do. */
const ALIASES: Readonly<Record<string, string>> = { TITLE: 'SUMMARY' };

const nameOf = (element: XmlElement): string | Refusal => {
  const name = attributeOf(element, 'name')?.trim().toUpperCase() ?? '';
  if (name === '') return invalid(`Every ${element.name.local} has a name.`);
  if (/^[A-Z0-9-]{1,64}$/.test(name)) return ALIASES[name] ?? name;
  return refuse('filter-unsupported', `“${name.slice(0, 64)}” is no name of iCalendar.`);
};

/** Without a word all conditions count, as RFC 4791 §9.7 has it. */
const testOf = (element: XmlElement): Test | Refusal => readTest(element, 'allof');

/** RFC 4791 §9.7.4: what is not there has nothing else to be asked. */
const isNotDefined = (element: XmlElement): boolean | Refusal => {
  if (childOf(element, IS_NOT_DEFINED) === undefined) return false;
  const conditions = [COMP_FILTER, PROP_FILTER, PARAM_FILTER, TIME_RANGE, TEXT_MATCH];
  const others = elementsOf(element).some(({ name }) => conditions.some((condition) => sameName(name, condition)));
  return others ? invalid('is-not-defined stands alone.') : true;
};

/** RFC 4791 §9.7.5 */
const readText = (element: XmlElement): TextMatch | Refusal => {
  const asked = readTextMatch(element);
  if (isRefusal(asked)) return asked;
  const { text, collation: identifier = DEFAULT_COLLATION, how, negate } = asked;
  const collation = collationNamed(identifier);
  if (collation === undefined)
    return refuse('collation-unsupported', `There is no collation ${JSON.stringify(identifier.slice(0, 40))} here.`);
  if (text.length > MAX_TEXT_MATCH) return invalid(`A text to look for has at most ${MAX_TEXT_MATCH} letters.`);
  return { collation, key: collationKey(collation, text), how, negate };
};

/** RFC 4791 §9.7.3 */
const readParam = (element: XmlElement): ParamFilter | Refusal => {
  const name = nameOf(element);
  const absent = isNotDefined(element);
  if (isRefusal(name)) return name;
  if (isRefusal(absent)) return absent;
  if (absent) return { name, is: 'not-defined' };
  const match = childOf(element, TEXT_MATCH);
  const text = match && readText(match);
  return isRefusal(text) ? text : { name, is: 'defined', text };
};

const rangeIn = (element: XmlElement, isTimed: boolean, what: string): TimeRange | undefined | Refusal => {
  const range = childOf(element, TIME_RANGE);
  if (range === undefined) return undefined;
  return isTimed ? readTimeRange(range, 'filter-invalid') : invalid(`${what} is in no time-range.`);
};

/** RFC 4791 §9.7.2 */
const readProp = (element: XmlElement): PropFilter | Refusal => {
  const name = nameOf(element);
  const absent = isNotDefined(element);
  if (isRefusal(name)) return name;
  if (isRefusal(absent)) return absent;
  if (absent) return { name, is: 'not-defined' };
  const test = testOf(element);
  const range = rangeIn(element, TIMED_PROPERTIES.has(name), name);
  const texts = readEach(childrenOf(element, TEXT_MATCH), readText);
  const params = readEach(childrenOf(element, PARAM_FILTER), readParam);
  if (isRefusal(test)) return test;
  if (isRefusal(range)) return range;
  if (isRefusal(texts)) return texts;
  return isRefusal(params) ? params : { name, is: 'defined', test, range, texts, params };
};

const misplaced = (name: string, parent: string): Refusal | undefined => {
  if (HOLDS[parent]?.includes(name) || (parent !== '' && name.startsWith('X-'))) return undefined;
  return COMPONENTS.has(name)
    ? invalid(`${name} is no part of ${parent === '' ? 'a filter by itself' : parent}.`)
    : refuse('filter-unsupported', `There are no components ${name} here.`);
};

/** RFC 4791 §9.7.1 */
const readComp = (element: XmlElement, parent: string): CompFilter | Refusal => {
  const name = nameOf(element);
  const absent = isNotDefined(element);
  if (isRefusal(name)) return name;
  const wrong = misplaced(name, parent);
  if (wrong !== undefined) return wrong;
  if (isRefusal(absent)) return absent;
  if (absent) return { name, is: 'not-defined' };
  const test = testOf(element);
  const range = rangeIn(element, TIMED_COMPONENTS.has(name), name);
  const props = readEach(childrenOf(element, PROP_FILTER), readProp);
  const comps = readEach(childrenOf(element, COMP_FILTER), (child) => readComp(child, name));
  if (isRefusal(test)) return test;
  if (isRefusal(range)) return range;
  if (isRefusal(props)) return props;
  return isRefusal(comps) ? comps : { name, is: 'defined', test, range, props, comps };
};

const CONDITIONS: readonly XmlName[] = [COMP_FILTER, PROP_FILTER, PARAM_FILTER, TEXT_MATCH];

const conditionsIn = (element: XmlElement): number =>
  elementsOf(element).reduce(
    (sum, child) => sum + conditionsIn(child) + (CONDITIONS.some((name) => sameName(name, child.name)) ? 1 : 0),
    0,
  );

/**
 * RFC 4791 §9.7: the one comp-filter of a CALDAV:filter. Refuses what is no filter (valid-filter), names that are not
 * iCalendar's (supported-filter), collations that are not known, and more than MAX_FILTER_CONDITIONS conditions. An empty
 * time-range is every time, as for SOGo.
 */
export const readFilter = (element: XmlElement | undefined): CompFilter | Refusal => {
  const [root, second] = element === undefined ? [] : childrenOf(element, COMP_FILTER);
  if (element === undefined || root === undefined || second !== undefined)
    return invalid('A query has one filter with one comp-filter.');
  if (conditionsIn(element) > MAX_FILTER_CONDITIONS)
    return invalid(`A filter has at most ${MAX_FILTER_CONDITIONS} conditions.`);
  return readComp(root, '');
};
