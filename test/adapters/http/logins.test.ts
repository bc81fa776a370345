import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { addUser, builtInDirectory } from '../../../src/adapters/directory/users.ts';
import { logins } from '../../../src/adapters/http/logins.ts';
import { APPEND_LOCK } from '../../../src/adapters/postgres/locks.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import { projections } from '../../../src/projections/index.ts';
import { metadata } from '../../contracts/log-words.ts';
import { preparedDatabase } from '../../support/postgres.ts';

const SHORT = { hold: 400, wait: 100, giveUp: 300, resolve: 1000 };

test('a first login that the log is too busy for is asked to come again, and then it is somebody', async () => {
  const { connection, drop } = await preparedDatabase('migrated', migrate);
  const log = await openPostgresLog({ connection, schema: logSchema, projections, patience: SHORT });
  const holder = new Client(connection);
  await holder.connect();
  try {
    const { sql } = log;
    await addUser(sql, { login: 'ann', name: 'Ann', mail: 'ann@example.org', password: 'right' });
    const newId = () => 'p'.repeat(22);
    const { login } = logins({ directory: builtInDirectory(sql), log, sql, newId, now: Date.now });
    const ann = { login: 'ann', password: 'right' };
    await holder.query('select pg_advisory_lock($1)', [APPEND_LOCK]);
    assert.deepEqual(await login(ann, metadata), { is: 'too-busy' });
    await holder.query('select pg_advisory_unlock($1)', [APPEND_LOCK]);
    const again = await login(ann, metadata);
    assert.equal(again.is === 'in' && again.who.principal, newId());
  } finally {
    await holder.end();
    await log.close();
    await drop();
  }
});
