import type { Collection } from '../../domain/collection/collection.ts';
import { KINDS } from '../../domain/collection/kinds.ts';
import type { Member } from '../../domain/collection/member.ts';
import { ABSENT, type CollectionId, type EventId, type MemberId, type StreamId } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import type { EventLog, StreamState } from '../../domain/ports.ts';
import { appendAnew, toldOf } from './append-anew.ts';
import type { AccountParts } from './change-account.ts';
import { Told } from './told.ts';

const { collectionStream, memberStream, members } = KINDS['address-book'];

/** A card as it was read. */
export type ReadCard = { readonly object: MemberId; readonly etag: EventId };

/** A card that goes because another one stays. */
export type Pair<C extends ReadCard> = { readonly card: C; readonly stays: C };

type Look = (stream: StreamId) => StreamState;

const look = async (log: EventLog, streams: readonly StreamId[]): Promise<Look> => {
  const states = await log.states(streams);
  const found = new Map(streams.map((stream, at) => [stream, states[at]]));
  return (stream) => found.get(stream) ?? { revision: ABSENT, state: undefined };
};

const deletion = ({ object }: ReadCard, stateOf: Look) => {
  const stream = memberStream(object);
  const { revision, state } = stateOf(stream);
  const decision = members.decide(state as Member, { type: 'delete-object' });
  if (isRefusal(decision)) throw toldOf(decision);
  return { write: { stream, expected: revision, events: decision.events }, claims: decision.claims };
};

/** What deletes the cards of these pairs, if nobody changes book or cards meanwhile. */
const appendOf = (book: StreamId, pairs: readonly Pair<ReadCard>[], stateOf: Look) => {
  const guarded = [book, ...new Set(pairs.map(({ stays }) => memberStream(stays.object)))];
  const deletions = pairs.map(({ card }) => deletion(card, stateOf));
  return {
    writes: deletions.map(({ write }) => write),
    claims: deletions.flatMap(({ claims }) => claims),
    guards: guarded.map((stream) => ({ stream, expected: stateOf(stream).revision })),
  };
};

/**
 * Deletes in one append the cards whose pairs are both still as they were read; gives the pairs that are not, whose cards
 * are left alone.
 */
export const deleteCards = async <C extends ReadCard>(
  { log, metadata }: AccountParts,
  book: CollectionId,
  pairs: readonly Pair<C>[],
): Promise<readonly Pair<C>[]> => {
  const bookStream = collectionStream(book);
  const cards = pairs.flatMap(({ card, stays }) => [card.object, stays.object].map(memberStream));
  const streams = [bookStream, ...new Set(cards)];
  let changed: readonly Pair<C>[] = [];
  await appendAnew(log, metadata, async () => {
    const stateOf = await look(log, streams);
    if ((stateOf(bookStream).state as Collection).is !== 'live')
      throw new Told('The address book was deleted meanwhile.');
    const isAsRead = ({ object, etag }: C): boolean => {
      const member = stateOf(memberStream(object)).state as Member;
      return member.is === 'live' && member.etag === etag && member.collection === book;
    };
    const isSame = ({ card, stays }: Pair<C>): boolean => isAsRead(card) && isAsRead(stays);
    changed = pairs.filter((pair) => !isSame(pair));
    const same = pairs.filter(isSame);
    return same.length === 0 ? undefined : appendOf(bookStream, same, stateOf);
  });
  return changed;
};
