import type { Outage } from '../../domain/kernel/outage.ts';
import { LIMITS_PATIENCE, LIMITS_RETRY } from '../../domain/limits.ts';
import type { RateLimiter, RateLimits } from '../../domain/ports.ts';
import { memoryLimits } from './memory.ts';

/** Rejects when the answer takes longer than anybody who logs in should wait. */
const within = async <Result>(answer: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LIMITS_PATIENCE} ms`)), LIMITS_PATIENCE);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Shared counts that never reject: while their store is out, or slow, each process counts for itself, so that limits hold
 * less tightly, and nobody is kept out. Each process counts all the time, so that nobody gets new tries by making the store
 * slow, and asks the store nothing about those whom it refuses itself. `now` is in UTC ms.
 */
export const insured = (shared: RateLimits, outage: Outage, now: () => number): RateLimits => {
  const memory = memoryLimits();
  let aloneUntil = 0;
  const limiter: RateLimits['limiter'] = (name, limit) => {
    const [one, own] = [shared.limiter(name, limit), memory.limiter(name, limit)];
    /** The store's answer; the own one while it gives none. */
    const ask = async <Result>(mine: Result, question: (limiter: RateLimiter) => Promise<Result>): Promise<Result> => {
      if (now() < aloneUntil) return mine;
      try {
        const answer = await within(question(one));
        outage.answered();
        return answer;
      } catch (error) {
        outage.failed(error);
        aloneUntil = now() + LIMITS_RETRY;
        return mine;
      }
    };
    return {
      consume: async (key) => {
        const mine = await own.consume(key);
        return mine.is === 'refused' ? mine : ask(mine, (limiter) => limiter.consume(key));
      },
      giveBack: async (key) => ask(await own.giveBack(key), (limiter) => limiter.giveBack(key)),
      block: async (key, seconds) => ask(await own.block(key, seconds), (limiter) => limiter.block(key, seconds)),
      clear: async (key) => ask(await own.clear(key), (limiter) => limiter.clear(key)),
    };
  };
  return { limiter, close: () => shared.close() };
};
