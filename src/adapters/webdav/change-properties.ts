import { type Account, account } from '../../domain/account/decider.ts';
import type { AccountResource } from '../../domain/account/events.ts';
import { calendar, PERSONAL } from '../../domain/calendar/decider.ts';
import { calendarObject } from '../../domain/calendar-object/decider.ts';
import { COMPONENT_TYPES } from '../../domain/ical/component.ts';
import {
  ABSENT,
  accountStream,
  type CalendarId,
  calendarObjectStream,
  calendarStream,
  type PrincipalId,
} from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Append } from '../../domain/ports.ts';
import { writeState } from '../../projections/calendar-objects.ts';
import { calendarState } from '../../projections/calendars.ts';
import type { Attempt } from './commit.ts';
import type { Services } from './method.ts';
import { type Conditions, type Current, evaluate } from './preconditions.ts';
import type { Judgement } from './property-changes.ts';
import type { CalendarObjectResource, CalendarResource, Resource } from './resource.ts';

type Outcome = Promise<Attempt<'done'>>;

const appending = (append: Omit<Append, 'metadata'>): Attempt<'done'> =>
  append.writes.some(({ events }) => events.length > 0) ? { append, answer: () => 'done' } : { nothing: 'done' };

const ofAccount = async (
  { log }: Services,
  principal: PrincipalId,
  resource: AccountResource,
  { change, preferences }: Judgement,
): Outcome => {
  const stream = accountStream(principal);
  const [found] = await log.states([stream]);
  const now = (found?.state ?? account.start) as Account;
  const properties = account.decide(now, { type: 'change-account-properties', resource, change });
  if (isRefusal(properties)) return properties;
  const preferred = account.decide(now, { type: 'change-preferences', part: 'defaults', change: preferences });
  if (isRefusal(preferred)) return preferred;
  const events = [...properties.events, ...preferred.events];
  return appending({ writes: [{ stream, expected: found?.revision ?? ABSENT, events }] });
};

/** The first write to a `personal` creates it. */
const ofCalendar = async (
  { sql, newId }: Services,
  { account: { principal }, calendar: { name } }: CalendarResource,
  { facts, change }: Judgement,
): Outcome => {
  const found = await calendarState(sql, principal, name);
  if (found === undefined && name !== PERSONAL) return refuse('no-such-resource', 'There is no such calendar.');
  const id = found?.state.is === 'live' ? found.state.calendar : (newId() as CalendarId);
  const decision =
    found === undefined
      ? calendar.decide(calendar.start, {
          type: 'create-calendar',
          calendar: id,
          owner: principal,
          name,
          components: COMPONENT_TYPES,
          facts,
          properties: change,
        })
      : calendar.decide(found.state, { type: 'change-calendar-properties', facts, properties: change });
  if (isRefusal(decision)) return decision;
  const write = { stream: calendarStream(id), expected: found?.revision ?? ABSENT, events: decision.events };
  return appending({ writes: [write], claims: decision.claims });
};

const ofObject = async (
  { sql }: Services,
  target: CalendarObjectResource,
  { change }: Judgement,
  refusalNow: (current: Current) => Refusal | undefined,
): Outcome => {
  const state = await writeState(sql, target.account.principal, target.calendar.name, target.object.name);
  if (state?.calendar.is !== 'live' || state.object?.is !== 'live' || state.object_revision === null)
    return refuse('no-such-resource', 'There is no such object.');
  const refused = refusalNow(state.object.etag);
  if (refused !== undefined) return refused;
  const decision = calendarObject.decide(state.object, { type: 'change-object-properties', change });
  if (isRefusal(decision)) return decision;
  return appending({
    writes: [
      { stream: calendarObjectStream(state.object.object), expected: state.object_revision, events: decision.events },
    ],
    guards: [{ stream: calendarStream(state.calendar.calendar), expected: state.calendar_revision }],
  });
};

/**
 * One look at a resource and the append that changes its properties, for `commit`. The conditions of the request are held
 * against what is seen now.
 */
export const changeProperties = async (
  services: Services,
  target: Resource,
  judgement: Judgement,
  conditions: Conditions,
): Outcome => {
  if (target.is === 'calendar-object')
    return ofObject(services, target, judgement, (current) => evaluate(conditions, current));
  const refused = evaluate(conditions, null);
  if (refused !== undefined) return refused;
  switch (target.is) {
    case 'principal':
      return ofAccount(services, target.account.principal, 'home', judgement);
    case 'calendar-home':
    case 'inbox':
      return ofAccount(services, target.account.principal, target.is, judgement);
    case 'calendar':
      return ofCalendar(services, target, judgement);
    case 'root':
    case 'other-principal':
    case 'other-calendar-home':
    case 'calendar-export':
    case 'component':
      return refuse('method-not-allowed', 'Nobody sets properties here.');
  }
};
