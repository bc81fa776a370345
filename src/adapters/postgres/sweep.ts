import type { Pool } from 'pg';
import { quoted } from './ddl.ts';

/** Rows deleted by one transaction: some milliseconds. */
const STEP = 2000;

type Sweep = { readonly number: number; readonly table_name: string; readonly first: string };

/**
 * Deletes one step of what projections noted as unreachable. `keys` gives the first key column of each projection's
 * table; a table that is no longer there has nothing to sweep. False when nothing is left to do, or another does it.
 */
export const sweepStep = async (pool: Pool, keys: ReadonlyMap<string, string>): Promise<boolean> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<Sweep>(
      'select number, table_name, first from fasti.sweeps order by number limit 1 for update skip locked',
    );
    const [sweep] = rows;
    if (sweep !== undefined) {
      const key = keys.get(sweep.table_name);
      const name = `fasti.${quoted(sweep.table_name)}`;
      const deleted =
        key === undefined
          ? 0
          : ((
              await client.query(
                `delete from ${name} where ctid = any (array(select ctid from ${name} where ${quoted(key)} = $1 limit ${STEP}))`,
                [sweep.first],
              )
            ).rowCount ?? 0);
      if (deleted < STEP) await client.query('delete from fasti.sweeps where number = $1', [sweep.number]);
    }
    await client.query('commit');
    return sweep !== undefined;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};
