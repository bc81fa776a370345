import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyedHash } from '../../../src/adapters/http/keyed-hash.ts';
import { requestRate } from '../../../src/adapters/http/request-rate.ts';
import { sharedLimits } from './login-things.ts';

const hash = keyedHash(Buffer.from('a secret'));
const SETTINGS = { count: 3, interval: 30, block: 300 };

test('SOGoMaximumRequestCount: so many requests are allowed, then none for SOGoRequestBlockInterval; others are not touched', async () => {
  const limits = sharedLimits();
  const [one, other] = [1, 2].map(() => requestRate({ limits, hash, now: Date.now }, SETTINGS));
  const answers = [];
  for (const _ of [1, 2, 3]) answers.push((await one?.allow('jo'))?.is);
  assert.deepEqual(answers, ['allowed', 'allowed', 'allowed']);
  for (const _ of [1, 2]) assert.deepEqual(await one?.allow('jo'), { is: 'refused', seconds: 300 });
  assert.deepEqual(await other?.allow('jo'), { is: 'refused', seconds: 300 });
  assert.deepEqual(await other?.allow('ann'), { is: 'allowed' });
});

test('a block that is known is not asked for again', async () => {
  const limits = sharedLimits();
  let asked = 0;
  const limiter: typeof limits.limiter = (name, limit) => {
    const one = limits.limiter(name, limit);
    const consume = (key: string) => {
      asked += 1;
      return one.consume(key);
    };
    return { ...one, consume };
  };
  const rate = requestRate({ limits: { ...limits, limiter }, hash, now: Date.now }, SETTINGS);
  for (let n = 0; n < 10; n += 1) await rate.allow('jo');
  assert.equal(asked, 4);
});
