/** The address books of the directory among one's own: draft-daboo-carddav-directory-gateway. */
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { DirectoryBook, DirectoryCard } from '../../domain/ports.ts';
import type { ContactFilter } from '../../domain/vcard/filter.ts';
import { memberHref } from './href.ts';
import type { Services } from './method.ts';
import type { Account, DirectoryBookResource, DirectoryCardResource, Resource, Unmapped } from './resource.ts';

type Looking = Pick<Services, 'directory'>;

/** The book of that id, if this account sees one. */
export const directoryBookNamed = (
  { directory }: Looking,
  { domain }: Account,
  name: string,
): DirectoryBook | undefined => directory.books(domain).find(({ id }) => id === name);

/** A card at a path. Its entity tag goes without its quotes here, as those of members do. */
export const directoryCard = (
  href: string,
  { account, book }: Pick<DirectoryBookResource, 'account' | 'book'>,
  { name, text, etag }: DirectoryCard,
): DirectoryCardResource => ({
  is: 'directory-card',
  href,
  account,
  book,
  object: { name, component: 'vcard', size: Buffer.byteLength(text), text, octets: null, etag: etag.slice(1, -1) },
});

/** Cards as resources below the path of their book. */
export const directoryCards = (book: DirectoryBookResource, cards: readonly DirectoryCard[]): DirectoryCardResource[] =>
  cards.map((card) => directoryCard(memberHref(book.href, card.name, false), book, card));

/** What a name in a book leads to: its card, or a place for one. */
export const inDirectoryBook = async (
  parent: DirectoryBookResource,
  name: string,
  href: string,
): Promise<DirectoryCardResource | Unmapped> => {
  const card = await parent.book.card(name);
  return card === undefined ? { is: 'unmapped', href, parent, name } : directoryCard(href, parent, card);
};

const EVERYBODY: ContactFilter = { test: 'allof', props: [] };

/** A book with what it lists to who does not search: it is asked before an answer begins, which an outage would cut off. */
export const listedBook = async (resource: DirectoryBookResource): Promise<DirectoryBookResource> => ({
  ...resource,
  listed: await resource.book.cards(EVERYBODY, Number.POSITIVE_INFINITY),
});

/** A name in a book of the directory, whether a card has it or not. */
export type DirectoryPlace = { readonly book: DirectoryBook; readonly name: string };

/** Where a card of the directory is or may be put; undefined for every other place. */
export const directoryPlaceOf = (target: Resource | Unmapped): DirectoryPlace | undefined => {
  if (target.is === 'directory-card') return { book: target.book, name: target.object.name };
  if (target.is !== 'unmapped' || target.parent.is !== 'directory-book') return undefined;
  return { book: target.parent.book, name: target.name };
};

/** SOGo's `modifiers`: why somebody may not change a book. */
export const directoryRefusal = ({ isWritableBy }: DirectoryBook, { login }: Account): Refusal | undefined =>
  isWritableBy(login) ? undefined : refuse('not-allowed', 'You can only read this address book.');
