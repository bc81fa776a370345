import { refuse } from '../../domain/kernel/refusal.ts';
import { MAX_LOCKS } from '../../domain/limits.ts';
import type { Lock, Locks, Sql } from '../../domain/ports.ts';

type Added = { readonly refused: boolean; readonly conflicts: readonly Lock[] | null };

const add =
  (sql: Sql): Locks['add'] =>
  async ({ token, path, href, depth, scope, owner, principal, expires }, now) => {
    const [added] = await sql<Added>`
      select * from add_lock(${token}, ${path}, ${href}, ${depth}, ${scope}, ${owner}, ${principal},
        ${expires}::int8, ${now}::int8, ${MAX_LOCKS})`;
    return added?.refused
      ? refuse('too-many-locks', `Nobody may hold more than ${MAX_LOCKS} locks.`)
      : (added?.conflicts ?? []);
  };

/** The path and all above it: where a lock of depth infinity binds it from. */
const scopesOf = (path: string): string[] => {
  const names = path.split('/').slice(1);
  return names.map((_, last) => `/${names.slice(0, last + 1).join('/')}`);
};

/**
 * Every write asks this: a probe of the index for each name, mostly without a row. Four values, as an array would be
 * planned anew each time; a calendar object is the fourth name of its path.
 */
const locksAt = (
  sql: Sql,
  [a = '', b = '', c = '', d = '']: readonly string[],
  now: number,
): Promise<readonly Lock[]> => sql<Lock>`
  select token, path, href, depth, scope, owner, principal, expires from locks
  where path in (${a}, ${b}, ${c}, ${d}) and expires > ${now}::int8`;

const around = async (sql: Sql, paths: readonly string[], now: number): Promise<readonly Lock[]> => {
  const scopes = [...new Set(paths.flatMap(scopesOf))];
  const fours = Array.from({ length: Math.ceil(scopes.length / 4) }, (_, n) => scopes.slice(4 * n, 4 * n + 4));
  const found = (await Promise.all(fours.map((four) => locksAt(sql, four, now)))).flat();
  return found.filter(({ depth, path }) => depth === 'infinity' || paths.includes(path));
};

const below = (sql: Sql, tree: string, now: number): Promise<readonly Lock[]> => sql<Lock>`
  select token, path, href, depth, scope, owner, principal, expires from locks
  where path > ${`${tree}/`} and path < ${`${tree}0`} and expires > ${now}::int8`;

const binding =
  (sql: Sql): Locks['binding'] =>
  async (paths, now, trees) => {
    const found = await Promise.all([around(sql, paths, now), ...trees.map((tree) => below(sql, tree, now))]);
    return found.length === 1
      ? (found[0] ?? [])
      : [...new Map(found.flat().map((lock) => [lock.token, lock])).values()];
  };

/** The locks of all processes over one database, in an unlogged table; `sql` finds the schema's tables by itself. */
export const locksIn = (sql: Sql): Locks => ({
  binding: binding(sql),
  add: add(sql),
  refresh: async (token, principal, expires, now) => {
    const rows = await sql<{ token: string }>`
      update locks set expires = ${expires}::int8
      where token = ${token} and principal = ${principal} and expires > ${now}::int8 returning token`;
    return rows.length > 0;
  },
  remove: async (token, principal) => {
    const rows = await sql<{ token: string }>`
      delete from locks where token = ${token} and principal = ${principal} returning token`;
    return rows.length > 0;
  },
  removeBelow: async (paths) => {
    await sql`
      delete from locks l using unnest(${paths}::text[]) root
      where l.path = root or (l.path > root || '/' and l.path < root || '0')`;
  },
});
