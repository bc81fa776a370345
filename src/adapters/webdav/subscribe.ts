/** Collections of others come into somebody's home, and leave it. */
import { type Account, type AccountCommand, account } from '../../domain/account/decider.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, accountStream, type CollectionId, type PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal } from '../../domain/kernel/refusal.ts';
import type { EventLog } from '../../domain/ports.ts';
import { type Attempt, commit } from './commit.ts';

type Log = { readonly log: EventLog };

const attempt = async (log: EventLog, principal: PrincipalId, command: AccountCommand): Promise<Attempt<'done'>> => {
  const stream = accountStream(principal);
  const [found] = await log.states([stream]);
  const decision = account.decide((found?.state ?? account.start) as Account, command);
  if (isRefusal(decision)) return decision;
  if (decision.events.length === 0) return { nothing: 'done' };
  const write = { stream, expected: found?.revision ?? ABSENT, events: decision.events };
  return { append: { writes: [write] }, answer: () => 'done' };
};

const decide = ({ log }: Log, metadata: Metadata, principal: PrincipalId, command: AccountCommand) =>
  commit(
    log,
    metadata,
    () => attempt(log, principal, command),
    async () => undefined,
  );

/** Somebody subscribes to a collection of an owner; nothing changes where he has. */
export const subscribe = (
  parts: Log,
  metadata: Metadata,
  principal: PrincipalId,
  collection: CollectionId,
  owner: PrincipalId,
): Promise<'done' | Refusal> => decide(parts, metadata, principal, { type: 'subscribe', collection, owner });

/** Somebody's subscription ends; nothing changes where there is none. */
export const unsubscribe = (
  parts: Log,
  metadata: Metadata,
  principal: PrincipalId,
  collection: CollectionId,
): Promise<'done' | Refusal> => decide(parts, metadata, principal, { type: 'unsubscribe', collection });
