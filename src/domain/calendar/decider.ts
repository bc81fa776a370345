import type { ComponentType } from '../ical/component.ts';
import { type Decider, type Decision, decided } from '../kernel/decider.ts';
import type { CalendarId, PrincipalId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { isEmptyChange, type PropertyChange, propertyBody, propertyNames } from '../kernel/stored-properties.ts';
import type { Claim } from '../ports.ts';
import type { CalendarEvent, CalendarFacts } from './events.ts';

export type Calendar =
  | { readonly is: 'absent' }
  | {
      readonly is: 'live';
      readonly calendar: CalendarId;
      readonly owner: PrincipalId;
      readonly name: string;
      readonly components: readonly ComponentType[];
    }
  | { readonly is: 'deleted' };

export type LiveCalendar = Extract<Calendar, { is: 'live' }>;

export type CalendarCommand =
  | {
      readonly type: 'create-calendar';
      readonly calendar: CalendarId;
      readonly owner: PrincipalId;
      readonly name: string;
      readonly components: readonly ComponentType[];
      readonly facts: CalendarFacts;
      readonly properties: PropertyChange;
    }
  | { readonly type: 'change-calendar-properties'; readonly facts: CalendarFacts; readonly properties: PropertyChange }
  | { readonly type: 'move-calendar'; readonly name: string }
  /** `closing`: with the account, which is the only way that `personal` goes. */
  | { readonly type: 'delete-calendar'; readonly closing?: true };

/** The calendar that everybody has: written on first use, never deleted, never renamed. */
export const PERSONAL = 'personal';

/** Names that stand for something else in a calendar home. */
const RESERVED = new Set(['inbox', 'outbox']);

/** Whether a calendar may bear this name: `x.ics` and `x.xml` are siblings of the calendar `x`. */
export const isReservedName = (name: string): boolean => RESERVED.has(name) || /\.(ics|xml)$/i.test(name);

const nameClaim = (op: Claim['op'], owner: PrincipalId, name: string, holder: CalendarId): Claim => ({
  op,
  scope: `calendars/${owner}`,
  key: name,
  holder,
});

const reservedName = (name: string) =>
  refuse('name-reserved', `“${name}” is kept for another use; choose another name.`);

const decide = (now: Calendar, command: CalendarCommand): Decision<CalendarEvent> | Refusal => {
  if (command.type === 'create-calendar') {
    if (now.is !== 'absent') return refuse('name-taken');
    const { calendar, owner, name, components, facts, properties } = command;
    if (isReservedName(name)) return reservedName(name);
    const data = { calendar, owner, name, components, ...facts, ...propertyNames(properties) };
    return decided(
      [{ type: 'calendar-created', data, body: propertyBody(properties.set) }],
      [nameClaim('take', owner, name, calendar)],
    );
  }
  if (now.is !== 'live') return refuse('no-such-resource');
  const { calendar, owner, name } = now;
  switch (command.type) {
    case 'change-calendar-properties': {
      const { facts, properties } = command;
      if (isEmptyChange(properties)) return decided([]);
      const data = { calendar, owner, name, ...facts, ...propertyNames(properties) };
      return decided([{ type: 'calendar-properties-changed', data, body: propertyBody(properties.set) }]);
    }
    case 'move-calendar':
      if (command.name === name) return decided([]);
      // Everybody has `personal`, written or not: what becomes it would end it.
      if (name === PERSONAL || command.name === PERSONAL) return refuse('personal-is-permanent');
      if (isReservedName(command.name)) return reservedName(command.name);
      return decided(
        [{ type: 'calendar-moved', data: { calendar, owner, name: command.name, from: name } }],
        [nameClaim('release', owner, name, calendar), nameClaim('take', owner, command.name, calendar)],
      );
    case 'delete-calendar':
      if (name === PERSONAL && command.closing !== true) return refuse('personal-is-permanent');
      return decided(
        [{ type: 'calendar-deleted', data: { calendar, owner, name } }],
        [nameClaim('release', owner, name, calendar)],
      );
  }
};

/** One calendar. A deleted one stays deleted: its id, and so its tokens and ETags, never come back. */
export const calendar: Decider<Calendar, CalendarCommand, CalendarEvent> = {
  start: { is: 'absent' },
  decide,
  evolve: (now, event) => {
    switch (event.type) {
      case 'calendar-created': {
        const { calendar: id, owner, name, components } = event.data;
        return { is: 'live', calendar: id, owner, name, components };
      }
      case 'calendar-properties-changed':
        return now;
      case 'calendar-moved':
        return now.is === 'live' ? { ...now, name: event.data.name } : now;
      case 'calendar-deleted':
        return { is: 'deleted' };
    }
  },
};
