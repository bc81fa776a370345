import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import type { CollectionId, Position } from '../../src/domain/kernel/ids.ts';
import type { Sql } from '../../src/domain/ports.ts';
import { projections } from '../../src/projections/index.ts';
import { changedAndEnded, namesSince } from '../../src/projections/members/ended.ts';
import { freshDatabase } from '../support/postgres.ts';

const CALENDAR = 'c' as CollectionId;
const NOW = Date.UTC(2026, 5, 1) / 1000;

/** A calendar with 20,000 events before NOW, an hour apart, 10 after it, and as many series of either kind. */
const FILL = `
  insert into members (collection, name, object, uid, component, classification, etag, body, size, is_utf8, position,
      created_at, modified_at, starts, ends, brief, floating, busy, timing)
    select '${CALENDAR}', kind || n, kind || n, kind || n, 'VEVENT', 'PUBLIC', 'e', n, 1, true, n + (kind = 'series')::int * 30000,
      0, 0, at, at + 1800, kind = 'event', false, 'BUSY', null
    from generate_series(1, 20010) n, unnest(array['event', 'series']) kind, lateral (select ${NOW} + (n - 20001) * 3600 as at)`;

type Node = {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
};

/** Rows that the leaves of a plan looked at, and how. */
const leaves = ({ Plans: plans, ...node }: Node): { kinds: string[]; rows: number } => {
  if (plans === undefined)
    return { kinds: [node['Node Type']], rows: node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) };
  const all = plans.map(leaves);
  return { kinds: all.flatMap(({ kinds }) => kinds), rows: all.reduce((sum, { rows }) => sum + rows, 0) };
};

/** What a query looks at in a calendar with a long past, planned without knowing its values as the server plans. */
const lookedAt = async (ask: (sql: Sql) => Promise<unknown>) => {
  const database = await freshDatabase();
  const log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
  const client = new Client(database.connection);
  await client.connect();
  try {
    await client.query('set search_path to fasti; set plan_cache_mode to force_generic_plan');
    await client.query(FILL);
    await client.query('analyze members');
    let plan: Node | undefined;
    const explain = async (parts: TemplateStringsArray, ...values: readonly unknown[]) => {
      await client.query(`prepare asked as ${parts.reduce((before, part, at) => `${before}$${at}${part}`)}`);
      const given = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ');
      const explained = await client.query(`explain (analyze, format json) execute asked (${given})`);
      plan = explained.rows[0]['QUERY PLAN'][0].Plan;
      return [];
    };
    await ask(explain as Sql);
    assert.ok(plan !== undefined);
    return leaves(plan);
  } finally {
    await client.end();
    await log.close();
    await database.drop();
  }
};

test('what has not ended is found by the indexes of time: the past costs no more than a month of it', async () => {
  const { kinds, rows } = await lookedAt((sql) => namesSince(sql, CALENDAR, NOW));
  assert.ok(
    kinds.every((kind) => /Index/.test(kind)),
    kinds.join(),
  );
  assert.ok(rows <= 31 * 24 + 40, `${rows} rows were looked at`);
});

test('what changed and has ended is found among what changed', async () => {
  const from = 49_990 as Position;
  const { rows } = await lookedAt((sql) => changedAndEnded(sql, CALENDAR, from, 60_000 as Position, NOW, 100));
  assert.ok(rows > 0 && rows <= 20, `${rows} rows were looked at`);
});
