/** How texts are compared: RFC 4790 §9.2 (i;ascii-casemap), §9.3 (i;octet), RFC 5051 (i;unicode-casemap). */

export const COLLATIONS = ['i;ascii-casemap', 'i;octet', 'i;unicode-casemap'] as const;
export type Collation = (typeof COLLATIONS)[number];

/** RFC 4791 §7.5: what a request that names no collation, or the default one, means. */
export const DEFAULT_COLLATION: Collation = 'i;ascii-casemap';

const ALIASES: ReadonlyMap<string, Collation> = new Map([
  ['default', DEFAULT_COLLATION],
  ['i;unicasemap', 'i;unicode-casemap'],
]);

/** The collation of that identifier; undefined when it is not supported. `i;unicasemap` is what SOGo's clients say. */
export const collationNamed = (identifier: string): Collation | undefined =>
  ALIASES.get(identifier) ?? COLLATIONS.find((known) => known === identifier);

/** A text made ready: two are equal, or one is inside the other, when that is so of what this gives, octet by octet. */
export function collationKey(collation: Collation, text: string): string {
  if (collation === 'i;octet') return text;
  const ascii = text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  if (collation === 'i;ascii-casemap' || ascii.search(NOT_ASCII) < 0) return ascii;
  return ascii.replace(NOT_ASCII, titlecase).normalize('NFKD');
}

const NOT_ASCII = /[^\0-\x7f]/gu;

/** The letters whose title case is not their upper case. */
const DIGRAPHS = ['\u01c4\u01c5\u01c6', '\u01c7\u01c8\u01c9', '\u01ca\u01cb\u01cc', '\u01f1\u01f2\u01f3'];

/** RFC 5051 §2 (2)(a): the character's own title case, where that is one character. */
function titlecase(character: string): string {
  const digraph = DIGRAPHS.find((forms) => forms.includes(character));
  if (digraph !== undefined) return digraph.charAt(1);
  const upper = character.toUpperCase();
  return upper.length === character.length ? upper : character;
}
