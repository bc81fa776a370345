import type { CollectionKind, LiveCollection } from '../../domain/collection/collection.ts';
import type { Content, LiveMember } from '../../domain/collection/member.ts';
import type { Event } from '../../domain/kernel/event.ts';
import { ABSENT, type MemberId, type Revision } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Claim, Guard, Sql, Write } from '../../domain/ports.ts';
import { changeRefusal, createRefusal, deleteRefusal, readRefusal } from '../../domain/sharing/permitted.ts';
import type { Rights } from '../../domain/sharing/rights.ts';
import { viewOf, wholeView } from '../../domain/sharing/view.ts';
import { membersNamed, type WriteState, writeState } from '../../projections/members/named.ts';
import { octetsOf, type Text } from '../../projections/members/texts.ts';
import { propertiesOf } from '../../projections/properties.ts';
import { rightsIn } from './access.ts';
import { KINDS } from './collection-kind.ts';
import { type Attempt, commit } from './commit.ts';
import { type Destination, overwriteRefusal, readDestination } from './destination.ts';
import { forgetLocks } from './forget-locks.ts';
import { lockPath } from './lock-path.ts';
import { classOf } from './member-write.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { type MemberPlace, placeOf } from './methods/put.ts';
import { type Conditions, evaluate, gatherConditions } from './preconditions.ts';
import type { Account, MemberResource } from './resource.ts';
import { memberResource } from './resources.ts';
import { takenUid } from './taken-uid.ts';
import { type TargetCollection, targetCollection } from './target-collection.ts';

type Way = 'copy' | 'move';

/** From where to where, and on what conditions. */
type Transfer = {
  readonly way: Way;
  readonly source: MemberResource;
  readonly destination: Destination;
  readonly at: MemberPlace;
  readonly conditions: Conditions;
  readonly caller: Account;
};

type Step = { readonly write: Write; readonly claims: readonly Claim[]; readonly guards: readonly Guard[] };

const contentIn = (live: LiveMember, text: Text): Content | undefined => {
  const bytes = octetsOf(text);
  return bytes && { ...live, bytes };
};

/**
 * The source's text: as the caller sees it in a copy and where it leaves its owner, as it is where it moves among his own.
 * It is read after the state, so it is that of the state or of a later one, and then the append finds the state outdated.
 */
const contentOf = async (sql: Sql, { way, source, at }: Transfer, live: LiveMember): Promise<Content | undefined> => {
  const { href, object, view, access, account } = source;
  const isShown = way === 'copy' || view === 'whole' || at.account.principal !== account.principal;
  const isKnown = isShown && object.etag === live.etag && object.text !== null;
  if (isKnown) return contentIn(live, object);
  const seen = isShown ? viewOf(live.collection, access.rights) : wholeView(live.collection);
  const [row] = await membersNamed(sql, seen, [live.name], true);
  return row && contentIn(live, isShown ? memberResource(href, source, row).object : row);
};

const step = (
  kind: CollectionKind,
  object: MemberId,
  expected: Revision,
  decision: { readonly events: readonly Event[]; readonly claims: readonly Claim[] },
): Step => ({
  write: { stream: KINDS[kind].memberStream(object), expected, events: decision.events },
  claims: decision.claims,
  guards: [],
});

/** RFC 4918 §9.9.1: a moved object stays itself, with all its properties. */
const moved = (
  { kind, name }: MemberPlace,
  live: LiveMember,
  revision: Revision,
  into: TargetCollection,
  content: Content,
) => {
  const decision = KINDS[kind].members.decide(live, { type: 'move-object', into: into.live, name, content });
  return isRefusal(decision) ? decision : step(kind, live.object, revision, decision);
};

/** RFC 4918 §9.8.2: a copy is a new object with the same dead properties. */
const copied = async (
  { sql, newId }: Services,
  { kind, name }: MemberPlace,
  live: LiveMember,
  revision: Revision,
  into: TargetCollection,
  content: Content,
): Promise<Step | Refusal> => {
  const { members, memberStream } = KINDS[kind];
  const properties = Object.fromEntries((await propertiesOf(sql, [live.object])).get(live.object) ?? []);
  const object = newId() as MemberId;
  const command = { type: 'create-object', object, into: into.live, name, content, properties } as const;
  const decision = members.decide({ is: 'absent' }, command);
  if (isRefusal(decision)) return decision;
  const guards = [{ stream: memberStream(live.object), expected: revision }];
  return { ...step(kind, object, ABSENT, decision), guards };
};

/** RFC 4918 §9.9.3: what was at the destination is deleted, in the same append and before. */
const removed = (kind: CollectionKind, to: WriteState | undefined): Step | Refusal | undefined => {
  if (to?.object?.is !== 'live') return undefined;
  const decision = KINDS[kind].members.decide(to.object, { type: 'delete-object' });
  return isRefusal(decision) ? decision : step(kind, to.object.object, to.object_revision ?? ABSENT, decision);
};

/** A collection may be guarded for both ends of a transfer, but is named once. */
const once = (guards: readonly Guard[]): Guard[] => [...new Map(guards.map((guard) => [guard.stream, guard])).values()];

/** RFC 3744 §3.5, appendix B: a copy over something changes it; what moves over something takes its place. */
const arrivalRefusal = (way: Way, here: Rights, overwritten: LiveMember | undefined): Refusal | undefined => {
  if (overwritten === undefined) return createRefusal(here);
  if (way === 'copy') return changeRefusal(here, classOf(overwritten));
  return createRefusal(here) ?? deleteRefusal(here);
};

/** Why the caller may not take this from there and put it here. */
const rightsRefusal = async (
  services: Services,
  { way, source, at, caller }: Transfer,
  from: LiveCollection,
  member: LiveMember,
  into: LiveCollection,
  overwritten: LiveMember | undefined,
): Promise<Refusal | undefined> => {
  const [there, here] = await Promise.all([
    rightsIn(services, caller, source.account, at.kind, from.grants ?? {}),
    rightsIn(services, caller, at.account, at.kind, into.grants ?? {}),
  ]);
  return (
    (way === 'move' ? deleteRefusal(there) : undefined) ??
    readRefusal(there, classOf(member)) ??
    arrivalRefusal(way, here, overwritten)
  );
};

const attempt = async (services: Services, transfer: Transfer): Promise<Attempt<boolean>> => {
  const { way, source, destination, at, conditions } = transfer;
  const { sql } = services;
  const { kind } = at;
  const [from, to] = await Promise.all([
    writeState(sql, source.collection, source.object.name),
    writeState(sql, { owner: at.account.principal, kind, name: at.collection }, at.name),
  ]);
  if (from?.object?.is !== 'live' || from.collection.is !== 'live') return refuse('no-such-resource');
  const into = await targetCollection(services, at, to);
  if (into === undefined) return refuse('no-parent-collection', `There is no such ${KINDS[kind].called.collection}.`);
  const there = to?.object?.is === 'live' ? to.object.etag : undefined;
  const refused =
    (await rightsRefusal(
      services,
      transfer,
      from.collection,
      from.object,
      into.live,
      to?.object?.is === 'live' ? to.object : undefined,
    )) ??
    evaluate(conditions, from.object.etag, new Map([[lockPath(destination.resource), there]])) ??
    overwriteRefusal(there !== undefined, destination.overwrite);
  if (refused !== undefined) return refused;
  const content = await contentOf(sql, transfer, from.object);
  if (content === undefined) return refuse('no-such-resource', 'Its text is gone.');
  const revision = from.object_revision ?? ABSENT;
  const first = removed(kind, to);
  if (isRefusal(first)) return first;
  const second =
    way === 'move'
      ? moved(at, from.object, revision, into, content)
      : await copied(services, at, from.object, revision, into, content);
  if (isRefusal(second)) return second;
  const steps = first === undefined ? [second] : [first, second];
  const home = {
    stream: KINDS[kind].collectionStream(from.collection.collection),
    expected: from.collection_revision,
  };
  return {
    append: {
      writes: [...into.writes, ...steps.map(({ write }) => write)],
      guards: once([home, ...into.guards, ...steps.flatMap(({ guards }) => guards)]),
      claims: [...into.claims, ...steps.flatMap(({ claims }) => claims)],
    },
    answer: () => there === undefined,
  };
};

/** RFC 4918 §9.8.1, §9.9: a member goes to another name, in its collection or in another one of its kind. */
export const transferMember = async (
  way: Way,
  source: MemberResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const destination = await readDestination(request);
  if (isRefusal(destination)) return destination;
  const at = placeOf(destination.resource);
  const { kind } = source.collection;
  if (at?.kind !== kind) return refuse('location-wrong', KINDS[kind].called.memberPlace);
  const conditions = await gatherConditions(request, services, [
    { resource: destination.resource, how: 'member' },
    ...(way === 'move' ? [{ resource: source, how: 'member' } as const] : []),
  ]);
  if (isRefusal(conditions)) return conditions;
  const created = await commit(
    services.log,
    request.metadata,
    () => attempt(services, { way, source, destination, at, conditions, caller: request.caller }),
    takenUid(services, request, at),
  );
  if (isRefusal(created)) return created;
  if (way === 'move') await forgetLocks(services, conditions, [lockPath(source)]);
  return { status: created ? 201 : 204 };
};
