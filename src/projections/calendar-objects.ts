import type { Calendar } from '../domain/calendar/decider.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { CalendarObject } from '../domain/calendar-object/decider.ts';
import type { CalendarObjectEvent } from '../domain/calendar-object/events.ts';
import { BRIEF_SECONDS, FOREVER, quickFacts } from '../domain/calendar-object/quick-facts.ts';
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
    'calendar-deleted': ({ data }) => [sweep(objectsTable, [data.calendar]), sweep(removalsTable, [data.calendar])],
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

/** An object as it is listed, with where its text is: the body of the event at `body`. */
export type ListedObjectRow = CalendarObjectRow & { readonly body: Position };

/**
 * Rows as columns: each column is one text, its values divided by line feeds, which none of them has. For thousands of
 * rows that costs half of what the driver takes for as many rows of its own.
 */
type Packed<Column extends string> = { readonly [C in Column]: string | null };

const COLUMNS = [
  'object',
  'name',
  'component',
  'etag',
  'size',
  'position',
  'created_at',
  'modified_at',
  'body',
] as const;
const TIMES = ['starts', 'ends', 'brief', 'floating', 'timing'] as const;

type PackedObjects = Packed<(typeof COLUMNS)[number]>;

const unpackedObjects = (packed: PackedObjects): ListedObjectRow[] => {
  if (packed.object === null) return [];
  const [object, name, component, etag, size, position, created, modified, body] = COLUMNS.map(
    (column) => packed[column]?.split('\n') ?? [],
  ) as [string[], string[], string[], string[], string[], string[], string[], string[], string[]];
  return object.map((id, at) => ({
    object: id as CalendarObjectId,
    name: name[at]!,
    component: component[at] as ComponentType,
    etag: etag[at] as EventId,
    size: Number(size[at]),
    position: Number(position[at]) as Position,
    created_at: Number(created[at]),
    modified_at: Number(modified[at]),
    body: Number(body[at]) as Position,
    text: null,
  }));
};

/** The objects of some types after a name, in the order of their names. */
export const objectsOfTypes = async (
  sql: Sql,
  calendar: CalendarId,
  types: readonly ComponentType[],
  after: string,
  limit: number,
): Promise<readonly ListedObjectRow[]> => {
  const [packed] = await sql<PackedObjects>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(size::text, chr(10)) as size, string_agg(position::text, chr(10)) as position,
      string_agg(created_at::text, chr(10)) as created_at, string_agg(modified_at::text, chr(10)) as modified_at,
      string_agg(body::text, chr(10)) as body
    from (
      select * from calendar_objects where calendar = ${calendar} and component = any(${types}::text[])
        and name > ${after} order by name limit ${limit}
    ) o`;
  return packed === undefined ? [] : unpackedObjects(packed);
};

/** The objects of these names, in no order, with where their texts are; a name that is not there is not in the answer. */
export const listedNamed = (sql: Sql, calendar: CalendarId, names: readonly string[]) =>
  sql<ListedObjectRow>`
    select object, name, component, etag, size, position, created_at, modified_at, body, null as text
    from calendar_objects where calendar = ${calendar} and name = any(${names}::text[])`;

/** An object that may have instances in a time range: exact answers come from its columns or its timing. */
export type TimedObjectRow = ListedObjectRow & {
  readonly starts: number;
  readonly ends: number;
  readonly brief: boolean;
  readonly floating: boolean;
  readonly timing: string | null;
};

/** Where a listing of a time range stands: the last brief object and the last other one; undefined: none is left. */
export type TimeCursor = { readonly brief: Mark | undefined; readonly other: Mark | undefined };
type Mark = { readonly at: number; readonly name: string };

export const BEGINNING: TimeCursor = { brief: { at: -FOREVER, name: '' }, other: { at: -FOREVER, name: '' } };
const NOTHING_LEFT: Mark = { at: FOREVER, name: '\u{10ffff}' };

/** Local clocks are at most this far from UTC, in seconds. */
const CLOCK_SPREAD = 15 * 3600;

/** Seconds that an index can hold; open ends are infinite. */
const bounded = (seconds: number): number => Math.max(-FOREVER, Math.min(FOREVER, seconds));

/**
 * Objects of some types whose instances may touch [from, to), UTC seconds: at most `limit` brief ones and as many others
 * after a cursor, in one look, and the cursor to go on with if there may be more. Brief items come from an index by start
 * that stays as flat as the range is short; series and long items from one by end.
 */
export const objectsBetween = async (
  sql: Sql,
  calendar: CalendarId,
  types: readonly ComponentType[],
  from: number,
  to: number,
  cursor: TimeCursor,
  limit: number,
): Promise<{ readonly rows: readonly TimedObjectRow[]; readonly next: TimeCursor | undefined }> => {
  const { brief = NOTHING_LEFT, other = NOTHING_LEFT } = cursor;
  const since = bounded(from - CLOCK_SPREAD);
  const until = bounded(to + CLOCK_SPREAD);
  const earliest = Math.max(bounded(from - BRIEF_SECONDS - CLOCK_SPREAD), brief.at);
  const [packed] = await sql<PackedObjects & Packed<(typeof TIMES)[number]>>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(size::text, chr(10)) as size, string_agg(position::text, chr(10)) as position,
      string_agg(created_at::text, chr(10)) as created_at, string_agg(modified_at::text, chr(10)) as modified_at,
      string_agg(body::text, chr(10)) as body, string_agg(starts::text, chr(10)) as starts,
      string_agg(ends::text, chr(10)) as ends, string_agg(brief::text, chr(10)) as brief,
      string_agg(floating::text, chr(10)) as floating, string_agg(coalesce(timing, ''), chr(10)) as timing
    from (
      (select * from calendar_objects where calendar = ${calendar} and brief and component = any(${types}::text[])
        and starts >= ${earliest}::int8 and (starts > ${brief.at}::int8 or name > ${brief.name})
        and starts < ${until}::int8 and ends >= ${since}::int8
        order by starts, name limit ${limit})
      union all
      (select * from calendar_objects where calendar = ${calendar} and not brief and component = any(${types}::text[])
        and ends >= ${Math.max(since, other.at)}::int8 and (ends > ${other.at}::int8 or name > ${other.name})
        and starts < ${until}::int8
        order by ends, name limit ${limit})
    ) o`;
  const rows = packed === undefined ? [] : timedRows(packed);
  const briefs = rows.filter((row) => row.brief);
  const others = rows.filter((row) => !row.brief);
  const next = { brief: markOf(briefs, limit, 'starts'), other: markOf(others, limit, 'ends') };
  return { rows, next: next.brief === undefined && next.other === undefined ? undefined : next };
};

const markOf = (rows: readonly TimedObjectRow[], limit: number, by: 'starts' | 'ends'): Mark | undefined => {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return last && { at: last[by], name: last.name };
};

const timedRows = (packed: PackedObjects & Packed<(typeof TIMES)[number]>): TimedObjectRow[] => {
  const [starts, ends, brief, floating, timing] = TIMES.map((column) => packed[column]?.split('\n') ?? []) as [
    string[],
    string[],
    string[],
    string[],
    string[],
  ];
  return unpackedObjects(packed).map((row, at) => ({
    ...row,
    starts: Number(starts[at]),
    ends: Number(ends[at]),
    brief: brief[at] === 'true',
    floating: floating[at] === 'true',
    timing: timing[at] || null,
  }));
};

/** What one object says to free/busy: a brief one by its columns, any other by its timing. */
export type BusyRow = {
  readonly calendar: CalendarId;
  readonly starts: number;
  readonly ends: number;
  readonly floating: boolean;
  readonly busy: string | null;
  readonly timing: string | null;
};

/** The events of several calendars that may make somebody busy in [from, to), UTC seconds; at most `limit`. */
export const busyBetween = (sql: Sql, calendars: readonly CalendarId[], from: number, to: number, limit: number) =>
  sql<BusyRow>`
    select o.calendar, o.starts, o.ends, o.floating, o.busy, o.timing
    from unnest(${calendars}::text[]) as c (calendar) cross join lateral (
      select * from calendar_objects where calendar = c.calendar and brief and busy <> 'FREE' and component = 'VEVENT'
        and starts >= ${from - BRIEF_SECONDS - CLOCK_SPREAD}::int8 and starts < ${to + CLOCK_SPREAD}::int8
        and ends >= ${from - CLOCK_SPREAD}::int8
      union all
      select * from calendar_objects where calendar = c.calendar and not brief and component = 'VEVENT'
        and ends >= ${from - CLOCK_SPREAD}::int8 and starts < ${to + CLOCK_SPREAD}::int8
    ) o limit ${limit}`;

/** Texts of events by position, for rows that were listed without. */
export const textsAt = async (sql: Sql, positions: readonly number[]): Promise<ReadonlyMap<number, string>> => {
  const rows = await sql<{ position: number; text: string }>`
    select position, convert_from(stored, 'UTF8') as text from bodies where position = any(${positions}::int8[])`;
  return new Map(rows.map(({ position, text }) => [position, text]));
};

/** RFC 6578 §3.5.1: the objects that last changed in (after, until], in the order of the log; at most `limit`. */
export const changedObjects = async (
  sql: Sql,
  calendar: CalendarId,
  after: Position,
  until: Position,
  limit: number,
): Promise<readonly ListedObjectRow[]> => {
  const [packed] = await sql<PackedObjects>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(size::text, chr(10)) as size, string_agg(position::text, chr(10)) as position,
      string_agg(created_at::text, chr(10)) as created_at, string_agg(modified_at::text, chr(10)) as modified_at,
      string_agg(body::text, chr(10)) as body
    from (
      select * from calendar_objects where calendar = ${calendar} and position > ${after} and position <= ${until}
      order by position limit ${limit}
    ) o`;
  return packed === undefined ? [] : unpackedObjects(packed);
};

/**
 * RFC 6578 §3.5.2: the names that left a calendar in (after, until] and are not back, in the order of the log; at most
 * `limit`. A name that came and went since is among them: whoever brought it must learn that it went.
 */
export const removedNames = (sql: Sql, calendar: CalendarId, after: Position, until: Position, limit: number) =>
  sql<{ readonly name: string; readonly position: Position }>`
    select r.name, r.position from calendar_removals r
    where r.calendar = ${calendar} and r.position > ${after} and r.position <= ${until}
      and not exists (select from calendar_objects o where o.calendar = ${calendar} and o.name = r.name)
    order by r.position limit ${limit}`;

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
