import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LoginsSource, printLogins } from '../../../src/adapters/cli/logins.ts';
import { Misused } from '../../../src/adapters/cli/told.ts';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import type { LoginCount } from '../../../src/domain/ports.ts';

const NOW = Date.UTC(2026, 0, 31, 18, 0, 0);
const ROW: LoginCount = {
  hour: NOW - 3_600_000,
  principal: 'p1' as PrincipalId,
  login: '',
  network: '192.0.2.1',
  protocol: 'caldav',
  outcome: 'in',
  count: 12,
  first: NOW - 3_000_000,
  last: NOW - 60_000,
};

/** What is printed, and what the audit was asked. */
const printed = async (t: { mock: typeof test.mock }, rows: readonly LoginCount[], user?: string, since?: string) => {
  const asked: [number, readonly string[]][] = [];
  const source: LoginsSource = {
    counts: async (...question) => {
      asked.push(question);
      return rows;
    },
    accounts: async () => [
      { principal: 'p1' as PrincipalId, login: 'jo' },
      { principal: 'p2' as PrincipalId, login: 'ann' },
    ],
    hash: (login) => `hash-of-${login}`,
    now: () => NOW,
  };
  let out = '';
  const write = t.mock.method(process.stdout, 'write', (text: string) => {
    out += text;
    return true;
  });
  try {
    assert.equal(await printLogins(source, user, since), 0);
  } finally {
    write.mock.restore();
  }
  return { lines: out.split('\n').slice(0, -1), asked };
};

test('who, from where, through what, to what end and how often, with the names of those who are known', async (t) => {
  const one = { ...ROW, principal: '' as const, count: 1, last: ROW.first };
  const { lines } = await printed(t, [
    ROW,
    { ...one, login: 'hash-of-ann', outcome: 'unknown' },
    { ...one, login: 'abcdefghijkl', outcome: 'blocked' },
    { ...one, login: '', network: '', outcome: 'unknown' },
    { ...one, principal: 'gone' as PrincipalId },
  ]);
  const at = '2026-01-31 17:10:00';
  assert.deepEqual(lines, [
    `${at} – 2026-01-31 17:59:00\tjo\t192.0.2.1\tcaldav\tlogged in\t12×`,
    `${at}\tann\t192.0.2.1\tcaldav\twrong login or password\t1×`,
    `${at}\tunknown login #abcdef\t192.0.2.1\tcaldav\tblocked\t1×`,
    `${at}\tvarious\tvarious places\tcaldav\twrong login or password\t1×`,
    `${at}\tclosed account gone\t192.0.2.1\tcaldav\tlogged in\t1×`,
  ]);
});

test('of one user: by the account and by what was typed for it, even where there is no such account', async (t) => {
  assert.deepEqual((await printed(t, [], 'JO')).asked, [[NOW - 86_400_000, ['p1', 'hash-of-jo']]]);
  assert.deepEqual((await printed(t, [], 'nobody')).asked, [[NOW - 86_400_000, ['hash-of-nobody']]]);
});

test('since when: a while ago, a date, a date and time', async (t) => {
  const rows: readonly (readonly [string, number])[] = [
    ['90m', NOW - 5_400_000],
    ['24h', NOW - 86_400_000],
    ['7d', NOW - 7 * 86_400_000],
    ['2026-01-01', Date.UTC(2026, 0, 1)],
    ['2026-01-01T10:00Z', Date.UTC(2026, 0, 1, 10)],
    ['2026-01-01T10:00+02:00', Date.UTC(2026, 0, 1, 8)],
  ];
  for (const [since, at] of rows) assert.equal((await printed(t, [], undefined, since)).asked[0]?.[0], at, since);
  for (const since of ['yesterday', '7', '2026-13-01', ''])
    await assert.rejects(printed(t, [], undefined, since), Misused);
});
