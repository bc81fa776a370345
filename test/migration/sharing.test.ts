/** What a sogo.conf and its directory say of sharing: groups, and what is switched off. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { change, directoryOf, entry, GROUPS, PEOPLE, person } from '../adapters/directory/ldap/people.ts';
import { event, type Fasti } from '../support/fasti.ts';
import { type Slapd, SUFFIX } from '../support/slapd.ts';
import { ACCOUNT } from './companies.ts';
import { request, startSite } from './site.ts';

const WORK = '/SOGo/dav/jo/Calendar/personal/';
const NAMES = '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>';
const TEAM = `cn=team,${GROUPS}`;
const member = (login: string): string => `uid=${login},${PEOPLE}`;

const setRoles = (who: string, roles: string): string =>
  `<acl-query xmlns="urn:inverse:params:xml:ns:inverse-dav"><set-roles user="${who}">${roles}</set-roles></acl-query>`;

describe('calendars of a site with a directory', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([
      ...['jo', 'ann', 'odd', 'new'].map((login) => person(login, { cn: login })),
      entry(TEAM, {
        objectClass: ['group', 'extensibleObject'],
        cn: 'The Team',
        uid: 'team',
        mail: 'team@example.com',
        member: [member('ann')],
      }),
    ]);
  });
  after(() => slapd.stop());

  const at = async (system: string, use: (site: Fasti) => Promise<void>): Promise<void> => {
    const source = `{ type = ldap; id = people; IDFieldName = uid; UIDFieldName = uid; CNFieldName = cn; bindFields = (uid); ${ACCOUNT}
      baseDN = "${SUFFIX}"; canAuthenticate = YES; isAddressBook = YES; hostname = "${slapd.url}"; }`;
    const site = await startSite(`{ ${system} SOGoUserSources = (${source}); }`);
    try {
      await use(site);
    } finally {
      await site.stop();
    }
  };
  const as = (site: Fasti, login: string, method: string, path: string, body?: string, type = 'application/xml') =>
    request(site, method, path, login, `password of ${login}`, body, { 'content-type': type, depth: '0' });
  const stored = async (site: Fasti): Promise<void> =>
    assert.equal(
      (await as(site, 'jo', 'PUT', `${WORK}a.ics`, event('a', 'SUMMARY:Lunch'), 'text/calendar')).status,
      201,
    );
  const status = async (site: Fasti, login: string) => (await as(site, login, 'GET', `${WORK}a.ics`)).status;

  test('who is in a group has its roles, who comes to it gets them, and whom the owner denies has none of them', () =>
    at('', async (site) => {
      await stored(site);
      assert.equal((await as(site, 'jo', 'POST', WORK, setRoles('team', '<PublicViewer/>'))).status, 204);
      assert.deepEqual([await status(site, 'ann'), await status(site, 'odd')], [200, 404]);
      // What the directory said of a person's groups is believed for a minute: who comes later has not asked yet.
      await change(slapd, TEAM, 'member', [member('ann'), member('new')]);
      assert.equal(await status(site, 'new'), 200);
      assert.equal((await as(site, 'jo', 'POST', WORK, setRoles('ann', ''))).status, 204);
      assert.deepEqual([await status(site, 'ann'), await status(site, 'new')], [404, 200]);
    }));

  test('SOGoDisableExport closes the files of whole calendars to everybody, and no item', () =>
    at('SOGoDisableExport = (Calendar);', async (site) => {
      await stored(site);
      for (const path of [WORK, '/SOGo/dav/jo/Calendar/personal.ics', '/SOGo/dav/jo/Calendar/personal.xml'])
        assert.equal((await as(site, 'jo', 'GET', path)).status, 403, path);
      assert.equal(await status(site, 'jo'), 200);
      assert.equal((await as(site, 'jo', 'PROPFIND', WORK, NAMES)).status, 207);
    }));

  test('SOGoSuperUsernames does everything in the homes of others, and nobody else does', () =>
    at('SOGoSuperUsernames = (ann);', async (site) => {
      await stored(site);
      assert.deepEqual([await status(site, 'ann'), await status(site, 'odd')], [200, 404]);
      assert.equal((await as(site, 'ann', 'MKCALENDAR', '/SOGo/dav/jo/Calendar/made/')).status, 201);
      assert.equal((await as(site, 'odd', 'MKCALENDAR', '/SOGo/dav/jo/Calendar/other/')).status, 404);
      assert.equal((await as(site, 'ann', 'DELETE', `${WORK}a.ics`)).status, 204);
    }));
});
