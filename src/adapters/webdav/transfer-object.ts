import { type Content, calendarObject, type LiveCalendarObject } from '../../domain/calendar-object/decider.ts';
import type { Event } from '../../domain/kernel/event.ts';
import {
  ABSENT,
  type CalendarObjectId,
  calendarObjectStream,
  calendarStream,
  type Revision,
} from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Claim, Guard, Sql, Write } from '../../domain/ports.ts';
import { objectsNamed, type WriteState, writeState } from '../../projections/calendar-objects.ts';
import { propertiesOf } from '../../projections/properties.ts';
import { type Attempt, commit } from './commit.ts';
import { type Destination, overwriteRefusal, readDestination } from './destination.ts';
import { forgetLocks } from './forget-locks.ts';
import { lockPath } from './lock-path.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { type ObjectPlace, placeOf } from './methods/put.ts';
import { type Conditions, evaluate, gatherConditions } from './preconditions.ts';
import type { CalendarObjectResource } from './resource.ts';
import { takenUid } from './taken-uid.ts';
import { type TargetCalendar, targetCalendar } from './target-calendar.ts';

type Way = 'copy' | 'move';

/** From where to where, and on what conditions. */
type Transfer = {
  readonly way: Way;
  readonly source: CalendarObjectResource;
  readonly destination: Destination;
  readonly at: ObjectPlace;
  readonly conditions: Conditions;
};

type Step = { readonly write: Write; readonly claims: readonly Claim[]; readonly guards: readonly Guard[] };

const encoder = new TextEncoder();

/**
 * The source's text. It is read after the state, so it is that of the state or of a later one, and then the append finds
 * the state outdated.
 */
const contentOf = async (
  sql: Sql,
  live: LiveCalendarObject,
  { object }: CalendarObjectResource,
): Promise<Content | undefined> => {
  const { uid, component, classification } = live;
  const known = object.etag === live.etag ? object.text : null;
  const text = known ?? (await objectsNamed(sql, live.calendar, [live.name], true))[0]?.text ?? null;
  return text === null ? undefined : { uid, component, classification, bytes: encoder.encode(text) };
};

const step = (
  object: CalendarObjectId,
  expected: Revision,
  decision: { readonly events: readonly Event[]; readonly claims: readonly Claim[] },
): Step => ({
  write: { stream: calendarObjectStream(object), expected, events: decision.events },
  claims: decision.claims,
  guards: [],
});

/** RFC 4918 §9.9.1: a moved object stays itself, with all its properties. */
const moved = (live: LiveCalendarObject, revision: Revision, into: TargetCalendar, name: string, content: Content) => {
  const decision = calendarObject.decide(live, { type: 'move-object', into: into.live, name, content });
  return isRefusal(decision) ? decision : step(live.object, revision, decision);
};

/** RFC 4918 §9.8.2: a copy is a new object with the same dead properties. */
const copied = async (
  { sql, newId }: Services,
  live: LiveCalendarObject,
  revision: Revision,
  into: TargetCalendar,
  name: string,
  content: Content,
): Promise<Step | Refusal> => {
  const properties = Object.fromEntries((await propertiesOf(sql, [live.object])).get(live.object) ?? []);
  const object = newId() as CalendarObjectId;
  const command = { type: 'create-object', object, into: into.live, name, content, properties } as const;
  const decision = calendarObject.decide(calendarObject.start, command);
  if (isRefusal(decision)) return decision;
  const guards = [{ stream: calendarObjectStream(live.object), expected: revision }];
  return { ...step(object, ABSENT, decision), guards };
};

/** RFC 4918 §9.9.3: what was at the destination is deleted, in the same append and before. */
const removed = (to: WriteState | undefined): Step | Refusal | undefined => {
  if (to?.object?.is !== 'live') return undefined;
  const decision = calendarObject.decide(to.object, { type: 'delete-object' });
  return isRefusal(decision) ? decision : step(to.object.object, to.object_revision ?? ABSENT, decision);
};

/** A calendar may be guarded for both ends of a transfer, but is named once. */
const once = (guards: readonly Guard[]): Guard[] => [...new Map(guards.map((guard) => [guard.stream, guard])).values()];

const attempt = async (services: Services, transfer: Transfer): Promise<Attempt<boolean>> => {
  const { way, source, destination, at, conditions } = transfer;
  const { sql, newId } = services;
  const [from, to] = await Promise.all([
    writeState(sql, source.account.principal, source.calendar.name, source.object.name),
    writeState(sql, at.account.principal, at.calendar, at.name),
  ]);
  if (from?.object?.is !== 'live' || from.calendar.is !== 'live') return refuse('no-such-resource');
  const found = to && { revision: to.calendar_revision, state: to.calendar };
  const into = targetCalendar(found, at.account, at.calendar, newId);
  if (into === undefined) return refuse('no-parent-collection', 'There is no such calendar.');
  const there = to?.object?.is === 'live' ? to.object.etag : undefined;
  const refused =
    evaluate(conditions, from.object.etag, new Map([[lockPath(destination.resource), there]])) ??
    overwriteRefusal(there !== undefined, destination.overwrite);
  if (refused !== undefined) return refused;
  const content = await contentOf(sql, from.object, source);
  if (content === undefined) return refuse('no-such-resource', 'Its text is gone.');
  const revision = from.object_revision ?? ABSENT;
  const first = removed(to);
  if (isRefusal(first)) return first;
  const second =
    way === 'move'
      ? moved(from.object, revision, into, at.name, content)
      : await copied(services, from.object, revision, into, at.name, content);
  if (isRefusal(second)) return second;
  const steps = first === undefined ? [second] : [first, second];
  const home = { stream: calendarStream(from.calendar.calendar), expected: from.calendar_revision };
  return {
    append: {
      writes: [...into.writes, ...steps.map(({ write }) => write)],
      guards: once([home, ...into.guards, ...steps.flatMap(({ guards }) => guards)]),
      claims: [...into.claims, ...steps.flatMap(({ claims }) => claims)],
    },
    answer: () => there === undefined,
  };
};

/** RFC 4918 §9.8.1, §9.9: a calendar object goes to another name, in its calendar or in another one. */
export const transferObject = async (
  way: Way,
  source: CalendarObjectResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const destination = await readDestination(request);
  if (isRefusal(destination)) return destination;
  const at = placeOf(destination.resource);
  if (at === undefined) return refuse('calendar-location-wrong', 'Calendar objects are stored directly in a calendar.');
  const conditions = await gatherConditions(request, services, [
    { resource: destination.resource, how: 'member' },
    ...(way === 'move' ? [{ resource: source, how: 'member' } as const] : []),
  ]);
  if (isRefusal(conditions)) return conditions;
  const created = await commit(
    services.log,
    request.metadata,
    () => attempt(services, { way, source, destination, at, conditions }),
    takenUid(services, request, at),
  );
  if (isRefusal(created)) return created;
  if (way === 'move') await forgetLocks(services, conditions, [lockPath(source)]);
  return { status: created ? 201 : 204 };
};
