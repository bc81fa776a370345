import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import {
  addUser,
  addUsers,
  builtInSource,
  hasUsers,
  isUser,
  listUsers,
  type NewUser,
  removeUser,
  USERS_CHANNEL,
} from '../../../src/adapters/directory/users.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import type { PostgresLog } from '../../../src/adapters/postgres/types.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import { DirectoryUnavailable } from '../../../src/domain/kernel/directory-errors.ts';
import { projections } from '../../../src/projections/index.ts';
import { userSourceContract } from '../../contracts/user-source.ts';
import { preparedDatabase, type TestDatabase } from '../../support/postgres.ts';

const open = async (): Promise<{ log: PostgresLog; database: TestDatabase; close(): Promise<void> }> => {
  const database = await preparedDatabase('migrated', migrate);
  const log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
  const close = async () => {
    await log.close();
    await database.drop();
  };
  return { log, database, close };
};

userSourceContract('the built-in users as a source', async (users) => {
  const { log, close } = await open();
  assert.deepEqual(
    await addUsers(
      log.sql,
      users.map(({ uid, ...user }) => ({ ...user, login: uid })),
    ),
    [],
  );
  return { source: builtInSource(log.sql), close };
});

describe('the built-in users', () => {
  let opened: Awaited<ReturnType<typeof open>>;
  before(async () => {
    opened = await open();
  });
  after(() => opened.close());
  const user = (login: string, more: Partial<NewUser> = {}): NewUser => ({
    login,
    name: `${login} Doe`,
    mails: [`${login}@example.com`],
    password: 'right',
    ...more,
  });
  const logins = async () => (await listUsers(opened.log.sql)).map(({ login }) => login);

  test('a user is added once, whatever the case of the login', async () => {
    const { sql } = opened.log;
    assert.equal(await hasUsers(sql), false);
    assert.equal(await addUser(sql, user('Ann')), true);
    assert.equal(await addUser(sql, user('ANN', { password: 'another' })), false);
    assert.deepEqual([await hasUsers(sql), await isUser(sql, 'aNN'), await isUser(sql, 'an')], [true, true, false]);
    assert.equal((await builtInSource(sql).authenticate('ann', 'right', '')).is, 'authenticated');
  });

  test('a resource is listed with its kind and its bookings; without a number it has no limit', async () => {
    const { sql } = opened.log;
    await addUser(
      sql,
      user('car', { kind: 'thing', multipleBookings: -1, mails: ['car@example.com', 'van@example.com'] }),
    );
    await addUser(sql, user('hall', { kind: 'location' }));
    const all = (await listUsers(sql)).filter(({ kind }) => kind !== 'individual');
    assert.deepEqual(
      all.map(({ login, mails, multipleBookings }) => ({ login, mails, multipleBookings })),
      [
        { login: 'car', mails: ['car@example.com', 'van@example.com'], multipleBookings: -1 },
        { login: 'hall', mails: ['hall@example.com'], multipleBookings: 0 },
      ],
    );
  });

  test('of many users all are added or none, and those who are there already are told', async () => {
    const { sql } = opened.log;
    const many = Array.from({ length: 12 }, (_, n) => user(`many-${n}`, { name: `“${n}”, {"\\'$1 €` }));
    const told: number[] = [];
    assert.deepEqual(await addUsers(sql, many, (done) => told.push(done)), []);
    assert.deepEqual(
      told,
      Array.from({ length: 12 }, (_, n) => n + 1),
    );
    assert.equal((await listUsers(sql)).find(({ login }) => login === 'many-7')?.name, `“7”, {"\\'$1 €`);
    const before = await logins();
    assert.deepEqual(await addUsers(sql, [user('new'), user('MANY-3'), user('ann')]), ['ann', 'many-3']);
    assert.deepEqual(await logins(), before);
    assert.deepEqual(await addUsers(sql, []), []);
  });

  test('who is added by two at once is added by one of them', async () => {
    const { sql } = opened.log;
    const outcomes = await Promise.all([
      addUsers(sql, [user('raced'), user('beside')]),
      addUsers(sql, [user('raced'), user('other')]),
    ]);
    assert.deepEqual(outcomes.flat(), ['raced']);
    const here = await logins();
    assert.equal(here.includes('beside'), !here.includes('other'));
  });

  test('a failure that is no taken login is told', async () => {
    await assert.rejects(addUsers(opened.log.sql, [user('twice'), user('twice')]));
    await assert.rejects(addUser(opened.log.sql, user('x'.repeat(200))));
  });

  test('letters beyond ASCII are found in any case', async () => {
    const { sql } = opened.log;
    await addUser(sql, user('ölaf', { name: 'Ölaf ÇELİK', mails: ['oe@example.com'] }));
    for (const text of ['ölaf', 'ÖLAF', 'O\u0308laf', 'çel'])
      assert.deepEqual(
        (await builtInSource(sql).search(text, 10, '')).map(({ uid }) => uid),
        ['ölaf'],
        text,
      );
  });

  test('the rules of the settings hold for new passwords and for old ones', async () => {
    const { sql } = opened.log;
    await addUser(sql, user('ruled', { password: 'short' }));
    const rules = {
      id: 'mine',
      canAuthenticate: false,
      isAddressBook: false,
      userPasswordAlgorithm: 'none',
      prependPasswordScheme: true,
      userPasswordPolicy: [{ label: 'At least 8 characters', regex: '.{8}' }],
    };
    const source = builtInSource(sql, rules);
    assert.deepEqual([source.id, source.canAuthenticate, source.isAddressBook], ['mine', false, false]);
    assert.deepEqual(await source.authenticate('ruled', 'short', ''), { is: 'password-must-change' });
    assert.deepEqual(await source.authenticate('ruled', 'wrong', ''), { is: 'wrong' });
    assert.deepEqual(await source.changePassword('ruled', 'shorter', 'short', ''), {
      is: 'refused',
      rule: 'At least 8 characters',
    });
    assert.deepEqual(await source.changePassword('ruled', 'long enough', 'short', ''), { is: 'changed' });
    assert.equal((await source.authenticate('ruled', 'long enough', '')).is, 'authenticated');
    const [stored] = await sql<{ password: string }>`select password from users where login = 'ruled'`;
    assert.match(stored?.password ?? '', /^\$scrypt\$/);
  });

  test('every change is told to all processes', async () => {
    const { sql } = opened.log;
    const client = new Client(opened.database.connection);
    await client.connect();
    try {
      await client.query(`listen ${USERS_CHANNEL}`);
      const told = async (change: () => Promise<unknown>): Promise<void> => {
        const notified = new Promise((resolve) => client.once('notification', resolve));
        await change();
        await notified;
      };
      await told(() => addUser(sql, user('told')));
      await told(() => builtInSource(sql).changePassword('TOLD', 'new', undefined, ''));
      assert.equal((await builtInSource(sql).authenticate('told', 'new', '')).is, 'authenticated');
      await told(() => builtInSource(sql).changePassword('told', 'newer', 'new', ''));
      await told(() => removeUser(sql, 'Told'));
      assert.equal(await removeUser(sql, 'told'), false);
      const gone = await builtInSource(sql).changePassword('told', 'x', undefined, '');
      assert.deepEqual(gone, { is: 'no-such-user' });
    } finally {
      await client.end();
    }
  });

  test('a store that is away is an outage, never a wrong password', async () => {
    const away = await open();
    const source = builtInSource(away.log.sql);
    await away.close();
    await assert.rejects(source.authenticate('ann', 'right', ''), DirectoryUnavailable);
    await assert.rejects(source.find('ann', ''), DirectoryUnavailable);
  });
});
