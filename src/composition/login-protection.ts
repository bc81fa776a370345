import type { Logger } from '../adapters/http/log.ts';
import { type Configuration, settingOf } from '../domain/settings/configuration.ts';
import type { Installation } from './database.ts';

const failedLoginSettings = (configuration: Configuration) => ({
  count: settingOf(configuration, 'SOGoMaximumFailedLoginCount'),
  interval: settingOf(configuration, 'SOGoMaximumFailedLoginInterval'),
  block: settingOf(configuration, 'SOGoFailedLoginBlockInterval'),
});

const requestSettings = (configuration: Configuration) => ({
  count: settingOf(configuration, 'SOGoMaximumRequestCount'),
  interval: settingOf(configuration, 'SOGoMaximumRequestInterval'),
  block: settingOf(configuration, 'SOGoRequestBlockInterval'),
});

/** Whether anything is counted at all. */
export const isLimited = (configuration: Configuration): boolean =>
  failedLoginSettings(configuration).count > 0 || requestSettings(configuration).count > 0;

/** Counts shared by all processes: in Redis where there is one, else in the database. */
const sharedLimits = async ({ configuration, database }: Pick<Installation, 'configuration' | 'database'>) => {
  const redis = settingOf(configuration, 'FastiRedisURL');
  if (redis !== undefined) {
    const { redisLimits } = await import('../adapters/rate-limit/redis.ts');
    return redisLimits(redis);
  }
  const [{ createPool }, { postgresLimits }] = await Promise.all([
    import('../adapters/postgres/pool.ts'),
    import('../adapters/rate-limit/postgres.ts'),
  ]);
  const pool = createPool(database.connection, { size: 2, name: 'fasti-limits', statementTimeout: 1000 });
  const limits = postgresLimits(pool);
  return { ...limits, close: () => pool.end() };
};

/** What protects logins, and counts them; a sweep stores what was counted and deletes what is kept no longer. */
export const loginProtection = async (installation: Installation, logger: Logger) => {
  const [{ failedLogins }, { requestRate }, { keyedHash }, { loginAudit }, { appPasswordUses }] = await Promise.all([
    import('../adapters/http/failed-logins.ts'),
    import('../adapters/http/request-rate.ts'),
    import('../adapters/http/keyed-hash.ts'),
    import('../adapters/http/login-audit.ts'),
    import('../adapters/http/app-password-uses.ts'),
  ]);
  const [stores, { siteSecret }, { memoryLimits }, { insured }, { outage }] = await Promise.all([
    import('../adapters/postgres/login-audit.ts'),
    import('../adapters/postgres/site-secret.ts'),
    import('../adapters/rate-limit/memory.ts'),
    import('../adapters/rate-limit/insured.ts'),
    import('../domain/kernel/outage.ts'),
  ]);
  const { configuration, log } = installation;
  const now = Date.now;
  const outageOf = (what: string) =>
    outage(
      (error) => logger.warn({ err: error }, `${what} cannot be reached`),
      () => logger.warn(`${what} is back`),
      now,
    );
  const hash = keyedHash(await siteSecret(log.sql, 'logins'));
  const limits = isLimited(configuration)
    ? insured(await sharedLimits(installation), outageOf('the store of counts'), now)
    : memoryLimits();
  const audit = loginAudit((rows) => stores.storeLoginCounts(log.sql, rows), now);
  const uses = appPasswordUses((ids, at) => stores.storeAppPasswordUses(log.sql, ids, at), now);
  const counted = { limits, hash, now };
  const requests = requestSettings(configuration);
  const flush = () => Promise.all([audit.flush(), uses.flush()]);
  return {
    logins: {
      now,
      cacheSeconds: settingOf(configuration, 'SOGoCacheCleanupInterval'),
      failures: failedLogins(counted, failedLoginSettings(configuration)),
      audit,
      uses,
      hash,
      directoryOutage: outageOf('the directory of users'),
    },
    ...(requests.count > 0 && { requests: requestRate(counted, requests) }),
    sweep: async () => {
      await flush();
      return stores.sweepLogins(log.sql, now());
    },
    stop: async () => {
      await flush().catch((error: unknown) => logger.error({ err: error }, 'the audit of logins failed'));
      await limits.close();
    },
  };
};
