import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, metadata, noted, octets, stream, take } from '../../contracts/log-words.ts';
import { execute } from '../../support/postgres.ts';
import { changing, withThings } from './things.ts';

const filled: Parameters<typeof withThings>[0] = async (log) => {
  for (let i = 0; i < 5; i++)
    await log.append(changing(`s${i}`, -1, [{ op: 'put', shelf: 'a', nth: i, label: 'right' }]));
  await log.append({
    writes: [{ stream: stream('b'), expected: at(-1), events: [noted('x', { stored: octets('body') })] }],
    claims: [take('k', 'b')],
    metadata,
  });
};

const damaged = (statement: string, expected: readonly (readonly [string, string])[]) =>
  test(`verify names what this did: ${statement}`, () =>
    withThings(async (log, open, connection) => {
      await filled(log, open, connection);
      assert.deepEqual(await log.verify(), { position: 6, events: 6, differences: [], count: 0, patchesWithoutRow: 0 });
      await execute(connection, statement);
      const { differences, count } = await log.verify();
      assert.deepEqual(
        differences.map(({ table, key }) => [table, key]),
        expected,
      );
      assert.equal(count, expected.length);
    }));

damaged(`update fasti.things set label = 'wrong' where nth = 3`, [['things', '["a", 3]']]);
damaged(`delete from fasti.things where nth = 3`, [['things', '["a", 3]']]);
damaged(`insert into fasti.things values ('b', 1, null, null, null, null, true)`, [['things', '["b", 1]']]);
damaged(`update fasti.streams set state = '[]' where stream = 'calendar/b'`, [['streams', '["calendar/b"]']]);
damaged(`update fasti.bodies set stored = 'other'`, [['events', '6']]);
damaged('update fasti.log_head set position = 7', [['log_head', 'position']]);

test('a row changed by hand is shown as it is and as it should be', () =>
  withThings(async (log, open, connection) => {
    await filled(log, open, connection);
    await execute(connection, `update fasti.things set label = 'wrong' where nth = 3`);
    const [difference] = (await log.verify()).differences;
    assert.match(difference?.live ?? '', /"label":"wrong"/);
    assert.match(difference?.rebuilt ?? '', /"label":"right"/);
  }));

test('a claim that is held by another than the log says is found', () =>
  withThings(async (log, open, connection) => {
    await filled(log, open, connection);
    await execute(connection, `update fasti.claims set holder = 'c'`);
    const { differences } = await log.verify();
    assert.deepEqual(
      differences.map(({ table }) => table),
      ['claims'],
    );
    assert.match(differences[0]?.rebuilt ?? '', /"holder":"b"/);
  }));

test('patches that meet no row are counted', () =>
  withThings(async (log) => {
    const shelf = 'a';
    await log.append(
      changing(
        'never',
        -1,
        [1, 4].map((nth) => ({ op: 'patch', shelf, nth, weight: 1 })),
      ),
    );
    await log.append(
      changing('deleted', -1, [
        { op: 'put', shelf, nth: 2 },
        { op: 'delete', shelf, nth: 2 },
      ]),
    );
    await log.append(changing('deleted', 0, [{ op: 'patch', shelf, nth: 2, weight: 1 }]));
    await log.append(
      changing('there', -1, [
        { op: 'put', shelf, nth: 3 },
        { op: 'patch', shelf, nth: 3, weight: 1 },
      ]),
    );
    const { count, patchesWithoutRow } = await log.verify();
    assert.deepEqual({ count, patchesWithoutRow }, { count: 0, patchesWithoutRow: 3 });
  }));
