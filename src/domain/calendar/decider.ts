import { type Collection, collectionDecider, type LiveCollection, withGrant } from '../collection/collection.ts';
import type { ComponentType } from '../ical/component.ts';
import { propertyBody, propertyNames } from '../kernel/stored-properties.ts';
import type { CalendarEvent } from './events.ts';

export type Calendar = Collection<ComponentType>;

/** Names that stand for something else in a calendar home. */
const RESERVED = new Set(['inbox', 'outbox']);

/** Whether a calendar may bear this name: `x.ics` and `x.xml` are siblings of the calendar `x`. */
export const isReservedName = (name: string): boolean => RESERVED.has(name) || /\.(ics|xml)$/i.test(name);

const place = ({ collection: calendar, owner, name }: Omit<LiveCollection, 'is' | 'components'>) => ({
  calendar,
  owner,
  name,
});

/** One calendar. */
export const calendar = collectionDecider<ComponentType, CalendarEvent>({
  scope: 'calendars',
  isReservedName,
  created: ({ components, facts, properties, ...command }) => ({
    type: 'calendar-created',
    data: { ...place(command), components, ...facts, ...propertyNames(properties) },
    body: propertyBody(properties.set),
  }),
  propertiesChanged: (now, facts, change) => ({
    type: 'calendar-properties-changed',
    data: { ...place(now), ...facts, ...propertyNames(change) },
    body: propertyBody(change.set),
  }),
  moved: (now, name) => ({ type: 'calendar-moved', data: { ...place({ ...now, name }), from: now.name } }),
  rolesChanged: (now, change) => ({ type: 'calendar-roles-changed', data: { ...place(now), ...change } }),
  deleted: (now) => ({ type: 'calendar-deleted', data: place(now) }),
  evolve: (now, event) => {
    switch (event.type) {
      case 'calendar-created': {
        const { calendar: collection, owner, name, components } = event.data;
        return { is: 'live', collection, owner, name, components };
      }
      case 'calendar-properties-changed':
        return now;
      case 'calendar-moved':
        return now.is === 'live' ? { ...now, name: event.data.name } : now;
      case 'calendar-roles-changed':
        return now.is === 'live' ? withGrant(now, event.data) : now;
      case 'calendar-deleted':
        return { is: 'deleted' };
    }
  },
});
