import type { XmlName } from './xml/name.ts';
import { el, text, type Xml } from './xml/write.ts';

const COLLATIONS = ['i;ascii-casemap', 'i;octet', 'i;unicode-casemap'];

/** RFC 4791 §7.5.1, RFC 6352 §8.3.1: the collations of text-match, in the names of a dialect. */
export const collationSet = (named: (local: string) => XmlName): Xml =>
  el(named('supported-collation-set'), ...COLLATIONS.map((name) => el(named('supported-collation'), text(name))));
