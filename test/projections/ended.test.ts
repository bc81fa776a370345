import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from 'pg';
import type { CollectionId, Position } from '../../src/domain/kernel/ids.ts';
import { wholeView } from '../../src/domain/sharing/view.ts';
import { changedAndEnded, namesSince } from '../../src/projections/members/ended.ts';
import { lookedAt } from './looked-at.ts';

const CALENDAR = 'c' as CollectionId;
const NOW = Date.UTC(2026, 5, 1) / 1000;

/** A calendar with 20,000 events before NOW, an hour apart, 10 after it, and as many series of either kind. */
const fill = (client: Client): Promise<unknown> =>
  client.query(`
  insert into members (collection, name, object, uid, component, classification, etag, body, size, is_utf8, position,
      created_at, modified_at, starts, ends, brief, floating, busy, timing)
    select '${CALENDAR}', kind || n, kind || n, kind || n, 'VEVENT', 'PUBLIC', 'e', n, 1, true, n + (kind = 'series')::int * 30000,
      0, 0, at, at + 1800, kind = 'event', false, 'BUSY', null
    from generate_series(1, 20010) n, unnest(array['event', 'series']) kind, lateral (select ${NOW} + (n - 20001) * 3600 as at);
  analyze members`);

test('what has not ended is found by the indexes of time: the past costs no more than a month of it', async () => {
  const { kinds, rows } = await lookedAt(fill, (sql) => namesSince(sql, wholeView(CALENDAR), NOW));
  assert.ok(
    kinds.every((kind) => /Index/.test(kind)),
    kinds.join(),
  );
  assert.ok(rows <= 31 * 24 + 40, `${rows} rows were looked at`);
});

test('what changed and has ended is found among what changed', async () => {
  const from = 49_990 as Position;
  const { rows } = await lookedAt(fill, (sql) =>
    changedAndEnded(sql, wholeView(CALENDAR), from, 60_000 as Position, NOW, 100),
  );
  assert.ok(rows > 0 && rows <= 20, `${rows} rows were looked at`);
});
