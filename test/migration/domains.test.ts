import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryOf } from '../adapters/directory/ldap/people.ts';
import { event, type Fasti } from '../support/fasti.ts';
import type { Slapd } from '../support/slapd.ts';
import { baseOfDomain, COMPANIES, twoDomains } from './companies.ts';
import { request, startSite, worksFor } from './site.ts';

const LOCK = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
const SYNC = '<sync-collection xmlns="DAV:"><sync-token/><prop/></sync-collection>';
const PATCH = '<propertyupdate xmlns="DAV:"><set><prop><displayname>x</displayname></prop></set></propertyupdate>';
const QUERY =
  '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns="DAV:"><prop/><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>';
const EXPAND = '<expand-property xmlns="DAV:"><property name="owner"/></expand-property>';

type Asked = readonly [method: string, headers: Readonly<Record<string, string>>, body?: string];
const REQUESTS: readonly Asked[] = [
  ['GET', {}],
  ['HEAD', {}],
  ['OPTIONS', {}],
  ['PROPFIND', { depth: '0' }],
  ['PROPFIND', { depth: '1' }],
  ['PROPPATCH', {}, PATCH],
  ['REPORT', {}, SYNC],
  ['REPORT', {}, QUERY],
  ['REPORT', {}, EXPAND],
  ['PUT', { 'content-type': 'text/calendar' }, event('mine')],
  ['POST', { 'content-type': 'text/calendar' }, event('mine')],
  ['MKCOL', {}],
  ['MKCALENDAR', {}],
  ['LOCK', {}, LOCK],
  ['UNLOCK', { 'lock-token': '<urn:x>' }],
  ['COPY', { destination: '/SOGo/dav/jo@acme.com/Calendar/got/' }],
  ['MOVE', { destination: '/SOGo/dav/jo@acme.com/Calendar/got/' }],
  ['DELETE', {}],
];

/** What everybody is told who sees somebody; that there is a group of those who act for him, not who is in it. */
const TOLD_TO_ALL: Readonly<Partial<Record<string, number>>> = { 'freebusy.ifb': 200, 'calendar-proxy-read/': 403 };

/** Below the home of somebody of the other domain: first what anybody may see who may see him. */
const PLACES = [
  '',
  'Calendar/',
  'Contacts/',
  'Calendar/personal/',
  'Calendar/personal/first.ics',
  'Calendar/personal.ics',
  'Calendar/personal.xml',
  'Calendar/inbox/',
  'Calendar/personal/first.ics/master',
  'Contacts/personal/',
  'Contacts/personal/first.vcf',
  'calendar-proxy-read/',
  'notifications/',
  'freebusy.ifb',
];

const search = (text: string, property: string) =>
  `<principal-property-search xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"><property-search><prop><${property}/></prop><match>${text}</match></property-search><prop><displayname/></prop></principal-property-search>`;

const multiget = (href: string) =>
  `<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/></prop><href>${href}</href></C:calendar-multiget>`;

const CARDDAV = 'xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"';
const addresses = (text: string) =>
  `<R:addressbook-query ${CARDDAV}><prop><R:address-data/></prop><R:filter><R:prop-filter name="FN"><R:text-match>${text}</R:text-match></R:prop-filter></R:filter></R:addressbook-query>`;
const cards = (...hrefs: readonly string[]) =>
  `<R:addressbook-multiget ${CARDDAV}><prop><R:address-data/></prop>${hrefs.map((href) => `<href>${href}</href>`).join('')}</R:addressbook-multiget>`;
const GATEWAY = `<propfind ${CARDDAV}><prop><R:directory-gateway/></prop></propfind>`;

describe('a domain is isolated from every other', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf(COMPANIES);
  });
  after(() => slapd.stop());

  const jo = (site: Fasti, method: string, where: string, body?: string, headers?: Readonly<Record<string, string>>) =>
    request(site, method, where, 'jo@acme.com', 'jo at acme', body, headers);

  const found = async (site: Fasti, text: string, property: string): Promise<string[]> => {
    const answer = await jo(site, 'REPORT', '/SOGo/dav/', search(text, property));
    return [...(await answer.text()).matchAll(/<D:response><D:href>([^<]+)/g)].map(([, href]) => href ?? '').sort();
  };

  describe('where SOGoDomainsVisibility says nothing', () => {
    let site: Fasti;
    before(async () => {
      site = await startSite(twoDomains(slapd, 'SOGoEnableDomainBasedUID = YES;'));
      await worksFor(site, 'jo@coyote.com', 'jo at coyote', event('secret'));
      await worksFor(site, 'jo@acme.com', 'jo at acme', event('own'));
    });
    after(() => site.stop());

    test('every method at every place of somebody there: the same answer as where there is nobody', async () => {
      const before = await site.log.head();
      for (const place of PLACES)
        for (const [method, headers, body] of REQUESTS) {
          const [theirs, nobodys] = await Promise.all(
            ['jo@coyote.com', 'no@coyote.com'].map(async (login) => {
              const answer = await jo(site, method, `/SOGo/dav/${login}/${place}`, body, headers);
              return [answer.status, (await answer.text()).replaceAll(login, 'LOGIN')];
            }),
          );
          assert.deepEqual(theirs, nobodys, `${method} ${place}`);
          assert.ok(Number(theirs?.[0]) >= 400, `${method} ${place}`);
        }
      assert.deepEqual(await site.log.head(), before);
    });

    test('a multiget, a Destination and an expanded property lead to nobody there', async () => {
      const href = '/SOGo/dav/jo@coyote.com/Calendar/personal/first.ics';
      const fetched = await (
        await jo(site, 'REPORT', '/SOGo/dav/jo@acme.com/Calendar/personal/', multiget(href))
      ).text();
      assert.ok(fetched.includes('404 Not Found') && !fetched.includes('secret'), fetched);
      for (const method of ['COPY', 'MOVE']) {
        const destination = `${site.origin}/SOGo/dav/jo@coyote.com/Calendar/personal/x.ics`;
        const place = '/SOGo/dav/jo@acme.com/Calendar/personal/first.ics';
        const moved = await jo(site, method, place, undefined, { destination });
        assert.ok(moved.status >= 400, `${method} ${moved.status}`);
      }
    });

    test('a search finds colleagues, whatever it looks for', async () => {
      for (const [text, property] of [
        ['jo', 'displayname'],
        ['of', 'displayname'],
        ['coyote', 'displayname'],
        ['jo@coyote.com', 'CS:email-address-set'],
        ['@', 'C:calendar-user-address-set'],
        ['/SOGo/dav/jo@coyote.com/Calendar', 'C:calendar-home-set'],
      ] as const)
        for (const href of await found(site, text, property))
          assert.match(href, /^\/SOGo\/dav\/(jo|ann)@acme\.com\/?$/, `${text} in ${property}`);
      assert.deepEqual(await found(site, 'of', 'displayname'), ['/SOGo/dav/ann@acme.com/', '/SOGo/dav/jo@acme.com/']);
    });
  });

  describe('in the address books of the directory', () => {
    const CONTACTS = '/SOGo/dav/jo@acme.com/Contacts/';
    const told = async (site: Fasti, method: string, where: string, body?: string) => {
      const answer = await jo(site, method, where, body, { depth: '1' });
      return [answer.status, await answer.text()] as const;
    };
    const of = (text: string) => [...new Set(text.match(/(?<=FN:)\w+ of \w+/g))].sort();
    const at = async (text: string, use: (site: Fasti) => Promise<void>) => {
      const site = await startSite(text);
      try {
        await use(site);
      } finally {
        await site.stop();
      }
    };

    test('nobody of the other domain is listed, found, fetched or read, and there is no book of it', () =>
      at(twoDomains(slapd, 'SOGoEnableDomainBasedUID = YES;'), async (site) => {
        const [, home] = await told(site, 'PROPFIND', CONTACTS);
        const [, gateway] = await told(site, 'PROPFIND', '/SOGo/dav/jo@acme.com/', GATEWAY);
        for (const text of [home, gateway])
          assert.ok(text.includes('/Contacts/acme/') && !text.includes('coyote'), text);
        assert.deepEqual(of((await told(site, 'REPORT', `${CONTACTS}acme/`, addresses('.')))[1]), [
          'ann of acme',
          'jo of acme',
        ]);
        for (const text of ['coyote', 'wile'])
          assert.deepEqual(of((await told(site, 'REPORT', `${CONTACTS}acme/`, addresses(text)))[1]), []);
        const places = [
          `${CONTACTS}acme/wile`,
          `${CONTACTS}coyote/wile`,
          '/SOGo/dav/wile@coyote.com/Contacts/coyote/wile',
        ];
        const [, fetched] = await told(site, 'REPORT', `${CONTACTS}acme/`, cards(...places));
        assert.deepEqual([of(fetched), fetched.match(/404 Not Found/g)?.length], [[], places.length]);
        for (const place of [...places, `${CONTACTS}coyote/`])
          for (const method of ['GET', 'PROPFIND', 'REPORT'])
            assert.equal(
              (await told(site, method, place, method === 'REPORT' ? addresses('.') : undefined))[0],
              404,
              place,
            );
        assert.deepEqual(of((await told(site, 'GET', `${CONTACTS}acme/jo`))[1]), ['jo of acme']);
      }));

    test('SOGoDomainsVisibility shows the books of the domains of one group, each with its people', () =>
      at(
        twoDomains(slapd, 'SOGoEnableDomainBasedUID = YES; SOGoDomainsVisibility = ((acme.com, coyote.com));'),
        async (site) => {
          for (const [book, people] of [
            ['acme', ['ann of acme', 'jo of acme']],
            ['coyote', ['jo of coyote', 'wile of coyote']],
          ] as const)
            assert.deepEqual(of((await told(site, 'REPORT', `${CONTACTS}${book}/`, addresses('.')))[1]), people);
        },
      ));

    test('a base DN with %d: the one book has the people of who asks', () =>
      at(baseOfDomain(slapd), async (site) => {
        const [, found] = await told(site, 'REPORT', `${CONTACTS}all/`, addresses('.'));
        assert.deepEqual(of(found), ['ann of acme', 'jo of acme']);
        const other = `${CONTACTS}all/wile@coyote.com`;
        assert.equal((await told(site, 'GET', other))[0], 404);
        assert.deepEqual(of((await told(site, 'REPORT', `${CONTACTS}all/`, cards(other)))[1]), []);
        assert.deepEqual(of((await told(site, 'REPORT', `${CONTACTS}all/`, cards(`${CONTACTS}all/ann@acme.com`)))[1]), [
          'ann of acme',
        ]);
      }));
  });

  test('SOGoDomainsVisibility: domains of one group find each other, and read nothing of each other but when they are busy', async () => {
    const site = await startSite(
      twoDomains(slapd, 'SOGoEnableDomainBasedUID = YES; SOGoDomainsVisibility = ((acme.com, coyote.com));'),
    );
    try {
      await worksFor(site, 'jo@coyote.com', 'jo at coyote', event('secret'));
      assert.deepEqual(await found(site, 'jo', 'displayname'), ['/SOGo/dav/jo@acme.com/', '/SOGo/dav/jo@coyote.com/']);
      for (const place of PLACES.slice(3)) {
        const answer = await jo(site, 'GET', `/SOGo/dav/jo@coyote.com/${place}`);
        assert.equal(answer.status, TOLD_TO_ALL[place] ?? 404, place);
        assert.doesNotMatch(await answer.text(), /secret/, place);
      }
    } finally {
      await site.stop();
    }
  });

  test('a base DN with %d: whoever logs in finds the people below the base of his own domain', async () => {
    const site = await startSite(baseOfDomain(slapd));
    try {
      await worksFor(site, 'jo@acme.com', 'jo at acme', event('own'));
      await worksFor(site, 'wile@coyote.com', 'wile at coyote', event('secret'));
      assert.deepEqual(await found(site, 'of', 'displayname'), ['/SOGo/dav/ann@acme.com/', '/SOGo/dav/jo@acme.com/']);
      for (const place of PLACES)
        assert.equal((await jo(site, 'GET', `/SOGo/dav/wile@coyote.com/${place}`)).status, 404, place);
      assert.equal((await jo(site, 'PROPFIND', '/SOGo/dav/ann@acme.com/', undefined, { depth: '0' })).status, 207);
    } finally {
      await site.stop();
    }
  });
});
