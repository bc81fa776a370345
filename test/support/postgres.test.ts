import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, type ClientConfig } from 'pg';
import { execute, freshDatabase, preparedDatabase, versions } from './postgres.ts';

const value = async (connection: ClientConfig, question: string): Promise<unknown> => {
  const client = new Client(connection);
  await client.connect();
  try {
    return (await client.query({ text: question, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
};

for (const version of await versions()) {
  test(`PostgreSQL ${version}: databases are empty and apart from each other`, async () => {
    const one = await freshDatabase(version);
    const other = await freshDatabase(version);
    await execute(one.connection, 'create table mine (id int)');
    assert.equal(await value(other.connection, "select to_regclass('mine')"), null);
    await one.drop();
    await assert.rejects(value(one.connection, 'select 1'), { code: '3D000' });
    await other.drop();
  });

  test(`PostgreSQL ${version}: what is prepared once is copied for everybody`, async () => {
    let times = 0;
    const prepare = async (connection: ClientConfig): Promise<void> => {
      times += 1;
      await execute(connection, 'create table prepared as select 1 as id');
    };
    const databases = await Promise.all([1, 2, 3].map(() => preparedDatabase('sample', prepare, version)));
    for (const { connection } of databases) {
      assert.equal(await value(connection, 'delete from prepared returning id'), 1);
    }
    assert.equal(times, 1);
    for (const database of databases) await database.drop();
  });
}
