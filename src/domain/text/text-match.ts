/** Conditions on texts, alike in calendars and address books: RFC 4791 §9.7.3, §9.7.5, RFC 6352 §10.5. */
import { type Collation, collationKey } from './collation.ts';

/** RFC 6352 §10.5, which clients use with calendars too: whether all conditions must hold, or one. */
export type Test = 'allof' | 'anyof';

/** RFC 4791 §9.7.5, with the match types of RFC 6352 §10.5.4. `key` is the text as its collation wants it. */
export type TextMatch = {
  readonly collation: Collation;
  readonly key: string;
  readonly how: 'contains' | 'equals' | 'starts-with' | 'ends-with';
  readonly negate: boolean;
};

/** RFC 4791 §9.7.3, RFC 6352 §10.5.2. The name is upper case. */
export type ParamFilter =
  | { readonly name: string; readonly is: 'not-defined' }
  | { readonly name: string; readonly is: 'defined'; readonly text: TextMatch | undefined };

/** No condition at all is met; otherwise all of them, or one. */
export function passes(test: Test, conditions: readonly (() => boolean)[]): boolean {
  if (conditions.length === 0) return true;
  return test === 'allof' ? conditions.every((holds) => holds()) : conditions.some((holds) => holds());
}

/** Whether one of the values has the text, or none has it where the match is negated. */
export const matchesText = (values: readonly string[], match: TextMatch): boolean =>
  matchesKeys(
    values.map((value) => collationKey(match.collation, value)),
    match,
  );

/** The same of what the match's collation has made of the values. */
export const matchesKeys = (keys: readonly string[], match: TextMatch): boolean =>
  keys.some((key) => isFound(key, match)) !== match.negate;

function isFound(value: string, { key, how }: TextMatch): boolean {
  switch (how) {
    case 'contains':
      return value.includes(key);
    case 'equals':
      return value === key;
    case 'starts-with':
      return value.startsWith(key);
    case 'ends-with':
      return value.endsWith(key);
  }
}
