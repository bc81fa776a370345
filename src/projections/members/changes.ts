/** RFC 6578: what changed in a collection, in the order of the log. */
import { FOREVER } from '../../domain/calendar-object/quick-facts.ts';
import type { CollectionId, Position } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionView } from '../../domain/sharing/view.ts';
import { type ListedMember, namedMembers, type PackedMembers, type PackedNames, unpackedMembers } from './listed.ts';
import { ALL, seenIn, seenInEach } from './seen.ts';

/** The position of the last change of members that are or were in view; 0 if there never was one. */
export const lastChange = async (sql: Sql, of: CollectionView): Promise<Position> => {
  const { collection, all, classes } = seenIn(of);
  const [row] = await sql<{ position: Position }>`
    select greatest(
      (select max(position) from members where collection = ${collection}
        and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))),
      (select max(position) from removals where collection = ${collection}
        and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))), 0)::int8 as position`;
  return row?.position ?? (0 as Position);
};

/** The same of views of many collections, by their ids. */
export const lastChanges = async (
  sql: Sql,
  of: readonly CollectionView[],
): Promise<ReadonlyMap<CollectionId, Position>> => {
  const { collections, classes } = seenInEach(of);
  const rows = await sql<{ collection: CollectionId; position: Position }>`
    select c.collection, greatest(
      (select max(position) from members where collection = c.collection
        and (c.classes = ${ALL} or position(coalesce(classification, 'PUBLIC') in c.classes) > 0)),
      (select max(position) from removals where collection = c.collection
        and (c.classes = ${ALL} or position(coalesce(classification, 'PUBLIC') in c.classes) > 0)), 0)::int8 as position
    from unnest(${collections}::text[], ${classes}::text[]) as c (collection, classes)`;
  return new Map(rows.map(({ collection, position }) => [collection, position]));
};

/** A page of members, and where the next one begins: after a position. */
export type Page = { readonly rows: readonly ListedMember[]; readonly last: Position };

/** The names and entity tags of what is in view and last changed in (after, until] and has not ended before `since` (seconds). */
export const changedNames = async (
  sql: Sql,
  of: CollectionView,
  after: Position,
  until: Position,
  limit: number,
  since = -FOREVER,
): Promise<Page> => {
  const { collection, all, classes } = seenIn(of);
  const [packed] = await sql<PackedNames>`
    select string_agg(name, chr(10)) as name, string_agg(etag, chr(10)) as etag,
      string_agg(coalesce(classification, ''), chr(10)) filter (where not ${all}) as classification,
      max(position) as last from (
      select name, etag, position, classification from members
      where collection = ${collection} and position > ${after} and position <= ${until}
        and (ends is null or ends >= ${since}::int8)
        and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
      order by position limit ${limit}
    ) m`;
  return { rows: packed === undefined ? [] : namedMembers(packed), last: packed?.last ?? until };
};

/** RFC 6578 §3.5.1: the same with all columns. */
export const changedMembers = async (
  sql: Sql,
  of: CollectionView,
  after: Position,
  until: Position,
  limit: number,
  since = -FOREVER,
): Promise<Page> => {
  const { collection, all, classes } = seenIn(of);
  const [packed] = await sql<PackedMembers>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(float8send(size), '') as size, string_agg(float8send(position), '') as position,
      string_agg(float8send(created_at), '') as created_at, string_agg(float8send(modified_at), '') as modified_at,
      string_agg(float8send(body), '') as body, string_agg(name, chr(10)) filter (where not is_utf8) as not_utf8,
      string_agg(coalesce(classification, ''), chr(10)) filter (where not ${all}) as classification
    from (
      select * from members where collection = ${collection} and position > ${after} and position <= ${until}
        and (ends is null or ends >= ${since}::int8)
        and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
      order by position limit ${limit}
    ) m`;
  const rows = packed === undefined ? [] : unpackedMembers(packed);
  return { rows, last: rows.at(-1)?.position ?? until };
};

/**
 * RFC 6578 §3.5.2: the names that left a view in (after, until] and are not back, in the order of the log; at most
 * `limit`. A name that came and went since is among them: whoever brought it must learn that it went.
 */
export const removedNames = (sql: Sql, of: CollectionView, after: Position, until: Position, limit: number) => {
  const { collection, all, classes } = seenIn(of);
  return sql<{ readonly name: string; readonly position: Position }>`
    select r.name, r.position from removals r
    where r.collection = ${collection} and r.position > ${after} and r.position <= ${until}
      and (${all} or coalesce(r.classification, 'PUBLIC') = any(${classes}::text[]))
      and not exists (
        select from members m where m.collection = ${collection} and m.name = r.name
          and (${all} or coalesce(m.classification, 'PUBLIC') = any(${classes}::text[])))
    order by r.position limit ${limit}`;
};
