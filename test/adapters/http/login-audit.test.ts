import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loginAudit, type NotedLogin } from '../../../src/adapters/http/login-audit.ts';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { MAX_AUDITED_STRANGERS } from '../../../src/domain/limits.ts';
import type { LoginCount } from '../../../src/domain/ports.ts';

const HOUR = 3_600_000;
const JO: NotedLogin = {
  principal: 'jo' as PrincipalId,
  login: '',
  network: '192.0.2.1',
  protocol: 'caldav',
  outcome: 'in',
};
const stranger = (login: string, network = '192.0.2.9'): NotedLogin => ({
  ...JO,
  principal: '',
  login,
  network,
  outcome: 'unknown',
});

/** An audit with its clock, and what it has stored by flushes; a store that fails as often as it is told to. */
const open = () => {
  const clock = { now: 10 * HOUR };
  const stored: (readonly LoginCount[])[] = [];
  const failing = { times: 0 };
  const audit = loginAudit(
    async (rows) => {
      failing.times -= 1;
      if (failing.times >= 0) throw new Error('out');
      stored.push(rows);
    },
    () => clock.now,
  );
  return { clock, stored, failing, ...audit };
};

test('logins of one kind within an hour are one row: how many, from when to when', async () => {
  const { clock, stored, note, flush } = open();
  note(JO);
  clock.now += 1000;
  note(JO);
  note(stranger('x'));
  await flush();
  assert.deepEqual(stored, [
    [
      { ...JO, hour: 10 * HOUR, count: 2, first: 10 * HOUR, last: 10 * HOUR + 1000 },
      { ...stranger('x'), hour: 10 * HOUR, count: 1, first: 10 * HOUR + 1000, last: 10 * HOUR + 1000 },
    ],
  ]);
});

test('a flush stores what came since the last, and nothing where nothing came', async () => {
  const { clock, stored, note, flush } = open();
  note(JO);
  await flush();
  await flush();
  clock.now += 5000;
  note(JO);
  await flush();
  clock.now += HOUR;
  note(JO);
  await flush();
  assert.deepEqual(
    stored.map((rows) => rows.map(({ hour, count, first }) => [hour, count, first])),
    [[[10 * HOUR, 1, 10 * HOUR]], [[10 * HOUR, 1, 10 * HOUR + 5000]], [[11 * HOUR, 1, 11 * HOUR + 5000]]],
  );
});

test('what could not be stored is stored later, once', async () => {
  const { stored, failing, note, flush } = open();
  failing.times = 2;
  note(JO);
  await assert.rejects(flush(), /out/);
  note(JO);
  await assert.rejects(flush(), /out/);
  await flush();
  assert.deepEqual(
    stored.flat().map(({ count }) => count),
    [1, 1],
  );
});

test('strangers make so many rows in an hour and no more, and crowd out nobody who came in', async () => {
  const { stored, note, flush } = open();
  const flood = async () => {
    for (let n = 0; n < 3 * MAX_AUDITED_STRANGERS; n += 1) note(stranger(`login ${n}`, `10.0.${n % 7}.1`));
    for (let n = 0; n < 3 * MAX_AUDITED_STRANGERS; n += 1) note(stranger(`login ${n}`, `network ${n}`));
    await flush();
  };
  await flood();
  const rows = stored.flat();
  assert.ok(rows.length <= 2 * MAX_AUDITED_STRANGERS + 1, `${rows.length}`);
  assert.equal(
    rows.reduce((sum, { count }) => sum + count, 0),
    6 * MAX_AUDITED_STRANGERS,
  );
  const lumped = rows.filter(({ login }) => login === '');
  assert.ok(lumped.some(({ network }) => network === '10.0.3.1'));
  assert.ok(lumped.some(({ network }) => network === ''));
  await flood();
  note(JO);
  await flush();
  const keys = new Set(stored.flat().map(({ login, network }) => `${login} ${network}`));
  assert.ok(keys.size <= 2 * MAX_AUDITED_STRANGERS + 2, `${keys.size}`);
  assert.equal(stored.at(-1)?.[0]?.principal, 'jo');
});
