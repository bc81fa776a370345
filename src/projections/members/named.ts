/** Members by their names, and by their paths. */
import type { Preferences } from '../../domain/account/preferences.ts';
import { CLASS_PREFERENCES } from '../../domain/calendar-object/content.ts';
import type { Collection, CollectionKind } from '../../domain/collection/collection.ts';
import type { Member } from '../../domain/collection/member.ts';
import type { Classification } from '../../domain/ical/component.ts';
import type { CollectionId, EventId, MemberId, Position, Revision } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionView } from '../../domain/sharing/view.ts';
import type { CollectionPlace, CollectionRowOf } from '../collections.ts';
import { seenIn } from './seen.ts';
import { readable, readableMember, type Text } from './texts.ts';

/** A member as it is listed. Times are UTC milliseconds, `size` octets; with a text where it was asked for. */
export type MemberRow = Text & {
  readonly object: MemberId;
  readonly name: string;
  readonly component: string;
  /** Null of contacts, and in listings of everything in a collection, where nobody asks for it. */
  readonly classification: Classification | null;
  readonly etag: EventId;
  readonly size: number;
  readonly position: Position;
  readonly created_at: number;
  readonly modified_at: number;
};

/** The members in view after a name, in the order of their names: a page of a listing. */
export const membersAfter = async (sql: Sql, of: CollectionView, after: string, limit: number, texts: boolean) => {
  const { collection, all, classes } = seenIn(of);
  const rows = await sql<MemberRow>`
    select m.object, m.name, m.component, m.classification, m.etag, m.size, m.position, m.created_at, m.modified_at,
      case when m.is_utf8 then convert_from(b.stored, 'UTF8') end as text,
      case when not m.is_utf8 then b.stored end as octets
    from members m left join bodies b on ${texts} and b.position = m.body
    where m.collection = ${collection} and m.name > ${after}
      and (${all} or coalesce(m.classification, 'PUBLIC') = any(${classes}::text[]))
    order by m.name limit ${limit}`;
  return rows.map(readableMember);
};

/** The members in view of these names, in no order; a name that is not there is not in the answer. */
export const membersNamed = async (sql: Sql, of: CollectionView, names: readonly string[], texts: boolean) => {
  const { collection, all, classes } = seenIn(of);
  const rows = await sql<MemberRow>`
    select m.object, m.name, m.component, m.classification, m.etag, m.size, m.position, m.created_at, m.modified_at,
      case when m.is_utf8 then convert_from(b.stored, 'UTF8') end as text,
      case when not m.is_utf8 then b.stored end as octets
    from members m left join bodies b on ${texts} and b.position = m.body
    where m.collection = ${collection} and m.name = any(${names}::text[])
      and (${all} or coalesce(m.classification, 'PUBLIC') = any(${classes}::text[]))`;
  return rows.map(readableMember);
};

type PathRow<Kind extends CollectionKind> = CollectionRowOf<Kind> & {
  readonly [K in keyof MemberRow as `object_${K}`]: MemberRow[K] | null;
};

const memberOf = <Kind extends CollectionKind>(row: PathRow<Kind>): MemberRow | undefined =>
  row.object_object === null
    ? undefined
    : readableMember({
        object: row.object_object,
        name: row.object_name,
        component: row.object_component,
        classification: row.object_classification,
        etag: row.object_etag,
        size: row.object_size,
        position: row.object_position,
        created_at: row.object_created_at,
        modified_at: row.object_modified_at,
        text: row.object_text,
        octets: row.object_octets,
      } as MemberRow);

/**
 * The collection of a path and the member in it, if it is there, whatever its class, in one look-up; undefined when there
 * is no such collection.
 */
export const memberAt = async <Kind extends CollectionKind>(
  sql: Sql,
  at: CollectionPlace<Kind>,
  name: string,
  texts: boolean,
): Promise<{ readonly collection: CollectionRowOf<Kind>; readonly object: MemberRow | undefined } | undefined> => {
  const [row] = await sql<PathRow<Kind>>`
    select c.collection, c.kind, c.owner, c.name, c.components, c.transparency, c.timezone, c.web, c.created, c.created_at,
      m.object as object_object, m.name as object_name, m.component as object_component,
      m.classification as object_classification, m.etag as object_etag, m.size as object_size,
      m.position as object_position, m.created_at as object_created_at, m.modified_at as object_modified_at,
      case when m.is_utf8 then convert_from(b.stored, 'UTF8') end as object_text,
      case when not m.is_utf8 then b.stored end as object_octets
    from collections c left join members m on m.collection = c.collection and m.name = ${name}
      left join bodies b on ${texts} and b.position = m.body
    where c.owner = ${at.owner} and c.kind = ${at.kind} and c.name = ${at.name}`;
  return row && { collection: row, object: memberOf(row) };
};

/** The kind of stream of a collection's members. */
const MEMBER_STREAM: Readonly<Record<CollectionKind, string>> = {
  calendar: 'calendar-object/',
  'address-book': 'contact/',
};

/** What a PUT, DELETE or MOVE decides on: collection and member with their revisions, in one look-up. */
export type WriteState = {
  readonly collection_revision: Revision;
  readonly collection: Collection;
  readonly object_revision: Revision | null;
  readonly object: Member | null;
  /** What the owner prefers for the class of what says nothing of it; null where he prefers nothing. */
  readonly preferences: Preferences | null;
};

/** The collection of a path and, if it is there, the member. Undefined when there is no such collection. */
export const writeState = async (sql: Sql, at: CollectionPlace, name: string) => {
  const [row] = await sql<WriteState>`
    select cs.revision as collection_revision, cs.state as collection, os.revision as object_revision,
      os.state as object,
      (select json_object_agg(p.key, p.value::json) from preferences p where p.principal = c.owner
        and p.part = 'defaults' and p.key = any(${CLASS_PREFERENCES}::text[])) as preferences
    from collections c join streams cs on cs.stream = ${at.kind} || '/' || c.collection
    left join members m on m.collection = c.collection and m.name = ${name}
    left join streams os on os.stream = ${MEMBER_STREAM[at.kind]} || m.object
    where c.owner = ${at.owner} and c.kind = ${at.kind} and c.name = ${at.name}`;
  return row;
};

/** A text with what a decision needs of it; null where it was erased. */
export type ContentRow = Text & {
  readonly object: MemberId;
  readonly name: string;
  readonly uid: string | null;
  readonly component: string;
  readonly classification: Classification | null;
};

/** The members of a collection after a name, in the order of their names, with their texts. */
export const contentsAfter = async (sql: Sql, collection: CollectionId, after: string, limit: number) => {
  const rows = await sql<ContentRow & { readonly etag: EventId; readonly size: number }>`
    select m.object, m.name, m.uid, m.component, m.classification, m.etag, m.size,
      case when m.is_utf8 then convert_from(b.stored, 'UTF8') end as text,
      case when not m.is_utf8 then b.stored end as octets
    from members m left join bodies b on b.position = m.body
    where m.collection = ${collection} and m.name > ${after} order by m.name limit ${limit}`;
  return rows.map(readable);
};

/** The texts of the members in view of these names, in no order, with what a decision needs of them. */
export const contentsNamed = async (sql: Sql, of: CollectionView, names: readonly string[]) => {
  const { collection, all, classes } = seenIn(of);
  const rows = await sql<ContentRow>`
    select m.object, m.name, m.uid, m.component, m.classification,
      case when m.is_utf8 then convert_from(b.stored, 'UTF8') end as text,
      case when not m.is_utf8 then b.stored end as octets
    from members m left join bodies b on b.position = m.body
    where m.collection = ${collection} and m.name = any(${names}::text[])
      and (${all} or coalesce(m.classification, 'PUBLIC') = any(${classes}::text[]))`;
  return rows.map(readable);
};
