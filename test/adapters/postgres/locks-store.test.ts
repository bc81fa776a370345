import { after, describe } from 'node:test';
import { locksIn } from '../../../src/adapters/postgres/locks-store.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import { projections } from '../../../src/projections/index.ts';
import { locksContract } from '../../contracts/locks.ts';
import { freshDatabase, versions } from '../../support/postgres.ts';

for (const version of await versions())
  describe(`locks in PostgreSQL ${version}`, () => {
    const opening = (async () => {
      const database = await freshDatabase(version);
      const { connection } = database;
      const open = () => openPostgresLog({ connection, schema: logSchema, projections });
      const logs = [await open(), await open()] as const;
      return { database, logs };
    })();

    after(async () => {
      const { database, logs } = await opening;
      for (const log of logs) await log.close();
      await database.drop();
    });

    locksContract('the contract of locks', async () => {
      const [one, other] = (await opening).logs;
      return { one: locksIn(one.sql), other: locksIn(other.sql) };
    });
  });
