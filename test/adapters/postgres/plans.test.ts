import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { shapeOf } from '../../../src/adapters/postgres/apply.ts';
import { openWriter } from '../../../src/adapters/postgres/connection.ts';
import { statement } from '../../../src/adapters/postgres/statement.ts';
import { deleteRows, patchRows } from '../../../src/adapters/postgres/statements.ts';
import { things, withThings } from './things.ts';

test('a page of events is read by look-ups: its cost is the page, not what lies before it', () =>
  withThings(async (_, __, connection) => {
    const client = new Client(connection);
    await client.connect();
    await client.query(`
      insert into fasti.events (position, revision, recorded_when, version, id, type, stream, actor, protocol, correlation_id, data)
        select n, n, 0, 1, 'abcdefghijklmnopqrstuv', 'noted', 'calendar/a', 'a', 'cli', 'c', 'null' from generate_series(1, 20000) n;
      insert into fasti.bodies select n, '', 'body', null from generate_series(1, 20000) n;
      analyze fasti.events, fasti.bodies`);
    await client.query(`prepare page as ${statement('read.sql')}`);
    await client.query('set plan_cache_mode = force_custom_plan');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>('explain execute page (15000, 20000, 500, true)');
    await client.end();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.doesNotMatch(plan, /Seq Scan|Hash|Merge/);
    assert.match(plan, /Nested Loop/);
  }));

test('the append path finds rows by index from the first day, also in plans made while the tables were empty', () =>
  withThings(async (_, __, connection) => {
    const client = await openWriter(connection, { hold: 5000, wait: 2000, giveUp: 1, resolve: 1 });
    const shape = shapeOf('fasti', things);
    const key = ['shelf', 1];
    const texts = [
      statement('stream-states.sql'),
      statement('claims.sql'),
      deleteRows(shape, 1, [key]).text,
      deleteRows(shape, 2, [key]).text,
      patchRows(shape, ['label'], [[...key, 'x']]).text,
    ];
    for (const [i, text] of texts.entries()) {
      await client.query(`prepare p${i} as ${text}`);
      await client.query('set plan_cache_mode = force_generic_plan');
      const nulls = Array.from({ length: text.match(/\$\d/g)?.length ?? 0 }, () => 'null').join(', ');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain execute p${i} (${nulls})`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.doesNotMatch(plan, /Seq Scan|Hash|Merge/, text);
      assert.match(plan, /Index|Bitmap/, text);
    }
    await client.end();
  }));
