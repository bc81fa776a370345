import type { Classification } from '../../domain/ical/component.ts';
import type { EventId, MemberId, Position } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionView } from '../../domain/sharing/view.ts';
import type { MemberRow } from './named.ts';
import { seenIn } from './seen.ts';
import type { TextPlace } from './texts.ts';

/** A member as it is listed, with where its text is. */
export type ListedMember = MemberRow & TextPlace;

/**
 * Rows as columns: texts as one text, divided by line feeds, which none of them has; numbers as one string of octets, eight
 * for each. For thousands of rows that costs half of what the driver takes for as many rows of its own.
 */
export type PackedTexts<Column extends string> = { readonly [C in Column]: string | null };
export type PackedNumbers<Column extends string> = { readonly [C in Column]: Uint8Array | null };

/** `not_utf8` are the names of those whose octets are not their texts; `classification` is null where everything is in view. */
export type PackedMembers = PackedTexts<'object' | 'name' | 'component' | 'classification' | 'etag' | 'not_utf8'> &
  PackedNumbers<'size' | 'position' | 'created_at' | 'modified_at' | 'body'>;

export const unpackedTexts = (packed: string | null): readonly string[] => packed?.split('\n') ?? [];

/** Classes, where a member without one has an empty text. */
const unpackedClasses = (packed: string | null): ((at: number) => Classification | null) => {
  const classes = unpackedTexts(packed);
  return (at) => (classes[at] || null) as Classification | null;
};

/** The numbers, as float8send writes them. */
export const unpackedNumbers = (packed: Uint8Array | null): ((at: number) => number) => {
  const octets = packed ?? new Uint8Array();
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  return (at) => view.getFloat64(at * 8);
};

export const unpackedMembers = (packed: PackedMembers): ListedMember[] => {
  const name = unpackedTexts(packed.name);
  const component = unpackedTexts(packed.component);
  const classification = unpackedClasses(packed.classification);
  const etag = unpackedTexts(packed.etag);
  const size = unpackedNumbers(packed.size);
  const position = unpackedNumbers(packed.position);
  const body = unpackedNumbers(packed.body);
  const created = unpackedNumbers(packed.created_at);
  const modified = unpackedNumbers(packed.modified_at);
  const others = packed.not_utf8 === null ? undefined : new Set(unpackedTexts(packed.not_utf8));
  return unpackedTexts(packed.object).map((object, at) => ({
    object: object as MemberId,
    name: name[at]!,
    component: component[at]!,
    classification: classification(at),
    etag: etag[at] as EventId,
    size: size(at),
    position: position(at) as Position,
    created_at: created(at),
    modified_at: modified(at),
    body: body(at) as Position,
    is_utf8: others === undefined || !others.has(name[at]!),
    text: null,
    octets: null,
  }));
};

/** A member of which only the name, the entity tag and the class were asked for; asking it for more is a mistake of ours. */
class NamedMember implements ListedMember {
  readonly name: string;
  readonly etag: EventId;
  readonly classification: Classification | null;
  readonly text = null;
  readonly octets = null;

  constructor(name: string, etag: EventId, classification: Classification | null) {
    this.name = name;
    this.etag = etag;
    this.classification = classification;
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
  get is_utf8(): never {
    return this.missing('is_utf8');
  }

  private missing(column: string): never {
    throw new Error(`the ${column} of ${this.name} was not asked for`);
  }
}

export type PackedNames = PackedTexts<'name' | 'etag' | 'classification'> & { readonly last: Position | null };

export const namedMembers = ({ name, etag, classification }: PackedNames): ListedMember[] => {
  const etags = unpackedTexts(etag);
  const classes = unpackedClasses(classification);
  return unpackedTexts(name).map((one, at) => new NamedMember(one, etags[at] as EventId, classes(at)));
};

/** The names and entity tags of all members in view after a name: a third of the cost of whole rows. */
export const namesAfter = async (sql: Sql, of: CollectionView, after: string, limit: number) => {
  const { collection, all, classes } = seenIn(of);
  const [packed] = await sql<PackedNames>`
    select string_agg(name, chr(10)) as name, string_agg(etag, chr(10)) as etag,
      string_agg(coalesce(classification, ''), chr(10)) filter (where not ${all}) as classification,
      null as last from (
      select name, etag, classification from members where collection = ${collection} and name > ${after}
        and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
      order by name limit ${limit}
    ) m`;
  return packed === undefined ? [] : namedMembers(packed);
};

/**
 * The members in view of some types after a name, in the order of their names. With `uid`, those alone whose UID has that text in
 * it, in any case, or has characters beyond ASCII, for which cases are another matter.
 */
export const membersOfTypes = async (
  sql: Sql,
  of: CollectionView,
  types: readonly string[],
  after: string,
  limit: number,
  uid = '',
): Promise<readonly ListedMember[]> => {
  const { collection, all, classes } = seenIn(of);
  const [packed] = await sql<PackedMembers>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(float8send(size), '') as size, string_agg(float8send(position), '') as position,
      string_agg(float8send(created_at), '') as created_at, string_agg(float8send(modified_at), '') as modified_at,
      string_agg(float8send(body), '') as body, string_agg(name, chr(10)) filter (where not is_utf8) as not_utf8,
      string_agg(coalesce(classification, ''), chr(10)) filter (where not ${all}) as classification
    from (
      select * from members where collection = ${collection} and component = any(${types}::text[])
        and name > ${after} and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
        and (${uid} = '' or position(lower(${uid}) in lower(uid)) > 0 or octet_length(uid) <> char_length(uid))
      order by name limit ${limit}
    ) m`;
  return packed === undefined ? [] : unpackedMembers(packed);
};

/** The members in view of these names, in no order, with where their texts are; a name that is not there is not in the answer. */
export const listedNamed = (sql: Sql, of: CollectionView, names: readonly string[]) => {
  const { collection, all, classes } = seenIn(of);
  return sql<ListedMember>`
    select object, name, component, classification, etag, size, position, created_at, modified_at, body, is_utf8,
      null as text, null as octets
    from members where collection = ${collection} and name = any(${names}::text[])
      and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))`;
};
