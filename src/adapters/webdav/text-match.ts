import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Test, TextMatch } from '../../domain/text/text-match.ts';
import { attributeOf, type XmlElement } from './xml/tree.ts';

/** What a text-match says; without a collation it is the dialect's own. */
export type TextAsked = Pick<TextMatch, 'how' | 'negate'> & {
  readonly text: string;
  readonly collation: string | undefined;
};

const HOWS = ['contains', 'equals', 'starts-with', 'ends-with'] as const;

/** RFC 4791 §9.7.5, RFC 6352 §10.5.4 */
export const readTextMatch = (element: XmlElement): TextAsked | Refusal => {
  const negate = attributeOf(element, 'negate-condition') ?? 'no';
  const matchType = attributeOf(element, 'match-type') ?? 'contains';
  const how = HOWS.find((known) => known === matchType);
  if (how === undefined || (negate !== 'yes' && negate !== 'no'))
    return refuse('filter-invalid', 'This text-match cannot be read.');
  return { text: element.text, collation: attributeOf(element, 'collation'), how, negate: negate === 'yes' };
};

/** RFC 6352 §10.5, §10.5.1: `otherwise` is what counts without a word. */
export const readTest = (element: XmlElement, otherwise: Test): Test | Refusal => {
  const test = attributeOf(element, 'test') ?? otherwise;
  return test === 'allof' || test === 'anyof' ? test : refuse('filter-invalid', 'A test is allof or anyof.');
};

/** Reads each element, or says why one of them cannot be read. */
export const readEach = <T>(
  elements: readonly XmlElement[],
  read: (element: XmlElement) => T | Refusal,
): T[] | Refusal => {
  const all: T[] = [];
  for (const element of elements) {
    const one = read(element);
    if (isRefusal(one)) return one;
    all.push(one);
  }
  return all;
};
