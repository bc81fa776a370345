import { type EntityTag, type Malformed, parseEntityTags } from './headers.ts';

/** RFC 4918 §10.4.2: one state token or entity tag, possibly negated. */
export type Condition = { readonly not: boolean } & (
  | { readonly is: 'token'; readonly token: string }
  | { readonly is: 'entity-tag'; readonly tag: EntityTag }
);

/** RFC 4918 §10.4.2: all conditions must hold. Without a resource it speaks of the Request-URI. */
export type ConditionList = {
  /** The Resource-Tag as sent, without its angle brackets. */
  readonly resource: string | undefined;
  readonly conditions: readonly Condition[];
};

/** One list or more; one that holds is enough. */
export type IfHeader = readonly ConditionList[];

const MALFORMED: Malformed = { is: 'malformed', header: 'If' };

/** One word of the header: `<…>`, a parenthesis, `Not`, or `["…"]`; white space may stand before each, nowhere else. */
const WORD = /[\t\n\r ]*(?:<([^<>\s]+)>|([()])|(not)(?=[\s<[])|\[((?:W\/)?"[^"]*")\])/iy;

type Word =
  | { readonly is: 'angle'; readonly value: string }
  | { readonly is: '(' | ')' | 'not' }
  | { readonly is: 'tag'; readonly tag: EntityTag };

const wordsOf = (text: string): Word[] | Malformed => {
  const words: Word[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.length) {
    const match = WORD.exec(text);
    if (match === null) return MALFORMED;
    const [, angle, parenthesis, not, quoted] = match;
    if (angle !== undefined) words.push({ is: 'angle', value: angle });
    else if (parenthesis !== undefined) words.push({ is: parenthesis === '(' ? '(' : ')' });
    else if (not !== undefined) words.push({ is: 'not' });
    else {
      const tags = parseEntityTags('If', quoted);
      const tag = Array.isArray(tags) && tags.length === 1 ? tags[0] : undefined;
      if (tag === undefined) return MALFORMED;
      words.push({ is: 'tag', tag });
    }
  }
  return words;
};

/** The conditions up to the closing parenthesis, and the index after it. */
const listAt = (words: readonly Word[], start: number): { conditions: Condition[]; next: number } | Malformed => {
  const conditions: Condition[] = [];
  let not = false;
  for (let at = start; at < words.length; at++) {
    const word = words[at]!;
    if (word.is === ')') return not || conditions.length === 0 ? MALFORMED : { conditions, next: at + 1 };
    if (word.is === '(' || (word.is === 'not' && not)) return MALFORMED;
    if (word.is === 'angle') conditions.push({ is: 'token', not, token: word.value });
    if (word.is === 'tag') conditions.push({ is: 'entity-tag', not, tag: word.tag });
    not = word.is === 'not';
  }
  return MALFORMED;
};

/**
 * RFC 4918 §10.4.2: the value of an If header; absent: undefined. Refuses every departure from the grammar, because
 * guessing could let a write through that the client wanted stopped.
 */
export const parseIf = (value: string | undefined): IfHeader | undefined | Malformed => {
  if (value === undefined) return undefined;
  const words = wordsOf(value.trim());
  if ('is' in words) return words;
  const tagged = words[0]?.is === 'angle';
  const lists: ConditionList[] = [];
  let resource: string | undefined;
  for (let at = 0; at < words.length; ) {
    const word = words[at]!;
    if (word.is === 'angle' && tagged && words[at + 1]?.is === '(') {
      resource = word.value;
      at++;
    } else if (word.is !== '(') return MALFORMED;
    const list = listAt(words, at + 1);
    if ('is' in list) return list;
    lists.push({ resource, conditions: list.conditions });
    at = list.next;
  }
  return lists.length === 0 ? MALFORMED : lists;
};

/**
 * RFC 4918 §10.4.3: true when some list holds. `matches` says whether the resource (undefined: the Request-URI) has the
 * state or entity tag; negation is done here. False is answered with 412.
 */
export const evaluateIf = (
  header: IfHeader,
  matches: (resource: string | undefined, condition: Condition) => boolean,
): boolean =>
  header.some(({ resource, conditions }) =>
    conditions.every((condition) => matches(resource, condition) !== condition.not),
  );

/** RFC 4918 §10.4.1: every state token that appears counts as submitted, wherever and however it does. */
export const submittedTokens = (header: IfHeader): string[] => [
  ...new Set(
    header.flatMap(({ conditions }) => conditions.flatMap((each) => (each.is === 'token' ? [each.token] : []))),
  ),
];
