import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { NotAppended } from '../../../src/domain/kernel/append-errors.ts';
import { all } from '../../contracts/log-words.ts';
import { execute } from '../../support/postgres.ts';
import { changing, withThings } from './things.ts';

test('what cannot be stored or projected harms its own append alone, among 64 at once', () =>
  withThings(async (log) => {
    const poison = new Map<number, string | object[]>([
      [5, 'throw'],
      [17, [{ op: 'put', shelf: 'nul \0', nth: 1 }]],
      [23, [{ op: 'put', shelf: 'half \ud800', nth: 1 }]],
      [31, [{ op: 'put', shelf: 'far', nth: 2 ** 40 }]],
      [44, [{ op: 'put', shelf: 'long', nth: 1, label: randomBytes(9000).toString('base64') }]],
      [63, [{ op: 'nonsense' }]],
    ]);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 64 }, (_, i) =>
        log.append(changing(`s${i}`, -1, (poison.get(i) ?? [{ op: 'put', shelf: 's', nth: i }]) as never)),
      ),
    );
    for (const [i, outcome] of outcomes.entries())
      if (outcome.status === 'rejected')
        assert.ok(poison.has(i) && outcome.reason instanceof NotAppended, `${i} ${outcome.reason}`);
      else assert.ok(!poison.has(i) && outcome.value.is === 'appended', `${i}`);
    assert.equal((await all(log)).length, 58);
    const rows = await log.sql<{ n: number }>`select count(*) as n from things`;
    assert.deepEqual(rows, [{ n: 58 }]);
    assert.equal((await log.verify()).count, 0);
  }));

test('a full disk refuses what is written, and nothing more once there is room again', () =>
  withThings(async (log, _, connection) => {
    await execute(
      connection,
      `create function full_disk() returns trigger language plpgsql as
         $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$`,
      'create trigger full_disk before insert on fasti.events execute function full_disk()',
    );
    const verdicts = await Promise.all(['a', 'b'].map((s) => log.append(changing(s, -1, []))));
    assert.deepEqual(verdicts, [
      { is: 'refused', reason: 'store-full' },
      { is: 'refused', reason: 'store-full' },
    ]);
    await execute(connection, 'drop trigger full_disk on fasti.events');
    assert.equal((await log.append(changing('a', -1, []))).is, 'appended');
  }));

test('a batch with more row changes than fit is cut between two appends, and all of it is stored', () =>
  withThings(async (log) => {
    const many = (shelf: string) => Array.from({ length: 3000 }, (_, nth) => ({ op: 'put', shelf, nth }));
    const verdicts = await Promise.all(['a', 'b', 'c', 'd'].map((s) => log.append(changing(s, -1, many(s)))));
    assert.deepEqual(
      verdicts.map(({ is }) => is),
      ['appended', 'appended', 'appended', 'appended'],
    );
    assert.deepEqual(await log.sql`select count(*) as n from things`, [{ n: 12_000 }]);
  }));
