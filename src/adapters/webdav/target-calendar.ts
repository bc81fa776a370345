import { type Calendar, calendar, type LiveCalendar, PERSONAL } from '../../domain/calendar/decider.ts';
import { COMPONENT_TYPES } from '../../domain/ical/component.ts';
import { ABSENT, type CalendarId, calendarStream, type Revision } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import { NO_PROPERTIES } from '../../domain/kernel/stored-properties.ts';
import type { Claim, Guard, Write } from '../../domain/ports.ts';
import type { Account } from './resource.ts';

/**
 * The calendar that a write goes into, and what the append must bear so that it is still there: a guard on its
 * revision, or, for a `personal` that nobody wrote to before, its creation.
 */
export type TargetCalendar = {
  readonly live: LiveCalendar;
  readonly writes: readonly Write[];
  readonly guards: readonly Guard[];
  readonly claims: readonly Claim[];
};

/** The target of that name, from the state that was looked up; undefined when there is no such calendar. */
export const targetCalendar = (
  found: { readonly revision: Revision; readonly state: Calendar } | undefined,
  account: Account,
  name: string,
  newId: () => string,
): TargetCalendar | undefined => {
  if (found?.state.is === 'live') {
    const guard = { stream: calendarStream(found.state.calendar), expected: found.revision };
    return { live: found.state, writes: [], guards: [guard], claims: [] };
  }
  return found === undefined && name === PERSONAL ? newPersonal(account, newId() as CalendarId) : undefined;
};

const newPersonal = ({ principal }: Account, id: CalendarId): TargetCalendar | undefined => {
  const live: LiveCalendar = {
    is: 'live',
    calendar: id,
    owner: principal,
    name: PERSONAL,
    components: COMPONENT_TYPES,
  };
  const { owner, name, components } = live;
  const decision = calendar.decide(calendar.start, {
    type: 'create-calendar',
    calendar: id,
    owner,
    name,
    components,
    facts: {},
    properties: NO_PROPERTIES,
  });
  if (isRefusal(decision)) return undefined;
  const write = { stream: calendarStream(id), expected: ABSENT, events: decision.events };
  return { live, writes: [write], guards: [], claims: decision.claims };
};
