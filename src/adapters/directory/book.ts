import { createHash } from 'node:crypto';
import { foldLogin } from '../../domain/account/login.ts';
import type { Mapping } from '../../domain/contact/directory-attributes.ts';
import { type DirectoryRecord, directoryCard, isCardName } from '../../domain/contact/directory-card.ts';
import { type Alternative, type FieldsOf, hasDot, questionOf } from '../../domain/contact/directory-query.ts';
import { isRefusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_DIRECTORY_ANSWER, MAX_DIRECTORY_ENTRIES } from '../../domain/limits.ts';
import type { DirectoryCard, DirectoryCards, SourceBook } from '../../domain/ports.ts';
import { readAddressObject } from '../../domain/vcard/address-object.ts';
import { type ContactFilter, matchesContact } from '../../domain/vcard/filter.ts';

/** Takes some entries of a source; false when it wants no more. An entry may come twice. */
export type Take = (records: readonly DirectoryRecord[]) => boolean;

/** What a source does to be a book. */
export type BookParts = Pick<SourceBook, 'id' | 'displayName' | 'listRequiresDot' | 'isOfDomains'> & {
  readonly mapping: Mapping;
  readonly fieldsOf: FieldsOf;
  /** Cards of one answer, and of one listing. */
  readonly most: number;
  readonly mostListed: number;
  /** Entries that have one of the alternatives, or all, piece by piece while they are taken; true where it had to end before all were. */
  read(alternatives: readonly Alternative[] | undefined, domain: string, take: Take): Promise<boolean>;
  /** Entries that may be called so. */
  named(name: string, domain: string): Promise<readonly DirectoryRecord[]>;
};

const ALL: ContactFilter = { test: 'allof', props: [] };

const NOTHING: DirectoryCards = { cards: [], truncated: false };

const READ_ONLY: Pick<SourceBook, 'isWritableBy' | 'put' | 'remove'> = {
  isWritableBy: () => false,
  put: async () => refuse('not-allowed', 'This address book can only be read.'),
  remove: async () => refuse('not-allowed', 'This address book can only be read.'),
};

/** 128 bits of SHA-256 over the text. */
const etagOf = (text: string): string => `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;

const cardOf = (name: string, text: string): DirectoryCard => ({ name, text, etag: etagOf(text) });

const isMatch = (text: string, filter: ContactFilter): boolean => {
  if (filter.props.length === 0) return true;
  const object = readAddressObject(text);
  return !isRefusal(object) && matchesContact(object.card, filter);
};

type Read = (take: Take) => Promise<boolean>;

/** The cards of what is read that meet the filter, at most `limit`. */
const collect = async (read: Read, filter: ContactFilter, limit: number, mapping: Mapping): Promise<DirectoryCards> => {
  const cards = new Map<string, DirectoryCard>();
  let [entries, characters, isFull] = [0, 0, false];
  const isCut = await read((records) => {
    for (const record of records) {
      const key = foldLogin(record.name);
      if (!isCardName(record.name) || cards.has(key)) continue;
      const text = directoryCard(record, mapping);
      if (!isMatch(text, filter)) continue;
      characters += text.length;
      isFull = cards.size === limit || characters > MAX_DIRECTORY_ANSWER;
      if (isFull) return false;
      cards.set(key, cardOf(record.name, text));
    }
    entries += records.length;
    isFull = entries >= MAX_DIRECTORY_ENTRIES;
    return !isFull;
  });
  return { cards: [...cards.values()], truncated: isCut || isFull };
};

/** The address book that a source is, which can only be read. */
export const sourceBook = (parts: BookParts): SourceBook => ({
  id: parts.id,
  displayName: parts.displayName,
  listRequiresDot: parts.listRequiresDot,
  isOfDomains: parts.isOfDomains,
  ...READ_ONLY,
  cards: async (filter, limit, domain) => {
    const question = questionOf(filter, parts.fieldsOf);
    const read =
      (alternatives: readonly Alternative[] | undefined): Read =>
      (take) =>
        parts.read(alternatives, domain, take);
    const most = Math.min(limit, parts.most);
    if (question.is === 'search') return collect(read(question.alternatives), filter, most, parts.mapping);
    const isAsked = hasDot(filter);
    if (parts.listRequiresDot && !isAsked) return NOTHING;
    return collect(read(undefined), isAsked ? ALL : filter, Math.min(most, parts.mostListed), parts.mapping);
  },
  card: async (name, domain) => {
    const isMeant = (record: DirectoryRecord) => foldLogin(record.name) === foldLogin(name);
    const record = isCardName(name) ? (await parts.named(name, domain)).find(isMeant) : undefined;
    return record && cardOf(record.name, directoryCard(record, parts.mapping));
  },
});
