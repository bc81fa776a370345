import { RateLimiterMemory } from 'rate-limiter-flexible';
import { MAX_LIMIT_KEYS } from '../../domain/limits.ts';
import type { RateLimit, RateLimiter, RateLimits } from '../../domain/ports.ts';
import { limiterOf, optionsOf } from './limiter.ts';

/** Counts of one kind; of too many keys the oldest is let go. */
const memoryLimiter = (name: string, limit: RateLimit): RateLimiter => {
  const limiter = limiterOf(new RateLimiterMemory(optionsOf(name, limit)));
  const keys = new Set<string>();
  const admit = (key: string): void => {
    if (keys.has(key)) return;
    const [oldest] = keys;
    if (keys.size >= MAX_LIMIT_KEYS && oldest !== undefined) {
      keys.delete(oldest);
      limiter.clear(oldest);
    }
    keys.add(key);
  };
  return {
    consume: (key) => {
      admit(key);
      return limiter.consume(key);
    },
    giveBack: (key) => {
      admit(key);
      return limiter.giveBack(key);
    },
    block: (key, seconds) => {
      admit(key);
      return limiter.block(key, seconds);
    },
    clear: (key) => {
      keys.delete(key);
      return limiter.clear(key);
    },
  };
};

/** Counts of this process alone. */
export const memoryLimits = (): RateLimits => ({ limiter: memoryLimiter, close: async () => undefined });
