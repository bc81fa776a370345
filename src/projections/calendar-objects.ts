import type { Calendar } from '../domain/calendar/decider.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { CalendarObject } from '../domain/calendar-object/decider.ts';
import type { CalendarObjectEvent } from '../domain/calendar-object/events.ts';
import { quickFacts } from '../domain/calendar-object/quick-facts.ts';
import type { Classification, ComponentType } from '../domain/ical/component.ts';
import { zoneDataVersion } from '../domain/ical/platform-zone.ts';
import type { Recorded } from '../domain/kernel/event.ts';
import type { CalendarId, CalendarObjectId, EventId, Position, PrincipalId, Revision } from '../domain/kernel/ids.ts';
import type { Sql } from '../domain/ports.ts';
import type { CalendarRow } from './calendars.ts';
import { patch, projection, put, type RowChange, remove, sweep, table } from './projection.ts';

const objectsTable = table({
  name: 'calendar_objects',
  columns: {
    calendar: 'text',
    name: 'text',
    object: 'text',
    uid: 'text',
    component: 'text',
    classification: 'text',
    etag: 'text',
    /** Of the event whose body is the text. */
    body: 'int8',
    size: 'int4',
    /** Of the last change that a sync reports. */
    position: 'int8',
    created_at: 'int8',
    modified_at: 'int8',
    /** Seconds since 1970, in UTC or, where `floating`, on the local clock; bounds of all instances. */
    starts: 'int8',
    ends: 'int8',
    /** A single item of at most 31 days: `starts` and `ends` say all there is to say. */
    brief: 'bool',
    floating: 'bool',
    /** What free/busy makes of a brief item; anything else is told by `timing`. */
    busy: 'text?',
    timing: 'text?',
  },
  key: ['calendar', 'name'],
  indexes: {
    calendar_objects_position: '(calendar, position)',
    calendar_objects_brief: '(calendar, starts) where brief',
    calendar_objects_long: '(calendar, ends) where not brief',
  },
});

/** RFC 6578 §3.5.2: names that left a calendar, and since when they had been there. */
const removalsTable = table({
  name: 'calendar_removals',
  columns: { calendar: 'text', position: 'int8', name: 'text', created: 'int8' },
  key: ['calendar', 'position'],
  indexes: {},
});

type Stored = Extract<
  CalendarObjectEvent,
  { type: 'calendar-object-created' | 'calendar-object-changed' | 'calendar-object-moved' }
>;

/** What a new text changes of its row. */
const textColumns = ({ data, body, position, when, id }: Recorded<Stored>) => ({
  uid: data.uid,
  component: data.component,
  classification: data.classification,
  etag: id,
  body: position,
  size: body?.stored.byteLength ?? 0,
  position,
  modified_at: when,
  ...quickFacts(body),
});

const newRow = (event: Recorded<Stored>): RowChange => {
  const { calendar, name, object } = event.data;
  return put(objectsTable, { calendar, name, object, created_at: event.when, ...textColumns(event) });
};

/** Raised when a handler says something new; other zone data make another version too, as `timing` is compiled from them. */
const EDITION = 1;

/** The calendar objects of each calendar as the protocols list them, and what a sync must know of those that left. */
export const calendarObjects = projection<CalendarObjectEvent | CalendarEvent>({
  name: 'calendar-objects',
  version: EDITION * 10_000_000 + zoneDataVersion(),
  when: 'same-transaction',
  tables: [objectsTable, removalsTable],
  on: {
    'calendar-object-created': (event) => [newRow(event)],
    'calendar-object-changed': (event) => [
      patch(objectsTable, [event.data.calendar, event.data.name], textColumns(event)),
    ],
    'calendar-object-moved': (event) => {
      const { fromCalendar, fromName, created } = event.data;
      return [
        remove(objectsTable, [fromCalendar, fromName]),
        put(removalsTable, { calendar: fromCalendar, position: event.position, name: fromName, created }),
        newRow(event),
      ];
    },
    'calendar-object-properties-changed': ({ data, position }) => [
      patch(objectsTable, [data.calendar, data.name], { position }),
    ],
    'calendar-object-deleted': ({ data, position }) => [
      remove(objectsTable, [data.calendar, data.name]),
      put(removalsTable, { calendar: data.calendar, position, name: data.name, created: data.created }),
    ],
    'calendar-deleted': ({ data }) => [sweep(objectsTable, data.calendar), sweep(removalsTable, data.calendar)],
  },
});

/** A calendar object as it is listed. Times are UTC milliseconds, `size` octets; `text` where it was asked for. */
export type CalendarObjectRow = {
  readonly object: CalendarObjectId;
  readonly name: string;
  readonly component: ComponentType;
  readonly etag: EventId;
  readonly size: number;
  readonly position: Position;
  readonly created_at: number;
  readonly modified_at: number;
  readonly text: string | null;
};

/** The objects of a calendar after a name, in the order of their names: a page of a listing. */
export const objectsAfter = (sql: Sql, calendar: CalendarId, after: string, limit: number, texts: boolean) =>
  sql<CalendarObjectRow>`
    select o.object, o.name, o.component, o.etag, o.size, o.position, o.created_at, o.modified_at,
      convert_from(b.stored, 'UTF8') as text
    from calendar_objects o left join bodies b on ${texts} and b.position = o.body
    where o.calendar = ${calendar} and o.name > ${after} order by o.name limit ${limit}`;

/** The objects of these names, in no order; a name that is not there is not in the answer. */
export const objectsNamed = (sql: Sql, calendar: CalendarId, names: readonly string[], texts: boolean) =>
  sql<CalendarObjectRow>`
    select o.object, o.name, o.component, o.etag, o.size, o.position, o.created_at, o.modified_at,
      convert_from(b.stored, 'UTF8') as text
    from calendar_objects o left join bodies b on ${texts} and b.position = o.body
    where o.calendar = ${calendar} and o.name = any(${names}::text[])`;

/** What an object's path finds: its calendar, and the object if it is there. */
export type PathRow = CalendarRow & {
  readonly [K in keyof CalendarObjectRow as `object_${K}`]: CalendarObjectRow[K] | null;
};

/** The calendar of a path and the object in it, in one look-up; undefined when there is no such calendar. */
export const objectAt = async (sql: Sql, owner: PrincipalId, calendarName: string, name: string, texts: boolean) => {
  const [row] = await sql<PathRow>`
    select c.calendar, c.owner, c.name, c.components, c.transparency, c.timezone, c.created, c.created_at,
      o.object as object_object, o.name as object_name, o.component as object_component, o.etag as object_etag,
      o.size as object_size, o.position as object_position, o.created_at as object_created_at,
      o.modified_at as object_modified_at, convert_from(b.stored, 'UTF8') as object_text
    from calendars c left join calendar_objects o on o.calendar = c.calendar and o.name = ${name}
      left join bodies b on ${texts} and b.position = o.body
    where c.owner = ${owner} and c.name = ${calendarName}`;
  return row;
};

/** The position of a calendar's last change of members; 0 if it never had one. */
export const lastChange = async (sql: Sql, calendar: CalendarId): Promise<Position> => {
  const [row] = await sql<{ position: Position }>`
    select greatest(
      (select max(position) from calendar_objects where calendar = ${calendar}),
      (select max(position) from calendar_removals where calendar = ${calendar}), 0)::int8 as position`;
  return row?.position ?? (0 as Position);
};

/** The same of many calendars, by id. */
export const lastChanges = async (
  sql: Sql,
  calendars: readonly CalendarId[],
): Promise<ReadonlyMap<CalendarId, Position>> => {
  const rows = await sql<{ calendar: CalendarId; position: Position }>`
    select c.calendar, greatest(
      (select max(o.position) from calendar_objects o where o.calendar = c.calendar),
      (select max(r.position) from calendar_removals r where r.calendar = c.calendar), 0)::int8 as position
    from unnest(${calendars}::text[]) as c (calendar)`;
  return new Map(rows.map(({ calendar, position }) => [calendar, position]));
};

/** What a PUT, DELETE or MOVE decides on: calendar and object with their revisions, in one look-up. */
export type WriteState = {
  readonly calendar_revision: Revision;
  readonly calendar: Calendar;
  readonly object_revision: Revision | null;
  readonly object: CalendarObject | null;
};

/** The calendar of a path and, if it is there, the object. Undefined when there is no such calendar. */
export const writeState = async (sql: Sql, owner: PrincipalId, calendarName: string, name: string) => {
  const [row] = await sql<WriteState>`
    select cs.revision as calendar_revision, cs.state as calendar, os.revision as object_revision, os.state as object
    from calendars c join streams cs on cs.stream = 'calendar/' || c.calendar
    left join calendar_objects o on o.calendar = c.calendar and o.name = ${name}
    left join streams os on os.stream = 'calendar-object/' || o.object
    where c.owner = ${owner} and c.name = ${calendarName}`;
  return row;
};

/** A text with what a decision needs of it; null where it was erased. */
export type ContentRow = {
  readonly object: CalendarObjectId;
  readonly name: string;
  readonly uid: string;
  readonly component: ComponentType;
  readonly classification: Classification;
  readonly text: string | null;
};

/** The texts of the objects of these names, in no order, with what a decision needs of them. */
export const contentsNamed = (sql: Sql, calendar: CalendarId, names: readonly string[]) =>
  sql<ContentRow>`
    select o.object, o.name, o.uid, o.component, o.classification, convert_from(b.stored, 'UTF8') as text
    from calendar_objects o left join bodies b on b.position = o.body
    where o.calendar = ${calendar} and o.name = any(${names}::text[])`;
