import { classified } from '../../../domain/calendar-object/content.ts';
import type { CollectionKind } from '../../../domain/collection/collection.ts';
import type { Content } from '../../../domain/collection/member.ts';
import { ABSENT, type MemberId } from '../../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { type WriteState, writeState } from '../../../projections/members/named.ts';
import { preferencesOfAll } from '../../../projections/preferences.ts';
import { parsePrefer } from '../../http/headers.ts';
import { KINDS, kindOf } from '../collection-kind.ts';
import { type Attempt, commit } from '../commit.ts';
import { directoryPlaceOf } from '../directory-books.ts';
import { putDirectoryCard } from '../directory-writes.ts';
import { eventETag } from '../etag.ts';
import { contentOf } from '../member-content.ts';
import { contentFor } from '../member-write.ts';
import type { DavRequest, Method, Services } from '../method.ts';
import { type Conditions, evaluate, gatherConditions } from '../preconditions.ts';
import {
  type Account,
  type CollectionResource,
  hasMembers,
  isMember,
  type MemberResource,
  type Resource,
} from '../resource.ts';
import { takenUid } from '../taken-uid.ts';
import { targetCollection } from '../target-collection.ts';

/** A name in a collection of that name, whether something is there or not. */
export type MemberPlace = {
  readonly account: Account;
  readonly kind: CollectionKind;
  readonly collection: string;
  readonly name: string;
  /** Whether the caller is shown its owner's alarms. */
  readonly showsAlarms: boolean;
};

/**
 * What became of a stored text: `etag`, as its header has it, is absent where a GET by the caller would
 * give another text than he sent.
 */
export type Stored = { readonly created: boolean; readonly etag?: string };

/** What a decision needs to know of a place. */
const lookAt = ({ account, kind, collection, name }: MemberPlace, { sql }: Services) =>
  writeState(sql, { owner: account.principal, kind, name: collection }, name);

/** The text with the class that its owner wants where it says none. */
const classedFor = async (
  { sql, settings }: Services,
  { account: { principal, domain }, kind }: MemberPlace,
  state: WriteState | undefined,
  content: Content,
): Promise<Content> => {
  if (kind !== 'calendar') return content;
  const stored =
    state === undefined ? (await preferencesOfAll(sql, [principal], 'defaults')).get(principal) : state.preferences;
  const { preference } = settings.ofDomain(domain);
  return classified(content, (key) => preference(stored ?? {}, key));
};

/** One decision on what was seen: create or change the member of that name. */
const attempt = async (
  services: Services,
  caller: Account,
  at: MemberPlace,
  content: Content,
  conditions: Conditions,
  state: WriteState | undefined,
): Promise<Attempt<Stored>> => {
  const { members, memberStream, called } = KINDS[at.kind];
  const target = await targetCollection(services, at, state);
  if (target === undefined) return refuse('no-parent-collection', `There is no such ${called.collection}.`);
  const live = state?.object?.is === 'live' ? state.object : undefined;
  const into = target.live;
  const classed = await classedFor(services, at, state, content);
  const permitted = await contentFor(services, caller, at, into.grants ?? {}, live, classed);
  if (isRefusal(permitted)) return permitted;
  const refused = evaluate(conditions, live?.etag);
  if (refused !== undefined) return refused;
  if (permitted === 'nothing') return { nothing: { created: false } };
  const object = live?.object ?? (services.newId() as MemberId);
  const decision =
    live === undefined
      ? members.decide(
          { is: 'absent' },
          { type: 'create-object', object, into, name: at.name, content: permitted.content },
        )
      : members.decide(live, { type: 'change-object', into, content: permitted.content });
  if (isRefusal(decision)) return decision;
  const expected = live === undefined ? ABSENT : (state?.object_revision ?? ABSENT);
  const write = { stream: memberStream(object), expected, events: decision.events };
  return {
    append: {
      writes: [...target.writes, write],
      guards: target.guards,
      claims: [...target.claims, ...decision.claims],
    },
    answer: (events) => ({
      created: live === undefined,
      ...(permitted.view && { etag: eventETag(events.at(-1)?.id ?? '', permitted.view) }),
    }),
  };
};

/**
 * Stores a text under a name of a collection; what PUT and POST have in common. `seen` is what a look at the
 * place has found already; after a lost race it is looked at again.
 */
export const store = async (
  request: DavRequest,
  services: Services,
  at: MemberPlace,
  content: Content,
  conditions: Conditions,
  seen?: WriteState,
): Promise<Stored | Refusal> => {
  let known = seen;
  const look = async (): Promise<Attempt<Stored>> => {
    const state = known ?? (await lookAt(at, services));
    known = undefined;
    return attempt(services, request.caller, at, content, conditions, state);
  };
  return commit(services.log, request.metadata, look, takenUid(services, request, at));
};

/** Where a PUT may go: a member that is there, or a name in a collection. */
export const placeOf = (target: DavRequest['target']): MemberPlace | undefined => {
  if (isMember(target)) return placeIn(target, target.object.name);
  return target.is === 'unmapped' && hasMembers(target.parent) ? placeIn(target.parent, target.name) : undefined;
};

const placeIn = (
  { account, access: { showsAlarms }, collection: { kind, name: collection } }: CollectionResource | MemberResource,
  name: string,
): MemberPlace => ({ account, kind, collection, name, showsAlarms });

const isThere = (target: DavRequest['target']): target is Resource => target.is !== 'unmapped';

/** RFC 4918 §9.7, RFC 4791 §5.3.2, RFC 6352 §6.3.2; RFC 9110 §14.5 on parts. */
export const put: Method = {
  name: 'PUT',
  handle: async (request, services) => {
    if (request.headers['content-range'] !== undefined)
      return refuse('request-malformed', 'A text is sent as a whole, not as a range of it.');
    const inDirectory = directoryPlaceOf(request.target);
    if (inDirectory !== undefined) return putDirectoryCard(inDirectory, request, services);
    const at = placeOf(request.target);
    if (at === undefined)
      return isThere(request.target)
        ? { status: 405 }
        : refuse('location-wrong', KINDS[kindOf(request.target) ?? 'calendar'].called.memberPlace);
    const touches = [{ resource: request.target, how: 'put' }] as const;
    // Asked together, these are one round trip, and it passes while the body is read.
    const [content, conditions, seen] = await Promise.all([
      contentOf(request, at.kind),
      gatherConditions(request, services, touches),
      lookAt(at, services),
    ]);
    if (!('bytes' in content)) return content;
    if (isRefusal(conditions)) return conditions;
    const stored = await store(request, services, at, content, conditions, seen);
    if (isRefusal(stored)) return stored;
    const headers = stored.etag === undefined ? undefined : { ETag: stored.etag };
    const status = stored.created ? 201 : 204;
    const isWanted = parsePrefer(request.headers.prefer?.toString()).return === 'representation';
    if (headers === undefined) return { status };
    if (!isWanted) return { status, headers };
    return {
      status: stored.created ? 201 : 200,
      headers: {
        ...headers,
        'Content-Type': KINDS[at.kind].mediaType(content.component),
        'Preference-Applied': 'return=representation',
      },
      body: content.bytes,
    };
  },
};
