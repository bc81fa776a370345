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

/** Whether one of the values has the text, or none has it where the match is negated; `keys` are what its collation makes of them. */
const matchesKeys = (keys: readonly string[], match: TextMatch): boolean =>
  keys.some((key) => isFound(key, match)) !== match.negate;

/** The texts of one object, ready to be compared: made once for all conditions, as a text may have megabytes. */
export class TextKeys<Property> {
  readonly #made = new Map<Property, Map<string, readonly string[]>>();
  readonly #valuesOf: (of: Property, parameter: string) => readonly string[];

  /** `valuesOf` gives the texts of a property, or of its parameter of that name where the name is not empty. */
  constructor(valuesOf: (of: Property, parameter: string) => readonly string[]) {
    this.#valuesOf = valuesOf;
  }

  /** Whether the value, or the parameter of that name, passes. */
  match(of: Property, match: TextMatch, parameter = ''): boolean {
    return matchesKeys(this.#keysOf(of, match.collation, parameter), match);
  }

  #keysOf(of: Property, collation: Collation, parameter: string): readonly string[] {
    const made = this.#made.get(of) ?? new Map<string, readonly string[]>();
    this.#made.set(of, made);
    const known = made.get(`${collation} ${parameter}`);
    if (known !== undefined) return known;
    const keys = this.#valuesOf(of, parameter).map((value) => collationKey(collation, value));
    made.set(`${collation} ${parameter}`, keys);
    return keys;
  }
}

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
