import { calendar, type LiveCalendar, PERSONAL } from '../../domain/calendar/decider.ts';
import { COMPONENT_TYPES } from '../../domain/ical/component.ts';
import { ABSENT, type CalendarId, calendarStream } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Claim, Guard, Sql, Write } from '../../domain/ports.ts';
import { type CalendarState, calendarNamed, calendarState } from '../../projections/calendars.ts';
import { propertiesOf } from '../../projections/properties.ts';
import { type Attempt, commit } from './commit.ts';
import { type Destination, overwriteRefusal, readDestination } from './destination.ts';
import { lockPath } from './lock-path.ts';
import type { DavRequest, Services } from './method.ts';
import { isVirtual } from './personal.ts';
import { type Conditions, evaluate, gatherConditions } from './preconditions.ts';
import type { CalendarResource, Resource, Unmapped } from './resource.ts';

type Way = 'copy' | 'move';

type Step = { readonly writes: readonly Write[]; readonly claims: readonly Claim[]; readonly guards: readonly Guard[] };

/** What a transfer made: the calendar that now has the destination's name, and whether the name was free before. */
export type Transferred = { readonly calendar: CalendarId; readonly created: boolean };

export type CalendarTransfer = Transferred & { readonly destination: Destination; readonly conditions: Conditions };

/** RFC 4791 §4.2: a calendar lies beside others, never inside one. */
const nameAt = (resource: Resource | Unmapped): string | Refusal => {
  if (resource.is === 'calendar') return resource.calendar.name;
  if (resource.is === 'unmapped' && resource.parent.is === 'calendar-home') return resource.name;
  if (resource.is === 'calendar-export' || resource.is === 'inbox')
    return refuse('name-reserved', 'This name is kept for another use; choose another one.');
  return refuse('calendar-location-wrong', 'Calendars lie directly in the collection of calendars.');
};

const live = (found: CalendarState | undefined): LiveCalendar | undefined =>
  found?.state.is === 'live' ? found.state : undefined;

/** RFC 4918 §9.9.3: what was at the destination is deleted, in the same append and before. */
const removed = (there: CalendarState | undefined): Step | Refusal => {
  const now = live(there);
  if (there === undefined || now === undefined) return { writes: [], claims: [], guards: [] };
  const decision = calendar.decide(now, { type: 'delete-calendar' });
  if (isRefusal(decision)) return decision;
  const write = { stream: calendarStream(now.calendar), expected: there.revision, events: decision.events };
  return { writes: [write], claims: decision.claims, guards: [] };
};

/** A new name; the calendar and everything in it stay what they are. */
const renamed = (
  source: LiveCalendar,
  { revision }: CalendarState,
  name: string,
): (Step & { calendar: CalendarId }) | Refusal => {
  const decision = calendar.decide(source, { type: 'move-calendar', name });
  if (isRefusal(decision)) return decision;
  const write = { stream: calendarStream(source.calendar), expected: revision, events: decision.events };
  return { calendar: source.calendar, writes: [write], claims: decision.claims, guards: [] };
};

/** What a copy begins with: the source's components, facts and properties, read after its state, which is guarded. */
const copyOf = async (sql: Sql, source: LiveCalendar | undefined) => {
  if (source === undefined) return { components: COMPONENT_TYPES, facts: {}, set: {} };
  const [row, properties] = await Promise.all([
    calendarNamed(sql, source.owner, source.name),
    propertiesOf(sql, [source.calendar]),
  ]);
  const facts = row === undefined ? {} : { transparency: row.transparency, timezone: row.timezone };
  return { components: source.components, facts, set: Object.fromEntries(properties.get(source.calendar) ?? []) };
};

/** RFC 4918 §9.8.3: a new, empty calendar that looks like the source. */
const doubled = async (
  { sql, newId }: Services,
  { account }: CalendarResource,
  from: CalendarState | undefined,
  name: string,
): Promise<(Step & { calendar: CalendarId }) | Refusal> => {
  const source = live(from);
  const { components, facts, set } = await copyOf(sql, source);
  const id = newId() as CalendarId;
  const properties = { set, remove: [] };
  const owner = account.principal;
  const command = { type: 'create-calendar', calendar: id, owner, name, components, facts, properties } as const;
  const decision = calendar.decide(calendar.start, command);
  if (isRefusal(decision)) return decision;
  const guards = from && source ? [{ stream: calendarStream(source.calendar), expected: from.revision }] : [];
  const write = { stream: calendarStream(id), expected: ABSENT, events: decision.events };
  return { calendar: id, writes: [write], claims: decision.claims, guards };
};

type Ends = {
  readonly way: Way;
  readonly source: CalendarResource;
  readonly destination: Destination;
  readonly name: string;
  readonly conditions: Conditions;
};

/** Whether a calendar of the name is there; `personal` always is. */
const isThere = (there: CalendarState | undefined, name: string): boolean =>
  live(there) !== undefined || name === PERSONAL;

const second = async (services: Services, { way, source, name }: Ends, from: CalendarState | undefined) => {
  const now = live(from);
  if (now === undefined && !isVirtual(source.calendar)) return refuse('no-such-resource');
  if (way === 'copy') return doubled(services, source, from, name);
  return from === undefined || now === undefined ? refuse('personal-is-permanent') : renamed(now, from, name);
};

const attempt = async (services: Services, ends: Ends): Promise<Attempt<Transferred>> => {
  const { source, destination, name, conditions } = ends;
  const owner = source.account.principal;
  const [from, to] = await Promise.all([
    calendarState(services.sql, owner, source.calendar.name),
    calendarState(services.sql, owner, name),
  ]);
  const there = isThere(to, name);
  const refused =
    evaluate(conditions, null, new Map([[lockPath(destination.resource), there ? null : undefined]])) ??
    overwriteRefusal(there, destination.overwrite) ??
    (name === PERSONAL ? refuse('personal-is-permanent') : undefined);
  if (refused !== undefined) return refused;
  const before = removed(to);
  if (isRefusal(before)) return before;
  const then = await second(services, ends, from);
  if (isRefusal(then)) return then;
  return {
    append: {
      writes: [...before.writes, ...then.writes],
      guards: then.guards,
      claims: [...before.claims, ...then.claims],
    },
    answer: () => ({ calendar: then.calendar, created: !there }),
  };
};

/** RFC 4918 §9.8.3, §9.9.2: the calendar itself, without the members of a copy, in one append. */
export const transferCalendar = async (
  way: Way,
  source: CalendarResource,
  request: DavRequest,
  services: Services,
): Promise<CalendarTransfer | Refusal> => {
  const destination = await readDestination(request);
  if (isRefusal(destination)) return destination;
  const name = nameAt(destination.resource);
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
