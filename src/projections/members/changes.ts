/** RFC 6578: what changed in a collection, in the order of the log. */
import { FOREVER } from '../../domain/calendar-object/quick-facts.ts';
import type { CollectionId, Position } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import { type ListedMember, namedMembers, type PackedMembers, type PackedNames, unpackedMembers } from './listed.ts';

/** The position of a collection's last change of members; 0 if it never had one. */
export const lastChange = async (sql: Sql, collection: CollectionId): Promise<Position> => {
  const [row] = await sql<{ position: Position }>`
    select greatest(
      (select max(position) from members where collection = ${collection}),
      (select max(position) from removals where collection = ${collection}), 0)::int8 as position`;
  return row?.position ?? (0 as Position);
};

/** The same of many collections, by id. */
export const lastChanges = async (
  sql: Sql,
  collections: readonly CollectionId[],
): Promise<ReadonlyMap<CollectionId, Position>> => {
  const rows = await sql<{ collection: CollectionId; position: Position }>`
    select c.collection, greatest(
      (select max(m.position) from members m where m.collection = c.collection),
      (select max(r.position) from removals r where r.collection = c.collection), 0)::int8 as position
    from unnest(${collections}::text[]) as c (collection)`;
  return new Map(rows.map(({ collection, position }) => [collection, position]));
};

/** A page of members, and where the next one begins: after a position. */
export type Page = { readonly rows: readonly ListedMember[]; readonly last: Position };

/** The names and entity tags of what last changed in (after, until] and has not ended before `since` (seconds). */
export const changedNames = async (
  sql: Sql,
  collection: CollectionId,
  after: Position,
  until: Position,
  limit: number,
  since = -FOREVER,
): Promise<Page> => {
  const [packed] = await sql<PackedNames>`
    select string_agg(name, chr(10)) as name, string_agg(etag, chr(10)) as etag, max(position) as last from (
      select name, etag, position from members
      where collection = ${collection} and position > ${after} and position <= ${until}
        and (ends is null or ends >= ${since}::int8)
      order by position limit ${limit}
    ) m`;
  return { rows: packed === undefined ? [] : namedMembers(packed), last: packed?.last ?? until };
};

/** RFC 6578 §3.5.1: the same with all columns. */
export const changedMembers = async (
  sql: Sql,
  collection: CollectionId,
  after: Position,
  until: Position,
  limit: number,
  since = -FOREVER,
): Promise<Page> => {
  const [packed] = await sql<PackedMembers>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(float8send(size), '') as size, string_agg(float8send(position), '') as position,
      string_agg(float8send(created_at), '') as created_at, string_agg(float8send(modified_at), '') as modified_at,
      string_agg(float8send(body), '') as body, string_agg(name, chr(10)) filter (where not is_utf8) as not_utf8
    from (
      select * from members where collection = ${collection} and position > ${after} and position <= ${until}
        and (ends is null or ends >= ${since}::int8)
      order by position limit ${limit}
    ) m`;
  const rows = packed === undefined ? [] : unpackedMembers(packed);
  return { rows, last: rows.at(-1)?.position ?? until };
};

/**
 * RFC 6578 §3.5.2: the names that left a collection in (after, until] and are not back, in the order of the log; at most
 * `limit`. A name that came and went since is among them: whoever brought it must learn that it went.
 */
export const removedNames = (sql: Sql, collection: CollectionId, after: Position, until: Position, limit: number) =>
  sql<{ readonly name: string; readonly position: Position }>`
    select r.name, r.position from removals r
    where r.collection = ${collection} and r.position > ${after} and r.position <= ${until}
      and not exists (select from members m where m.collection = ${collection} and m.name = r.name)
    order by r.position limit ${limit}`;
