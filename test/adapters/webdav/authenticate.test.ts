import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Login } from '../../../src/adapters/http/logins.ts';
import type { Allowed } from '../../../src/adapters/webdav/authenticate.ts';
import { START } from '../../../src/domain/kernel/ids.ts';
import { type DavOptions, startDav } from '../../support/dav.ts';
import { ask, basic, type Fasti } from '../../support/fasti.ts';

const withDav = async (options: DavOptions, run: (fasti: Fasti) => Promise<void>): Promise<void> => {
  const fasti = await startDav(options);
  try {
    await run(fasti);
  } finally {
    await fasti.stop();
  }
};

/** What each outcome of a login is answered with: a status, the header that goes with it, and words. */
const ANSWERS: readonly (readonly [
  Exclude<Login, { is: 'in' }>,
  number,
  readonly [string, string] | undefined,
  RegExp,
])[] = [
  [{ is: 'unknown' }, 401, ['www-authenticate', 'Basic realm="SOGo", charset="UTF-8"'], /log in/],
  [{ is: 'password-expired' }, 403, undefined, /expired/],
  [{ is: 'password-must-change' }, 403, undefined, /must be changed/],
  [{ is: 'account-locked' }, 403, undefined, /locked/],
  [{ is: 'wrong-scope' }, 403, undefined, /another kind of program/],
  [{ is: 'blocked', seconds: 17 }, 429, ['retry-after', '17'], /17 seconds/],
  [{ is: 'too-busy' }, 503, ['retry-after', '5'], /Too many people/],
  [{ is: 'directory-unavailable' }, 503, ['retry-after', '30'], /directory of users cannot be reached/],
];

describe('RFC 9110 §15.5: who may not come in is told why', () => {
  for (const [login, status, header, words] of ANSWERS)
    test(`${login.is}: ${status}`, () =>
      withDav({ logins: { login: async () => login, trusted: async () => login, forget: () => {} } }, async (fasti) => {
        for (const method of ['PROPFIND', 'GET', 'PUT', 'OPTIONS', 'REPORT']) {
          const answer = await ask(fasti, method, '/SOGo/dav/jo/Calendar/personal/a.ics');
          assert.equal(answer.status, status, method);
          if (header !== undefined) assert.equal(answer.headers.get(header[0]), header[1], method);
          assert.match(answer.text, words);
        }
      }));
});

test('without credentials, or with others than Basic, it is 401 with a challenge, for OPTIONS too', () =>
  withDav({}, async (fasti) => {
    for (const method of ['PROPFIND', 'OPTIONS', 'GET', 'PUT'])
      for (const authorization of ['', 'Bearer x', 'Basic %%%']) {
        const { status, headers } = await ask(fasti, method, '/SOGo/dav/jo', { authorization });
        assert.equal(status, 401, `${method} ${authorization}`);
        assert.match(headers.get('www-authenticate') ?? '', /^Basic realm="SOGo"/);
      }
  }));

test('SOGoTrustProxyAuthentication: whom a trusted proxy names is in, whatever credentials say', () =>
  withDav({ remoteUser: 'ann' }, async (fasti) => {
    for (const authorization of ['', basic('jo'), basic('ann', 'wrong')]) {
      const { status, text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/', { depth: '1', authorization });
      assert.equal(status, 207);
      assert.match(text, /\/SOGo\/dav\/ann\//);
      assert.doesNotMatch(text, /\/SOGo\/dav\/jo\//);
    }
  }));

test('a name of a proxy that nobody has is 401', () =>
  withDav({ remoteUser: 'nobody' }, async (fasti) => {
    assert.equal((await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/', { depth: '0' })).status, 401);
  }));

test('OPTIONS without a login finds the public tree, and nothing beside DAV', () =>
  withDav({}, async (fasti) => {
    const options = (path: string) => ask(fasti, 'OPTIONS', path, { authorization: '' });
    const open = await options('/SOGo/dav/public');
    assert.equal(open.status, 200);
    assert.match(open.headers.get('dav') ?? '', /^1, 2/);
    for (const path of ['/SOGo/so/public', '/SOGo/public']) assert.equal((await options(path)).status, 404, path);
    for (const path of ['/SOGo/dav/', '/SOGo/dav/public/jo/', '/'])
      assert.equal((await options(path)).status, 401, path);
  }));

/** A count of requests by key that lets so many of each through. */
const counting = (most: number) => {
  const counts = new Map<string, number>();
  const allow = async (key: string): Promise<Allowed> => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return (counts.get(key) ?? 0) > most ? { is: 'refused', seconds: 42 } : { is: 'allowed' };
  };
  return { requests: { allow }, counts };
};

describe('SOGoMaximumRequestCount', () => {
  const propfind = (fasti: Fasti, who: string) =>
    ask(fasti, 'PROPFIND', `/SOGo/dav/${who}/`, { depth: '0', authorization: basic(who) });

  test('a caller who asks too often is told when to come again, and others are not', () =>
    withDav({ requests: counting(2).requests }, async (fasti) => {
      for (const status of [207, 207, 429, 429]) {
        const answer = await propfind(fasti, 'jo');
        assert.equal(answer.status, status);
        assert.equal(answer.headers.get('retry-after'), status === 429 ? '42' : null);
      }
      assert.equal((await propfind(fasti, 'ann')).status, 207);
    }));

  test('it counts for whoever asks, not for whom the path names', () =>
    withDav({ requests: counting(2).requests }, async (fasti) => {
      const hers = () => ask(fasti, 'PROPFIND', '/SOGo/dav/ann/', { depth: '0', authorization: basic('jo') });
      await hers();
      await hers();
      assert.equal((await hers()).status, 429);
      assert.equal((await propfind(fasti, 'ann')).status, 207);
    }));

  test('nothing is done for a refused request', () =>
    withDav({ requests: counting(0).requests }, async (fasti) => {
      const { status } = await ask(fasti, 'MKCALENDAR', '/SOGo/dav/jo/Calendar/work/');
      assert.equal(status, 429);
      const types = [];
      for await (const page of fasti.log.read(START)) types.push(...page.map(({ type }) => type));
      assert.deepEqual(types, ['account-opened']);
    }));

  test('without a right login it counts for the network', () => {
    const { requests, counts } = counting(2);
    return withDav({ requests }, async (fasti) => {
      const statuses = [];
      for (const authorization of ['', basic('jo', 'wrong'), basic('nobody'), ''])
        statuses.push((await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/', { authorization })).status);
      assert.deepEqual(statuses, [401, 401, 429, 429]);
      assert.deepEqual([...counts], [['network 192.0.2.1', 4]]);
      assert.equal((await propfind(fasti, 'jo')).status, 207);
    });
  });
});

test('SOGoDebugRequests: answers tell the seconds that they took', () =>
  withDav({ configuration: { system: { SOGoDebugRequests: true }, domains: new Map() } }, async (fasti) => {
    for (const authorization of [basic('jo'), '']) {
      const { headers } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/', { depth: '0', authorization });
      assert.match(headers.get('sogo-request-duration') ?? '', /^\d+\.\d{6}$/);
    }
  }));

test('without SOGoDebugRequests they do not', () =>
  withDav({}, async (fasti) => {
    const { headers } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/', { depth: '0' });
    assert.equal(headers.get('sogo-request-duration'), null);
  }));
