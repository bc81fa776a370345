import type { AddressBookEvent } from '../domain/address-book/events.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { CalendarObjectEvent } from '../domain/calendar-object/events.ts';
import { type QuickFacts, quickFacts } from '../domain/calendar-object/quick-facts.ts';
import type { MemberFacts, MemberPlace } from '../domain/collection/member.ts';
import { birthdayEvent, birthdayId, birthdaysId } from '../domain/contact/birthday.ts';
import { parsedContact } from '../domain/contact/content.ts';
import type { ContactEvent } from '../domain/contact/events.ts';
import type { Classification } from '../domain/ical/component.ts';
import { zoneDataVersion } from '../domain/ical/platform-zone.ts';
import type { Recorded } from '../domain/kernel/event.ts';
import type { CollectionId, MemberId, Position } from '../domain/kernel/ids.ts';
import { isUtf8 } from '../domain/text/utf8.ts';
import { patch, projection, put, type RowChange, remove, sweep, table } from './projection.ts';

const membersTable = table({
  name: 'members',
  columns: {
    collection: 'text',
    name: 'text',
    object: 'text',
    uid: 'text?',
    component: 'text',
    /** Of calendar objects only. */
    classification: 'text?',
    etag: 'text',
    /** Of the event whose body is the text, or the card that a birthday's text is made from. */
    body: 'int8',
    size: 'int4',
    /** Whether the text is its octets: not where a fold is inside a character, nor in a charset of vCard 2.1. */
    is_utf8: 'bool',
    /** Of the last change that a sync reports. */
    position: 'int8',
    created_at: 'int8',
    modified_at: 'int8',
    /**
     * Seconds since 1970, in UTC or, where `floating`, on the local clock; bounds of all instances. Nothing from here on
     * is said of contacts, which have no place in time.
     */
    starts: 'int8?',
    ends: 'int8?',
    /** A single item of at most 31 days: `starts` and `ends` say all there is to say. */
    brief: 'bool?',
    floating: 'bool?',
    /** What free/busy makes of a brief item; anything else, and whom a meeting makes busy, is told by `timing`. */
    busy: 'text?',
    timing: 'text?',
  },
  key: ['collection', 'name'],
  indexes: {
    members_position: '(collection, position)',
    members_brief: '(collection, starts) where brief',
    members_long: '(collection, ends) where not brief',
  },
});

/**
 * RFC 6578 §3.5.2: names that left a collection, and since when they had been there. One whose class changed left the view
 * of those who do not see the new one; `classification` is what it had before.
 */
const removalsTable = table({
  name: 'removals',
  columns: { collection: 'text', position: 'int8', name: 'text', created: 'int8', classification: 'text?' },
  key: ['collection', 'position'],
  indexes: {},
});

type Times = { readonly [Column in keyof QuickFacts]: QuickFacts[Column] | null };

const TIMELESS: Times = { starts: null, ends: null, brief: null, floating: null, busy: null, timing: null };

type Facts = MemberFacts & { readonly classification?: Classification };

/** What a new text changes of its row. */
const textColumns = (
  { body, position, when, id }: Recorded,
  { uid, component, classification }: Facts,
  times: Times,
) => ({
  uid: uid ?? null,
  component,
  classification: classification ?? null,
  etag: id,
  body: position,
  size: body?.stored.byteLength ?? 0,
  is_utf8: body === undefined || isUtf8(body.stored),
  position,
  modified_at: when,
  ...times,
});

const newRow = (event: Recorded, { object, collection, name }: MemberPlace, facts: Facts, times: Times): RowChange =>
  put(membersTable, { collection, name, object, created_at: event.when, ...textColumns(event, facts, times) });

type Left = {
  readonly collection: CollectionId;
  readonly name: string;
  readonly created: Position;
  readonly position: Position;
  readonly classification: Classification | null;
};

/** What is no longer where it was, and has been there since `created`. */
const left = (gone: Left): readonly RowChange[] => [
  remove(membersTable, [gone.collection, gone.name]),
  put(removalsTable, gone),
];

const swept = (collection: CollectionId): readonly RowChange[] => [
  sweep(membersTable, collection),
  sweep(removalsTable, collection),
];

const encoder = new TextEncoder();

const BIRTHDAY_CLASS: Classification = 'PUBLIC';

/** The event of a contact's birthday is called after it, whatever the contact is called. */
const birthdayName = (contact: MemberId): string => `${contact}.ics`;

type ContactPlace = { readonly object: MemberId; readonly book: CollectionId };

/** RFC 6350 §6.2.5: the birthday in the card of an event, in the calendar of its book. */
const birthday = (event: Recorded, { object: contact, book }: ContactPlace): readonly RowChange[] => {
  const card = event.body && parsedContact(event.body.stored)?.card;
  const object = birthdayId(contact);
  const text = card && birthdayEvent(card, object, event.when);
  if (text === undefined) return [];
  const stored = encoder.encode(text);
  const place = { collection: birthdaysId(book), name: birthdayName(contact), object, created_at: event.when };
  const facts = { uid: object, component: 'VEVENT', classification: BIRTHDAY_CLASS };
  const columns = textColumns(event, facts, quickFacts({ stored }));
  return [put(membersTable, { ...place, ...columns, size: stored.byteLength })];
};

/** Nobody remembers whether the card had a birthday: to be told that what was never there is gone harms no client. */
const birthdayLeft = ({ object, book }: ContactPlace, created: Position, position: Position): readonly RowChange[] =>
  left({
    collection: birthdaysId(book),
    name: birthdayName(object),
    created,
    position,
    classification: BIRTHDAY_CLASS,
  });

/** The birthday of a changed card, which may have come, changed or gone. */
const birthdayChanged = (event: Recorded, place: ContactPlace, created: Position): readonly RowChange[] => {
  const changed = birthday(event, place);
  return changed.length > 0 ? changed : birthdayLeft(place, created, event.position);
};

/** Raised when a handler says something new; other zone data make another version too, as `timing` is compiled from them. */
const EDITION = 3;

/** The members of each collection as the protocols list them, and what a sync must know of those that left. */
export const members = projection<CalendarObjectEvent | CalendarEvent | ContactEvent | AddressBookEvent>({
  name: 'members',
  version: EDITION * 10_000_000 + zoneDataVersion(),
  when: 'same-transaction',
  tables: [membersTable, removalsTable],
  on: {
    'calendar-object-created': (event) => {
      const { data, body } = event;
      return [newRow(event, { ...data, collection: data.calendar }, data, quickFacts(body))];
    },
    'calendar-object-changed': (event) => {
      const { data, body, position } = event;
      const { calendar: collection, name, created, classificationBefore: classification } = data;
      return [
        patch(membersTable, [collection, name], textColumns(event, data, quickFacts(body))),
        ...(classification === data.classification
          ? []
          : [put(removalsTable, { collection, position, name, created, classification })]),
      ];
    },
    'calendar-object-moved': (event) => {
      const { data, body, position } = event;
      const { fromCalendar, fromName, created, classification } = data;
      return [
        // What is moved keeps its text, and with it its class.
        ...left({ collection: fromCalendar, name: fromName, created, position, classification }),
        newRow(event, { ...data, collection: data.calendar }, data, quickFacts(body)),
      ];
    },
    'calendar-object-properties-changed': ({ data, position }) => [
      patch(membersTable, [data.calendar, data.name], { position }),
    ],
    'calendar-object-deleted': ({ data: { calendar, name, created, classification }, position }) =>
      left({ collection: calendar, name, created, position, classification }),
    'calendar-deleted': ({ data }) => swept(data.calendar),
    'contact-created': (event) => {
      const { data } = event;
      return [newRow(event, { ...data, collection: data.book }, data, TIMELESS), ...birthday(event, data)];
    },
    'contact-changed': (event) => {
      const { data } = event;
      return [
        patch(membersTable, [data.book, data.name], textColumns(event, data, TIMELESS)),
        ...birthdayChanged(event, data, data.created),
      ];
    },
    'contact-moved': (event) => {
      const { data, position } = event;
      const { fromBook, fromName, created } = data;
      return [
        ...left({ collection: fromBook, name: fromName, created, position, classification: null }),
        newRow(event, { ...data, collection: data.book }, data, TIMELESS),
        ...birthdayLeft({ ...data, book: data.fromBook }, data.created, position),
        ...birthday(event, data),
      ];
    },
    'contact-properties-changed': ({ data, position }) => [patch(membersTable, [data.book, data.name], { position })],
    'contact-deleted': ({ data, position }) => [
      ...left({ collection: data.book, name: data.name, created: data.created, position, classification: null }),
      ...birthdayLeft(data, data.created, position),
    ],
    'address-book-deleted': ({ data }) => [...swept(data.book), ...swept(birthdaysId(data.book))],
  },
});
