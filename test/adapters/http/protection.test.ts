import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SettingValues } from '../../../src/domain/settings/table.ts';
import { ask, basic, type Fasti, startConfigured } from '../../support/fasti.ts';
import { fasti, serve, withData } from '../../support/process.ts';

/** A server for jo and ann behind a trusted proxy. */
const withServer = async (system: SettingValues, use: (fasti: Fasti) => Promise<void>): Promise<void> => {
  const configuration = { system, domains: new Map() };
  const fasti = await startConfigured(configuration, { trustedProxies: ['127.0.0.1'] }, 'jo', 'ann');
  try {
    await use(fasti);
  } finally {
    await fasti.stop();
  }
};

/** The answer to somebody who comes from an address through the proxy. */
const come = async (fasti: Fasti, address: string, headers: Readonly<Record<string, string>> = {}) => {
  const { status, headers: answered } = await ask(fasti, 'OPTIONS', '/SOGo/dav/jo/', {
    'x-forwarded-for': address,
    ...headers,
  });
  return { status, retryAfter: Number(answered.get('retry-after')) };
};

const as = (login: string, password?: string) => ({ authorization: basic(login, password) });

describe('a server that counts', () => {
  test('failed logins: blocks a login for its network only, and says when to come again', () =>
    withServer({ SOGoMaximumFailedLoginCount: 2, SOGoFailedLoginBlockInterval: 100 }, async (fasti) => {
      for (const n of [1, 2]) assert.equal((await come(fasti, '192.0.2.1', as('jo', `wrong ${n}`))).status, 401);
      const { status, retryAfter } = await come(fasti, '192.0.2.1', as('jo'));
      assert.equal(status, 429);
      assert.ok(retryAfter > 0 && retryAfter <= 100, `${retryAfter}`);
      assert.equal((await come(fasti, '192.0.2.2', as('jo'))).status, 200);
      assert.equal((await come(fasti, '192.0.2.1', as('ann'))).status, 200);
    }));

  test('requests: of a caller, of a network for those who are nobody; others go on', () =>
    withServer({ SOGoMaximumRequestCount: 2, SOGoRequestBlockInterval: 100 }, async (fasti) => {
      for (const login of ['jo', 'ann']) {
        for (const _ of [1, 2]) assert.equal((await come(fasti, '192.0.2.1', as(login))).status, 200);
        const { status, retryAfter } = await come(fasti, '192.0.2.1', as(login));
        assert.deepEqual([status, retryAfter], [429, 100]);
      }
      const statuses = [];
      for (const n of [1, 2, 3]) statuses.push((await come(fasti, `2001:db8::${n}`, as('nobody', 'x'))).status);
      assert.deepEqual(statuses, [401, 401, 429]);
    }));
});

test('logins of all outcomes are stored when the server stops at the latest, and told without what was typed', () =>
  withData(async (data, password) => {
    const server = await serve(data);
    const come = (authorization: string) => fetch(`${server.origin}/SOGo/dav/fasti/`, { headers: { authorization } });
    for (const _ of [1, 2]) await come(basic('fasti', password));
    await come(basic('typed in the wrong field', 'hunter2'));
    await server.end('SIGTERM');
    const { stdout, code } = await fasti(['logins', '--data', data]);
    assert.equal(code, 0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t').slice(1));
    const [mine, other] = lines;
    assert.deepEqual(mine, ['fasti', '127.0.0.1', 'caldav', 'logged in', '2×']);
    assert.match(other?.[0] ?? '', /^unknown login #[\w-]{6}$/);
    assert.deepEqual(other?.slice(1), ['127.0.0.1', 'caldav', 'wrong login or password', '1×']);
    assert.doesNotMatch(stdout + server.stderr(), /hunter2|typed/);
  }));

test('SOGoTrustProxyAuthentication: the proxy’s word is enough', () =>
  withServer({ SOGoTrustProxyAuthentication: true }, async (fasti) => {
    assert.equal(
      (await come(fasti, '192.0.2.1', { 'x-webobjects-remote-user': 'jo', ...as('jo', 'wrong') })).status,
      200,
    );
    assert.equal((await come(fasti, '192.0.2.1', { 'x-webobjects-remote-user': 'nobody', ...as('jo') })).status, 401);
    assert.equal((await come(fasti, '192.0.2.1', as('jo'))).status, 200);
  }));

test('SOGoTrustProxyAuthentication: who would trust everybody is told before anything begins', async () => {
  const env = { SOGoTrustProxyAuthentication: 'YES' };
  for (const everybody of ['0.0.0.0/0', '::/0']) {
    const ran = await fasti(['serve', '--trusted-proxy', everybody, '--data', '/nowhere/at/all'], { env });
    assert.deepEqual([ran.code, ran.stdout], [2, '']);
    assert.ok(ran.stderr.includes(`fasti: ${everybody} is every address`), ran.stderr);
  }
});
