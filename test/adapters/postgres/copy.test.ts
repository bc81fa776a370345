import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Client } from 'pg';
import type { ArrayType } from '../../../src/adapters/postgres/arrays.ts';
import { copyRows } from '../../../src/adapters/postgres/copy.ts';
import type { Cell } from '../../../src/projections/projection.ts';
import { freshDatabase } from '../../support/postgres.ts';

const TYPES = ['int4', 'text', 'int2', 'int8', 'float8', 'bool', 'bytea', 'jsonb', 'json'] as const;
const COLUMNS = TYPES.map((type) => `c_${type}`);
const shape = { name: 'copied', columns: COLUMNS, types: TYPES as readonly ArrayType[], key: ['c_int4'] };

const withTable = async (use: (client: Client) => Promise<void>): Promise<void> => {
  const { connection, drop } = await freshDatabase();
  const client = new Client(connection);
  await client.connect();
  const columns = TYPES.map((type) => `c_${type} ${type}${type === 'int4' ? ' not null' : ''}`);
  await client.query(`create table copied (${columns.join(', ')})`);
  try {
    await use(client);
  } finally {
    await client.end();
    await drop();
  }
};

const copied = async (client: Client, rows: readonly (readonly Cell[])[]): Promise<void> => {
  await client.query('truncate copied');
  await copyRows(client, shape, rows);
  const text = `select c_int4, c_text, c_int2, c_int8::text, c_float8, c_bool, c_bytea, c_jsonb::text, c_json::text
    from copied order by c_int4`;
  const found = await client.query({ text, rowMode: 'array' });
  const expected = rows.map((row) =>
    row.map((cell, i) => (TYPES[i] === 'int8' && cell !== null ? String(cell) : cell)),
  );
  assert.deepEqual(found.rows, expected);
};

const AWKWARD = [
  '',
  '\\N',
  '\\',
  '\\.',
  'a\tb',
  'line\nline\r\n',
  '"{},',
  '\u0001',
  'é',
  '\u{1f4c5}',
  '\ufeff',
  '\uffff',
];

test('what no text format bears goes in by COPY and comes out as it was', () =>
  withTable((client) =>
    copied(client, [
      ...AWKWARD.map((text, nth): Cell[] => [
        nth,
        text,
        -1,
        -(2 ** 53) + 1,
        -0.1,
        false,
        Buffer.from(text),
        null,
        `${JSON.stringify(text)} `,
      ]),
      [100, null, null, null, null, null, null, null, null],
      [101, 'x'.repeat(200_000), 2 ** 15 - 1, 2 ** 53 - 1, 5e-324, true, Buffer.alloc(200_000, 255), '[1]', '[ 1]'],
      [2 ** 31 - 1, '', -(2 ** 15), 0, Number.POSITIVE_INFINITY, true, Buffer.of(0, 255, 10), '{}', '{}'],
    ]),
  ));

test('any rows go in by COPY and come out as they were', () =>
  withTable((client) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.option(fc.string({ unit: 'binary', maxLength: 3000 }).map((text) => text.replaceAll('\0', ''))),
            fc.option(fc.uint8Array({ maxLength: 3000 }).map((octets) => Buffer.from(octets))),
            fc.option(fc.maxSafeInteger()),
          ),
          { maxLength: 200 },
        ),
        (rows) =>
          copied(
            client,
            rows.map(([text, octets, number], nth) => [
              nth,
              text,
              nth,
              number,
              nth / 3,
              nth % 2 === 0,
              octets,
              null,
              null,
            ]),
          ),
      ),
      { numRuns: 20 },
    ),
  ));

test('what the table refuses fails the copy, and the connection goes on', () =>
  withTable(async (client) => {
    const row = (nth: number | null): Cell[] => [nth, 'x'.repeat(1000), 1, 1, 1, true, null, null, null];
    const many = Array.from({ length: 5000 }, (_, nth) => row(nth));
    await assert.rejects(copyRows(client, shape, [row(null), ...many]), /not-null/);
    await assert.rejects(copyRows(client, shape, [...many, row(null)]), /not-null/);
    assert.deepEqual((await client.query('select count(*)::int4 from copied')).rows, [{ count: 0 }]);
    await copied(client, [row(1)]);
  }));
