import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Configuration, NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import { allWishedMails } from '../../../src/projections/wished-mails.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic } from '../../support/fasti.ts';

const DIRECTORY = directoryWith({ 'a.example': sourceOf('a', [entry('jo'), entry('ann')]) });
const WORK = '/SOGo/dav/jo/Calendar/work/';
const XML = { 'content-type': 'application/xml' };
const roles = (children: string) =>
  `<acl-query xmlns="urn:inverse:params:xml:ns:inverse-dav"><set-roles user="ann">${children}</set-roles></acl-query>`;

/** The kinds of the mails that are wished for after a calendar was made, shared and closed again. */
const wishedWith = async (system: Configuration['system']): Promise<readonly string[]> => {
  const fasti = await startDav({ directory: DIRECTORY, configuration: { ...NOTHING_SET, system } });
  try {
    const as = { ...XML, authorization: basic('jo') };
    assert.equal((await ask(fasti, 'MKCALENDAR', WORK, as)).status, 201);
    for (const children of ['<PublicViewer/>', '<PublicViewer/>', ''])
      assert.equal((await ask(fasti, 'POST', WORK, as, roles(children))).status, 204);
    return (await allWishedMails(fasti.log.sql)).map(({ kind }) => kind);
  } finally {
    await fasti.stop();
  }
};

test('SOGoACLsSendEMailNotifications and SOGoFoldersSendEMailNotifications wish for mails, once for each change', async () => {
  assert.deepEqual(
    await wishedWith({ SOGoACLsSendEMailNotifications: true, SOGoFoldersSendEMailNotifications: true }),
    ['folder-created', 'rights-given', 'rights-taken'],
  );
  assert.deepEqual(await wishedWith({}), []);
});
