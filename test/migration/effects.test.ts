/** What a sogo.conf sets is what clients get: the settings of a domain, resources, closed modules, an outage. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryOf, PEOPLE, person } from '../adapters/directory/ldap/people.ts';
import { event, type Fasti } from '../support/fasti.ts';
import { until } from '../support/process.ts';
import { type Slapd, SUFFIX } from '../support/slapd.ts';
import { ACCOUNT, COMPANIES } from './companies.ts';
import { request, startSite, whoIs } from './site.ts';

const CALDAV = 'urn:ietf:params:xml:ns:caldav';

/** The text of a property of CalDAV at a path, as somebody with this password is told it. */
const told = async (site: Fasti, path: string, local: string, login: string, password: string) => {
  const body = `<propfind xmlns="DAV:"><prop><${local} xmlns="${CALDAV}"/></prop></propfind>`;
  const answer = await request(site, 'PROPFIND', path, login, password, body, { depth: '0' });
  return new RegExp(`<\\w+:${local}[^>]*>([^<]*)<`).exec(await answer.text())?.[1];
};

/** Connections that hear of changes of users. */
const listeners = ({ log: { sql } }: Fasti) =>
  sql`select 1 from pg_stat_activity where datname = current_database() and query ilike 'listen%fasti_users%' and state = 'idle'`;

describe('what is set takes effect', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([
      ...COMPANIES,
      person('alice', { accountStatus: 'active' }),
      person('bernard', { accountStatus: 'frozen' }),
      person('room', { kind: 'location', multipleBookings: 2 }),
      person('beamer', { kind: 'thing' }),
    ]);
  });
  after(() => slapd.stop());

  const at = async (text: string, use: (site: Fasti) => Promise<void>): Promise<void> => {
    const site = await startSite(text);
    try {
      await use(site);
    } finally {
      await site.stop();
    }
  };

  const people = (more = ''): string => `{
    type = ldap; id = people; IDFieldName = uid; UIDFieldName = uid; baseDN = "${PEOPLE}"; ${ACCOUNT}
    canAuthenticate = YES; isAddressBook = YES; hostname = "${slapd.url}"; ${more} }`;

  const domain = (name: string, more: string): string => `${name}.com = { ${more}
    SOGoUserSources = ({
      type = ldap; id = ${name}; IDFieldName = uid; UIDFieldName = uid; baseDN = "ou=${name}.com,${SUFFIX}"; ${ACCOUNT}
      canAuthenticate = YES; isAddressBook = YES; hostname = "${slapd.url}"; }); };`;

  test('the settings of a domain are those of its users, of what it does not set the system’s', () =>
    at(
      `{
        SOGoTimeZone = America/Bogota; SOGoMailDomain = system.example; SOGoEnableDomainBasedUID = YES;
        domains = {
          ${domain('acme', 'SOGoTimeZone = Asia/Kolkata; SOGoDAVCalendarStartTimeLimit = 30; SOGoMailDomain = acme.example;')}
          ${domain('coyote', 'SOGoHideSystemEMail = YES;')}
        };
      }`,
      async (site) => {
        for (const [of, zone, mails, listed] of [
          ['acme', '530', ['jo@acme.com', 'jo@acme.example'], ['new']],
          ['coyote', '-500', ['jo@coyote.com'], ['new', 'old']],
        ] as const) {
          const [login, password] = [`jo@${of}.com`, `jo at ${of}`] as const;
          const home = `/SOGo/dav/${login}/`;
          assert.deepEqual(await whoIs(site, login, password), { principal: home, name: `jo of ${of}`, mails });
          assert.equal(await told(site, home, 'calendar-timezone', login, password), zone);
          const calendar = `${home}Calendar/personal/`;
          for (const [uid, ...lines] of [
            ['old', 'DTSTART:20010105T100000Z'],
            ['new', 'DTSTART:20990105T100000Z'],
          ] as const)
            await request(site, 'PUT', `${calendar}${uid}.ics`, login, password, event(uid, ...lines), {
              'content-type': 'text/calendar',
            });
          const list = await request(site, 'PROPFIND', calendar, login, password, undefined, { depth: '1' });
          const names = [...(await list.text()).matchAll(/personal\/(\w+)\.ics</g)].map(([, name]) => name);
          assert.deepEqual(names.sort(), listed);
        }
      },
    ));

  test('%d: people are where the domain of their login is, and read the directory as themselves', () =>
    at(
      `SOGoUserSources = ({
        type = ldap; id = all; CNFieldName = cn; IDFieldName = uid; UIDFieldName = mail; bindAsCurrentUser = YES;
        bindFields = (mail); baseDN = "ou=%d,${SUFFIX}"; ${ACCOUNT} canAuthenticate = YES; hostname = "${slapd.url}"; });`,
      async (site) => {
        const jo = { principal: '/SOGo/dav/jo@acme.com/', name: 'jo of acme', mails: ['jo@acme.com'] };
        assert.deepEqual(await whoIs(site, 'Jo@Acme.com', 'jo at acme'), jo);
        assert.equal(await whoIs(site, 'jo@coyote.com', 'jo at acme'), 401);
        assert.equal(await whoIs(site, 'jo', 'jo at acme'), 401);
      },
    ));

  test('SOGoLoginSuffix is put behind a login, SOGoDomainAllowed lets in a domain without settings', () =>
    at(
      `{ SOGoLoginSuffix = "@acme.com"; SOGoForbidUnknownDomainsAuth = YES; SOGoDomainAllowed = (acme.com);
        SOGoUserSources = ({
          type = ldap; id = all; IDFieldName = uid; UIDFieldName = mail; bindFields = (mail);
          baseDN = "${SUFFIX}"; ${ACCOUNT} canAuthenticate = YES; hostname = "${slapd.url}"; }); }`,
      async (site) => {
        for (const login of ['jo', 'jo@acme.com'])
          assert.ok(typeof (await whoIs(site, login, 'jo at acme')) === 'object', login);
        assert.equal(await whoIs(site, 'jo@coyote.com', 'jo at coyote'), 401);
      },
    ));

  test('KindFieldName: a resource is one to clients', () =>
    at(`SOGoUserSources = (${people('KindFieldName = kind;')});`, async (site) => {
      for (const [who, type] of [
        ['alice', 'INDIVIDUAL'],
        ['room', 'ROOM'],
        ['beamer', 'RESOURCE'],
      ] as const)
        assert.equal(await told(site, `/SOGo/dav/${who}/`, 'calendar-user-type', 'alice', 'password of alice'), type);
    }));

  test('ModulesConstraints close a module to whom they do not fit', () =>
    at(
      `SOGoUserSources = (${people('ModulesConstraints = { Calendar = { accountStatus = active; }; };')});`,
      async (site) => {
        for (const [who, status] of [
          ['alice', 207],
          ['bernard', 403],
        ] as const) {
          const path = `/SOGo/dav/${who}/Calendar/personal/`;
          const answer = await request(site, 'PROPFIND', path, who, `password of ${who}`, undefined, { depth: '0' });
          assert.equal(answer.status, status, who);
        }
      },
    ));

  test('without the directory those who were in go on, nobody’s password is wrong, and all is well by itself later', () =>
    at(`SOGoUserSources = (${people()});`, async (site) => {
      const come = async (login: string, password: string) => {
        const answer = await request(site, 'OPTIONS', '/SOGo/dav/', login, password);
        await answer.body?.cancel();
        return [answer.status, answer.headers.has('retry-after')];
      };
      // What was verified before the server hears of changes is verified anew.
      await until('the server listens', async () => (await listeners(site)).length > 0);
      assert.deepEqual(await come('alice', 'password of alice'), [200, false]);
      await slapd.stop();
      assert.deepEqual(await come('alice', 'password of alice'), [200, false]);
      for (const [login, password] of [
        ['alice', 'wrong'],
        ['bernard', 'password of bernard'],
        ['nobody', 'x'],
      ] as const)
        assert.deepEqual(await come(login, password), [503, true], login);
      await slapd.start();
      assert.deepEqual(await come('bernard', 'password of bernard'), [200, false]);
      assert.deepEqual(await come('alice', 'wrong'), [401, false]);
    }));
});
