/** Calendar objects by when their last instance ends; of days and floating times, as if their clock were UTC's. */
import { BRIEF_SECONDS } from '../../domain/calendar-object/quick-facts.ts';
import type { Position } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import type { CollectionView } from '../../domain/sharing/view.ts';
import { namedMembers, type PackedNames } from './listed.ts';
import { seenIn } from './seen.ts';

/**
 * The names and entity tags of all objects in view that end at `since` (seconds) or later, in no order: from the indexes by time,
 * so that what lies before it costs nothing. What has no end has not ended.
 */
export const namesSince = async (sql: Sql, of: CollectionView, since: number) => {
  const { collection, all, classes } = seenIn(of);
  const [packed] = await sql<PackedNames>`
    select string_agg(name, chr(10)) as name, string_agg(etag, chr(10)) as etag,
      string_agg(coalesce(classification, ''), chr(10)) filter (where not ${all}) as classification,
      null as last from (
      select name, etag, classification from members
        where collection = ${collection} and brief and starts >= ${since - BRIEF_SECONDS}::int8 and ends >= ${since}::int8
          and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
      union all
      select name, etag, classification from members
        where collection = ${collection} and not brief and ends >= ${since}::int8
          and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
    ) m`;
  return packed === undefined ? [] : namedMembers(packed);
};

/** The names of objects in view that last changed in (after, until] and ended before an instant, in the order of the log. */
export const changedAndEnded = (
  sql: Sql,
  of: CollectionView,
  after: Position,
  until: Position,
  before: number,
  limit: number,
) => {
  const { collection, all, classes } = seenIn(of);
  return sql<{ readonly name: string; readonly position: Position }>`
    select name, position from members
    where collection = ${collection} and position > ${after} and position <= ${until} and ends < ${before}::int8
      and (${all} or coalesce(classification, 'PUBLIC') = any(${classes}::text[]))
    order by position limit ${limit}`;
};
