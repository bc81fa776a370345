import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { makePassword } from '../../src/adapters/directory/passwords/passwords.ts';
import { directoryOf, entry, GROUPS, PEOPLE, person } from '../adapters/directory/ldap/people.ts';
import { viewURL } from '../adapters/directory/sql/view.ts';
import { event, type Fasti } from '../support/fasti.ts';
import { execute, freshDatabase, type TestDatabase } from '../support/postgres.ts';
import type { Slapd } from '../support/slapd.ts';
import { ACCOUNT, COMPANIES, twoDomains } from './companies.ts';
import { startSite, whoIs, worksFor } from './site.ts';

describe('the configurations of the guide, as they are', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([
      person('alice', { cn: 'Alice Doe', mail: ['alice@acme.com', 'a.doe@acme.com'], accountStatus: 'active' }),
      person('bernard', { mail: 'bernard@acme.com', accountStatus: 'inactive' }),
      person('win', {
        cn: 'Win Dows',
        sAMAccountName: 'CORP-Win',
        proxyAddresses: ['smtp:w@acme.com', 'SMTP:win@acme.com'],
      }),
      entry(`cn=team,${GROUPS}`, {
        objectClass: ['groupOfUniqueNames', 'mailAccount'],
        cn: 'team',
        mail: 'team@acme.com',
        uniqueMember: [`uid=alice,${PEOPLE}`, `uid=win,${PEOPLE}`],
      }),
      ...COMPANIES,
    ]);
  });
  after(() => slapd.stop());

  const at = async (text: string, use: (site: Fasti) => Promise<void>, ...logins: readonly string[]): Promise<void> => {
    const site = await startSite(text, ...logins);
    try {
      await use(site);
    } finally {
      await site.stop();
    }
  };

  test('one domain, one directory with a filter: who passes it logs in, nobody else', () =>
    at(
      `{
        SOGoMailDomain = acme.com;
        SOGoTimeZone = America/Montreal;
        SOGoUserSources = ({
          type = ldap; id = public; CNFieldName = cn; IDFieldName = uid; UIDFieldName = uid;
          baseDN = "${PEOPLE}"; ${ACCOUNT}
          canAuthenticate = YES; isAddressBook = YES; displayName = "Shared Addresses";
          hostname = "${slapd.url}";
          filter = "(objectClass='inetOrgPerson' AND mail='*' AND accountStatus <> 'inactive')";
        });
      }`,
      async (site) => {
        assert.deepEqual(await whoIs(site, 'Alice', 'password of alice'), {
          principal: '/SOGo/dav/alice/',
          name: 'Alice Doe',
          mails: ['alice@acme.com', 'a.doe@acme.com'],
        });
        assert.equal(await whoIs(site, 'bernard', 'password of bernard'), 401);
        assert.equal(await whoIs(site, 'alice', 'password of bernard'), 401);
        assert.equal(await whoIs(site, 'alice', ''), 401);
        await worksFor(site, 'alice', 'password of alice', event('first'));
      },
    ));

  test('a built-in user is nobody where the users come from elsewhere', () =>
    at(
      `SOGoUserSources = ({ type = ldap; id = public; baseDN = "${PEOPLE}"; ${ACCOUNT} canAuthenticate = YES; UIDFieldName = uid; IDFieldName = uid; hostname = "${slapd.url}"; });`,
      async (site) => assert.equal(await whoIs(site, 'fasti', 'secret'), 401),
      'fasti',
    ));

  test('groups are a source of their own, and nobody logs in as one', () =>
    at(
      `{
        SOGoUserSources = (
          { type = ldap; id = people; IDFieldName = uid; UIDFieldName = uid; baseDN = "${PEOPLE}"; ${ACCOUNT}
            canAuthenticate = YES; hostname = "${slapd.url}"; isAddressBook = YES; },
          { type = ldap; id = teams; CNFieldName = cn; IDFieldName = cn; UIDFieldName = cn; baseDN = "${GROUPS}"; ${ACCOUNT}
            canAuthenticate = YES; hostname = "${slapd.url}"; isAddressBook = YES; displayName = "Teams"; }
        );
      }`,
      async (site) => {
        assert.ok(typeof (await whoIs(site, 'win', 'password of win')) === 'object');
        assert.equal(await whoIs(site, 'team', ''), 401);
      },
    ));

  test('Active Directory: an indirect bind by sAMAccountName or address, the primary address first', () =>
    at(
      `{
        SOGoUserSources = ({
          type = ldap; id = directory; CNFieldName = cn; IDFieldName = cn; UIDFieldName = sAMAccountName;
          baseDN = "${PEOPLE}"; ${ACCOUNT} bindFields = (sAMAccountName, mail);
          MailFieldNames = (proxyAddresses, mail);
          canAuthenticate = YES; isAddressBook = YES; hostname = "${slapd.url}";
        });
      }`,
      async (site) => {
        const win = { principal: '/SOGo/dav/corp-win/', name: 'Win Dows' };
        for (const typed of ['CORP-Win', 'corp-win', 'win@example.com'])
          assert.deepEqual(
            await whoIs(site, typed, 'password of win'),
            { ...win, mails: ['win@acme.com', 'w@acme.com', 'win@example.com'] },
            typed,
          );
        assert.equal(await whoIs(site, 'win', 'password of win'), 401);
      },
    ));

  test('two domains with logins of their own: the same login is two people, each with his own calendars', () =>
    at(twoDomains(slapd, 'SOGoEnableDomainBasedUID = YES;'), async (site) => {
      const acme = { principal: '/SOGo/dav/jo@acme.com/', name: 'jo of acme', mails: ['jo@acme.com'] };
      const coyote = { principal: '/SOGo/dav/jo@coyote.com/', name: 'jo of coyote', mails: ['jo@coyote.com'] };
      assert.deepEqual(await whoIs(site, 'jo@acme.com', 'jo at acme'), acme);
      assert.deepEqual(await whoIs(site, 'jo@coyote.com', 'jo at coyote'), coyote);
      assert.equal(await whoIs(site, 'jo@acme.com', 'jo at coyote'), 401);
      // Without the domain the password tells who it is.
      assert.deepEqual(await whoIs(site, 'jo', 'jo at coyote'), coyote);
      await worksFor(site, 'jo@acme.com', 'jo at acme', event('acme'));
      await worksFor(site, 'jo@coyote.com', 'jo at coyote', event('coyote'));
    }));

  test('SOGoForbidUnknownDomainsAuth: a login without a known domain is nobody’s', () =>
    at(twoDomains(slapd, 'SOGoEnableDomainBasedUID = YES; SOGoForbidUnknownDomainsAuth = YES;'), async (site) => {
      assert.equal(await whoIs(site, 'jo', 'jo at acme'), 401);
      assert.equal(await whoIs(site, 'jo@road.com', 'jo at acme'), 401);
      assert.ok(typeof (await whoIs(site, 'jo@acme.com', 'jo at acme')) === 'object');
    }));

  describe('users in a view', () => {
    let database: TestDatabase;
    let view: string;
    before(async () => {
      database = await freshDatabase();
      view = viewURL(database.connection);
      const stored = await makePassword('Sesame 1', { algorithm: 'ssha512' });
      await execute(
        database.connection,
        `create table people (c_uid text, c_name text, c_password text, c_cn text, mail text, aliases text)`,
        `insert into people values ('sol', 'sol', '{SSHA512}${stored}', 'Sol Doe', 'sol@acme.com', 's@acme.com doe@acme.com')`,
        'create view sogo_view as select * from people',
      );
    });
    after(() => database.drop());

    test('with its columns and prefixed hashes', () =>
      at(
        `{
          SOGoUserSources = ({
            type = sql; id = directory; viewURL = "${view}"; canAuthenticate = YES; isAddressBook = YES;
            userPasswordAlgorithm = md5; LoginFieldNames = (c_uid, mail); MailFieldNames = (aliases);
          });
        }`,
        async (site) => {
          const sol = {
            principal: '/SOGo/dav/sol/',
            name: 'Sol Doe',
            mails: ['sol@acme.com', 's@acme.com', 'doe@acme.com'],
          };
          assert.deepEqual(await whoIs(site, 'sol', 'Sesame 1'), sol);
          assert.deepEqual(await whoIs(site, 'Sol@Acme.com', 'Sesame 1'), sol);
          assert.equal(await whoIs(site, 'sol', 'sesame 1'), 401);
          await worksFor(site, 'sol', 'Sesame 1', event('sql'));
        },
      ));

    test('beside a directory and the built-in users: each source is asked in turn', () =>
      at(
        `SOGoUserSources = (
          { type = sql; id = view; viewURL = "${view}"; canAuthenticate = YES; },
          { type = ldap; id = people; IDFieldName = uid; UIDFieldName = uid; baseDN = "${PEOPLE}"; ${ACCOUNT} canAuthenticate = YES; hostname = "${slapd.url}"; },
          { type = sql; id = own; viewURL = "built-in"; canAuthenticate = YES; });`,
        async (site) => {
          for (const [login, password] of [
            ['sol', 'Sesame 1'],
            ['alice', 'password of alice'],
            ['fasti', 'secret'],
          ] as const)
            assert.ok(typeof (await whoIs(site, login, password)) === 'object', login);
          assert.equal(await whoIs(site, 'nobody', 'secret'), 401);
        },
        'fasti',
      ));
  });
});
