import { readContent } from '../../../domain/calendar-object/content.ts';
import type { Content } from '../../../domain/calendar-object/decider.ts';
import { calendarObject } from '../../../domain/calendar-object/decider.ts';
import { ABSENT, type CalendarObjectId, calendarObjectStream, type EventId } from '../../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_RESOURCE_SIZE } from '../../../domain/limits.ts';
import { type WriteState, writeState } from '../../../projections/calendar-objects.ts';
import { isMalformed, parseContentType, parsePrefer } from '../../http/headers.ts';
import { type Attempt, commit } from '../commit.ts';
import { eventETag } from '../etag.ts';
import { CALENDAR_TYPE } from '../media-types.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { type Conditions, evaluate, gatherConditions } from '../preconditions.ts';
import type { Account, Resource } from '../resource.ts';
import { takenUid } from '../taken-uid.ts';
import { targetCalendar } from '../target-calendar.ts';

/** A name in a calendar, whether something is there or not. */
export type ObjectPlace = { readonly account: Account; readonly calendar: string; readonly name: string };

/** What became of a stored text. */
export type Stored = { readonly created: boolean; readonly etag: EventId };

/** The octets of a request as a calendar object, or why not. RFC 4791 §5.3.2.1 */
export const contentOf = async (request: DavRequest): Promise<Content | Refusal | DavResponse> => {
  const type = parseContentType(request.headers['content-type']);
  if (isMalformed(type) || (type !== undefined && !/^text\/(x-v)?calendar$/.test(type.type)))
    return refuse('media-type-unsupported', 'A calendar object is sent as text/calendar.');
  if (!/^(utf-?8|us-ascii)$/i.test(type?.parameters.get('charset') ?? 'utf-8'))
    return refuse('media-type-unsupported', 'A calendar object is sent in UTF-8.');
  const body = await request.body(MAX_RESOURCE_SIZE);
  return body instanceof Uint8Array ? readContent(body) : body;
};

/** What a decision needs to know of a place. */
const lookAt = ({ account, calendar, name }: ObjectPlace, { sql }: Services) =>
  writeState(sql, account.principal, calendar, name);

/** One decision on what was seen: create or change the object of that name. */
const attempt = (
  newId: () => string,
  at: ObjectPlace,
  content: Content,
  conditions: Conditions,
  state: WriteState | undefined,
): Attempt<Stored> => {
  const found = state && { revision: state.calendar_revision, state: state.calendar };
  const target = targetCalendar(found, at.account, at.calendar, newId);
  if (target === undefined) return refuse('no-parent-collection', 'There is no such calendar.');
  const live = state?.object?.is === 'live' ? state.object : undefined;
  const refused = evaluate(conditions, live?.etag);
  if (refused !== undefined) return refused;
  const into = { calendar: target.live.calendar, components: target.live.components };
  const object = live?.object ?? (newId() as CalendarObjectId);
  const decision =
    live === undefined
      ? calendarObject.decide(calendarObject.start, { type: 'create-object', object, into, name: at.name, content })
      : calendarObject.decide(live, { type: 'change-object', into, content });
  if (isRefusal(decision)) return decision;
  const expected = live === undefined ? ABSENT : (state?.object_revision ?? ABSENT);
  const write = { stream: calendarObjectStream(object), expected, events: decision.events };
  return {
    append: {
      writes: [...target.writes, write],
      guards: target.guards,
      claims: [...target.claims, ...decision.claims],
    },
    answer: (events) => ({ created: live === undefined, etag: events.at(-1)?.id ?? ('' as EventId) }),
  };
};

/**
 * Stores a calendar object under a name of a calendar; what PUT and POST have in common. `seen` is what a look at the
 * place has found already; after a lost race it is looked at again.
 */
export const store = async (
  request: DavRequest,
  services: Services,
  at: ObjectPlace,
  content: Content,
  conditions: Conditions,
  seen?: WriteState,
): Promise<Stored | Refusal> => {
  let known = seen;
  const look = async (): Promise<Attempt<Stored>> => {
    const state = known ?? (await lookAt(at, services));
    known = undefined;
    return attempt(services.newId, at, content, conditions, state);
  };
  return commit(services.log, request.metadata, look, takenUid(services, request, at));
};

/** Where a PUT may go: an object that is there, or a name in a calendar. */
export const placeOf = (target: DavRequest['target']): ObjectPlace | undefined => {
  if (target.is === 'calendar-object')
    return { account: target.account, calendar: target.calendar.name, name: target.object.name };
  if (target.is !== 'unmapped' || target.parent.is !== 'calendar') return undefined;
  return { account: target.parent.account, calendar: target.parent.calendar.name, name: target.name };
};

const isThere = (target: DavRequest['target']): target is Resource => target.is !== 'unmapped';

/** RFC 4918 §9.7, RFC 4791 §5.3.2; RFC 9110 §14.5 on parts. */
export const put: Method = {
  name: 'PUT',
  handle: async (request, services) => {
    const at = placeOf(request.target);
    if (at === undefined)
      return isThere(request.target)
        ? { status: 405 }
        : refuse('calendar-location-wrong', 'Calendar objects are stored directly in a calendar.');
    if (request.headers['content-range'] !== undefined)
      return refuse('request-malformed', 'A calendar object is sent as a whole, not as a range of it.');
    const touches = [{ resource: request.target, how: 'put' }] as const;
    // Asked together, these are one round trip, and it passes while the body is read.
    const [content, conditions, seen] = await Promise.all([
      contentOf(request),
      gatherConditions(request, services, touches),
      lookAt(at, services),
    ]);
    if (!('uid' in content)) return content;
    if (isRefusal(conditions)) return conditions;
    const stored = await store(request, services, at, content, conditions, seen);
    if (isRefusal(stored)) return stored;
    const headers = { ETag: eventETag(stored.etag) };
    const status = stored.created ? 201 : 204;
    if (parsePrefer(request.headers.prefer?.toString()).return !== 'representation') return { status, headers };
    return {
      status: stored.created ? 201 : 200,
      headers: { ...headers, 'Content-Type': CALENDAR_TYPE, 'Preference-Applied': 'return=representation' },
      body: content.bytes,
    };
  },
};
