import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dumpConfiguration } from '../../../src/adapters/config/dump.ts';
import { printValue, type Value } from '../../../src/adapters/config/print.ts';
import { readConfiguration } from '../../../src/adapters/config/read.ts';
import { LDAP_SOURCE } from '../../../src/domain/settings/ldap-source.ts';
import { readValue } from '../../../src/domain/settings/read-value.ts';
import type { Row, Rows } from '../../../src/domain/settings/row.ts';
import { SQL_SOURCE } from '../../../src/domain/settings/sql-source.ts';
import { ROWS } from '../../../src/domain/settings/table.ts';
import { fileWith } from './support.ts';

/** Values that some key takes. */
const FIXED: readonly Value[] = [
  ...['YES', 'no', '0', '7', '12', '0.5', '08:00', '', 'a@b.example', 'Europe/Rome', '127.0.0.1:20000', 'https://h/x'],
  ...["a='b' AND NOT (c<>'*')", 'postgresql://u@h/d/t', 'ssha.hex', '/a/path', '"quoted" \\ // text\n'],
  ...[['a', 'b c'], [], [['a.example']], ['1', '2'], { a: ['b', { c: 'd' }] }, [{ a: 'b' }], { fax: ['a', 'b'] }],
  ...[{ Mail: { ou: 'x' } }, [{ label: 'POLICY_MIN_DIGIT', value: '2' }], [{ regex: '[a-z]' }]],
];
const texts = fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0'));

/** Mostly what the row takes, sometimes anything. */
const valueFor = (row: Row): fc.Arbitrary<Value> => {
  const all = [...FIXED, ...(row.values ?? []), ...(row.default === undefined ? [] : [row.default])];
  const taken = all.filter((value) => readValue(row, value) !== undefined);
  const anything = fc.oneof(texts, fc.constantFrom(...all));
  return fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...taken) }, { weight: 1, arbitrary: anything });
};

const someOf = (rows: Rows, most: number): fc.Arbitrary<Readonly<Record<string, Value>>> =>
  fc
    .uniqueArray(
      fc
        .constantFrom(...Object.entries(rows).filter(([, { secret, type }]) => secret !== true && type !== 'sources'))
        .chain(([key, row]) => valueFor(row).map((value) => [key, value] as const)),
      { maxLength: most, selector: ([key]) => key },
    )
    .map((entries) => Object.fromEntries(entries));

const source = fc
  .tuple(someOf(LDAP_SOURCE, 4), someOf(SQL_SOURCE, 4), fc.boolean(), fc.nat(1000))
  .map(
    ([ldap, sql, isLdap, id]): Value =>
      isLdap
        ? { ...ldap, type: 'ldap', id: `l${id}`, baseDN: 'dc=x', hostname: 'h' }
        : { ...sql, type: 'sql', id: `s${id}`, viewURL: 'built-in' },
  );
const level = fc
  .tuple(someOf(ROWS, 8), fc.array(source, { maxLength: 2 }))
  .map(([keys, sources]): Value => ({ ...keys, ...(sources.length > 0 && { SOGoUserSources: sources }) }));
const configurations = fc
  .tuple(level, level)
  .map(([system, domain]): Value => ({ ...(system as object), domains: { 'a.example': domain } }));

test('whatever is set is usable or refused, and what is usable is dumped and read back as the same', async () => {
  let usable = 0;
  await fc.assert(
    fc.asyncProperty(configurations, async (configuration) => {
      const read = async (text: string) => readConfiguration({ file: fileWith(text), environment: {} });
      const report = await read(printValue(configuration));
      if (report.is === 'refused') return assert.ok(report.problems.length > 0);
      usable += 1;
      const again = await read(dumpConfiguration(report.configuration, false));
      assert.equal(again.is, 'usable', again.is === 'refused' ? JSON.stringify(again.problems) : '');
      assert.deepEqual(again.configuration, report.configuration);
    }),
    { numRuns: 200 },
  );
  assert.ok(usable > 20, `${usable} of 200 were usable`);
});
