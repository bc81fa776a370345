import { escapeIdentifier, type Pool } from 'pg';
import { DirectoryUnavailable } from '../../../domain/kernel/directory-errors.ts';

/** A view as the database knows it. */
export type View = {
  /** Quoted, with its schema where it needs one. */
  readonly name: string;
  has(name: string): boolean;
  /** The column that the settings mean, quoted. */
  column(name: string): string;
};

/**
 * SOGo writes names without quotes, so that PostgreSQL takes them in lower case; others write them as they are. Both find
 * what they mean, and whatever is in a name, it is only ever a name.
 */
const LOOK_UP = `select relation::text as name,
    array(select attname::text from pg_attribute where attrelid = relation and attnum > 0 and not attisdropped) as columns
  from (select coalesce(to_regclass($1), to_regclass($2)) as relation) as named`;

const quoted = (names: readonly string[]): string => names.map(escapeIdentifier).join('.');

/** Looks a view up. Rejects with `DirectoryUnavailable` where there is no such view, or later no such column. */
export const viewNamed = async (pool: Pool, names: readonly string[]): Promise<View> => {
  const values = [quoted(names), quoted(names.map((name) => name.toLowerCase()))];
  const { rows } = await pool.query<{ name: string | null; columns: string[] }>(LOOK_UP, values);
  const [found] = rows;
  if (found === undefined || found.name === null)
    throw new DirectoryUnavailable(`there is no view ${names.join('.')}, or it cannot be seen`);
  const { name, columns } = found;
  const actualOf = (wanted: string) => [wanted, wanted.toLowerCase()].find((one) => columns.includes(one));
  return {
    name,
    has: (wanted) => actualOf(wanted) !== undefined,
    column: (wanted) => {
      const actual = actualOf(wanted);
      if (actual === undefined) throw new DirectoryUnavailable(`the view ${name} has no column ${wanted}`);
      return escapeIdentifier(actual);
    },
  };
};
