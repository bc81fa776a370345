/** Filters as objects, never as text: what is looked for is a value, whatever is in it. */
import { AndFilter, EqualityFilter, type Filter, NotFilter, OrFilter, PresenceFilter, SubstringFilter } from 'ldapts';
import type { Qualifier } from '../../../domain/settings/qualifier.ts';

/** Entries of which an attribute has this value. */
export const equal = (attribute: string, value: string): Filter => new EqualityFilter({ attribute, value });

/** Entries that have the attribute. */
export const present = (attribute: string): Filter => new PresenceFilter({ attribute });

/** Entries of which an attribute contains the text. */
export const containing = (attribute: string, text: string): Filter => new SubstringFilter({ attribute, any: [text] });

/** Entries of which an attribute begins with the text. */
export const beginning = (attribute: string, text: string): Filter => new SubstringFilter({ attribute, initial: text });

/** Entries of which an attribute ends with the text. */
export const ending = (attribute: string, text: string): Filter => new SubstringFilter({ attribute, final: text });

/** Entries that one of the filters finds. RFC 4526 §2: of none, nothing is found. */
export const anyOf = (filters: readonly Filter[]): Filter => new OrFilter({ filters: [...filters] });

/** Entries that all of the filters find. RFC 4526 §2: of none, everything is found. */
export const allOf = (filters: readonly Filter[]): Filter => new AndFilter({ filters: [...filters] });

const pattern = (attribute: string, value: string): Filter => {
  const [initial = '', ...others] = value.split('*');
  const final = others.pop();
  if (final === undefined) return equal(attribute, value);
  const any = others.filter((piece) => piece !== '');
  if (initial === '' && final === '' && any.length === 0) return present(attribute);
  return new SubstringFilter({ attribute, initial, any, final });
};

/** The filter of a source's settings (RFC 4515 §2 has the same meanings); `*` in a value stands for any characters. */
export const qualified = (qualifier: Qualifier): Filter => {
  switch (qualifier.is) {
    case 'compare': {
      const filter = pattern(qualifier.field, qualifier.value);
      return qualifier.operator === '=' ? filter : new NotFilter({ filter });
    }
    case 'and':
      return allOf(qualifier.of.map(qualified));
    case 'or':
      return anyOf(qualifier.of.map(qualified));
    case 'not':
      return new NotFilter({ filter: qualified(qualifier.of) });
  }
};
