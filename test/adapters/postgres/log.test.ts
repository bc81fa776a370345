import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { eventLogContract } from '../../contracts/event-log.ts';
import { preparedDatabase, versions } from '../../support/postgres.ts';

for (const version of await versions())
  eventLogContract(`the log on PostgreSQL ${version}`, async () => {
    const { connection, drop } = await preparedDatabase('migrated', migrate, version);
    return { open: (schema) => openPostgresLog({ connection, schema, projections: [] }), close: drop };
  });
