import type { Collection } from '../../domain/collection/collection.ts';
import { KINDS } from '../../domain/collection/kinds.ts';
import type { Member } from '../../domain/collection/member.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { WEB_CALENDAR_LEASE } from '../../domain/limits/web-calendars.ts';
import { MAX_COPIED_OBJECTS, MAX_COPIED_OCTETS } from '../../domain/limits.ts';
import type { Append, EventLog, Sql, StreamState } from '../../domain/ports.ts';
import type { Feed } from '../../domain/web-calendar/feed.ts';
import type { Leased, Refreshed, WebCalendarFetches } from '../../domain/web-calendar/ports.ts';
import { type Change, changesFor } from './changes.ts';

/** What it takes to fill a calendar with what was fetched. */
export type FillParts = {
  readonly log: EventLog;
  readonly sql: Sql;
  readonly fetches: WebCalendarFetches;
  /** UTC ms. */
  readonly now: () => number;
  /** 128 random bits, 22 characters. */
  readonly newId: () => string;
};

const { collectionStream, memberStream, members } = KINDS.calendar;

/** A race is lost only to somebody who fetches the same; so many in a row is a storm. */
const ATTEMPTS = 12;

/** Whether an object still is as it was when the change was found to be needed. */
const isAsSeen = ({ etag }: Change, state: Member | undefined): boolean =>
  state?.is === 'live' ? state.etag === etag : etag === undefined && state === undefined;

/** One append of these changes on what was seen; 'again' where somebody else has changed one of them. */
const appendOf = (
  { collection }: Leased,
  changes: readonly Change[],
  [calendar, ...states]: readonly StreamState[],
): Omit<Append, 'metadata'> | 'again' | Refusal => {
  if ((calendar?.state as Collection | undefined)?.is !== 'live' || calendar === undefined)
    return refuse('no-such-resource', 'The calendar was deleted.');
  const writes = [];
  const claims = [];
  for (const [at, change] of changes.entries()) {
    const state = states[at]?.state as Member | undefined;
    if (!isAsSeen(change, state)) return 'again';
    const decision = members.decide(state ?? { is: 'absent' }, change.command);
    if (isRefusal(decision)) return decision;
    writes.push({
      stream: memberStream(change.object),
      expected: states[at]?.revision ?? ABSENT,
      events: decision.events,
    });
    claims.push(...decision.claims);
  }
  return { writes, claims, guards: [{ stream: collectionStream(collection), expected: calendar.revision }] };
};

const step = async (
  { log, fetches, now }: FillParts,
  leased: Leased,
  changes: readonly Change[],
  metadata: Metadata,
): Promise<'done' | 'again' | Refusal> => {
  if (!(await fetches.keep(leased, now() + WEB_CALENDAR_LEASE)))
    return refuse('too-busy', 'Somebody else fetches this calendar by now.');
  const streams = [collectionStream(leased.collection), ...changes.map(({ object }) => memberStream(object))];
  const append = appendOf(leased, changes, await log.states(streams));
  if (append === 'again' || isRefusal(append)) return append;
  const verdict = await log.append({ ...append, metadata });
  if (isRefusal(verdict)) return verdict;
  return verdict.is === 'appended' ? 'done' : 'again';
};

/** So many changes that neighbours in the log wait some 10 ms for them. */
async function* stepsOf(
  changes: AsyncIterable<Change | 'skipped'>,
  skip: () => void,
): AsyncGenerator<readonly Change[]> {
  let [step, octets]: [Change[], number] = [[], 0];
  for await (const change of changes) {
    if (change === 'skipped') {
      skip();
      continue;
    }
    if (step.length === MAX_COPIED_OBJECTS || (step.length > 0 && octets + change.size > MAX_COPIED_OCTETS)) {
      yield step;
      [step, octets] = [[], 0];
    }
    step.push(change);
    octets += change.size;
  }
  if (step.length > 0) yield step;
}

const fillOnce = async (parts: FillParts, leased: Leased, feed: Feed, metadata: Metadata, signal: AbortSignal) => {
  let skipped = 0;
  const changes = changesFor(parts.sql, parts.newId, leased.collection, feed);
  for await (const some of stepsOf(changes, () => (skipped += 1))) {
    signal.throwIfAborted();
    const done = await step(parts, leased, some, metadata);
    if (done !== 'done') return done;
  }
  return { is: 'refreshed', imported: feed.objects.size - skipped, skipped: skipped + feed.skipped } as const;
};

/**
 * Makes a calendar into what a feed has, in appends under one correlation id; what did not change is left alone. Can end at
 * any moment and be begun again, by somebody else at the same time too: whoever loses a race looks again at what is left.
 */
export const fill = async (
  parts: FillParts,
  leased: Leased,
  feed: Feed,
  metadata: Metadata,
  signal: AbortSignal,
): Promise<Refreshed | Refusal> => {
  for (let tries = 0; tries < ATTEMPTS; tries += 1) {
    const filled = await fillOnce(parts, leased, feed, metadata, signal);
    if (filled !== 'again') return filled;
  }
  return refuse('too-busy', 'Others change the same calendar at this moment.');
};
