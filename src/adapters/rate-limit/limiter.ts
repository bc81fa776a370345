import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { MAX_LIMIT_SECONDS } from '../../domain/limits.ts';
import type { RateLimit, RateLimiter } from '../../domain/ports.ts';

/** More points than what is given back while a block lasts can make up for. */
const BLOCKED = 1_000_000;

/** Whole seconds, as the stores count them; 0 would be for ever. */
const whole = (seconds: number): number => Math.min(Math.max(1, Math.ceil(seconds)), MAX_LIMIT_SECONDS);

/** A limit in the words of the package; its keys begin with `name`. */
export const optionsOf = (name: string, { points, seconds, blockSeconds }: RateLimit) => ({
  keyPrefix: name,
  points,
  duration: whole(seconds),
  blockDuration: blockSeconds > 0 ? whole(blockSeconds) : 0,
});

/** A limiter of the package as the port has it: a refusal is a value, a store that is out rejects. */
export const limiterOf = (limiter: RateLimiterAbstract): RateLimiter => ({
  consume: async (key) => {
    try {
      const { consumedPoints, msBeforeNext } = await limiter.consume(key);
      return { is: 'allowed', consumed: consumedPoints, milliseconds: msBeforeNext };
    } catch (why) {
      if (why instanceof RateLimiterRes) return { is: 'refused', milliseconds: why.msBeforeNext };
      throw why;
    }
  },
  giveBack: async (key) => {
    await limiter.reward(key);
  },
  block: async (key, seconds) => {
    await limiter.set(key, BLOCKED, whole(seconds));
  },
  clear: async (key) => {
    await limiter.delete(key);
  },
});
