import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addUsers, builtInSource } from '../../../src/adapters/directory/users.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import { projections } from '../../../src/projections/index.ts';
import { bookOf, directoryBookContract, finding } from '../../contracts/directory-book.ts';
import { preparedDatabase } from '../../support/postgres.ts';

const RULES = {
  id: 'everybody',
  canAuthenticate: true,
  isAddressBook: true,
  userPasswordAlgorithm: 'none',
  userPasswordPolicy: [],
  prependPasswordScheme: false,
};

const open = async () => {
  const database = await preparedDatabase('migrated', migrate);
  const log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
  return { database, log };
};

directoryBookContract('the built-in users as an address book', async (contacts) => {
  const { database, log } = await open();
  await addUsers(
    log.sql,
    contacts.map(({ uid, ...contact }) => ({ ...contact, login: uid, password: 'right' })),
  );
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= log.close());
  return {
    source: (settings) => builtInSource(log.sql, { ...RULES, ...settings }),
    rename: async (uid, name) => void (await log.sql`update users set name = ${name} where login = ${uid}`),
    stop,
    close: async () => {
      await stop();
      await database.drop();
    },
  };
});

describe('the built-in users as the only source', () => {
  test('are the public address book, which tells each of many once', async () => {
    const { database, log } = await open();
    await log.sql`insert into users (login, name, mails, password)
      select 'p' || n, 'Person ' || n, array['p' || n || '@example.com'], 'x' from generate_series(1, 450) as n`;
    const book = bookOf(builtInSource(log.sql));
    assert.deepEqual([book.id, book.displayName, book.listRequiresDot], ['public', 'Public', true]);
    const { cards, truncated } = await book.cards(finding('FN', '.'), 1_000, '');
    assert.deepEqual([new Set(cards.map(({ name }) => name)).size, cards.length, truncated], [450, 450, false]);
    assert.equal((await book.cards(finding('EMAIL', 'p4', 'starts-with'), 1_000, '')).cards.length, 62);
    await log.close();
    await database.drop();
  });
});
