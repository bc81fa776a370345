import type { Collection, CollectionKind, LiveCollection } from '../../domain/collection/collection.ts';
import { ABSENT, type CollectionId, type Revision } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import { NO_PROPERTIES } from '../../domain/kernel/stored-properties.ts';
import type { Claim, Guard, Write } from '../../domain/ports.ts';
import { KINDS } from './collection-kind.ts';
import type { Services } from './method.ts';
import type { Account } from './resource.ts';
import { isGiven } from './virtual.ts';

/**
 * The collection that a write goes into, and what the append must bear so that it is still there: a guard on its
 * revision, or, for one that is given and that nobody wrote to before, its creation.
 */
export type TargetCollection = {
  readonly live: LiveCollection;
  readonly writes: readonly Write[];
  readonly guards: readonly Guard[];
  readonly claims: readonly Claim[];
};

/** Whose collection of which kind, by its name. */
export type CollectionPlace = { readonly account: Account; readonly kind: CollectionKind; readonly collection: string };

/** The target of that name, from the state that was looked up; undefined when there is no such collection. */
export const targetCollection = async (
  services: Pick<Services, 'sql' | 'settings' | 'newId'>,
  place: CollectionPlace,
  found: { readonly collection_revision: Revision; readonly collection: Collection } | undefined,
): Promise<TargetCollection | undefined> => {
  const { account, kind, collection: name } = place;
  if (found?.collection.is === 'live') {
    const stream = KINDS[kind].collectionStream(found.collection.collection);
    const guards = [{ stream, expected: found.collection_revision }];
    return { live: found.collection, writes: [], guards, claims: [] };
  }
  const isMade = found === undefined && (await isGiven(services, account, kind, name));
  return isMade ? newCollection(place, services.newId() as CollectionId) : undefined;
};

const newCollection = (
  { account: { principal: owner }, kind, collection: name }: CollectionPlace,
  collection: CollectionId,
): TargetCollection | undefined => {
  const { components, collections, collectionStream } = KINDS[kind];
  const made = { collection, owner, name, components };
  const command = { type: 'create-collection', ...made, facts: {}, properties: NO_PROPERTIES } as const;
  const decision = collections.decide({ is: 'absent' }, command);
  if (isRefusal(decision)) return undefined;
  const write = { stream: collectionStream(collection), expected: ABSENT, events: decision.events };
  return { live: { is: 'live', ...made }, writes: [write], guards: [], claims: decision.claims };
};
