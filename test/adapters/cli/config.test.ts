import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { checkConfig } from '../../../src/adapters/cli/config.ts';
import { NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import type { ConfigurationReport, SetKey } from '../../../src/domain/settings/report.ts';
import { SETTINGS } from '../../../src/domain/settings/table.ts';

const printed = (t: TestContext, report: ConfigurationReport) => {
  const [out, err] = [process.stdout, process.stderr].map((stream) => t.mock.method(stream, 'write', () => true));
  const code = checkConfig(report);
  const textOf = (calls: readonly { readonly arguments: readonly unknown[] }[] = []) =>
    calls.map((call) => String(call.arguments[0])).join('');
  const said = { code, out: textOf(out?.mock.calls), err: textOf(err?.mock.calls) };
  t.mock.restoreAll();
  return said;
};

const set = (key: keyof typeof SETTINGS, value: unknown, line?: number): SetKey => ({
  key,
  row: SETTINGS[key],
  value,
  ...(line === undefined ? { file: 'environment' } : { file: 'sogo.conf', line }),
});

describe('config check', () => {
  test('every key that is set: what it is worth, where from, whether it is honoured or why not', (t) => {
    const settings = [
      set('SOGoMailDomain', 'a.example', 7),
      set('SOGoMemcachedHost', 'localhost', 2),
      set('SOGoHideSystemEMail', true),
    ];
    const { code, out, err } = printed(t, { is: 'usable', configuration: NOTHING_SET, settings, warnings: [] });
    assert.equal(
      out,
      `SOGoHideSystemEMail = YES
    environment. Honoured.
SOGoMemcachedHost = localhost
    sogo.conf:2. Not applicable: Fasti uses no memcached.
SOGoMailDomain = a.example
    sogo.conf:7. Honoured.
3 keys are set, 2 honoured.
`,
    );
    assert.deepEqual([code, err], [0, '']);
  });

  test('secrets and passwords in addresses are not shown', (t) => {
    const settings = [
      set('SOGoEncryptionKey', 'topsecret', 1),
      set('SOGoProfileURL', 'postgresql://u:topsecret@h/d/t', 2),
    ];
    const { out } = printed(t, { is: 'usable', configuration: NOTHING_SET, settings, warnings: [] });
    assert.match(out, /^SOGoEncryptionKey = ••••\n/);
    assert.match(out, /^SOGoProfileURL = postgresql:\/\/u:••••@h\/d\/t$/m);
    assert.doesNotMatch(out, /topsecret/);
  });

  test('nothing set is said', (t) =>
    assert.equal(
      printed(t, { is: 'usable', configuration: NOTHING_SET, settings: [], warnings: [] }).out,
      'No key is set: all defaults hold.\n',
    ));

  test('what is odd goes to stderr and is no failure, what is wrong is one', (t) => {
    const warnings = [{ file: 'sogo.conf', line: 3, key: 'Nonsense', sentence: 'is not a key.' }];
    const problems = [{ file: 'environment', key: 'SOGoTimeZone', sentence: 'wants a zone' }];
    assert.deepEqual(printed(t, { is: 'usable', configuration: NOTHING_SET, settings: [], warnings }).code, 0);
    const { code, out, err } = printed(t, { is: 'refused', problems, warnings });
    assert.deepEqual([code, out], [1, '']);
    assert.equal(err, 'warning: sogo.conf:3: Nonsense is not a key.\nerror: environment: SOGoTimeZone wants a zone\n');
  });
});
