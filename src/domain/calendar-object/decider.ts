import type { Classification, ComponentType } from '../ical/component.ts';
import { type Decider, type Decision, decided } from '../kernel/decider.ts';
import type { CalendarId, CalendarObjectId, EventId, Position } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import {
  isEmptyChange,
  type PropertyChange,
  type PropertyValues,
  propertyBody,
  propertyNames,
} from '../kernel/stored-properties.ts';
import type { Claim } from '../ports.ts';
import type { CalendarObjectEvent } from './events.ts';

export type CalendarObject =
  | { readonly is: 'absent' }
  | {
      readonly is: 'live';
      readonly object: CalendarObjectId;
      readonly calendar: CalendarId;
      readonly name: string;
      readonly uid: string;
      readonly component: ComponentType;
      readonly classification: Classification;
      /** The event that last set the bytes: what the ETag is made of. */
      readonly etag: EventId;
      /** When the name came into its present calendar. */
      readonly created: Position;
    }
  | { readonly is: 'deleted' };

export type LiveCalendarObject = Extract<CalendarObject, { is: 'live' }>;

/** A calendar object that was checked at the border, and what a decision needs of it. */
export type Content = {
  readonly uid: string;
  readonly component: ComponentType;
  readonly classification: Classification;
  readonly bytes: Uint8Array;
};

/** The calendar an object goes into. */
export type Target = { readonly calendar: CalendarId; readonly components: readonly ComponentType[] };

export type CalendarObjectCommand =
  | {
      readonly type: 'create-object';
      readonly object: CalendarObjectId;
      readonly into: Target;
      readonly name: string;
      readonly content: Content;
      readonly properties?: PropertyValues;
    }
  | { readonly type: 'change-object'; readonly into: Target; readonly content: Content }
  | { readonly type: 'move-object'; readonly into: Target; readonly name: string; readonly content: Content }
  | { readonly type: 'change-object-properties'; readonly change: PropertyChange }
  | { readonly type: 'delete-object' };

type Identified = {
  readonly object: CalendarObjectId;
  readonly calendar: CalendarId;
  readonly name: string;
  readonly uid: string;
};

/** RFC 4791 §5.3.2.1: a name and a UID stand once in a calendar. */
const claims = (op: Claim['op'], { object, calendar, name, uid }: Identified): readonly Claim[] => [
  { op, scope: `names/${calendar}`, key: name, holder: object },
  { op, scope: `uids/${calendar}`, key: uid, holder: object },
];

const facts = ({ uid, component, classification }: Content) => ({ uid, component, classification });

const unsupported = (into: Target, content: Content): Refusal | undefined =>
  into.components.includes(content.component)
    ? undefined
    : refuse('component-unsupported', `This calendar takes ${into.components.join(', ')}, not ${content.component}.`);

const create = (
  command: Extract<CalendarObjectCommand, { type: 'create-object' }>,
): Decision<CalendarObjectEvent> | Refusal => {
  const { object, into, name, content, properties } = command;
  const place = { object, calendar: into.calendar, name };
  const refused = unsupported(into, content);
  if (refused !== undefined) return refused;
  const created: CalendarObjectEvent = {
    type: 'calendar-object-created',
    data: { ...place, ...facts(content) },
    body: { stored: content.bytes },
  };
  const change = { set: properties ?? {}, remove: [] };
  const events: CalendarObjectEvent[] = isEmptyChange(change) ? [created] : [created, propertiesChanged(place, change)];
  return decided(events, claims('take', { ...place, uid: content.uid }));
};

const propertiesChanged = (
  { object, calendar, name }: Omit<Identified, 'uid'>,
  change: PropertyChange,
): CalendarObjectEvent => ({
  type: 'calendar-object-properties-changed',
  data: { object, calendar, name, ...propertyNames(change) },
  body: propertyBody(change.set),
});

const change = (now: LiveCalendarObject, into: Target, content: Content): Decision<CalendarObjectEvent> | Refusal => {
  if (now.uid !== content.uid)
    return refuse('uid-changed', `This object has the UID ${now.uid}; another UID is another object.`);
  const refused = unsupported(into, content);
  if (refused !== undefined) return refused;
  const { object, calendar, name, created, classification: classificationBefore } = now;
  const data = { object, calendar, name, ...facts(content), classificationBefore, created };
  return decided([{ type: 'calendar-object-changed', data, body: { stored: content.bytes } }]);
};

const move = (
  now: LiveCalendarObject,
  into: Target,
  name: string,
  content: Content,
): Decision<CalendarObjectEvent> | Refusal => {
  const refused = unsupported(into, content);
  if (refused !== undefined) return refused;
  const { object, calendar: fromCalendar, name: fromName, created } = now;
  const data = { object, calendar: into.calendar, name, ...facts(content), created, fromCalendar, fromName };
  return decided(
    [{ type: 'calendar-object-moved', data, body: { stored: content.bytes } }],
    [...claims('release', now), ...claims('take', { object, calendar: into.calendar, name, uid: content.uid })],
  );
};

const decide = (now: CalendarObject, command: CalendarObjectCommand): Decision<CalendarObjectEvent> | Refusal => {
  if (command.type === 'create-object') return now.is === 'absent' ? create(command) : refuse('name-taken');
  if (now.is !== 'live') return refuse('no-such-resource');
  switch (command.type) {
    case 'change-object':
      return change(now, command.into, command.content);
    case 'move-object':
      return move(now, command.into, command.name, command.content);
    case 'change-object-properties':
      return decided(isEmptyChange(command.change) ? [] : [propertiesChanged(now, command.change)]);
    case 'delete-object': {
      const { object, calendar, name, created, classification } = now;
      return decided(
        [{ type: 'calendar-object-deleted', data: { object, calendar, name, created, classification } }],
        claims('release', now),
      );
    }
  }
};

const evolve = (
  now: CalendarObject,
  event: Parameters<Decider<CalendarObject, never, CalendarObjectEvent>['evolve']>[1],
): CalendarObject => {
  switch (event.type) {
    case 'calendar-object-created':
    case 'calendar-object-moved': {
      const { object, calendar, name, uid, component, classification } = event.data;
      return {
        is: 'live',
        object,
        calendar,
        name,
        uid,
        component,
        classification,
        etag: event.id,
        created: event.position,
      };
    }
    case 'calendar-object-changed': {
      const { component, classification } = event.data;
      return now.is === 'live' ? { ...now, component, classification, etag: event.id } : now;
    }
    case 'calendar-object-properties-changed':
      return now;
    case 'calendar-object-deleted':
      return { is: 'deleted' };
  }
};

/** One calendar object: an event, task or journal entry with all its overrides. */
export const calendarObject: Decider<CalendarObject, CalendarObjectCommand, CalendarObjectEvent> = {
  start: { is: 'absent' },
  decide,
  evolve,
};
