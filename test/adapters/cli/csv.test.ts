import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseCsv } from '../../../src/adapters/cli/csv.ts';

const fieldsOf = (text: string) => {
  const records = parseCsv(text);
  return Array.isArray(records) ? records.map(({ fields }) => fields) : records;
};

describe('RFC 4180', () => {
  test('records are lines, fields are between commas', () =>
    assert.deepEqual(fieldsOf('a,b\r\nc,\n,d'), [
      ['a', 'b'],
      ['c', ''],
      ['', 'd'],
    ]));

  test('quotes keep commas, line ends and, doubled, quotes', () =>
    assert.deepEqual(fieldsOf('"a,b","c\nd","e""f"\n'), [['a,b', 'c\nd', 'e"f']]));

  test('a byte order mark and empty lines are no fields', () => assert.deepEqual(fieldsOf('\uFEFF\na\n\n'), [['a']]));

  test('a record knows its line, after one that has several', () =>
    assert.deepEqual(parseCsv('"a\nb"\nc'), [
      { line: 1, fields: ['a\nb'] },
      { line: 3, fields: ['c'] },
    ]));

  test('a quote inside a bare field, behind a quoted one, or never closed is told with its line', () => {
    for (const text of ['x\na"b', 'x\n"a"b', 'x\n"a'])
      assert.deepEqual('line' in Object(parseCsv(text)) && Object(parseCsv(text)).line, 2);
  });

  test('what is written is read back', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 2 })), (rows) => {
        const text = rows.map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        assert.deepEqual(fieldsOf(text), rows);
      }),
    ));
});
