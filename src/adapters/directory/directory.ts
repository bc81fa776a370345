import { foldLogin, loginProblem } from '../../domain/account/login.ts';
import { accountLogin, type Candidate, candidates, type Domains, visibleFrom } from '../../domain/directory/domains.ts';
import { DirectoryUnavailable, PartlyUnavailable } from '../../domain/kernel/directory-errors.ts';
import type { Authentication, Directory, DirectoryEntry, SourceEntry, UserSource } from '../../domain/ports.ts';
import { booksOf, visibleBooks } from './books.ts';

/** What the sources of an installation are to each other. */
export type DirectoryParts = {
  readonly domains: Domains;
  /** The sources of a domain, '' for the system level, in the order to ask. */
  sources(domain: string): readonly UserSource[];
  /** SOGoMailDomain, as far as addresses are to be made of it. */
  mailDomain(domain: string): string | undefined;
  /** Told what an administrator should know; never a password. */
  warn(sentence: string): void;
};

/** One source that may know a login, and what to ask it for. */
type Place = Candidate & { readonly source: UserSource };

/** A source's own word for the domain of an entry; else the domain it is configured for. */
const domainOf = (place: Candidate, entry: SourceEntry): string => foldLogin(entry.domain ?? place.domain);

const withSystemMail = (mails: readonly string[], uid: string, mailDomain: string | undefined): readonly string[] => {
  if (mailDomain === undefined) return mails;
  const system = uid.includes('@') ? uid : `${uid}@${mailDomain}`;
  return mails.some((mail) => foldLogin(mail) === foldLogin(system)) ? mails : [...mails, system];
};

/**
 * An entry as the installation knows it; undefined for a login that cannot stand in a URL, and for somebody of another domain
 * in a source of one: who keeps the users of a domain makes none of another.
 */
const entryOf = (
  parts: DirectoryParts,
  place: Omit<Place, 'login'>,
  found: SourceEntry,
): DirectoryEntry | undefined => {
  const { uid, domain: _, ...rest } = found;
  const domain = domainOf({ ...place, login: uid }, found);
  if (place.domain !== '' && domain !== place.domain) {
    parts.warn(`Source ${place.source.id} is that of ${place.domain}, and has somebody of ${domain}, who is left out.`);
    return undefined;
  }
  const login = accountLogin(parts.domains, uid, domain);
  const problem = loginProblem(login);
  if (problem !== undefined) {
    parts.warn(`Source ${place.source.id} has a login that cannot be used: ${problem}`);
    return undefined;
  }
  const mails = withSystemMail(found.mails, uid, parts.mailDomain(domain));
  return { ...rest, login, domain, source: place.source.id, mails };
};

const placesOf = (parts: DirectoryParts, login: string): Place[] =>
  candidates(parts.domains, login).flatMap((candidate) =>
    parts.sources(candidate.domain).map((source) => ({ ...candidate, source })),
  );

/** Asks one after the other until an answer counts; if none does and one could not be asked, nobody knows. */
const firstOf = async <P extends Pick<Place, 'source'>, A>(
  places: readonly P[],
  ask: (place: P) => Promise<A | undefined>,
): Promise<A | undefined> => {
  const out = new Set<string>();
  let outage: DirectoryUnavailable | undefined;
  for (const place of places) {
    try {
      const answer = await ask(place);
      if (answer !== undefined) return answer;
    } catch (error) {
      if (!(error instanceof DirectoryUnavailable)) throw error;
      outage ??= error;
      out.add(place.source.id);
    }
  }
  if (outage === undefined) return undefined;
  throw places.every(({ source }) => out.has(source.id)) ? outage : new PartlyUnavailable(outage.message, out);
};

/** An account's entry, and where it is. */
type Located = { readonly place: Place; readonly uid: string; readonly entry: DirectoryEntry };

/** Where somebody of this login may log in. */
const doorsOf = (parts: DirectoryParts, login: string): Place[] =>
  placesOf(parts, login).filter(({ source }) => source.canAuthenticate);

/** The entry of an account by what names it; of one domain only where one is given. */
const located = (
  parts: DirectoryParts,
  login: string,
  domain?: string,
  places = placesOf(parts, login),
): Promise<Located | undefined> =>
  firstOf(places, async (place) => {
    const found = await place.source.find(place.login, place.typedDomain);
    const entry = found && entryOf(parts, place, found);
    const isMeant = entry?.login === foldLogin(login) && entry.domain === (domain ?? entry.domain);
    return isMeant ? { place, uid: found?.uid ?? '', entry } : undefined;
  });

/**
 * With SOGoEnableDomainBasedUID the uids `jo` and `jo@example.org` make the same account, which is that of the first: whoever
 * may choose his uid would get into it otherwise.
 */
const isOwner = async (parts: DirectoryParts, uid: string, { login, domain }: DirectoryEntry): Promise<boolean> => {
  if (!parts.domains.basedUid || domain === '' || foldLogin(uid) !== login) return true;
  const owner = await located(parts, login, domain);
  return owner === undefined || foldLogin(owner.uid) === login;
};

const authenticateAt = async (
  parts: DirectoryParts,
  place: Place,
  password: string,
): Promise<Authentication<DirectoryEntry> | undefined> => {
  const answer = await place.source.authenticate(place.login, password, place.typedDomain);
  if (answer.is === 'wrong') return undefined;
  if (answer.is !== 'authenticated') return answer;
  const entry = entryOf(parts, place, answer.entry);
  return entry && (await isOwner(parts, answer.entry.uid, entry)) ? { ...answer, entry } : undefined;
};

/**
 * Every source whose entries somebody of a domain may see, with its domain: those of the system level too, as they may hold
 * people of many domains. What they answer is looked through again.
 */
const visiblePlaces = (parts: DirectoryParts, domain: string): Omit<Place, 'login'>[] =>
  visibleFrom(parts.domains, domain).flatMap((of) =>
    [...new Set(['', of])].flatMap((domain) =>
      parts.sources(domain).map((source) => ({ domain, typedDomain: of, source })),
    ),
  );

const search =
  (parts: DirectoryParts): Directory['search'] =>
  async (text, limit, domain) => {
    const places = visiblePlaces(parts, domain).filter(({ source }) => source.isAddressBook);
    const seen = new Set(visibleFrom(parts.domains, domain));
    const found = new Map<string, DirectoryEntry>();
    const answers = await Promise.allSettled(
      places.map(async (place) => ({ place, entries: await place.source.search(text, limit, place.typedDomain) })),
    );
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined && answers.every(({ status }) => status === 'rejected')) throw failed.reason;
    if (failed !== undefined) parts.warn(`A search left a source out: ${failed.reason}`);
    for (const answer of answers) {
      if (answer.status === 'rejected') continue;
      for (const one of answer.value.entries) {
        const entry = entryOf(parts, answer.value.place, one);
        if (entry !== undefined && seen.has(entry.domain) && !found.has(entry.login)) found.set(entry.login, entry);
      }
    }
    return [...found.values()].slice(0, limit);
  };

const visible =
  (parts: DirectoryParts): Directory['visible'] =>
  async (name, domain) => {
    const seen = new Set(visibleFrom(parts.domains, domain));
    const byLogin = await located(parts, name);
    if (byLogin !== undefined && seen.has(byLogin.entry.domain)) return byLogin.entry;
    if (!name.includes('@')) return undefined;
    return firstOf(visiblePlaces(parts, domain), async (place) => {
      const found = await place.source.findByMail(name, place.typedDomain);
      const entry = found && entryOf(parts, place, found);
      return entry && seen.has(entry.domain) ? entry : undefined;
    });
  };

const keepsPersonalBooks = ({ sources }: DirectoryParts, domain: string): boolean =>
  [...sources(domain), ...sources('')].some(({ personalBooks }) => personalBooks !== undefined);

/** All sources of an installation as one directory. */
export const directoryOf = (parts: DirectoryParts): Directory => ({
  find: async (login, domain) => (await located(parts, login, domain))?.entry,
  authenticate: async (login, password) => {
    return (await firstOf(doorsOf(parts, login), (place) => authenticateAt(parts, place, password))) ?? { is: 'wrong' };
  },
  search: search(parts),
  visible: visible(parts),
  members: async (group) => {
    const at = await located(parts, group);
    const members = await at?.place.source.members(at.place.login, at.place.typedDomain);
    return at && members?.map((uid) => accountLogin(parts.domains, uid, at.entry.domain));
  },
  groupsOf: async (login) => {
    const at = await located(parts, login);
    if (at === undefined) return [];
    const { domain } = at.entry;
    const groups = await Promise.all(
      parts.sources(at.place.domain).map((source) => source.groupsOf(at.place.login, at.place.typedDomain)),
    );
    return [...new Set(groups.flat().map((uid) => accountLogin(parts.domains, uid, domain)))];
  },
  changePassword: async (login, password, old) => {
    const at = await located(parts, login, undefined, doorsOf(parts, login));
    return at === undefined
      ? { is: 'no-such-user' }
      : at.place.source.changePassword(at.place.login, password, old, at.place.typedDomain);
  },
  books: (domain) => visibleBooks(parts, domain),
  keepsPersonalBooks: (domain) => keepsPersonalBooks(parts, domain),
  personalBooks: async (login, domain) => {
    if (!keepsPersonalBooks(parts, domain)) return undefined;
    const at = await located(parts, login, domain);
    const kept = at?.place.source.personalBooks;
    return at && kept && booksOf(kept, at.entry.login, at.place);
  },
  close: async () => {
    const all = ['', ...parts.domains.configured].flatMap((domain) => parts.sources(domain));
    await Promise.all([...new Set(all)].map((source) => source.close()));
  },
});
