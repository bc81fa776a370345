/** Who may do what in a collection is changed: every protocol does it here. */
import type { Grant } from '../../domain/collection/collection.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, type CollectionId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Grantee, Grants } from '../../domain/sharing/grants.ts';
import { type CollectionState, collectionState } from '../../projections/collections.ts';
import { KINDS } from './collection-kind.ts';
import { type Attempt, commit } from './commit.ts';
import type { Services } from './method.ts';
import type { CollectionResource } from './resource.ts';
import { type CollectionPlace, type TargetCollection, targetCollection } from './target-collection.ts';

/** What came of it: the collection, which a first change of its roles may have made. */
type Changed = { readonly collection: CollectionId };

/** What one collection brings to an append that changes its roles; where nothing changes, that it is still there. */
export type RolesPart = Changed & Pick<TargetCollection, 'writes' | 'guards' | 'claims'>;

/** Changes of roles in the collection of a place, as it was found; a given one that nobody wrote to is made. */
export const rolesPart = async (
  services: Services,
  place: CollectionPlace,
  found: CollectionState | undefined,
  changes: readonly Grant[],
): Promise<RolesPart | Refusal> => {
  const { collections, collectionStream, called } = KINDS[place.kind];
  const state = found && { collection: found.state, collection_revision: found.revision };
  const target = await targetCollection(services, place, state);
  if (target === undefined) return refuse('no-such-resource', `There is no such ${called.collection}.`);
  const { SOGoACLsSendEMailNotifications: isMailed } = services.settings.ofDomain(place.account.domain);
  const decision = collections.decide(target.live, {
    type: 'change-roles',
    changes,
    ...(isMailed && { notify: true }),
  });
  if (isRefusal(decision)) return decision;
  const { collection } = target.live;
  const { events } = decision;
  if (events.length === 0) return { collection, writes: [], guards: target.guards, claims: [] };
  const [made] = target.writes;
  const write =
    made === undefined
      ? { stream: collectionStream(collection), expected: found?.revision ?? ABSENT, events }
      : { ...made, events: [...made.events, ...events] };
  return { collection, writes: [write], guards: [], claims: target.claims };
};

const attempt = async (
  services: Services,
  { account, collection: { kind, name } }: CollectionResource,
  changesTo: (now: Grants) => readonly Grant[],
): Promise<Attempt<Changed>> => {
  const found = await collectionState(services.sql, { owner: account.principal, kind, name });
  const changes = changesTo((found?.state.is === 'live' && found.state.grants) || {});
  const part = await rolesPart(services, { account, kind, collection: name }, found, changes);
  if (isRefusal(part)) return part;
  const { collection, writes, claims } = part;
  return writes.length === 0
    ? { nothing: { collection } }
    : { append: { writes, claims }, answer: () => ({ collection }) };
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
