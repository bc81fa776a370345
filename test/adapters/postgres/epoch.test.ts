import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { appended, note, schemaOf } from '../../contracts/log-words.ts';
import { execute, preparedDatabase, server } from '../../support/postgres.ts';

const open = (connection: object) => openPostgresLog({ connection, schema: schemaOf(), projections: [] });

test('a log that is opened again is in the same epoch; a copy of it in the next', async () => {
  const { connection, drop } = await preparedDatabase('migrated', migrate);
  const first = await open(connection);
  await appended(first, note('a', -1, ['x']));
  await first.close();
  const again = await open(connection);
  assert.deepEqual(await again.head(), { epoch: 1, position: 1 });
  await again.close();
  const database = `${connection.database}_copy`;
  await execute(await server(), `create database ${database} template ${connection.database}`);
  const copy = await open({ ...connection, database });
  assert.deepEqual(await copy.head(), { epoch: 2, position: 1 });
  await copy.close();
  await execute(await server(), `drop database ${database}`);
  await drop();
});

test('a process that comes back to an older log than it has seen begins an epoch', async () => {
  const { connection, drop } = await preparedDatabase('migrated', migrate);
  const log = await open(connection);
  await appended(log, note('a', -1, ['x']));
  await appended(log, note('b', -1, ['y']));
  const admin = new Client(connection);
  await admin.connect();
  await admin.query(`delete from fasti.events where position = 2; delete from fasti.streams where position = 2;
    update fasti.log_head set position = 1`);
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  await admin.end();
  const [event] = await appended(log, note('c', -1, ['z']));
  assert.equal(event?.position, 2);
  assert.deepEqual(await log.head(), { epoch: 2, position: 2 });
  await log.close();
  await drop();
});
