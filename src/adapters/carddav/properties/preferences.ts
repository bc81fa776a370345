import { anything, kept } from '../../webdav/kept-property.ts';
import { type Property, property } from '../../webdav/property.ts';
import { carddav, inverse } from '../../webdav/xml/name.ts';
import { childrenOf, type XmlElement } from '../../webdav/xml/tree.ts';
import { el, text } from '../../webdav/xml/write.ts';

const CATEGORIES = inverse('contacts-categories');
const CATEGORY = inverse('category');

/** Each once, in their order; one without a name is none. */
const namesIn = (value: XmlElement): readonly string[] => [
  ...new Set(childrenOf(value, CATEGORY).flatMap(({ text: name }) => (name.trim() === '' ? [] : [name.trim()]))),
];

/** SOGo's: the categories that are offered for contacts, in their order; an empty element clears them. */
const categories = property({
  name: CATEGORIES,
  on: ['address-book-home'],
  needs: ['preferences'],
  read: (_, { preference }) =>
    el(CATEGORIES, ...(preference('SOGoContactsCategories') ?? []).map((name) => el(CATEGORY, text(name)))),
  write: (value) => ({
    preferences: {
      SOGoContactsCategories: value && namesIn(value),
    },
  }),
});

/** What the owner of an address book says of it: RFC 6352 §6.2.1. */
export const preferences: readonly Property[] = [
  kept(carddav('addressbook-description'), ['address-book'], anything),
  categories,
];
