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

/** The domains that are seen of a source, that of his own first; and who may change it. */
type View = { readonly seen: readonly [string, ...string[]]; isWritableBy(login: string): boolean };

/** A book of a source for somebody: what he changes is in his own domain. */
const seenFrom = (book: SourceBook, { seen, isWritableBy }: View): DirectoryBook => ({
  ...book,
  isWritableBy,
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
 * `modifiers` of a domain's source means people of that domain, by what they log in with or by their login in the domain:
 * a namesake of another domain is somebody else.
 */
const modifierOf =
  (book: SourceBook, home: string, { basedUid }: Domains) =>
  (login: string): boolean =>
    [login, ...(basedUid && login.endsWith(`@${home}`) ? [login.slice(0, -home.length - 1)] : [])].some(
      book.isWritableBy,
    );

/**
 * The books that somebody of a domain sees: of the sources of his domain and of those that it sees, each with its entries.
 * A source of the system level is seen from a domain where its entries say which domain they are of.
 */
export const visibleBooks = ({ domains, sources }: Parts, domain: string): readonly DirectoryBook[] => {
  const [own = domain, ...others] = visibleFrom(domains, domain);
  const books = new Map<string, DirectoryBook>();
  const add = ({ book }: UserSource, view: (book: SourceBook) => View): void => {
    if (book !== undefined && !books.has(book.id)) books.set(book.id, seenFrom(book, view(book)));
  };
  for (const source of sources(own))
    add(source, (book) => ({ seen: [own], isWritableBy: modifierOf(book, own, domains) }));
  for (const home of others)
    for (const source of sources(home)) add(source, () => ({ seen: [home], isWritableBy: () => false }));
  for (const source of sources(''))
    if (source.book?.isOfDomains) add(source, (book) => ({ seen: [own, ...others], isWritableBy: book.isWritableBy }));
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
