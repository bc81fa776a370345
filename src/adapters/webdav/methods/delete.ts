import { ABSENT } from '../../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { deleteRefusal } from '../../../domain/sharing/permitted.ts';
import { collectionState } from '../../../projections/collections.ts';
import { writeState } from '../../../projections/members/named.ts';
import { isMalformed, parseDepth } from '../../http/headers.ts';
import { rightsIn } from '../access.ts';
import { KINDS } from '../collection-kind.ts';
import { type Attempt, commit } from '../commit.ts';
import { removeDirectoryBook } from '../directory-book-writes.ts';
import { removeDirectoryCard } from '../directory-writes.ts';
import { forgetLocks } from '../forget-locks.ts';
import { lockPath } from '../lock-path.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { type Conditions, evaluate, gatherConditions } from '../preconditions.ts';
import {
  type Account,
  type CollectionResource,
  hasMembers,
  isMember,
  type MemberResource,
  type ResourceOf,
} from '../resource.ts';
import { isForeign } from '../shared-properties.ts';
import { changeAccount, unsubscribe } from '../subscribe.ts';
import { isVirtual } from '../virtual.ts';

const deleteMember = async (
  services: Services,
  caller: Account,
  target: MemberResource,
  conditions: Conditions,
): Promise<Attempt<undefined>> => {
  const state = await writeState(services.sql, target.collection, target.object.name);
  if (state?.collection.is !== 'live' || state.object?.is !== 'live') return refuse('no-such-resource');
  const { kind } = target.collection;
  const rights = await rightsIn(services, caller, target.account, kind, state.collection.grants ?? {});
  const refused = deleteRefusal(rights) ?? evaluate(conditions, state.object.etag);
  if (refused !== undefined) return refused;
  const { members, memberStream, collectionStream } = KINDS[kind];
  const decision = members.decide(state.object, { type: 'delete-object' });
  if (isRefusal(decision)) return decision;
  const { events, claims } = decision;
  const stream = memberStream(state.object.object);
  const guards = [{ stream: collectionStream(state.collection.collection), expected: state.collection_revision }];
  return {
    append: { writes: [{ stream, expected: state.object_revision ?? ABSENT, events }], guards, claims },
    answer: () => undefined,
  };
};

const deleteCollection = async (
  { sql }: Services,
  target: CollectionResource,
  conditions: Conditions,
): Promise<Attempt<undefined>> => {
  if (isVirtual(target.collection)) return refuse('personal-is-permanent');
  const found = await collectionState(sql, target.collection);
  if (found?.state.is !== 'live') return refuse('no-such-resource');
  const refused = evaluate(conditions, null);
  if (refused !== undefined) return refused;
  const { collections, collectionStream } = KINDS[target.collection.kind];
  const decision = collections.decide(found.state, { type: 'delete-collection' });
  if (isRefusal(decision)) return decision;
  const { events, claims } = decision;
  const write = { stream: collectionStream(found.state.collection), expected: found.revision, events };
  return { append: { writes: [write], claims }, answer: () => undefined };
};

const remove = async (
  target: MemberResource | CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const conditions = await gatherConditions(request, services, [{ resource: target, how: 'member' }]);
  if (isRefusal(conditions)) return conditions;
  const refused = await commit(
    services.log,
    request.metadata,
    () =>
      isMember(target)
        ? deleteMember(services, request.caller, target, conditions)
        : deleteCollection(services, target, conditions),
    async () => undefined,
  );
  if (isRefusal(refused)) return refused;
  await forgetLocks(services, conditions, [lockPath(target)]);
  return { status: 204 };
};

/** RFC 4918 §9.6.1: a collection goes with everything in it. */
const depthRefusal = ({ headers }: DavRequest): Refusal | undefined => {
  const depth = parseDepth([headers.depth].flat()[0]) ?? 'infinity';
  return isMalformed(depth) || depth !== 'infinity'
    ? refuse('request-malformed', 'A collection is deleted with Depth infinity.')
    : undefined;
};

/** Somebody else's collection stays, and leaves the home of who had subscribed to it. */
const endSubscription = async (target: CollectionResource, request: DavRequest, services: Services) => {
  if (target.access.subscription === undefined) return refuse('not-allowed', 'This belongs to somebody else.');
  const done = await unsubscribe(services, request.metadata, request.caller.principal, target.collection.collection);
  return isRefusal(done) ? done : { status: 204 };
};

/** caldav-sharing §4: who deletes a notification has read it. */
const dismiss = async (
  { account, notification: { of, told } }: ResourceOf<'notification'>,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const { collection, invitee } = told;
  const command = { type: 'dismiss-notification', collection, invitee, of } as const;
  const done = await changeAccount(services, request.metadata, account.principal, command);
  return isRefusal(done) ? done : { status: 204 };
};

/** RFC 4918 §9.6 */
export const del: Method = {
  name: 'DELETE',
  handle: async (request, services) => {
    const { target } = request;
    if (isMember(target)) return remove(target, request, services);
    if (target.is === 'unmapped' && target.hidden) return remove(target.hidden, request, services);
    if (isForeign(target)) return endSubscription(target, request, services);
    if (hasMembers(target)) return depthRefusal(request) ?? remove(target, request, services);
    if (target.is === 'directory-book' && target.keeper !== undefined)
      return depthRefusal(request) ?? removeDirectoryBook(target, target.keeper, request, services);
    if (target.is === 'directory-card') return removeDirectoryCard(target, request, services);
    if (target.is === 'notification') return dismiss(target, request, services);
    return target.is === 'unmapped'
      ? refuse('no-such-resource')
      : refuse('method-not-allowed', 'This cannot be deleted.');
  },
};
