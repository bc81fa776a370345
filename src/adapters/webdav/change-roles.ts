/** Who may do what in a collection is changed: every protocol does it here. */
import type { Grant } from '../../domain/collection/collection.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, type CollectionId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Grantee, Grants } from '../../domain/sharing/grants.ts';
import { collectionState } from '../../projections/collections.ts';
import { KINDS } from './collection-kind.ts';
import { type Attempt, commit } from './commit.ts';
import type { Services } from './method.ts';
import type { CollectionResource } from './resource.ts';
import { targetCollection } from './target-collection.ts';

/** What came of it: the collection, which a first change of its roles may have made. */
type Changed = { readonly collection: CollectionId };

const attempt = async (
  services: Services,
  { account, collection: { kind, name } }: CollectionResource,
  changesTo: (now: Grants) => readonly Grant[],
): Promise<Attempt<Changed>> => {
  const { collections, collectionStream, called } = KINDS[kind];
  const found = await collectionState(services.sql, { owner: account.principal, kind, name });
  const state = found && { collection: found.state, collection_revision: found.revision };
  const target = await targetCollection(services, { account, kind, collection: name }, state);
  if (target === undefined) return refuse('no-such-resource', `There is no such ${called.collection}.`);
  const decision = collections.decide(target.live, {
    type: 'change-roles',
    changes: changesTo(target.live.grants ?? {}),
  });
  if (isRefusal(decision)) return decision;
  const { collection } = target.live;
  if (decision.events.length === 0) return { nothing: { collection } };
  const stream = collectionStream(collection);
  const [made] = target.writes;
  const write =
    made === undefined
      ? { stream, expected: found?.revision ?? ABSENT, events: decision.events }
      : { ...made, events: [...made.events, ...decision.events] };
  return { append: { writes: [write], claims: target.claims }, answer: () => ({ collection }) };
};

/** Gives, denies and takes roles in a collection, all or nothing; the caller has looked whether it may be done. */
export const changeRoles = (
  services: Services,
  metadata: Metadata,
  target: CollectionResource,
  changes: readonly Grant[],
): Promise<Changed | Refusal> =>
  commit(
    services.log,
    metadata,
    () => attempt(services, target, () => changes),
    async () => undefined,
  );

/** Gives and denies roles to these, and takes them from everybody else, all or nothing. */
export const replaceRoles = (
  services: Services,
  metadata: Metadata,
  target: CollectionResource,
  grants: readonly Grant[],
): Promise<Changed | Refusal> =>
  commit(
    services.log,
    metadata,
    () =>
      attempt(services, target, (now) => [
        ...Object.keys(now).map((grantee) => ({ grantee: grantee as Grantee, roles: null })),
        ...grants,
      ]),
    async () => undefined,
  );
