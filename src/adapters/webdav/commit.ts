import type { Metadata } from '../../domain/kernel/event.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Append, Appended, EventLog } from '../../domain/ports.ts';

/** What one look at the state came to: an append and how to answer it, or an answer that needs no append. */
export type Attempt<T> =
  | { readonly append: Omit<Append, 'metadata'>; answer(events: readonly Appended[]): T }
  | { readonly nothing: T }
  | Refusal;

/** A race is lost only to somebody who won one; so many in a row is a storm. */
const ATTEMPTS = 12;

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
    const verdict = await log.append({ ...decision.append, metadata });
    if (isRefusal(verdict)) return verdict;
    if (verdict.is === 'appended') return decision.answer(verdict.events);
    if (verdict.is === 'already-claimed') {
      const refusal = await taken(verdict.scope, verdict.holder);
      if (refusal !== undefined) return refusal;
    }
  }
  return refuse('too-busy', 'Others change the same thing at this moment; try again.');
};
