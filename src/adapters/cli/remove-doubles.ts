import { PERSONAL } from '../../domain/collection/collection.ts';
import { candidatesOf, type Glance, glance } from '../../domain/contact/candidates.ts';
import { type Candidate, type Doubles, doublesOf } from '../../domain/contact/doubles.ts';
import type { CollectionId } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import { MAX_COPIED_OBJECTS } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import { wholeView } from '../../domain/sharing/view.ts';
import { readAddressObject } from '../../domain/vcard/address-object.ts';
import { collectionNamed, collectionsOf } from '../../projections/collections.ts';
import { type MemberRow, membersAfter } from '../../projections/members/named.ts';
import { type AccountParts, knownPrincipal } from './change-account.ts';
import { deleteCards, type Pair, type ReadCard } from './delete-cards.ts';
import { complain, printable, say, Told } from './told.ts';

type Row = ReadCard & { readonly resource: string };
type Found = Candidate & Row;

const KIND = 'address-book';

/** Cards read at a time: each may have some megabytes. */
const PAGE = 50;
const PROGRESS_EVERY = 5000;

/** The address book of that name in its URL; undefined for `personal` while nothing was ever put into it. */
const bookOf = async (parts: AccountParts, login: string, folder: string): Promise<CollectionId | undefined> => {
  const owner = await knownPrincipal(parts, login);
  const book = owner && (await collectionNamed(parts.sql, { owner, kind: KIND, name: folder }));
  if (book !== undefined || folder === PERSONAL) return book?.collection;
  const others = owner === undefined ? [] : await collectionsOf(parts.sql, owner, KIND);
  const names = [...new Set([PERSONAL, ...others.map(({ name }) => name)])];
  throw new Told(`${login} has no address book “${folder}”, but ${names.join(', ')}.`);
};

const glances = ({ name: resource, object, etag, modified_at: changed, text }: MemberRow): Glance<Row>[] => {
  const parsed = text === null ? undefined : readAddressObject(text);
  return parsed === undefined || isRefusal(parsed)
    ? []
    : [glance({ resource, changed, card: parsed.card }, { resource, object, etag })];
};

/** What is compared of all cards of a book that can be read, in the order of their names. */
const cardsOf = async (sql: Sql, book: CollectionId): Promise<Found[]> => {
  const seen: Glance<Row>[] = [];
  for (let after: string | undefined = '', read = 0; after !== undefined; ) {
    const page: readonly MemberRow[] = await membersAfter(sql, wholeView(book), after, PAGE, true);
    for (const row of page) seen.push(...glances(row));
    read += page.length;
    if (read % PROGRESS_EVERY === 0 && page.length > 0) complain(`${read} cards read…`);
    after = page.length < PAGE ? undefined : page.at(-1)?.name;
  }
  return candidatesOf(seen);
};

const called = ({ name, resource, isInList }: Found): string =>
  printable(`${resource} “${name}”${isInList ? ', in a list' : ''}`);

const cards = (count: number): string => (count === 1 ? '1 card' : `${count} cards`);

/** Of each group a line for the card that stays, and one for each that goes. */
const tell = (doubles: readonly Doubles<Found>[]): void => {
  for (const { stays, score: best, goes } of doubles) {
    say(`${called(stays)} stays: score ${best}`);
    for (const { card, score, because } of goes)
      say(`  ${called(card)} goes: score ${score}, same ${because.same} ${printable(because.text)}`);
  }
};

/** Deletes in slices, that no neighbour has to wait for long; resolves to how many cards were left because they changed. */
const removeAll = async (
  parts: AccountParts,
  book: CollectionId,
  removals: readonly Pair<Found>[],
): Promise<number> => {
  let left = 0;
  for (let at = 0; at < removals.length; at += MAX_COPIED_OBJECTS) {
    if (at > 0) complain(`${at} of ${cards(removals.length)} removed…`);
    const changed = await deleteCards(parts, book, removals.slice(at, at + MAX_COPIED_OBJECTS));
    for (const { card, stays } of changed)
      complain(printable(`${card.resource} is left: it or ${stays.resource} was changed meanwhile.`));
    left += changed.length;
  }
  return left;
};

/**
 * `remove-doubles`: deletes the cards of a book that are there twice, and says which and why; with `dryRun` it only says so. 1 where
 * cards were left because somebody changed them meanwhile.
 */
export const removeDoubles = async (
  parts: AccountParts,
  login: string,
  folder: string,
  dryRun: boolean,
): Promise<number> => {
  const book = await bookOf(parts, login, folder);
  const doubles = book === undefined ? [] : doublesOf(await cardsOf(parts.sql, book));
  const removals = doubles.flatMap(({ stays, goes }) => goes.map(({ card }) => ({ card, stays })));
  tell(doubles);
  if (book === undefined || removals.length === 0) {
    say('There are no doubles.');
    return 0;
  }
  if (dryRun) {
    say(`${cards(removals.length)} would be removed.`);
    return 0;
  }
  const left = await removeAll(parts, book, removals);
  say(`${cards(removals.length - left)} removed.`);
  return left === 0 ? 0 : 1;
};
