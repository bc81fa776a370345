/** The one card of an address object resource: RFC 6352 §5.1, §6.3.2.1. */
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts';
import { MAX_CARD_SIZE, MAX_UID_OCTETS } from '../limits.ts';
import { isProblem } from '../text/problem.ts';
import { isLongerThan } from '../text/utf8.ts';
import { type Card, VERSIONS } from './card.ts';
import { cardText } from './charset.ts';
import { parseCards } from './parse.ts';
import { property, text } from './property.ts';

export type AddressObject = {
  readonly card: Card;
  /** Undefined where the card has none: SOGo takes such cards, and its name in the book is what tells it apart. */
  readonly uid: string | undefined;
  /** What the offsets of the card count in. */
  readonly text: string;
};

/**
 * The card in the octets of a body; refused with the line and a sentence where it is too large, is no vCard of a version
 * we know, is not one card alone, or has no name. A name is FN in 4.0 (RFC 6350 §6.2.1); FN or N in the older versions,
 * which ask for both (RFC 2426 §3.1) or for N, but whose programs leave out one or the other.
 */
export function addressObject(bytes: Uint8Array): AddressObject | Refusal {
  if (bytes.length > MAX_CARD_SIZE)
    return refuse('card-too-large', `A card may have ${MAX_CARD_SIZE} octets, this one has ${bytes.length}.`);
  const source = cardText(bytes);
  if (isProblem(source)) return refuse('address-data-invalid', source.message, source.line);
  const object = readAddressObject(source);
  return isRefusal(object) ? object : (missing(object.card) ?? object);
}

/** The card in a text that was accepted once: its structure is read, the rules are not asked again. */
export function readAddressObject(source: string): AddressObject | Refusal {
  const cards = parseCards(source);
  if (isProblem(cards)) return refuse('address-data-invalid', cards.message, cards.line);
  const [card, second] = cards;
  if (card === undefined) return refuse('address-data-invalid', 'The text has no VCARD.', 1);
  if (second !== undefined)
    return refuse('address-data-invalid', 'There is more than one card; an address object has one.', second.line);
  const of = property(card, 'UID');
  const uid = of === undefined ? '' : text(of).trim();
  if (of !== undefined && isLongerThan(uid, MAX_UID_OCTETS))
    return refuse('address-data-invalid', `The UID is longer than ${MAX_UID_OCTETS} octets.`, of.line);
  return { card, uid: uid === '' ? undefined : uid, text: source };
}

function missing(card: Card): Refusal | undefined {
  if (card.name === 'VLIST') return undefined;
  if (card.version === '') return refuse('address-data-invalid', 'The card has no VERSION.', card.line);
  if (!VERSIONS.some((known) => known === card.version)) {
    const detail = `vCard ${card.version.slice(0, 20)} is not known here, only ${VERSIONS.join(', ')}.`;
    return refuse('address-data-unsupported', detail, property(card, 'VERSION')?.line ?? card.line);
  }
  if (property(card, 'FN') !== undefined) return undefined;
  if (card.syntax === '4.0') return refuse('address-data-invalid', 'The card has no FN.', card.line);
  return property(card, 'N') === undefined
    ? refuse('address-data-invalid', 'The card has neither FN nor N.', card.line)
    : undefined;
}
