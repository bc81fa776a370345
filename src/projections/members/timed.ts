import { BRIEF_SECONDS, FOREVER } from '../../domain/calendar-object/quick-facts.ts';
import type { ComponentType } from '../../domain/ical/component.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionView } from '../../domain/sharing/view.ts';
import {
  type ListedMember,
  type PackedMembers,
  type PackedNumbers,
  type PackedTexts,
  unpackedMembers,
  unpackedNumbers,
  unpackedTexts,
} from './listed.ts';
import { seenIn } from './seen.ts';

/** An object that may have instances in a time range: exact answers come from its columns or its timing. */
export type TimedObjectRow = ListedMember & {
  readonly starts: number;
  readonly ends: number;
  readonly brief: boolean;
  readonly floating: boolean;
  readonly timing: string | null;
};

type PackedTimes = PackedMembers & PackedNumbers<'starts' | 'ends'> & PackedTexts<'brief' | 'floating' | 'timing'>;

/** Where a listing of a time range stands: the last brief object and the last other one; undefined: none is left. */
export type TimeCursor = { readonly brief: Mark | undefined; readonly other: Mark | undefined };
type Mark = { readonly at: number; readonly name: string };

const FIRST: Mark = { at: -FOREVER, name: '' };
export const BEGINNING: TimeCursor = { brief: FIRST, other: FIRST };

/** Local clocks are at most this far from UTC, in seconds. */
export const CLOCK_SPREAD = 15 * 3600;

/** Seconds that an index can hold; open ends are infinite. */
const bounded = (seconds: number): number => Math.max(-FOREVER, Math.min(FOREVER, seconds));

/**
 * Objects in view of some types whose instances may touch [from, to), UTC seconds: at most `limit` brief ones and as many others
 * after a cursor, in one look, and the cursor to go on with if there may be more. Brief items come from an index by start
 * that stays as flat as the range is short; series and long items from one by end.
 */
export const objectsBetween = async (
  sql: Sql,
  of: CollectionView,
  types: readonly ComponentType[],
  from: number,
  to: number,
  cursor: TimeCursor,
  limit: number,
): Promise<{ readonly rows: readonly TimedObjectRow[]; readonly next: TimeCursor | undefined }> => {
  const { collection, all, classes } = seenIn(of);
  const { brief = FIRST, other = FIRST } = cursor;
  const limits = [cursor.brief === undefined ? 0 : limit, cursor.other === undefined ? 0 : limit] as const;
  const since = bounded(from - CLOCK_SPREAD);
  const until = bounded(to + CLOCK_SPREAD);
  const earliest = Math.max(bounded(from - BRIEF_SECONDS - CLOCK_SPREAD), brief.at);
  const [packed] = await sql<PackedTimes>`
    select string_agg(object, chr(10)) as object, string_agg(name, chr(10)) as name,
      string_agg(component, chr(10)) as component, string_agg(etag, chr(10)) as etag,
      string_agg(float8send(size), '') as size, string_agg(float8send(position), '') as position,
      string_agg(float8send(created_at), '') as created_at, string_agg(float8send(modified_at), '') as modified_at,
      string_agg(float8send(body), '') as body, string_agg(name, chr(10)) filter (where not is_utf8) as not_utf8,
      string_agg(coalesce(classification, ''), chr(10)) filter (where not ${all}) as classification,
      string_agg(float8send(starts), '') as starts,
      string_agg(float8send(ends), '') as ends, string_agg(brief::text, chr(10)) as brief,
      string_agg(floating::text, chr(10)) as floating, string_agg(case when brief then '' else coalesce(timing, '') end, chr(10)) as timing
    from (
      (select * from members where collection = ${collection} and brief and component = any(${types}::text[])
        and starts >= ${earliest}::int8 and (starts > ${brief.at}::int8 or name > ${brief.name})
        and starts < ${until}::int8 and ends >= ${since}::int8
        and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
        order by starts, name limit ${limits[0]})
      union all
      (select * from members where collection = ${collection} and not brief and component = any(${types}::text[])
        and ends >= ${Math.max(since, other.at)}::int8 and (ends > ${other.at}::int8 or name > ${other.name})
        and starts < ${until}::int8
        and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
        order by ends, name limit ${limits[1]})
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

const timedRows = (packed: PackedTimes): TimedObjectRow[] => {
  const starts = unpackedNumbers(packed.starts);
  const ends = unpackedNumbers(packed.ends);
  const brief = unpackedTexts(packed.brief);
  const floating = unpackedTexts(packed.floating);
  const timing = unpackedTexts(packed.timing);
  return unpackedMembers(packed).map((row, at) => ({
    ...row,
    starts: starts(at),
    ends: ends(at),
    brief: brief[at] === 'true',
    floating: floating[at] === 'true',
    timing: timing[at] || null,
  }));
};
