import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { insured } from '../../../src/adapters/rate-limit/insured.ts';
import { redisLimits } from '../../../src/adapters/rate-limit/redis.ts';
import { outage } from '../../../src/domain/kernel/outage.ts';
import { LIMITS_RETRY, OUTAGE_QUIET } from '../../../src/domain/limits.ts';
import { until } from '../../support/process.ts';
import { startRedis } from '../../support/redis.ts';

const ONE = { points: 1, seconds: 600, blockSeconds: 0 };

/** A shared store, and everything that is told of it. */
const open = async () => {
  const redis = await startRedis();
  const told: string[] = [];
  const clock = { now: Date.now() };
  const toldOf = outage(
    () => told.push('out'),
    () => told.push('back'),
    () => clock.now,
  );
  const limits = insured(await redisLimits(redis.socket), toldOf, () => clock.now);
  return { redis, told, clock, limits, limiter: limits.limiter('tries', ONE) };
};

describe('a store of counts that is out', () => {
  test('keeps nobody out and limits still, process by process, with what was counted before; it is told once', async () => {
    const { redis, told, limits, limiter } = await open();
    assert.equal((await limiter.consume('a')).is, 'allowed');
    await redis.stop();
    const answers = await Promise.all(['a', 'a', 'b', 'b'].map((key) => limiter.consume(key)));
    assert.deepEqual(
      answers.map(({ is }) => is),
      ['refused', 'refused', 'allowed', 'refused'],
    );
    await limiter.block('c', 60);
    assert.equal((await limiter.consume('c')).is, 'refused');
    await limiter.clear('c');
    assert.equal((await limiter.consume('c')).is, 'allowed');
    await limiter.giveBack('c');
    assert.equal((await limiter.consume('c')).is, 'allowed');
    assert.deepEqual(told, ['out']);
    await limits.close();
  });

  test('is asked again after a while, and told of when it answers', async () => {
    const { told, clock, limits, limiter, redis } = await open();
    await redis.stop();
    await limiter.block('a', 3600);
    const again = await startRedis(redis.socket);
    assert.equal((await limiter.consume('a')).is, 'refused');
    let others = 0;
    await until('the store is back', async () => {
      clock.now += OUTAGE_QUIET;
      others += 1;
      await limiter.consume(`other ${others}`);
      return told.includes('back');
    });
    assert.deepEqual(told, ['out', 'back']);
    assert.equal((await limiter.consume('a')).is, 'refused');
    await limits.close();
    await again.stop();
  });

  test('is not asked again at once: each question may wait for it', async () => {
    let asked = 0;
    const out = async () => {
      asked += 1;
      throw new Error('out');
    };
    const limiter = () => ({ consume: out, giveBack: out, block: out, clear: out });
    const clock = { now: 0 };
    const now = () => clock.now;
    const limits = insured(
      { limiter, close: async () => {} },
      outage(
        () => {},
        () => {},
        now,
      ),
      now,
    );
    const tries = limits.limiter('tries', ONE);
    for (const key of ['a', 'b', 'c']) await tries.consume(key);
    assert.equal(asked, 1);
    clock.now += LIMITS_RETRY;
    await tries.consume('d');
    assert.equal(asked, 2);
  });

  test('is asked nothing about those whom this process refuses by itself', async () => {
    const { limiter, limits, redis, told } = await open();
    assert.equal((await limiter.consume('a')).is, 'allowed');
    await redis.stop();
    assert.equal((await limiter.consume('a')).is, 'refused');
    assert.deepEqual(told, []);
    await limits.close();
  });

  test('at the start keeps nobody out either', async () => {
    const told: unknown[] = [];
    const limits = insured(
      await redisLimits('/nowhere/socket'),
      outage(
        (error) => told.push(error),
        () => undefined,
        Date.now,
      ),
      Date.now,
    );
    assert.equal((await limits.limiter('tries', ONE).consume('a')).is, 'allowed');
    assert.equal(told.length, 1);
    await limits.close();
  });
});
