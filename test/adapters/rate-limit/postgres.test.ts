import { after, describe } from 'node:test';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { createPool } from '../../../src/adapters/postgres/pool.ts';
import { postgresLimits } from '../../../src/adapters/rate-limit/postgres.ts';
import { rateLimitsContract } from '../../contracts/rate-limits.ts';
import { preparedDatabase, versions } from '../../support/postgres.ts';

for (const version of await versions())
  describe(`limits in PostgreSQL ${version}`, () => {
    const opening = (async () => {
      const database = await preparedDatabase('migrated', migrate, version);
      const pool = () => createPool(database.connection, { size: 2, name: 'fasti-limits', statementTimeout: 5000 });
      return { database, pools: [pool(), pool()] as const };
    })();

    after(async () => {
      const { database, pools } = await opening;
      for (const pool of pools) await pool.end();
      await database.drop();
    });

    rateLimitsContract('the contract of limits', async () => {
      const [one, other] = (await opening).pools;
      return { one: postgresLimits(one), other: postgresLimits(other) };
    });
  });
