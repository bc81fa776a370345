import { after, describe } from 'node:test';
import { redisLimits } from '../../../src/adapters/rate-limit/redis.ts';
import { rateLimitsContract } from '../../contracts/rate-limits.ts';
import { startRedis } from '../../support/redis.ts';

describe('limits in Redis', () => {
  const opening = (async () => {
    const redis = await startRedis();
    return { redis, doors: [await redisLimits(redis.socket), await redisLimits(redis.socket)] as const };
  })();

  after(async () => {
    const { redis, doors } = await opening;
    for (const door of doors) await door.close();
    await redis.stop();
  });

  rateLimitsContract('the contract of limits', async () => {
    const [one, other] = (await opening).doors;
    return { one, other };
  });
});
