import { memoryLimits } from '../../../src/adapters/rate-limit/memory.ts';
import { rateLimitsContract } from '../../contracts/rate-limits.ts';

rateLimitsContract('limits in memory', async () => {
  const limits = memoryLimits();
  const made = new Map<string, ReturnType<typeof limits.limiter>>();
  const limiter: typeof limits.limiter = (name, limit) => {
    const one = made.get(name) ?? limits.limiter(name, limit);
    made.set(name, one);
    return one;
  };
  const door = { ...limits, limiter };
  return { one: door, other: door };
});
