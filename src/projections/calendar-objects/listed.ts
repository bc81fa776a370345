import { FOREVER } from '../../domain/calendar-object/quick-facts.ts';
import type { ComponentType } from '../../domain/ical/component.ts';
import type { CalendarId, CalendarObjectId, EventId, Position } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CalendarObjectRow } from '../calendar-objects.ts';

/** An object as it is listed, with where its text is: the body of the event at `body`. */
export type ListedObjectRow = CalendarObjectRow & { readonly body: Position };

/**
 * Rows as columns: texts as one text, divided by line feeds, which none of them has; numbers as one string of octets, eight
 * for each. For thousands of rows that costs half of what the driver takes for as many rows of its own.
 */
export type PackedTexts<Column extends string> = { readonly [C in Column]: string | null };
export type PackedNumbers<Column extends string> = { readonly [C in Column]: Uint8Array | null };

export type PackedObjects = PackedTexts<'object' | 'name' | 'component' | 'etag'> &
  PackedNumbers<'size' | 'position' | 'created_at' | 'modified_at' | 'body'>;

export const unpackedTexts = (packed: string | null): readonly string[] => packed?.split('\n') ?? [];

/** The numbers, as float8send writes them. */
export const unpackedNumbers = (packed: Uint8Array | null): ((at: number) => number) => {
  const octets = packed ?? new Uint8Array();
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  return (at) => view.getFloat64(at * 8);
};

export const unpackedObjects = (packed: PackedObjects): ListedObjectRow[] => {
  const name = unpackedTexts(packed.name);
  const component = unpackedTexts(packed.component);
  const etag = unpackedTexts(packed.etag);
  const size = unpackedNumbers(packed.size);
  const position = unpackedNumbers(packed.position);
  const body = unpackedNumbers(packed.body);
  const created = unpackedNumbers(packed.created_at);
  const modified = unpackedNumbers(packed.modified_at);
  return unpackedTexts(packed.object).map((object, at) => ({
    object: object as CalendarObjectId,
    name: name[at]!,
    component: component[at] as ComponentType,
    etag: etag[at] as EventId,
    size: size(at),
    position: position(at) as Position,
    created_at: created(at),
    modified_at: modified(at),
    body: body(at) as Position,
    text: null,
  }));
};

/** An object of which only the name and the entity tag were asked for; asking it for more is a mistake of ours. */
class NamedObject implements ListedObjectRow {
  readonly name: string;
  readonly etag: EventId;
  readonly text = null;

  constructor(name: string, etag: EventId) {
    this.name = name;
    this.etag = etag;
  }

  get object(): never {
    return this.missing('object');
  }
  get component(): never {
    return this.missing('component');
  }
  get size(): never {
    return this.missing('size');
  }
  get position(): never {
    return this.missing('position');
  }
  get created_at(): never {
    return this.missing('created_at');
  }
  get modified_at(): never {
    return this.missing('modified_at');
  }
  get body(): never {
    return this.missing('body');
  }

  private missing(column: string): never {
    throw new Error(`the ${column} of ${this.name} was not asked for`);
  }
}

export type PackedNames = PackedTexts<'name' | 'etag'> & { readonly last: Position | null };

export const namedObjects = ({ name, etag }: PackedNames): ListedObjectRow[] => {
  const etags = unpackedTexts(etag);
  return unpackedTexts(name).map((one, at) => new NamedObject(one, etags[at] as EventId));
};

/** A page of objects, and where the next one begins: after a position. */
export type Page = { readonly rows: readonly ListedObjectRow[]; readonly last: Position };

/** The names and entity tags of all objects after a name: a third of the cost of whole rows. */
export const namesAfter = async (sql: Sql, calendar: CalendarId, after: string, limit: number) => {
  const [packed] = await sql<PackedNames>`
    select string_agg(name, chr(10)) as name, string_agg(etag, chr(10)) as etag, null as last from (
      select name, etag from calendar_objects where calendar = ${calendar} and name > ${after}
      order by name limit ${limit}
    ) o`;
  return packed === undefined ? [] : namedObjects(packed);
};

/** The same for what last changed in (after, until] and ends at `since` (seconds) or later, in the order of the log. */
export const changedNames = async (
  sql: Sql,
  calendar: CalendarId,
  after: Position,
  until: Position,
  limit: number,
  since = -FOREVER,
): Promise<Page> => {
  const [packed] = await sql<PackedNames>`
    select string_agg(name, chr(10)) as name, string_agg(etag, chr(10)) as etag, max(position) as last from (
      select name, etag, position from calendar_objects
      where calendar = ${calendar} and position > ${after} and position <= ${until} and ends >= ${since}::int8
      order by position limit ${limit}
    ) o`;
  return { rows: packed === undefined ? [] : namedObjects(packed), last: packed?.last ?? until };
};

/**
 * The objects of some types after a name, in the order of their names. With `uid`, those alone whose UID has that text in
 * it, in any case, or has characters beyond ASCII, for which cases are another matter.
 */
export const objectsOfTypes = async (
  sql: Sql,
  calendar: CalendarId,
  types: readonly ComponentType[],
  after: string,
  limit: number,
  uid = '',
): Promise<readonly ListedObjectRow[]> => {
  const [packed] = await sql<PackedObjects>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(float8send(size), '') as size, string_agg(float8send(position), '') as position,
      string_agg(float8send(created_at), '') as created_at, string_agg(float8send(modified_at), '') as modified_at,
      string_agg(float8send(body), '') as body
    from (
      select * from calendar_objects where calendar = ${calendar} and component = any(${types}::text[])
        and name > ${after}
        and (${uid} = '' or position(lower(${uid}) in lower(uid)) > 0 or octet_length(uid) <> char_length(uid))
      order by name limit ${limit}
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

/**
 * RFC 6578 §3.5.1: the objects that last changed in (after, until] and end at `since` (seconds) or later, in the order of
 * the log; at most `limit`.
 */
export const changedObjects = async (
  sql: Sql,
  calendar: CalendarId,
  after: Position,
  until: Position,
  limit: number,
  since = -FOREVER,
): Promise<Page> => {
  const [packed] = await sql<PackedObjects>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(float8send(size), '') as size, string_agg(float8send(position), '') as position,
      string_agg(float8send(created_at), '') as created_at, string_agg(float8send(modified_at), '') as modified_at,
      string_agg(float8send(body), '') as body
    from (
      select * from calendar_objects where calendar = ${calendar} and position > ${after} and position <= ${until}
        and ends >= ${since}::int8
      order by position limit ${limit}
    ) o`;
  const rows = packed === undefined ? [] : unpackedObjects(packed);
  return { rows, last: rows.at(-1)?.position ?? until };
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
