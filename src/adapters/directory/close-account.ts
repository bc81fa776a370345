import type { Account } from '../../domain/account/decider.ts';
import { account } from '../../domain/account/decider.ts';
import { COLLECTION_KINDS, type Collection } from '../../domain/collection/collection.ts';
import { KINDS } from '../../domain/collection/kinds.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { accountStream, kindOf, type PrincipalId, type StreamId } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import type { Append, EventLog, Sql } from '../../domain/ports.ts';
import { principalOf } from '../../projections/accounts.ts';
import { collectionsOf } from '../../projections/collections.ts';

/** What an account is claimed under. */
export type AccountName = { readonly domain: string; readonly login: string };

/** Collections deleted by one append. */
const SLICE = 200;

/**
 * Deletes all collections of the account of a folded login in a domain, and closes it, so that whoever gets the login next
 * is somebody else. Goes on where it was interrupted; false where there is no account.
 */
export const closeAccount = async (
  log: EventLog,
  sql: Sql,
  { domain, login }: AccountName,
  metadata: Metadata,
): Promise<boolean> => {
  for (;;) {
    const principal = await principalOf(sql, domain, login);
    if (principal === undefined) return false;
    const streams = (await streamsOf(sql, principal)).slice(0, SLICE);
    const last = streams.length < SLICE;
    const all = last ? [...streams, accountStream(principal)] : streams;
    const append = await closing(log, all, login);
    const verdict = await log.append({ ...append, metadata });
    if (isRefusal(verdict)) throw new Error(`the account cannot be closed: ${verdict.reason}`);
    if (verdict.is !== 'appended' || !last) continue;
    // What was made while the account was being closed; nothing is made in it any more.
    const leftover = await closing(log, await streamsOf(sql, principal), login);
    if (leftover.writes.length > 0) await log.append({ ...leftover, metadata });
    return true;
  }
};

const streamsOf = async (sql: Sql, principal: PrincipalId): Promise<StreamId[]> => {
  const rows = await Promise.all(COLLECTION_KINDS.map((kind) => collectionsOf(sql, principal, kind)));
  return rows.flat().map(({ kind, collection }) => KINDS[kind].collectionStream(collection));
};

/** A collection goes, or, last of all, the account. */
const goodbye = (stream: StreamId, state: unknown, login: string) => {
  const of = COLLECTION_KINDS.find((kind) => kind === kindOf(stream));
  return of === undefined
    ? account.decide(state as Account, { type: 'close-account', login })
    : KINDS[of].collections.decide(state as Collection, { type: 'delete-collection', closing: true });
};

const closing = async (
  log: EventLog,
  streams: readonly StreamId[],
  login: string,
): Promise<Omit<Append, 'metadata'>> => {
  const states = await log.states(streams);
  const decided = streams.map((stream, at) => {
    const decision = goodbye(stream, states[at]?.state, login);
    return { stream, expected: states[at]?.revision ?? ('any' as const), decision };
  });
  const writes = decided.flatMap(({ stream, expected, decision }) =>
    isRefusal(decision) ? [] : [{ stream, expected, events: decision.events }],
  );
  return { writes, claims: decided.flatMap(({ decision }) => (isRefusal(decision) ? [] : decision.claims)) };
};
