import { Client } from 'pg';
import { sqlSource } from '../../../../src/adapters/directory/sql/sql-source.ts';
import { directoryBookContract } from '../../../contracts/directory-book.ts';
import { execute, freshDatabase } from '../../../support/postgres.ts';
import { settingsOf, TABLE, viewURL } from './view.ts';

directoryBookContract('a view of PostgreSQL as an address book', async (contacts) => {
  const { connection, drop } = await freshDatabase();
  await execute(connection, TABLE, 'create view sogo_view as select * from people');
  const query = async (text: string, values: readonly unknown[]): Promise<void> => {
    const client = new Client(connection);
    await client.connect();
    await client.query(text, [...values]);
    await client.end();
  };
  for (const { uid, name, mails, kind } of contacts)
    await query('insert into people (c_uid, c_name, c_cn, mail, aliases, "Kind") values ($1, $2, $3, $4, $5, $6)', [
      uid,
      uid,
      name,
      mails[0],
      mails.slice(1).join(' '),
      kind,
    ]);
  return {
    source: (settings) =>
      sqlSource(settingsOf(viewURL(connection), { MailFieldNames: ['aliases'], KindFieldName: 'Kind', ...settings }), {
        warn: () => undefined,
      }),
    rename: (uid, name) => query('update people set c_cn = $2 where c_uid = $1', [uid, name]),
    stop: drop,
    close: drop,
  };
});
