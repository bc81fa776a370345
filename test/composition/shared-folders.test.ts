import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principalFor } from '../../src/adapters/http/first-login.ts';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import { commandLine, newId } from '../../src/composition/basics.ts';
import { sharedFolders } from '../../src/composition/shared-folders.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import { NOTHING_SET } from '../../src/domain/settings/configuration.ts';
import { grantsOf } from '../../src/projections/grants.ts';
import { projections } from '../../src/projections/index.ts';
import { allWishedMails } from '../../src/projections/wished-mails.ts';
import { directoryWith, entry, sourceOf } from '../support/dav.ts';
import { freshDatabase } from '../support/postgres.ts';

test('rights that are given at the command line wish for no mail, whatever the configuration says', async () => {
  const database = await freshDatabase();
  const log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
  try {
    const { sql } = log;
    const directory = directoryWith({ '': sourceOf('all', [entry('jo'), entry('ann')]) });
    const metadata = commandLine();
    const parts = {
      log,
      sql,
      metadata,
      find: (login: string) => directory.find(login),
      openAccount: (of: Parameters<typeof principalFor>[1]) => principalFor({ log, sql, newId }, of, metadata),
    };
    const configuration = { ...NOTHING_SET, system: { SOGoACLsSendEMailNotifications: true } };
    const installation = {
      configuration,
      log,
      database: { connection: database.connection, ended: new Promise<string>(() => {}), close: async () => {} },
    };
    const folderOf = sharedFolders(installation, directory, parts);
    const ann = await directory.find('ann');
    const grantee = ann && (await parts.openAccount(ann));
    assert.ok(grantee !== undefined && grantee !== 'too-busy');
    const folder = await folderOf('jo', 'calendar', 'personal');
    assert.equal(await folder?.changeRoles([{ grantee, roles: ['PublicViewer'] }]), undefined);
    const { id } = (await folderOf('jo', 'calendar', 'personal')) ?? {};
    assert.deepEqual(
      (await grantsOf(sql, id ?? assert.fail('it is there now'))).map(({ login }) => login),
      ['ann'],
    );
    assert.deepEqual(await allWishedMails(sql), []);
  } finally {
    await log.close();
    await database.drop();
  }
});
