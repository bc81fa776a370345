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
 * Shared counts that never reject: while their store is out each process counts for itself, so that limits hold less
 * tightly, and nobody is kept out. `now` is in UTC ms.
 */
export const insured = (shared: RateLimits, outage: Outage, now: () => number): RateLimits => {
  const memory = memoryLimits();
  let aloneUntil = 0;
  const limiter: RateLimits['limiter'] = (name, limit) => {
    const [one, other] = [shared.limiter(name, limit), memory.limiter(name, limit)];
    const ask = async <Result>(question: (limiter: RateLimiter) => Promise<Result>): Promise<Result> => {
      if (now() < aloneUntil) return question(other);
      try {
        const answer = await within(question(one));
        outage.answered();
        return answer;
      } catch (error) {
        outage.failed(error);
        aloneUntil = now() + LIMITS_RETRY;
        return question(other);
      }
    };
    return {
      consume: (key) => ask((limiter) => limiter.consume(key)),
      giveBack: (key) => ask((limiter) => limiter.giveBack(key)),
      block: (key, seconds) => ask((limiter) => limiter.block(key, seconds)),
      clear: (key) => ask((limiter) => limiter.clear(key)),
    };
  };
  return { limiter, close: () => shared.close() };
};
