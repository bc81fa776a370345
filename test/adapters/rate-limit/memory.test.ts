import { rateLimitsContract } from '../../contracts/rate-limits.ts';
import { sharedLimits } from '../http/login-things.ts';

rateLimitsContract('limits in memory', async () => {
  const limits = sharedLimits();
  return { one: limits, other: limits };
});
