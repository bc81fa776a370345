import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Client } from 'pg';
import { stepsOf } from '../../../src/adapters/postgres/apply.ts';
import { createTables } from '../../../src/adapters/postgres/fence.ts';
import { fly } from '../../../src/adapters/postgres/flight.ts';
import { checkChange, TableFold } from '../../../src/adapters/postgres/fold.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { type Change, rowChange, things, thingsAt } from './things.ts';

const shelf = fc.constantFrom('a', 'b');
const nth = fc.integer({ min: -1, max: 1 });
const cells = {
  label: fc.option(fc.constantFrom('x', 'é', ''), { nil: null }),
  weight: fc.constantFrom(0, -1.5, 1e300),
};
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ op: fc.constant('put' as const), shelf, nth, ...cells }),
  fc.record({ op: fc.constant('patch' as const), shelf, nth, ...cells }, { requiredKeys: ['op', 'shelf', 'nth'] }),
  fc.record({ op: fc.constant('delete' as const), shelf, nth }),
  fc.record({ op: fc.constant('clear' as const), shelf }),
);

type Row = { shelf: string; nth: number; label: string | null; weight: number | null; new: boolean };

/** One by one, on a plain map. */
const applied = (rows: Map<string, Row>, one: Change): void => {
  if (one.op === 'clear') {
    for (const [id, row] of rows) if (row.shelf === one.shelf) rows.delete(id);
    return;
  }
  const id = `${one.shelf} ${one.nth}`;
  const before = rows.get(id);
  if (one.op === 'delete') rows.delete(id);
  if (one.op === 'put')
    rows.set(id, { shelf: one.shelf, nth: one.nth, label: one.label ?? null, weight: one.weight ?? null, new: true });
  if (one.op === 'patch' && before !== undefined)
    rows.set(id, {
      ...before,
      label: one.label === undefined ? before.label : one.label,
      weight: one.weight ?? before.weight,
      new: false,
    });
};

test('batches of changes, folded and applied set by set, leave what one-by-one application leaves', async () => {
  const { connection, drop } = await freshDatabase();
  const client = new Client(connection);
  await client.connect();
  await client.query('create schema fasti');
  await createTables(client, 'fasti', [thingsAt(1)]);
  const run = async (batches: readonly (readonly Change[])[]): Promise<void> => {
    await client.query('truncate fasti.things');
    const expected = new Map<string, Row>();
    for (const batch of batches) {
      const fold = new TableFold(things);
      for (const one of batch) {
        applied(expected, one);
        fold.apply(rowChange(one));
      }
      const steps = stepsOf('fasti', fold);
      if (steps.length > 0) await fly(client, steps);
    }
    const { rows } = await client.query('select shelf, nth, label, weight, new from fasti.things order by shelf, nth');
    const sorted = [...expected.values()].sort((a, b) => a.shelf.localeCompare(b.shelf) || a.nth - b.nth);
    assert.deepEqual(rows, sorted);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(change, { maxLength: 20 }), { minLength: 1, maxLength: 4 }), run),
    { numRuns: 300 },
  );
  await client.end();
  await drop();
});

test('what does not fit the table is refused before it is folded', () => {
  const row = { shelf: 'a', nth: 1, label: null, weight: null, bytes: null, facts: null, new: true };
  const wrong: readonly Record<string, string | number | boolean | null>[] = [
    { ...row, nth: 2 ** 31 },
    { ...row, nth: 1.5 },
    { ...row, shelf: null },
    { ...row, label: 'nul \0' },
    { ...row, label: '\ud800' },
    { ...row, bytes: 'text' },
    { ...row, new: 1 },
    { ...row, more: 1 },
    { shelf: 'a', nth: 1 },
  ];
  for (const cellsOf of wrong)
    assert.throws(() => checkChange(things, { op: 'put', table: 'things', row: cellsOf }), TypeError);
  checkChange(things, { op: 'put', table: 'things', row: { ...row, nth: -(2 ** 31) } });
  assert.throws(
    () => checkChange(things, { op: 'patch', table: 'things', key: ['a', 1], columns: { nth: 2 } }),
    TypeError,
  );
  assert.throws(() => checkChange(things, { op: 'delete', table: 'things', key: ['a'] }), TypeError);
  assert.throws(() => checkChange(things, { op: 'clear', table: 'things', prefix: [] }), TypeError);
});
