/** The address books of the directory among one's own: draft-daboo-carddav-directory-gateway. */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { DirectoryUnavailable } from '../../domain/kernel/directory-errors.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { DirectoryBook, DirectoryCard } from '../../domain/ports.ts';
import type { ContactFilter } from '../../domain/vcard/filter.ts';
import { memberHref } from './href.ts';
import type { Services } from './method.ts';
import type {
  Account,
  CollectionResource,
  DirectoryBookResource,
  DirectoryCardResource,
  HomeResource,
  Resource,
  Unmapped,
} from './resource.ts';
import { isGiven, isVirtual } from './virtual.ts';

type Looking = Pick<Services, 'sql' | 'directory' | 'settings'>;

/** Whether a book of that name may be the directory's. */
export const mayBeOfDirectory = ({ directory }: Looking, { domain }: Account, name: string): boolean =>
  directory.keepsPersonalBooks(domain) || directory.books(domain).some(({ id }) => id === name);

/** The books that a directory keeps for somebody alone. */
const personalBooks = async (
  { directory }: Looking,
  account: Account,
): Promise<readonly Omit<DirectoryBookResource, 'href'>[]> => {
  const keeper = await directory.personalBooks(account.login, account.domain);
  const books = (await keeper?.list()) ?? [];
  return books.map((book) => ({ is: 'directory-book', account, book, ...(keeper && { keeper }) }));
};

/**
 * The book of the directory at a path where nobody made one. Of one name, that which is kept for its owner is meant, then a
 * book that he is given, then everybody's.
 */
export const directoryBookAt = async (
  looking: Looking,
  account: Account,
  { kind, name, href }: { readonly kind: CollectionKind; readonly name: string; readonly href: string },
): Promise<DirectoryBookResource | undefined> => {
  if (kind !== 'address-book') return undefined;
  const personal = (await personalBooks(looking, account)).find(({ book }) => book.id === name);
  if (personal !== undefined) return { ...personal, href };
  const book = looking.directory.books(account.domain).find(({ id }) => id === name);
  if (book === undefined || (await isGiven(looking, account, kind, name))) return undefined;
  return { is: 'directory-book', href, account, book };
};

/** Those that are kept for somebody, unless their directory is out: the others are to be seen then, too. */
const personalBooksNow = async (looking: Looking, account: Account) => {
  try {
    return await personalBooks(looking, account);
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return [];
    throw error;
  }
};

/** What is in a home with the books of directories: of one name, that which `directoryBookAt` finds. */
export const withDirectoryBooks = async (
  looking: Looking,
  { account, href }: HomeResource,
  own: readonly CollectionResource[],
): Promise<Resource[]> => {
  const at = (name: string): string => memberHref(href, name, href.endsWith('/'));
  const names = new Set(own.flatMap(({ collection }) => (isVirtual(collection) ? [] : [collection.name])));
  const personal = (await personalBooksNow(looking, account)).filter(({ book }) => !names.has(book.id));
  const hidden = new Set(personal.map(({ book }) => book.id));
  const seen = own.filter(({ collection }) => !hidden.has(collection.name));
  const taken = new Set([...hidden, ...seen.map(({ collection }) => collection.name)]);
  const everybodys = looking.directory.books(account.domain).filter(({ id }) => !taken.has(id));
  return [
    ...seen,
    ...personal.map((book) => ({ ...book, href: at(book.book.id) })),
    ...everybodys.map((book) => ({ is: 'directory-book', href: at(book.id), account, book }) as const),
  ];
};

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
