import type { AppPasswordId } from '../../domain/account/app-passwords.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { AUDIT_RETENTION } from '../../domain/limits.ts';
import type { AppPasswordUse, LoginCount, Sql } from '../../domain/ports.ts';

const key = ({ hour, principal, login, network, protocol, outcome }: LoginCount): string =>
  [hour, principal, login, network, protocol, outcome].join(' ');

/** Adds counts to what is stored. In one order, so that processes that do so at once wait for each other and no more. */
export const storeLoginCounts = async (sql: Sql, counts: readonly LoginCount[]): Promise<void> => {
  const rows = [...counts].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const column = <Name extends keyof LoginCount>(name: Name) => rows.map((row) => row[name]);
  await sql`
    insert into login_audit as stored
    select * from unnest(${column('hour')}::int8[], ${column('principal')}::text[], ${column('login')}::text[],
      ${column('network')}::text[], ${column('protocol')}::text[], ${column('outcome')}::text[],
      ${column('count')}::int8[], ${column('first')}::int8[], ${column('last')}::int8[])
    on conflict (hour, principal, login, network, protocol, outcome) do update
    set count = stored.count + excluded.count, first = least(stored.first, excluded.first),
      last = greatest(stored.last, excluded.last)`;
};

/** Logins since a time (UTC ms), the oldest first; only those of these ids or keyed hashes where any are given. */
export const loginCounts = (sql: Sql, since: number, names: readonly string[] = []): Promise<readonly LoginCount[]> =>
  sql<LoginCount>`
    select hour, principal, login, network, protocol, outcome, count, first, last from login_audit
    where hour > ${since - 3_600_000}::int8 and last >= ${since}::int8
      and (cardinality(${names}::text[]) = 0 or principal = any (${names}::text[]) or login = any (${names}::text[]))
    order by first, last, network`;

/** Rows deleted by one statement: some milliseconds. */
const STEP = 2000;

/** Deletes a step of what is kept no longer, and counts of limits that have ended; false when nothing is left to do. */
export const sweepLogins = async (sql: Sql, now: number): Promise<boolean> => {
  const old = await sql`
    delete from login_audit where ctid = any (array(
      select ctid from login_audit where hour < ${now - AUDIT_RETENTION}::int8 limit ${STEP})) returning 1 as gone`;
  const ended = await sql`
    delete from rate_limits where key = any (array(
      select key from rate_limits where expire < ${now}::int8 limit ${STEP} for update skip locked)) returning 1 as gone`;
  return old.length === STEP || ended.length === STEP;
};

/** Notes that app passwords were of use (UTC ms). */
export const storeAppPasswordUses = async (sql: Sql, uses: readonly AppPasswordUse[], at: number): Promise<void> => {
  const [principals, ids] = [uses.map(({ principal }) => principal), uses.map(({ id }) => id)];
  await sql`
    insert into app_password_uses as stored
    select principal, id, ${at}::int8 from unnest(${principals}::text[], ${ids}::text[]) used (principal, id)
    order by principal, id
    on conflict (principal, id) do update set last = greatest(stored.last, excluded.last)`;
};

/** When each app password of an account was last of use, to the hour (UTC ms); those that never were are left out. */
export const lastAppPasswordUses = async (
  sql: Sql,
  principal: PrincipalId,
): Promise<ReadonlyMap<AppPasswordId, number>> => {
  const rows = await sql<{ id: AppPasswordId; last: number }>`
    select id, last from app_password_uses where principal = ${principal}`;
  return new Map(rows.map(({ id, last }) => [id, last]));
};
