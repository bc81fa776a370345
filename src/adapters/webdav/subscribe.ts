/** Collections of others come into somebody's home, and leave it. */
import { type Account, type AccountCommand, account } from '../../domain/account/decider.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, accountStream, type CollectionId, type PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { EventLog, Write } from '../../domain/ports.ts';
import { collectionState } from '../../projections/collections.ts';
import { KINDS } from './collection-kind.ts';
import { type Attempt, commit } from './commit.ts';
import type { Services } from './method.ts';
import type { CollectionResource } from './resource.ts';
import { targetCollection } from './target-collection.ts';

type Log = { readonly log: EventLog };

/** What a command writes to somebody's account; nothing where nothing changes. */
export const accountWrites = async (
  { log }: Log,
  principal: PrincipalId,
  command: AccountCommand,
): Promise<readonly Write[] | Refusal> => {
  const stream = accountStream(principal);
  const [found] = await log.states([stream]);
  const decision = account.decide((found?.state ?? account.start) as Account, command);
  if (isRefusal(decision)) return decision;
  return decision.events.length === 0 ? [] : [{ stream, expected: found?.revision ?? ABSENT, events: decision.events }];
};

/** The collection must be there still when it is subscribed to; a `personal` that nobody wrote to is made. */
const subscribing = async (
  services: Services,
  { account: owner, collection: { kind, name } }: CollectionResource,
  principal: PrincipalId,
): Promise<Attempt<'done'>> => {
  const found = await collectionState(services.sql, { owner: owner.principal, kind, name });
  const state = found && { collection: found.state, collection_revision: found.revision };
  const target = await targetCollection(services, { account: owner, kind, collection: name }, state);
  if (target === undefined) return refuse('no-such-resource', `There is no such ${KINDS[kind].called.collection}.`);
  const collections = [target.live.collection];
  const writes = await accountWrites(services, principal, { type: 'subscribe', collections, owner: owner.principal });
  if (isRefusal(writes)) return writes;
  if (writes.length === 0) return { nothing: 'done' };
  const { claims, guards } = target;
  return { append: { writes: [...target.writes, ...writes], guards, claims }, answer: () => 'done' };
};

/** Somebody subscribes to a collection of somebody else; nothing changes where he has. */
export const subscribe = (
  services: Services,
  metadata: Metadata,
  target: CollectionResource,
  principal: PrincipalId,
): Promise<'done' | Refusal> =>
  commit(
    services.log,
    metadata,
    () => subscribing(services, target, principal),
    async () => undefined,
  );

/** What a command makes of somebody's account; nothing changes where it comes to nothing. */
export const changeAccount = (
  parts: Log,
  metadata: Metadata,
  principal: PrincipalId,
  command: AccountCommand,
): Promise<'done' | Refusal> =>
  commit(
    parts.log,
    metadata,
    async () => {
      const writes = await accountWrites(parts, principal, command);
      if (isRefusal(writes)) return writes;
      return writes.length === 0 ? { nothing: 'done' as const } : { append: { writes }, answer: () => 'done' as const };
    },
    async () => undefined,
  );

/** Somebody's subscription ends; nothing changes where there is none. */
export const unsubscribe = (
  parts: Log,
  metadata: Metadata,
  principal: PrincipalId,
  collection: CollectionId,
): Promise<'done' | Refusal> =>
  changeAccount(parts, metadata, principal, { type: 'unsubscribe', collections: [collection] });
