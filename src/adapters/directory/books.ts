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

/** A book of a source for somebody who sees these domains, his own first: what he changes is there. */
const seenFrom = (book: SourceBook, domains: readonly [string, ...string[]]): DirectoryBook => ({
  ...book,
  cards: (filter, limit) => cardsOf(book, domains, filter, limit),
  card: async (name) => {
    for (const domain of domains) {
      const card = await book.card(name, domain);
      if (card !== undefined) return card;
    }
    return undefined;
  },
  put: (name, card) => book.put(name, card, domains[0]),
  remove: (name) => book.remove(name, domains[0]),
});

/**
 * The books that somebody of a domain sees: of the sources of his domain and of those that it sees, each with its entries.
 * A source of the system level is seen from a domain where its entries say which domain they are of.
 */
export const visibleBooks = ({ domains, sources }: Parts, domain: string): readonly DirectoryBook[] => {
  const [own = domain, ...others] = visibleFrom(domains, domain);
  const books = new Map<string, DirectoryBook>();
  const add = (source: UserSource, seen: readonly [string, ...string[]]): void => {
    if (source.book !== undefined && !books.has(source.id)) books.set(source.id, seenFrom(source.book, seen));
  };
  for (const of of [own, ...others]) for (const source of sources(of)) add(source, [of]);
  for (const source of sources('')) if (source.book?.isOfDomains) add(source, [own, ...others]);
  return [...books.values()];
};

/** The books that a source keeps for this login. */
export const booksOf = (
  books: PersonalBooks<[login: string, domain: string]>,
  login: string,
  domain: string,
): PersonalBooks => ({
  list: () => books.list(login, domain),
  create: (id, displayName) => books.create(id, displayName, login, domain),
  rename: (id, displayName) => books.rename(id, displayName, login, domain),
  remove: (id) => books.remove(id, login, domain),
});
