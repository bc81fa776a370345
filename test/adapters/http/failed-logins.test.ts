import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedLogins } from '../../../src/adapters/http/failed-logins.ts';
import { keyedHash } from '../../../src/adapters/http/keyed-hash.ts';
import { memoryLimits } from '../../../src/adapters/rate-limit/memory.ts';
import { NETWORK_FAILURES } from '../../../src/domain/limits.ts';
import type { RateLimits } from '../../../src/domain/ports.ts';
import { ELSEWHERE, HOME, sharedLimits } from './login-things.ts';

const hash = keyedHash(Buffer.from('a secret'));
const open = (limits: RateLimits, settings = {}) =>
  failedLogins({ limits, hash, now: Date.now }, { count: 2, interval: 10, block: 300, ...settings });

/** One wrong password; what it came to. */
const fail = async (failures: ReturnType<typeof open>, login: string, network = HOME) => {
  const attempt = failures.blocked(login, network) ?? (await failures.begin(login, network));
  if (attempt.is === 'try') await attempt.failed();
  return attempt.is;
};

test('a network that fails with ever other logins is blocked as a whole, far later, and no other is', async () => {
  const failures = open(memoryLimits(), { count: 1 });
  for (let n = 0; n <= NETWORK_FAILURES; n += 1) assert.equal(await fail(failures, `login${n}`), 'try', `${n}`);
  assert.equal(await fail(failures, 'another'), 'blocked');
  assert.equal(await fail(failures, 'another', ELSEWHERE), 'try');
});

test('a block reaches from the first failure over the longer of interval and block', async () => {
  for (const [interval, block, seconds] of [
    [10, 300, 300],
    [600, 300, 600],
  ] as const) {
    const failures = open(memoryLimits(), { interval, block });
    for (const _ of [1, 2]) await fail(failures, 'jo');
    assert.equal(failures.blocked('jo', HOME)?.seconds, seconds);
  }
});

test('what one process has blocked, another learns at the first try', async () => {
  const limits = sharedLimits();
  const [one, other] = [open(limits), open(limits)];
  for (const _ of [1, 2]) await fail(one, 'jo');
  assert.equal(other.blocked('jo', HOME), undefined);
  assert.equal((await other.begin('jo', HOME)).is, 'blocked');
  assert.equal(other.blocked('jo', HOME)?.is, 'blocked');
});

test('a store of counts gets no login and no address to see', async () => {
  const keys: string[] = [];
  const memory = memoryLimits();
  const limiter: RateLimits['limiter'] = (name, limit) => {
    const one = memory.limiter(name, limit);
    const seen = (key: string) => {
      keys.push(key);
      return key;
    };
    return {
      consume: (key) => one.consume(seen(key)),
      giveBack: (key) => one.giveBack(seen(key)),
      block: (key, seconds) => one.block(seen(key), seconds),
      clear: (key) => one.clear(seen(key)),
    };
  };
  const failures = open({ ...memory, limiter }, { count: 1 });
  await fail(failures, 'correct horse battery staple');
  assert.equal(keys.length, 3);
  for (const key of keys) assert.match(key, /^[\w-]{22}$/);
});
