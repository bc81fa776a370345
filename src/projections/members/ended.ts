/** Calendar objects by when their last instance ends; of days and floating times, as if their clock were UTC's. */
import { BRIEF_SECONDS } from '../../domain/calendar-object/quick-facts.ts';
import type { CollectionId, Position } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import { namedMembers, type PackedNames } from './listed.ts';

/**
 * The names and entity tags of all objects that end at `since` (seconds) or later, in no order: from the indexes by time,
 * so that what lies before it costs nothing. What has no end has not ended.
 */
export const namesSince = async (sql: Sql, collection: CollectionId, since: number) => {
  const [packed] = await sql<PackedNames>`
    select string_agg(name, chr(10)) as name, string_agg(etag, chr(10)) as etag, null as last from (
      select name, etag from members
        where collection = ${collection} and brief and starts >= ${since - BRIEF_SECONDS}::int8 and ends >= ${since}::int8
      union all
      select name, etag from members where collection = ${collection} and not brief and ends >= ${since}::int8
    ) m`;
  return packed === undefined ? [] : namedMembers(packed);
};

/** The names of objects that last changed in (after, until] and ended before an instant, in the order of the log. */
export const changedAndEnded = (
  sql: Sql,
  collection: CollectionId,
  after: Position,
  until: Position,
  before: number,
  limit: number,
) =>
  sql<{ readonly name: string; readonly position: Position }>`
    select name, position from members
    where collection = ${collection} and position > ${after} and position <= ${until} and ends < ${before}::int8
    order by position limit ${limit}`;
