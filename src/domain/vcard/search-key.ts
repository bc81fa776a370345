/** One form of a text for an indexed search that does not tell cases and accents apart. RFC 5051, Unicode TR15. */
import { collationKey } from '../text/collation.ts';

/**
 * The key of a text: as `i;unicode-casemap` has it, and without marks. Letter for letter, so that a text that holds
 * another under any of our collations has a key that holds the other's key; the key of a collation's key is that of
 * its text. That takes two rounds: compatible letters that the first takes apart have cases of their own.
 */
export const searchKey = (text: string): string => folded(folded(text)).replace(/\p{M}+/gu, '');

const folded = (text: string): string => collationKey('i;unicode-casemap', text);
