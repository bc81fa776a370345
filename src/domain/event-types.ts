import { account } from './account/decider.ts';
import type { AccountEvent } from './account/events.ts';
import { addressBook } from './address-book/decider.ts';
import type { AddressBookEvent } from './address-book/events.ts';
import { calendar } from './calendar/decider.ts';
import type { CalendarEvent } from './calendar/events.ts';
import { calendarObject } from './calendar-object/decider.ts';
import type { CalendarObjectEvent } from './calendar-object/events.ts';
import { contact } from './contact/decider.ts';
import type { ContactEvent } from './contact/events.ts';
import type { EventType, LogSchema } from './kernel/log-schema.ts';

export type FastiEvent = AccountEvent | CalendarEvent | CalendarObjectEvent | AddressBookEvent | ContactEvent;

const first: EventType = { version: 1, upcast: {} };

/** Every event type that is stored, with its version and its upcasters. */
const eventTypes: Readonly<Record<FastiEvent['type'], EventType>> = {
  'account-opened': first,
  'account-properties-changed': first,
  'preferences-changed': first,
  'app-password-created': first,
  'app-password-revoked': first,
  'collection-subscribed': first,
  'subscription-changed': first,
  'subscription-properties-changed': first,
  'collection-unsubscribed': first,
  'account-closed': first,
  'calendar-created': first,
  'calendar-properties-changed': first,
  'calendar-moved': first,
  'calendar-roles-changed': first,
  'calendar-deleted': first,
  'calendar-object-created': first,
  'calendar-object-changed': first,
  'calendar-object-moved': first,
  'calendar-object-properties-changed': first,
  'calendar-object-deleted': first,
  'address-book-created': first,
  'address-book-properties-changed': first,
  'address-book-moved': first,
  'address-book-roles-changed': first,
  'address-book-deleted': first,
  'contact-created': first,
  'contact-changed': first,
  'contact-moved': first,
  'contact-properties-changed': first,
  'contact-deleted': first,
};

/** All that the log must know of what it keeps. */
export const logSchema: LogSchema = {
  eventTypes,
  streamTypes: {
    account: { version: 1, start: account.start, evolve: account.evolve },
    calendar: { version: 2, start: calendar.start, evolve: calendar.evolve },
    'calendar-object': { version: 2, start: calendarObject.start, evolve: calendarObject.evolve },
    'address-book': { version: 1, start: addressBook.start, evolve: addressBook.evolve },
    contact: { version: 1, start: contact.start, evolve: contact.evolve },
  },
};
