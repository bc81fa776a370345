import type { Account } from '../../domain/account/decider.ts';
import { account } from '../../domain/account/decider.ts';
import { type Calendar, calendar } from '../../domain/calendar/decider.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { accountStream, calendarStream, type StreamId } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import type { Append, EventLog, Sql } from '../../domain/ports.ts';
import { principalOf } from '../../projections/accounts.ts';
import { calendarsOf } from '../../projections/calendars.ts';

/** What an account is claimed under. */
export type AccountName = { readonly domain: string; readonly login: string };

/** Calendars deleted by one append. */
const SLICE = 200;

/**
 * Deletes all calendars of the account of a folded login in a domain, and closes it, so that whoever gets the login next is
 * somebody else. Goes on where it was interrupted; false where there is no account.
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
    const calendars = (await calendarsOf(sql, principal)).slice(0, SLICE);
    const streams = calendars.map((row) => calendarStream(row.calendar));
    const last = streams.length < SLICE;
    const all = last ? [...streams, accountStream(principal)] : streams;
    const append = await closing(log, all, login);
    const verdict = await log.append({ ...append, metadata });
    if (isRefusal(verdict)) throw new Error(`the account cannot be closed: ${verdict.reason}`);
    if (verdict.is !== 'appended' || !last) continue;
    // What was made while the account was being closed; nothing is made in it any more.
    const late = await calendarsOf(sql, principal);
    const leftover = await closing(
      log,
      late.map((row) => calendarStream(row.calendar)),
      login,
    );
    if (leftover.writes.length > 0) await log.append({ ...leftover, metadata });
    return true;
  }
};

const closing = async (
  log: EventLog,
  streams: readonly StreamId[],
  login: string,
): Promise<Omit<Append, 'metadata'>> => {
  const states = await log.states(streams);
  const decided = streams.map((stream, at) => {
    const state = states[at]?.state;
    const decision = stream.startsWith('account/')
      ? account.decide(state as Account, { type: 'close-account', login })
      : calendar.decide(state as Calendar, { type: 'delete-calendar', closing: true });
    return { stream, expected: states[at]?.revision ?? ('any' as const), decision };
  });
  const writes = decided.flatMap(({ stream, expected, decision }) =>
    isRefusal(decision) ? [] : [{ stream, expected, events: decision.events }],
  );
  return { writes, claims: decided.flatMap(({ decision }) => (isRefusal(decision) ? [] : decision.claims)) };
};
