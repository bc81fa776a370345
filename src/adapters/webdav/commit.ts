import type { Account } from '../../domain/account/decider.ts';
import { COLLECTION_KINDS } from '../../domain/collection/collection.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, accountStream, kindOf, type PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Append, Appended, EventLog, Write } from '../../domain/ports.ts';

/** What one look at the state came to: an append and how to answer it, or an answer that needs no append. */
export type Attempt<T> =
  | { readonly append: Omit<Append, 'metadata'>; answer(events: readonly Appended[]): T }
  | { readonly nothing: T }
  | Refusal;

/** A race is lost only to somebody who won one; so many in a row is a storm. */
const ATTEMPTS = 12;

const makesCollection = ({ stream, expected }: Write): boolean =>
  expected === ABSENT && COLLECTION_KINDS.some((kind) => kind === kindOf(stream));

/** Whose collection the first event of its stream makes. */
const ownerIn = ({ events }: Write): PrincipalId | undefined =>
  (events[0]?.data as { readonly owner: PrincipalId } | undefined)?.owner;

/** Collections are made for an account that is open: a removal of the user that came between is met by this guard. */
const accountGuards = async (log: EventLog, writes: readonly Write[]) => {
  const making = writes.find(makesCollection);
  const owner = making && ownerIn(making);
  if (owner === undefined) return [];
  const stream = accountStream(owner);
  const [found] = await log.states([stream]);
  const isOpen = (found?.state as Account | undefined)?.is === 'open';
  return found !== undefined && isOpen ? [{ stream, expected: found.revision }] : refuse('no-such-resource');
};

/**
 * Looks, decides, appends; looks again when somebody else was faster. A unique key that is taken is asked of `taken`,
 * which says why that is final, or undefined to look again.
 */
export const commit = async <T>(
  log: EventLog,
  metadata: Metadata,
  attempt: () => Promise<Attempt<T>>,
  taken: (scope: string, holder: string) => Promise<Refusal | undefined>,
): Promise<T | Refusal> => {
  for (let tries = 0; tries < ATTEMPTS; tries += 1) {
    const decision = await attempt();
    if (isRefusal(decision)) return decision;
    if ('nothing' in decision) return decision.nothing;
    const { append } = decision;
    const account = await accountGuards(log, append.writes);
    if (isRefusal(account)) return account;
    const verdict = await log.append({ ...append, guards: [...(append.guards ?? []), ...account], metadata });
    if (isRefusal(verdict)) return verdict;
    if (verdict.is === 'appended') return decision.answer(verdict.events);
    if (verdict.is === 'already-claimed') {
      const refusal = await taken(verdict.scope, verdict.holder);
      if (refusal !== undefined) return refusal;
    }
  }
  return refuse('too-busy', 'Others change the same thing at this moment; try again.');
};
