import type { CollectionId } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import type { Leased, WebCalendarFetches, WebCalendarRow } from '../../domain/web-calendar/ports.ts';

/** Calendars that came get a row, which is due at once; rows of those that went are deleted. */
const settle = async (sql: Sql): Promise<void> => {
  await sql`
    insert into web_calendar_fetches (collection, due)
    select c.collection, 0 from collections c
    where c.web is not null and not exists (select from web_calendar_fetches f where f.collection = c.collection)
    on conflict do nothing`;
  await sql`
    delete from web_calendar_fetches f
    where not exists (select from collections c where c.collection = f.collection and c.web is not null)`;
};

const leasedBy = async (sql: Sql, lease: string): Promise<Leased | undefined> => {
  const [leased] = await sql<Leased>`
    select f.collection, c.owner, f.lease, b.stored as source, f.etag, f.last_modified, f.imported, f.skipped, f.failures
    from web_calendar_fetches f join collections c using (collection) left join bodies b on b.position = c.web
    where f.lease = ${lease}`;
  return leased;
};

/** Two that look at the same moment get two calendars: one that somebody is about to take is passed over. */
const takeDue =
  (sql: Sql): WebCalendarFetches['takeDue'] =>
  async (lease, now, until) => {
    await settle(sql);
    const taken = await sql<{ collection: CollectionId }>`
      update web_calendar_fetches set lease = ${lease}, due = ${until}::int8
      where collection = (
        select collection from web_calendar_fetches where due <= ${now}::int8 order by due limit 1 for update skip locked)
      returning collection`;
    return taken.length === 0 ? undefined : leasedBy(sql, lease);
  };

const take =
  (sql: Sql): WebCalendarFetches['take'] =>
  async (collection, lease, now, until) => {
    await settle(sql);
    const taken = await sql<{ collection: CollectionId }>`
      update web_calendar_fetches set lease = ${lease}, due = ${until}::int8
      where collection = ${collection} and (lease is null or due <= ${now}::int8) returning collection`;
    return taken.length === 0 ? undefined : leasedBy(sql, lease);
  };

/** The fetches of all processes over one database; `sql` finds the schema's tables by itself. */
export const webCalendarFetchesIn = (sql: Sql): WebCalendarFetches => ({
  takeDue: takeDue(sql),
  take: take(sql),
  keep: async ({ collection, lease }, until) => {
    const kept = await sql`
      update web_calendar_fetches set due = ${until}::int8
      where collection = ${collection} and lease = ${lease} returning 1 as kept`;
    return kept.length > 0;
  },
  succeeded: async ({ collection, lease }, { due, imported, skipped }, now, { etag = null, lastModified = null }) => {
    await sql`
      update web_calendar_fetches
      set due = ${due}::int8, lease = null, etag = ${etag}, last_modified = ${lastModified}, fetched = ${now}::int8,
        imported = ${imported}::int4, skipped = ${skipped}::int4, failures = 0, error = null
      where collection = ${collection} and lease = ${lease}`;
  },
  failed: async ({ collection, lease }, error, due) => {
    await sql`
      update web_calendar_fetches
      set due = ${due}::int8, lease = null, failures = failures + 1, error = ${error}
      where collection = ${collection} and lease = ${lease}`;
  },
  list: (owner) => sql<WebCalendarRow>`
    select c.collection, c.name, b.stored as source, f.due, f.fetched, f.imported, f.skipped, f.failures, f.error
    from collections c left join web_calendar_fetches f using (collection) left join bodies b on b.position = c.web
    where c.owner = ${owner} and c.kind = 'calendar' and c.web is not null order by c.name`,
  release: async ({ collection, lease }, now) => {
    await sql`
      update web_calendar_fetches set due = ${now}::int8, lease = null
      where collection = ${collection} and lease = ${lease}`;
  },
});
