import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LDAP_SOURCE } from '../../../src/domain/settings/ldap-source.ts';
import { nearest } from '../../../src/domain/settings/nearest.ts';
import { OLD_NAMES, REMOVED } from '../../../src/domain/settings/old-names.ts';
import { readValue } from '../../../src/domain/settings/read-value.ts';
import type { Row } from '../../../src/domain/settings/row.ts';
import { SQL_SOURCE } from '../../../src/domain/settings/sql-source.ts';
import { ROWS } from '../../../src/domain/settings/table.ts';

const rows: readonly (readonly [string, Row])[] = [
  ...Object.entries(ROWS),
  ...Object.entries(LDAP_SOURCE).map(([key, row]) => [`ldap ${key}`, row] as const),
  ...Object.entries(SQL_SOURCE).map(([key, row]) => [`sql ${key}`, row] as const),
];
const failing = (holds: (row: Row) => boolean) => rows.filter(([, row]) => !holds(row)).map(([key]) => key);

test('every default is a value that its own row takes, as it is', () => {
  for (const [key, row] of rows)
    if (row.default !== undefined && row.type !== 'sources')
      assert.deepEqual(readValue(row, row.default), row.default, key);
});

test('every row says in whole sentences what it means, and why it is not honoured', () => {
  const sentences = (text: string) => /^[`\w:/].*\.$/s.test(text);
  assert.deepEqual(
    failing(({ meaning }) => sentences(meaning)),
    [],
  );
  assert.deepEqual(
    failing(({ honoured }) => honoured === true || sentences(honoured)),
    [],
  );
});

test('a boolean, a number of a limit and a list of the system are never unset', () =>
  assert.deepEqual(
    Object.entries(ROWS).filter(
      ([, { type, level, default: value }]) => type === 'boolean' && level !== 'U' && value === undefined,
    ),
    [],
  ));

test('only an enum or a list names its values, and an enum has some', () => {
  assert.deepEqual(
    failing(({ type, values }) => values === undefined || type === 'enum' || type === 'list'),
    [],
  );
  assert.deepEqual(
    failing(({ type, values }) => type !== 'enum' || (values?.length ?? 0) > 0),
    [],
  );
});

test('old names lead to keys, and neither they nor removed ones are keys themselves', () => {
  for (const [old, key] of Object.entries(OLD_NAMES)) {
    assert.ok(Object.hasOwn(ROWS, key), key);
    assert.ok(!Object.hasOwn(ROWS, old), old);
  }
  for (const removed of Object.keys(REMOVED)) assert.ok(!Object.hasOwn(ROWS, removed), removed);
});

test('the key that was meant is the nearest one, and none when none is near', () => {
  const keys = Object.keys(ROWS);
  assert.equal(nearest('SOGoTimezone', keys), 'SOGoTimeZone');
  assert.equal(nearest('SOGoMailDomian', keys), 'SOGoMailDomain');
  assert.equal(nearest('SOGoSMTPSever', keys), 'SOGoSMTPServer');
  assert.equal(nearest('SOGoEverything', keys), undefined);
  assert.equal(nearest('x'.repeat(100_000), keys), undefined);
});
