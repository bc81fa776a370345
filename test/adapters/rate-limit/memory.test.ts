import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryLimits } from '../../../src/adapters/rate-limit/memory.ts';
import { MAX_LIMIT_KEYS } from '../../../src/domain/limits.ts';
import { rateLimitsContract } from '../../contracts/rate-limits.ts';
import { sharedLimits } from '../http/login-things.ts';

rateLimitsContract('limits in memory', async () => {
  const limits = sharedLimits();
  return { one: limits, other: limits };
});

test('of more keys than memory is for the oldest is let go', async () => {
  const limiter = memoryLimits().limiter('tries', { points: 1, seconds: 600, blockSeconds: 0 });
  for (const key of ['first', 'second']) await limiter.consume(key);
  for (let n = 1; n < MAX_LIMIT_KEYS; n += 1) await limiter.consume(`${n}`);
  assert.equal((await limiter.consume('second')).is, 'refused');
  assert.equal((await limiter.consume('first')).is, 'allowed');
});
