import { calendar } from '../../../domain/calendar/decider.ts';
import { calendarObject } from '../../../domain/calendar-object/decider.ts';
import { ABSENT, calendarObjectStream, calendarStream } from '../../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { writeState } from '../../../projections/calendar-objects.ts';
import { calendarState } from '../../../projections/calendars.ts';
import { isMalformed, parseDepth } from '../../http/headers.ts';
import { type Attempt, commit } from '../commit.ts';
import { forgetLocks } from '../forget-locks.ts';
import { lockPath } from '../lock-path.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { isVirtual } from '../personal.ts';
import { type Conditions, evaluate, gatherConditions } from '../preconditions.ts';
import type { CalendarObjectResource, CalendarResource } from '../resource.ts';

const deleteObject = async (
  { sql }: Services,
  target: CalendarObjectResource,
  conditions: Conditions,
): Promise<Attempt<undefined>> => {
  const state = await writeState(sql, target.account.principal, target.calendar.name, target.object.name);
  if (state?.calendar.is !== 'live' || state.object?.is !== 'live') return refuse('no-such-resource');
  const refused = evaluate(conditions, state.object.etag);
  if (refused !== undefined) return refused;
  const decision = calendarObject.decide(state.object, { type: 'delete-object' });
  if (isRefusal(decision)) return decision;
  const { events, claims } = decision;
  const stream = calendarObjectStream(state.object.object);
  const guards = [{ stream: calendarStream(state.calendar.calendar), expected: state.calendar_revision }];
  return {
    append: { writes: [{ stream, expected: state.object_revision ?? ABSENT, events }], guards, claims },
    answer: () => undefined,
  };
};

const deleteCalendar = async (
  { sql }: Services,
  target: CalendarResource,
  conditions: Conditions,
): Promise<Attempt<undefined>> => {
  if (isVirtual(target.calendar)) return refuse('personal-is-permanent');
  const found = await calendarState(sql, target.account.principal, target.calendar.name);
  if (found?.state.is !== 'live') return refuse('no-such-resource');
  const refused = evaluate(conditions, null);
  if (refused !== undefined) return refused;
  const decision = calendar.decide(found.state, { type: 'delete-calendar' });
  if (isRefusal(decision)) return decision;
  const { events, claims } = decision;
  const write = { stream: calendarStream(found.state.calendar), expected: found.revision, events };
  return { append: { writes: [write], claims }, answer: () => undefined };
};

const remove = async (
  target: CalendarObjectResource | CalendarResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const conditions = await gatherConditions(request, services, [{ resource: target, how: 'member' }]);
  if (isRefusal(conditions)) return conditions;
  const refused = await commit(
    services.log,
    request.metadata,
    () =>
      target.is === 'calendar'
        ? deleteCalendar(services, target, conditions)
        : deleteObject(services, target, conditions),
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

/** RFC 4918 §9.6 */
export const del: Method = {
  name: 'DELETE',
  handle: async (request, services) => {
    const { target } = request;
    if (target.is === 'calendar-object') return remove(target, request, services);
    if (target.is === 'calendar') return depthRefusal(request) ?? remove(target, request, services);
    return target.is === 'unmapped'
      ? refuse('no-such-resource')
      : refuse('method-not-allowed', 'This cannot be deleted.');
  },
};
