import type { Pool } from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { RateLimits } from '../../domain/ports.ts';
import { limiterOf, optionsOf } from './limiter.ts';

/** Counts of all processes over one database, in its table `fasti.rate_limits`. The pool stays the caller's. */
export const postgresLimits = (pool: Pool): RateLimits => {
  const store = { storeClient: pool, storeType: 'pool', schemaName: 'fasti', tableName: 'rate_limits' };
  // What has expired is swept with the audit of logins, not by timers of the package.
  const made = { ...store, tableCreated: true, clearExpiredByTimeout: false };
  return {
    limiter: (name, limit) => limiterOf(new RateLimiterPostgres({ ...made, ...optionsOf(name, limit) })),
    close: async () => undefined,
  };
};
