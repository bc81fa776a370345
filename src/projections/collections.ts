import type { AddressBookEvent } from '../domain/address-book/events.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { Collection, CollectionKind, Transparency } from '../domain/collection/collection.ts';
import { CONTACT_COMPONENTS } from '../domain/contact/content.ts';
import type { Recorded } from '../domain/kernel/event.ts';
import type { CollectionId, Position, PrincipalId, Revision } from '../domain/kernel/ids.ts';
import type { Sql } from '../domain/ports.ts';
import { patch, projection, put, type RowChange, remove, table } from './projection.ts';

const collectionsTable = table({
  name: 'collections',
  columns: {
    collection: 'text',
    kind: 'text',
    owner: 'text',
    name: 'text',
    components: 'text',
    /** Of calendars only. */
    transparency: 'text?',
    timezone: 'text?',
    /** Of calendars fetched from another server: position of the event whose body says from where. */
    web: 'int8?',
    created: 'int8',
    created_at: 'int8',
  },
  key: ['collection'],
  indexes: { collections_name: '(owner, kind, name)', collections_web: '(collection) where web is not null' },
});

type Created = Extract<CalendarEvent | AddressBookEvent, { type: 'calendar-created' | 'address-book-created' }>;

const newRow = (
  { data: { owner, name }, position, when }: Recorded<Created>,
  own: { collection: CollectionId; kind: CollectionKind; components: readonly string[] },
  facts: { transparency: Transparency | null; timezone: string | null },
): RowChange =>
  put(collectionsTable, {
    ...own,
    owner,
    name,
    components: own.components.join(' '),
    ...facts,
    web: null,
    created: position,
    created_at: when,
  });

/** The calendars and address books of each person, by the name in their URL. */
export const collections = projection<CalendarEvent | AddressBookEvent>({
  name: 'collections',
  version: 2,
  when: 'same-transaction',
  tables: [collectionsTable],
  on: {
    'calendar-created': (event) => {
      const { calendar: collection, components, transparency = 'opaque', timezone = null } = event.data;
      return [newRow(event, { collection, kind: 'calendar', components }, { transparency, timezone })];
    },
    'calendar-properties-changed': ({ data }) => {
      const { transparency, timezone } = data;
      const columns = { ...(transparency && { transparency }), ...(timezone !== undefined && { timezone }) };
      return Object.keys(columns).length === 0 ? [] : [patch(collectionsTable, [data.calendar], columns)];
    },
    'web-calendar-added': ({ data, position }) => [patch(collectionsTable, [data.calendar], { web: position })],
    'calendar-moved': ({ data }) => [patch(collectionsTable, [data.calendar], { name: data.name })],
    'calendar-deleted': ({ data }) => [remove(collectionsTable, [data.calendar])],
    'address-book-created': (event) => {
      const own = { collection: event.data.book, kind: 'address-book', components: CONTACT_COMPONENTS } as const;
      return [newRow(event, own, { transparency: null, timezone: null })];
    },
    'address-book-moved': ({ data }) => [patch(collectionsTable, [data.book], { name: data.name })],
    'address-book-deleted': ({ data }) => [remove(collectionsTable, [data.book])],
  },
});

/** A collection as its URL shows it. `components` are separated by spaces; `created_at` is UTC milliseconds. */
type Row<Kind extends CollectionKind> = {
  readonly collection: CollectionId;
  readonly kind: Kind;
  readonly owner: PrincipalId;
  readonly name: string;
  readonly components: string;
  readonly created: Position;
  readonly created_at: number;
};

export type CalendarRow = Row<'calendar'> & {
  readonly transparency: Transparency;
  /** An IANA name, or the text of a VTIMEZONE's VCALENDAR. */
  readonly timezone: string | null;
  /** Of a calendar that is fetched from another server: the event whose body says from where. */
  readonly web: Position | null;
};

export type AddressBookRow = Row<'address-book'> & {
  readonly transparency: null;
  readonly timezone: null;
  readonly web: null;
};

export type CollectionRow = CalendarRow | AddressBookRow;
export type CollectionRowOf<Kind extends CollectionKind> = Extract<CollectionRow, { kind: Kind }>;

/** Which collection: whose, of what kind, and its name. */
export type CollectionPlace<Kind extends CollectionKind = CollectionKind> = {
  readonly owner: PrincipalId;
  readonly kind: Kind;
  readonly name: string;
};

/** All collections of a kind that a person has, in the order of their names. */
export const collectionsOf = <Kind extends CollectionKind>(sql: Sql, owner: PrincipalId, kind: Kind) =>
  sql<CollectionRowOf<Kind>>`
    select collection, kind, owner, name, components, transparency, timezone, web, created, created_at
    from collections where owner = ${owner} and kind = ${kind} order by name`;

/** The collection of this name. */
export const collectionNamed = async <Kind extends CollectionKind>(sql: Sql, place: CollectionPlace<Kind>) => {
  const [row] = await sql<CollectionRowOf<Kind>>`
    select collection, kind, owner, name, components, transparency, timezone, web, created, created_at
    from collections where owner = ${place.owner} and kind = ${place.kind} and name = ${place.name}`;
  return row;
};

/** A collection as a decider wants it. */
export type CollectionState = { readonly revision: Revision; readonly state: Collection };

/** The stream states of all collections of a kind that a person has, by name. */
export const collectionStates = (
  sql: Sql,
  owner: PrincipalId,
  kind: CollectionKind,
): Promise<readonly (CollectionState & { readonly name: string })[]> =>
  sql`select c.name, s.revision, s.state from collections c join streams s on s.stream = ${kind} || '/' || c.collection
    where c.owner = ${owner} and c.kind = ${kind} order by c.name`;

/** The stream state of the collection of this name. */
export const collectionState = async (sql: Sql, place: CollectionPlace): Promise<CollectionState | undefined> => {
  const [row] = await sql<CollectionState>`
    select s.revision, s.state from collections c join streams s on s.stream = ${place.kind} || '/' || c.collection
    where c.owner = ${place.owner} and c.kind = ${place.kind} and c.name = ${place.name}`;
  return row;
};
