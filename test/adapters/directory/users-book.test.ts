import { addUsers, builtInSource } from '../../../src/adapters/directory/users.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import { projections } from '../../../src/projections/index.ts';
import { directoryBookContract } from '../../contracts/directory-book.ts';
import { preparedDatabase } from '../../support/postgres.ts';

const RULES = {
  id: 'everybody',
  canAuthenticate: true,
  isAddressBook: true,
  userPasswordAlgorithm: 'none',
  userPasswordPolicy: [],
  prependPasswordScheme: false,
};

directoryBookContract('the built-in users as an address book', async (contacts) => {
  const database = await preparedDatabase('migrated', migrate);
  const log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
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
