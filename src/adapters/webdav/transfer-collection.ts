import { type CollectionKind, type LiveCollection, PERSONAL } from '../../domain/collection/collection.ts';
import { ABSENT, type CollectionId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Claim, Guard, Sql, Write } from '../../domain/ports.ts';
import { type CollectionState, collectionNamed, collectionState } from '../../projections/collections.ts';
import { propertiesOf } from '../../projections/properties.ts';
import { KINDS, kindOf } from './collection-kind.ts';
import { type Attempt, commit } from './commit.ts';
import { type Destination, overwriteRefusal, readDestination } from './destination.ts';
import { lockPath } from './lock-path.ts';
import type { DavRequest, Services } from './method.ts';
import { type Conditions, evaluate, gatherConditions } from './preconditions.ts';
import { type CollectionResource, hasMembers, isHome, type Resource, type Unmapped } from './resource.ts';
import { isVirtual } from './virtual.ts';

type Way = 'copy' | 'move';

type Step = { readonly writes: readonly Write[]; readonly claims: readonly Claim[]; readonly guards: readonly Guard[] };

/** What a transfer made: the collection that now has the destination's name, and whether the name was free before. */
export type Transferred = { readonly collection: CollectionId; readonly created: boolean };

export type CollectionTransfer = Transferred & { readonly destination: Destination; readonly conditions: Conditions };

const OF_ANOTHER = refuse('not-allowed', 'A collection stays in the home of its owner.');

/** RFC 4791 §4.2, RFC 6352 §5.2: a collection lies beside others of its kind and owner, never inside one. */
const nameAt = (
  resource: Resource | Unmapped,
  { account: { principal }, collection: { kind } }: CollectionResource,
): string | Refusal => {
  const isOfKind = kindOf(resource) === kind;
  if (isOfKind && hasMembers(resource))
    return resource.account.principal === principal ? resource.collection.name : OF_ANOTHER;
  if (isOfKind && resource.is === 'unmapped' && isHome(resource.parent))
    return resource.parent.account.principal === principal ? resource.name : OF_ANOTHER;
  if (resource.is === 'calendar-export' || resource.is === 'inbox')
    return refuse('name-reserved', 'This name is kept for another use; choose another one.');
  return refuse('location-wrong', KINDS[kind].called.collectionPlace);
};

const live = (found: CollectionState | undefined): LiveCollection | undefined =>
  found?.state.is === 'live' ? found.state : undefined;

/** RFC 4918 §9.9.3: what was at the destination is deleted, in the same append and before. */
const removed = (kind: CollectionKind, there: CollectionState | undefined): Step | Refusal => {
  const now = live(there);
  if (there === undefined || now === undefined) return { writes: [], claims: [], guards: [] };
  const { collections, collectionStream } = KINDS[kind];
  const decision = collections.decide(now, { type: 'delete-collection' });
  if (isRefusal(decision)) return decision;
  const write = { stream: collectionStream(now.collection), expected: there.revision, events: decision.events };
  return { writes: [write], claims: decision.claims, guards: [] };
};

/** A new name; the collection and everything in it stay what they are. */
const renamed = (
  kind: CollectionKind,
  source: LiveCollection,
  { revision }: CollectionState,
  name: string,
): (Step & { collection: CollectionId }) | Refusal => {
  const { collections, collectionStream } = KINDS[kind];
  const decision = collections.decide(source, { type: 'move-collection', name });
  if (isRefusal(decision)) return decision;
  const write = { stream: collectionStream(source.collection), expected: revision, events: decision.events };
  return { collection: source.collection, writes: [write], claims: decision.claims, guards: [] };
};

/** What a copy begins with: the source's components, facts and properties, read after its state, which is guarded. */
const copyOf = async (sql: Sql, kind: CollectionKind, source: LiveCollection | undefined) => {
  if (source === undefined) return { components: KINDS[kind].components, facts: {}, set: {} };
  const [row, properties] = await Promise.all([
    collectionNamed(sql, { owner: source.owner, kind, name: source.name }),
    propertiesOf(sql, [source.collection]),
  ]);
  const facts = row?.kind === 'calendar' ? { transparency: row.transparency, timezone: row.timezone } : {};
  return { components: source.components, facts, set: Object.fromEntries(properties.get(source.collection) ?? []) };
};

/** RFC 4918 §9.8.3: a new, empty collection that looks like the source. */
const doubled = async (
  { sql, newId }: Services,
  { account, collection: { kind } }: CollectionResource,
  from: CollectionState | undefined,
  name: string,
): Promise<(Step & { collection: CollectionId }) | Refusal> => {
  const { collections, collectionStream } = KINDS[kind];
  const source = live(from);
  const { components, facts, set } = await copyOf(sql, kind, source);
  const id = newId() as CollectionId;
  const properties = { set, remove: [] };
  const owner = account.principal;
  const command = { type: 'create-collection', collection: id, owner, name, components, facts, properties } as const;
  const decision = collections.decide({ is: 'absent' }, command);
  if (isRefusal(decision)) return decision;
  const guards = from && source ? [{ stream: collectionStream(source.collection), expected: from.revision }] : [];
  const write = { stream: collectionStream(id), expected: ABSENT, events: decision.events };
  return { collection: id, writes: [write], claims: decision.claims, guards };
};

type Ends = {
  readonly way: Way;
  readonly source: CollectionResource;
  readonly destination: Destination;
  readonly name: string;
  readonly conditions: Conditions;
};

/** Whether a collection of the name is there; `personal` always is. */
const isThere = (there: CollectionState | undefined, name: string): boolean =>
  live(there) !== undefined || name === PERSONAL;

const second = async (services: Services, { way, source, name }: Ends, from: CollectionState | undefined) => {
  const now = live(from);
  if (now === undefined && !isVirtual(source.collection)) return refuse('no-such-resource');
  if (way === 'copy') return doubled(services, source, from, name);
  return from === undefined || now === undefined
    ? refuse('personal-is-permanent')
    : renamed(source.collection.kind, now, from, name);
};

const attempt = async (services: Services, ends: Ends): Promise<Attempt<Transferred>> => {
  const { source, destination, name, conditions } = ends;
  const { owner, kind } = source.collection;
  const [from, to] = await Promise.all([
    collectionState(services.sql, source.collection),
    collectionState(services.sql, { owner, kind, name }),
  ]);
  const there = isThere(to, name);
  const refused =
    evaluate(conditions, null, new Map([[lockPath(destination.resource), there ? null : undefined]])) ??
    overwriteRefusal(there, destination.overwrite) ??
    (name === PERSONAL ? refuse('personal-is-permanent') : undefined);
  if (refused !== undefined) return refused;
  const before = removed(kind, to);
  if (isRefusal(before)) return before;
  const then = await second(services, ends, from);
  if (isRefusal(then)) return then;
  return {
    append: {
      writes: [...before.writes, ...then.writes],
      guards: then.guards,
      claims: [...before.claims, ...then.claims],
    },
    answer: () => ({ collection: then.collection, created: !there }),
  };
};

/** RFC 4918 §9.8.3, §9.9.2: the collection itself, without the members of a copy, in one append. */
export const transferCollection = async (
  way: Way,
  source: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<CollectionTransfer | Refusal> => {
  const destination = await readDestination(request);
  if (isRefusal(destination)) return destination;
  const name = nameAt(destination.resource, source);
  if (isRefusal(name)) return name;
  const conditions = await gatherConditions(request, services, [
    { resource: destination.resource, how: 'member' },
    ...(way === 'move' ? [{ resource: source, how: 'member' } as const] : []),
  ]);
  if (isRefusal(conditions)) return conditions;
  const ends = { way, source, destination, name, conditions };
  // A name that was taken meanwhile is there at the next look.
  const transferred = await commit(
    services.log,
    request.metadata,
    () => attempt(services, ends),
    async () => undefined,
  );
  return isRefusal(transferred) ? transferred : { ...transferred, destination, conditions };
};
