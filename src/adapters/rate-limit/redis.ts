import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { LIMITS_PATIENCE } from '../../domain/limits.ts';
import type { RateLimits } from '../../domain/ports.ts';
import { limiterOf, optionsOf } from './limiter.ts';

/**
 * Counts of all processes over one Redis: `redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]`, `rediss://` with TLS, or the
 * path of a socket. Resolves even while it is out of reach; what is asked then rejects, and it is sought on.
 */
export const redisLimits = async (url: string): Promise<RateLimits> => {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: LIMITS_PATIENCE,
    commandTimeout: LIMITS_PATIENCE,
  });
  // Whoever asks is told; nobody listens to the connection itself.
  client.on('error', () => undefined);
  await client.connect().catch(() => undefined);
  return {
    limiter: (name, limit) =>
      limiterOf(
        new RateLimiterRedis({
          storeClient: client,
          rejectIfRedisNotReady: true,
          ...optionsOf(`fasti:${name}`, limit),
        }),
      ),
    close: async () => client.disconnect(),
  };
};
