import { type Content, type Member, type MemberPlace, memberDecider, placed } from '../collection/member.ts';
import { propertyBody, propertyNames } from '../kernel/stored-properties.ts';
import type { CalendarObjectEvent, CalendarObjectFacts } from './events.ts';

export type CalendarObject = Member<CalendarObjectFacts>;

const place = ({ object, collection: calendar, name }: MemberPlace) => ({ object, calendar, name });

const facts = ({ uid, component, classification }: CalendarObjectFacts) => ({ uid, component, classification });

const body = ({ bytes, sent }: Content) => ({ stored: bytes, ...(sent !== undefined && { sent }) });

/** One calendar object: an event, task or journal entry with all its overrides. */
export const calendarObject = memberDecider<CalendarObjectFacts, CalendarObjectEvent>({
  created: (at, content) => ({
    type: 'calendar-object-created',
    data: { ...place(at), ...facts(content) },
    body: body(content),
  }),
  changed: (now, content) => ({
    type: 'calendar-object-changed',
    data: { ...place(now), ...facts(content), classificationBefore: now.classification, created: now.created },
    body: body(content),
  }),
  moved: ({ collection: fromCalendar, name: fromName, created }, to, content) => ({
    type: 'calendar-object-moved',
    data: { ...place(to), ...facts(content), created, fromCalendar, fromName },
    body: body(content),
  }),
  propertiesChanged: (at, change) => ({
    type: 'calendar-object-properties-changed',
    data: { ...place(at), ...propertyNames(change) },
    body: propertyBody(change.set),
  }),
  deleted: (now) => ({
    type: 'calendar-object-deleted',
    data: { ...place(now), created: now.created, classification: now.classification },
  }),
  evolve: (now, event) => {
    switch (event.type) {
      case 'calendar-object-created':
      case 'calendar-object-moved':
        return placed({ ...event.data, collection: event.data.calendar }, facts(event.data), event);
      case 'calendar-object-changed': {
        const { component, classification } = event.data;
        return now.is === 'live' ? { ...now, component, classification, etag: event.id } : now;
      }
      case 'calendar-object-properties-changed':
        return now;
      case 'calendar-object-deleted':
        return { is: 'deleted' };
    }
  },
});
