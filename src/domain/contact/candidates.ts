/** What `doublesOf` compares of the cards of a book. */
import type { Card } from '../vcard/card.ts';
import { type ContactList, contactListOf } from '../vcard/contact-list.ts';
import { property, text } from '../vcard/property.ts';
import type { Candidate } from './doubles.ts';
import { type QuickFacts, quickFacts } from './quick-facts.ts';

/** A card of a book: the last segment of its URL, UTC ms of its last change, and what it says. */
export type BookCard = { readonly resource: string; readonly changed: number; readonly card: Card };

/** SOGo's quick table without what every card has. */
const QUICK_FIELDS = [
  'givenname',
  'cn',
  'sn',
  'screenname',
  'l',
  'mail',
  'o',
  'ou',
  'telephonenumber',
  'categories',
] as const satisfies readonly (keyof QuickFacts)[];

/** RFC 4122 §3: a UUID with or without its prefix, in any case. */
const bare = (uid: string): string =>
  uid
    .trim()
    .replace(/^urn:uuid:/i, '')
    .toLowerCase();

/** What a list calls its members by: names of cards, and UIDs. */
const calledIn = ({ members }: ContactList): string[] =>
  members.flatMap(({ ref, uid }) => [ref, uid].flatMap((called) => (called === undefined ? [] : [bare(called)])));

/** What is kept of a card while the others are read: whole cards of a large book would not fit. */
export type Glance<C> =
  | { readonly is: 'list'; readonly calls: readonly string[] }
  | { readonly is: 'card'; readonly calledBy: readonly string[]; readonly of: Omit<Candidate, 'isInList'> & C };

/** A look at one card; `more` comes along with it. A list, in whatever form, is no double of anything. */
export function glance<C>({ resource, changed, card }: BookCard, more: C): Glance<C> {
  const list = contactListOf(card);
  if (list !== undefined) return { is: 'list', calls: calledIn(list) };
  const facts = quickFacts(card);
  const uid = property(card, 'UID');
  return {
    is: 'card',
    calledBy: [bare(resource), ...(uid === undefined ? [] : [bare(text(uid))])],
    of: {
      ...more,
      name: facts.cn,
      mails: facts.mail,
      changed,
      content: card.properties.length,
      quickFields: QUICK_FIELDS.filter((field) => facts[field].length > 0).length,
    },
  };
}

/** The cards of a book, each with whether a list of the book has it. */
export function candidatesOf<C>(glances: readonly Glance<C>[]): (Candidate & C)[] {
  const called = new Set(glances.flatMap((seen) => (seen.is === 'list' ? seen.calls : [])));
  return glances.flatMap((seen) =>
    seen.is === 'list' ? [] : [{ ...seen.of, isInList: seen.calledBy.some((name) => called.has(name)) }],
  );
}
