import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Build } from '../../../src/adapters/postgres/build.ts';
import { openBuilder } from '../../../src/adapters/postgres/connection.ts';
import { appended, release, schemaOf, take } from '../../contracts/log-words.ts';
import { type Change, changing, thingsAt, withThings } from './things.ts';

const cell = { shelf: fc.constantFrom('a', 'b'), nth: fc.nat({ max: 2 }) };
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ op: fc.constant('put' as const), ...cell, label: fc.constantFrom('x', 'y') }),
  fc.record({ op: fc.constant('patch' as const), ...cell, weight: fc.nat({ max: 9 }) }),
  fc.record({ op: fc.constant('delete' as const), ...cell }),
  fc.record({ op: fc.constant('clear' as const), shelf: cell.shelf }),
);

test('however the log is cut, what a later part says of a row replaces what an earlier one copied in', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      (history, part) =>
        withThings(async (log, _, connection) => {
          for (const [turn, changes] of history.entries()) {
            const claims = turn % 3 === 0 ? [take('k', 's')] : turn % 3 === 1 ? [release('k', 's')] : [];
            await appended(log, { ...changing('s', 'any', changes), claims });
          }
          const client = await openBuilder(connection);
          try {
            const plan = { schema: 'built', log: schemaOf(), projections: [thingsAt(1)], streams: true, claims: true };
            const build = new Build(client, { ...plan, passing: false });
            await build.begin();
            for (let until = part; build.position < history.length; until += part)
              await build.advance(Math.min(until, history.length));
            const rows = async (schema: string) => [
              (await client.query(`select * from ${schema}.things order by shelf, nth`)).rows,
              (await client.query(`select stream, revision, position, state::text from ${schema}.streams`)).rows,
              (await client.query(`select * from ${schema}.claims`)).rows,
            ];
            assert.deepEqual(await rows('built'), await rows('fasti'));
          } finally {
            await client.end();
          }
        }),
    ),
    { numRuns: 15 },
  ));

test('a patch that finds none of the rows copied in before is counted', () =>
  withThings(async (log, _, connection) => {
    const shelf = 'a';
    await appended(log, changing('s', 'any', [{ op: 'put', shelf, nth: 1 }]));
    const patches = [1, 2, 3].map((nth) => ({ op: 'patch', shelf, nth, weight: 1 }));
    await appended(log, changing('s', 'any', patches));
    const client = await openBuilder(connection);
    try {
      const plan = { schema: 'built', log: schemaOf(), projections: [thingsAt(1)], streams: false, claims: false };
      const build = new Build(client, { ...plan, passing: true });
      await build.begin();
      await build.advance(1);
      await build.advance(2);
      assert.equal(build.patchesWithoutRow, 2);
    } finally {
      await client.end();
    }
  }));
