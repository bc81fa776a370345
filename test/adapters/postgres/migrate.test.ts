import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { DatabaseRefused, migrate } from '../../../src/adapters/postgres/migrate.ts';
import { migrations } from '../../../src/adapters/postgres/migrations/index.ts';
import { schemaOf } from '../../contracts/log-words.ts';
import { execute, freshDatabase } from '../../support/postgres.ts';
import { thingsAt } from './things.ts';

test('many processes may start on an empty database at once, and again', async () => {
  const { connection, drop } = await freshDatabase();
  await Promise.all([1, 2, 3, 4].map(() => migrate(connection)));
  const open = () => openPostgresLog({ connection, schema: schemaOf(), projections: [thingsAt(1)] });
  const logs = await Promise.all([open(), open(), open()]);
  const applied = await logs[0]!.sql`select number from migrations order by 1`;
  assert.deepEqual(
    applied,
    migrations.map(({ number }) => ({ number })),
  );
  for (const log of logs) await log.close();
  await drop();
});

test('a database that a newer program has been at is refused, in a sentence', async () => {
  const { connection, drop } = await freshDatabase();
  await migrate(connection, [...migrations, { number: 9000, file: '9000-later.sql', text: 'select 1' }]);
  await assert.rejects(
    migrate(connection),
    (error) => error instanceof DatabaseRefused && /newer program/.test(error.message),
  );
  await drop();
});

test('a migration that was edited after it was applied is refused', async () => {
  const { connection, drop } = await freshDatabase();
  await migrate(connection);
  const edited = migrations.map((one) => ({ ...one, text: `${one.text} -- edited` }));
  await assert.rejects(migrate(connection, edited), DatabaseRefused);
  await drop();
});

test('a migration that fails leaves nothing behind', async () => {
  const { connection, drop } = await freshDatabase();
  await assert.rejects(
    migrate(connection, [
      ...migrations,
      { number: 9000, file: '9000-bad.sql', text: 'create table fasti.half (); select 1/0' },
    ]),
  );
  await migrate(connection);
  await drop();
});

test('the table of events itself takes none without an actor, a protocol or a correlation id', async () => {
  const { connection, drop } = await freshDatabase();
  await migrate(connection);
  const insert = (actor: string, protocol: string, correlation: string) =>
    execute(
      connection,
      `insert into fasti.events (position, revision, recorded_when, version, id, type, stream, actor, protocol, correlation_id, data)
       values (1, 0, 0, 1, 'abcdefghijklmnopqrstuv', 'noted', 'calendar/a', ${actor}, ${protocol}, ${correlation}, 'null')`,
    );
  for (const [actor, protocol, correlation] of [
    ["''", "'cli'", "'c'"],
    ['null', "'cli'", "'c'"],
    ["'a'", 'null', "'c'"],
    ["'a'", "'cli'", "''"],
  ])
    await assert.rejects(insert(actor ?? '', protocol ?? '', correlation ?? ''), /violates/);
  await insert("'a'", "'cli'", "'c'");
  await drop();
});
