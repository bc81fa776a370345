/** How much a query looks at: a test of what it costs that does not depend on the machine. */
import assert from 'node:assert/strict';
import { Client } from 'pg';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import type { Sql } from '../../src/domain/ports.ts';
import { projections } from '../../src/projections/index.ts';
import { freshDatabase } from '../support/postgres.ts';

type Node = {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
};

const literal = (value: unknown): string => {
  if (Array.isArray(value) && value.length === 0) return "'{}'";
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
};

/** Rows that the leaves of a plan looked at, and how. */
const leaves = ({ Plans: plans, ...node }: Node): { kinds: string[]; rows: number } => {
  if (plans === undefined)
    return { kinds: [node['Node Type']], rows: node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) };
  const all = plans.map(leaves);
  return { kinds: all.flatMap(({ kinds }) => kinds), rows: all.reduce((sum, { rows }) => sum + rows, 0) };
};

/** What queries look at in tables that `fill` has filled, planned without knowing its values as the server plans. */
export const lookedAt = async (
  fill: (client: Client) => Promise<unknown>,
  ask: (sql: Sql) => Promise<unknown>,
): Promise<{ kinds: string[]; rows: number }> => {
  const database = await freshDatabase();
  const log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
  const client = new Client(database.connection);
  await client.connect();
  try {
    await client.query('set search_path to fasti; set plan_cache_mode to force_generic_plan');
    await fill(client);
    const plans: Node[] = [];
    let asked = 0;
    const explain = async (parts: TemplateStringsArray, ...values: readonly unknown[]) => {
      asked += 1;
      const name = `asked${asked}`;
      await client.query(`prepare ${name} as ${parts.reduce((before, part, at) => `${before}$${at}${part}`)}`);
      const given = values.map(literal).join(', ');
      const explained = await client.query(`explain (analyze, format json) execute ${name} (${given})`);
      plans.push(explained.rows[0]['QUERY PLAN'][0].Plan);
      return [];
    };
    await ask(explain as Sql);
    assert.ok(plans.length > 0);
    const all = plans.map(leaves);
    return { kinds: all.flatMap(({ kinds }) => kinds), rows: all.reduce((sum, { rows }) => sum + rows, 0) };
  } finally {
    await client.end();
    await log.close();
    await database.drop();
  }
};
