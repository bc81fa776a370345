import { foldLogin } from '../../domain/account/login.ts';
import { type Domains, visibleFrom } from '../../domain/directory/domains.ts';
import type { DirectoryBook, DirectoryCard, PersonalBooks, SourceBook, UserSource } from '../../domain/ports.ts';
import type { ContactFilter } from '../../domain/vcard/filter.ts';

type Parts = { readonly domains: Domains; sources(domain: string): readonly UserSource[] };

/** The cards of several domains, as if they were of one; of the same name the first. */
const cardsOf = async (book: SourceBook, domains: readonly string[], filter: ContactFilter, limit: number) => {
  const all = new Map<string, DirectoryCard>();
  let truncated = false;
  for (const domain of domains) {
    const found = await book.cards(filter, limit, domain);
    for (const card of found.cards) if (!all.has(card.name)) all.set(card.name, card);
    truncated ||= found.truncated;
  }
  return { cards: [...all.values()].slice(0, limit), truncated: truncated || all.size > limit };
};

/** Where a source is: the domain that it is set for, '' for the system level, and the domains that are seen of it. */
type Place = { readonly home: string; readonly seen: readonly [string, ...string[]] };

/** A book of a source for somebody who sees these domains, his own first: what he changes is there. */
const seenFrom = (book: SourceBook, { home, seen }: Place, { basedUid }: Domains): DirectoryBook => ({
  ...book,
  // Where a login is unique in its domain only, `modifiers` of a domain's source means the people of that domain.
  isWritableBy: (login) =>
    basedUid && home !== ''
      ? login.endsWith(`@${home}`) && [login, login.slice(0, -home.length - 1)].some(book.isWritableBy)
      : book.isWritableBy(login),
  cards: (filter, limit) => cardsOf(book, seen, filter, limit),
  card: async (name) => {
    for (const domain of seen) {
      const card = await book.card(name, domain);
      if (card !== undefined) return card;
    }
    return undefined;
  },
  put: (name, card) => book.put(name, card, seen[0]),
  remove: (name) => book.remove(name, seen[0]),
});

/**
 * The books that somebody of a domain sees: of the sources of his domain and of those that it sees, each with its entries.
 * A source of the system level is seen from a domain where its entries say which domain they are of.
 */
export const visibleBooks = ({ domains, sources }: Parts, domain: string): readonly DirectoryBook[] => {
  const [own = domain, ...others] = visibleFrom(domains, domain);
  const books = new Map<string, DirectoryBook>();
  const add = ({ id, book }: UserSource, place: Place): void => {
    if (book !== undefined && !books.has(id)) books.set(id, seenFrom(book, place, domains));
  };
  for (const home of [own, ...others]) for (const source of sources(home)) add(source, { home, seen: [home] });
  for (const source of sources('')) if (source.book?.isOfDomains) add(source, { home: '', seen: [own, ...others] });
  return [...books.values()];
};

/** What a source keeps for an account, which it knows by a login of its own. */
export const booksOf = (
  books: PersonalBooks<[login: string, domain: string]>,
  account: string,
  { login, typedDomain }: { readonly login: string; readonly typedDomain: string },
): PersonalBooks => ({
  list: async () => {
    const own = await books.list(login, typedDomain);
    return own.map((book) => ({ ...book, isWritableBy: (other) => foldLogin(other) === account }));
  },
  create: (id, displayName) => books.create(id, displayName, login, typedDomain),
  rename: (id, displayName) => books.rename(id, displayName, login, typedDomain),
  remove: (id) => books.remove(id, login, typedDomain),
});
