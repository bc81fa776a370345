import type { Content } from '../collection/member.ts';
import { isRefusal, type Refusal } from '../kernel/refusal.ts';
import { type AddressObject, addressObject, readAddressObject } from '../vcard/address-object.ts';
import type { Card } from '../vcard/card.ts';
import { cardText } from '../vcard/charset.ts';
import type { ContactFacts } from './events.ts';

/** SOGo's words for what a resource of an address book is: a card, or a list of its own form. */
export const CONTACT_COMPONENTS = ['vcard', 'vlist'] as const;
export type ContactComponent = (typeof CONTACT_COMPONENTS)[number];

/** What was read once is not read again while its octets are in use: a PUT and its projection see the same parse. */
const parsed = new WeakMap<Uint8Array, AddressObject>();

/** Which of the two a card is. */
export const componentOf = (card: Card): ContactComponent => (card.name === 'VLIST' ? 'vlist' : 'vcard');

/** Judges the octets of a PUT: what the decider needs of them, or the refusal with its line. RFC 6352 §6.3.2.1 */
export const readContact = (bytes: Uint8Array): Content<ContactFacts> | Refusal => {
  const object = addressObject(bytes);
  if (isRefusal(object)) return object;
  parsed.set(bytes, object);
  return { uid: object.uid, component: componentOf(object.card), bytes };
};

/** The card in octets that were accepted once; undefined if today's parser cannot read them. */
export const parsedContact = (bytes: Uint8Array): AddressObject | undefined => {
  const known = parsed.get(bytes);
  if (known !== undefined) return known;
  const source = cardText(bytes);
  const object = typeof source === 'string' ? readAddressObject(source) : undefined;
  if (object === undefined || isRefusal(object)) return undefined;
  parsed.set(bytes, object);
  return object;
};
