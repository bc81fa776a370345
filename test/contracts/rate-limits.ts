import assert from 'node:assert/strict';
import { randomUUID as unique } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Consumed, RateLimits } from '../../src/domain/ports.ts';
import { until } from '../support/process.ts';

/** Two doors to the same counts, such as two processes have. */
export type LimitsUnderTest = { readonly one: RateLimits; readonly other: RateLimits };

const THREE = { points: 3, seconds: 600, blockSeconds: 0 };

const allowed = (all: readonly Consumed[]) => all.filter(({ is }) => is === 'allowed').length;

/** Counts as the port `RateLimits` promises them. */
export const rateLimitsContract = (title: string, open: () => Promise<LimitsUnderTest>): void => {
  /** A name that no other test uses, through both doors. */
  const limiters = async (limit = THREE) => {
    const { one, other } = await open();
    const name = unique();
    return [one.limiter(name, limit), other.limiter(name, limit)] as const;
  };

  describe(title, () => {
    test('so many points are there for each key, whichever door they are taken through, and no more', async () => {
      const [one, other] = await limiters();
      const answers = [await one.consume('a'), await other.consume('a'), await one.consume('a')];
      assert.deepEqual(
        answers.map((answer) => answer.is === 'allowed' && answer.consumed),
        [1, 2, 3],
      );
      const fourth = await other.consume('a');
      assert.equal(fourth.is, 'refused');
      assert.ok(fourth.milliseconds > 0 && fourth.milliseconds <= 600_000, `${fourth.milliseconds}`);
      assert.equal((await other.consume('b')).is, 'allowed');
    });

    test('of many that come at once no more are allowed than there are points', async () => {
      const [one, other] = await limiters();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).consume('a')));
      assert.equal(allowed(answers), 3);
    });

    test('counts of one name are not those of another', async () => {
      const { one } = await open();
      const [first, second] = [one.limiter(unique(), THREE), one.limiter(unique(), THREE)];
      for (const _ of [1, 2, 3, 4]) await first.consume('a');
      assert.deepEqual((await second.consume('a')).is, 'allowed');
    });

    test('the count begins anew after its seconds', async () => {
      const [one] = await limiters({ points: 1, seconds: 1, blockSeconds: 0 });
      assert.equal((await one.consume('a')).is, 'allowed');
      assert.equal((await one.consume('a')).is, 'refused');
      await until('there are points again', async () => (await one.consume('a')).is === 'allowed');
    });

    test('who takes more than there is, is refused for the time of the block, not only for the rest of the window', async () => {
      const [one, other] = await limiters({ points: 1, seconds: 10, blockSeconds: 600 });
      await one.consume('a');
      const [crossing, later] = [await one.consume('a'), await other.consume('a')];
      assert.deepEqual([crossing.is, later.is], ['refused', 'refused']);
      assert.ok(crossing.milliseconds > 10_000 && later.milliseconds > 10_000);
    });

    test('a point that is given back is there again', async () => {
      const [one, other] = await limiters();
      for (const _ of [1, 2, 3]) await one.consume('a');
      await other.giveBack('a');
      assert.deepEqual([(await one.consume('a')).is, (await one.consume('a')).is], ['allowed', 'refused']);
    });

    test('a block holds at every door, and nothing that is given back lifts it', async () => {
      const [one, other] = await limiters();
      for (const _ of [1, 2, 3]) await one.consume('a');
      await one.block('a', 3600);
      for (const _ of [1, 2, 3]) await one.giveBack('a');
      const answer = await other.consume('a');
      assert.equal(answer.is, 'refused');
      assert.ok(answer.milliseconds > 600_000 && answer.milliseconds <= 3_600_000, `${answer.milliseconds}`);
    });

    test('what is cleared was never counted nor blocked', async () => {
      const [one, other] = await limiters();
      await one.consume('a');
      await one.block('a', 3600);
      await other.clear('a');
      const answer = await one.consume('a');
      assert.equal(answer.is === 'allowed' && answer.consumed, 1);
    });

    for (const limit of [
      { points: 1, seconds: 0, blockSeconds: 0 },
      { points: 1, seconds: 0.5, blockSeconds: 0 },
      { points: 1, seconds: 600, blockSeconds: 0.5 },
    ])
      test(`no second and half a second are one, not for ever: ${JSON.stringify(limit)}`, async () => {
        const [one, other] = await limiters(limit);
        for (const _ of [1, 2]) await one.consume('a');
        const answer = await other.consume('a');
        assert.equal(answer.is, 'refused');
        assert.ok(answer.milliseconds > 0 && answer.milliseconds <= 1000, `${answer.milliseconds}`);
      });
  });
};
