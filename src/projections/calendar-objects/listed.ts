import type { ComponentType } from '../../domain/ical/component.ts';
import type { CalendarId, CalendarObjectId, EventId, Position } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CalendarObjectRow } from '../calendar-objects.ts';

/** An object as it is listed, with where its text is: the body of the event at `body`. */
export type ListedObjectRow = CalendarObjectRow & { readonly body: Position };

/**
 * Rows as columns: each column is one text, its values divided by line feeds, which none of them has. For thousands of
 * rows that costs half of what the driver takes for as many rows of its own.
 */
export type Packed<Column extends string> = { readonly [C in Column]: string | null };

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

export type PackedObjects = Packed<(typeof COLUMNS)[number]>;

export const unpackedObjects = (packed: PackedObjects): ListedObjectRow[] => {
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
