import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DatabaseRefused } from '../../../src/adapters/postgres/migrate.ts';
import { NotAppended } from '../../../src/domain/kernel/append-errors.ts';
import { appended, note, schemaOf, stream } from '../../contracts/log-words.ts';
import { changing, thingsAt, withThings } from './things.ts';

const put = (shelf: string, nth: number, label: string) => [{ op: 'put', shelf, nth, label }];

test('a newer projection is built beside, and switched; programs of the older one append no more', () =>
  withThings(async (log, open) => {
    for (let i = 0; i < 20; i++) await appended(log, changing(`s${i}`, -1, put('shelf', i, 'low')));
    const newer = await open({ projections: [thingsAt(2, (label) => label?.toUpperCase())] });
    assert.deepEqual(await newer.sql`select distinct label from things`, [{ label: 'LOW' }]);
    await assert.rejects(
      log.append(note('a', -1, ['x'])),
      (error) => error instanceof NotAppended && /outdated/.test(error.message),
    );
    await appended(newer, changing('a', -1, put('shelf', 20, 'more')));
    assert.deepEqual(await newer.sql`select label from things where nth = 20`, [{ label: 'MORE' }]);
    await assert.rejects(open(), DatabaseRefused);
    assert.equal((await newer.verify()).count, 0);
  }));

test('a newer evolve makes all states anew', () =>
  withThings(async (log, open) => {
    await appended(log, note('a', -1, ['one', 'two']));
    const counting = { version: 2, start: 0, evolve: (state: unknown) => Number(state) + 1 };
    const newer = await open({ schema: schemaOf(undefined, counting) });
    assert.deepEqual(await newer.states([stream('a')]), [{ revision: 1, state: 2 }]);
    await appended(newer, note('a', 1, ['three']));
    assert.deepEqual(await newer.states([stream('a')]), [{ revision: 2, state: 3 }]);
    await assert.rejects(log.append(note('a', 2, ['x'])), NotAppended);
  }));

test('several processes with the newer version may start at once', () =>
  withThings(async (log, open) => {
    await appended(log, changing('a', -1, put('shelf', 1, 'x')));
    const newer = await Promise.all([1, 2, 3].map(() => open({ projections: [thingsAt(2)] })));
    for (const [i, one] of newer.entries()) await appended(one, changing(`b${i}`, -1, put('shelf', 2 + i, 'y')));
    assert.equal((await newer[0]?.verify())?.count, 0);
  }));

test('rebuilding while others write and read ends with what the log says, and nobody notices', () =>
  withThings(async (log, open) => {
    const other = await open();
    let running = true;
    const writing = Promise.all(
      [log, other].map(async (writer, w) => {
        let turn = 0;
        for (; running; turn++) {
          await appended(
            writer,
            changing(`s${w}`, turn - 1, [
              ...put('shelf', turn % 50, `${turn}`),
              { op: 'patch', shelf: 'shelf', nth: w, weight: turn },
            ]),
          );
          await writer.sql`select * from things where shelf = ${'shelf'}`;
        }
        return turn;
      }),
    );
    for (let i = 0; i < 3; i++) await log.rebuild();
    running = false;
    const turns = await writing;
    assert.ok(turns.every((turn) => turn > 0));
    assert.equal((await log.verify()).count, 0);
    await log.rebuild({ only: ['things'] });
    assert.equal((await log.verify()).count, 0);
  }));
