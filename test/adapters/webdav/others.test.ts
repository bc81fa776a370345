import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DirectoryUnavailable } from '../../../src/domain/kernel/directory-errors.ts';
import { MAX_PRINCIPAL_TEXTS, MAX_PRINCIPALS_FOUND } from '../../../src/domain/limits.ts';
import { principalOf } from '../../../src/projections/accounts.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic, event, type Fasti } from '../../support/fasti.ts';

const XML = { 'content-type': 'application/xml' };
const ICS = { 'content-type': 'text/calendar' };
const NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"';

const crowd = Array.from({ length: MAX_PRINCIPALS_FOUND + 1 }, (_, n) => entry(`crowd${n}`, { name: `Crowd ${n}` }));

/** Two domains that do not see each other, and a third one that a.example does. */
const DIRECTORY = directoryWith(
  {
    'a.example': sourceOf('a', [
      entry('jo', { mails: ['jo@a.example', 'j.doe@a.example'] }),
      entry('ann', { name: 'Ann <O’Hara> & Co', mails: ['ann@a.example', 'ann.ohara@a.example'] }),
      entry('room', { kind: 'location' }),
      entry('beamer', { kind: 'thing' }),
      entry('staff', { kind: 'group' }),
      entry('sam', { deniedModules: ['Calendar'] }),
    ]),
    'b.example': sourceOf('b', [entry('bob', { mails: ['bob@b.example'] }), ...crowd]),
    'c.example': sourceOf('c', [entry('carl', { mails: ['carl@c.example'] })]),
  },
  { visibility: [['a.example', 'c.example']] },
);

const searching = (searches: readonly (readonly [prop: string, match: string])[], more = '', test = 'allof'): string =>
  `<principal-property-search ${NAMESPACES} test="${test}">` +
  searches
    .map(([prop, match]) => `<property-search><prop><${prop}/></prop><match>${match}</match></property-search>`)
    .join('') +
  `<prop><displayname/></prop>${more}</principal-property-search>`;

describe('others of the directory', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startDav({ directory: DIRECTORY });
    for (const who of ['ann', 'bob']) {
      const headers = { ...ICS, authorization: basic(who) };
      const path = `/SOGo/dav/${who}/Calendar/personal/a.ics`;
      assert.equal((await ask(fasti, 'PUT', path, headers, event('a', 'SUMMARY:Secret'))).status, 201);
      const secret =
        '<propertyupdate xmlns="DAV:"><set><prop><note xmlns="urn:x">Secret</note></prop></set></propertyupdate>';
      const named = await ask(fasti, 'PROPPATCH', `/SOGo/dav/${who}/`, { ...XML, authorization: basic(who) }, secret);
      assert.equal(named.status, 207);
    }
  });
  after(() => fasti.stop());

  const propfind = (path: string, props: string, depth: '0' | '1' = '0', who = 'jo') => {
    const what = props === '' ? '<allprop/>' : `<prop>${props}</prop>`;
    const headers = { ...XML, depth, authorization: basic(who) };
    return ask(fasti, 'PROPFIND', path, headers, `<propfind ${NAMESPACES}>${what}</propfind>`);
  };

  describe('RFC 3744 §4: somebody else of the directory is a principal', () => {
    test('he is named and can be reached', async () => {
      const { status, text } = await propfind(
        '/SOGo/dav/ann/',
        '<displayname/><principal-URL/><resourcetype/><owner/><alternate-URI-set/><C:calendar-home-set/><C:calendar-user-address-set/><CS:email-address-set/><C:calendar-user-type/><current-user-principal/>',
      );
      assert.equal(status, 207);
      for (const expected of [
        '<D:href>/SOGo/dav/ann/</D:href>',
        '<D:displayname>Ann &lt;O’Hara&gt; &amp; Co</D:displayname>',
        '<D:principal-URL><D:href>/SOGo/dav/ann/</D:href></D:principal-URL>',
        '<D:resourcetype><D:collection/><D:principal/></D:resourcetype>',
        '<D:owner><D:href>/SOGo/dav/ann/</D:href></D:owner>',
        '<D:alternate-URI-set><D:href>mailto:ann@a.example</D:href><D:href>mailto:ann.ohara@a.example</D:href></D:alternate-URI-set>',
        '<C:calendar-home-set><D:href>/SOGo/dav/ann/Calendar/</D:href></C:calendar-home-set>',
        '<C:calendar-user-address-set><D:href>mailto:ann@a.example</D:href><D:href>mailto:ann.ohara@a.example</D:href><D:href>/SOGo/dav/ann/</D:href></C:calendar-user-address-set>',
        '<C:calendar-user-type>INDIVIDUAL</C:calendar-user-type>',
        '<D:current-user-principal><D:href>/SOGo/dav/jo/</D:href></D:current-user-principal>',
      ])
        assert.ok(text.includes(expected), `${expected}\n${text}`);
    });

    for (const [who, type] of [
      ['room', 'ROOM'],
      ['beamer', 'RESOURCE'],
      ['staff', 'GROUP'],
      ['carl', 'INDIVIDUAL'],
    ] as const)
      test(`RFC 5545 §3.2.3: ${who} is ${type}, and needs never have logged in`, async () => {
        assert.equal(await principalOf(fasti.log.sql, 'a.example', who), undefined);
        const { text } = await propfind(`/SOGo/dav/${who.toUpperCase()}`, '<C:calendar-user-type/>');
        assert.match(text, new RegExp(`<C:calendar-user-type>${type}<`));
        assert.equal(await principalOf(fasti.log.sql, 'a.example', who), undefined);
      });

    test('his home is there and shows nothing', async () => {
      const home = await propfind('/SOGo/dav/ann/Calendar/', '<displayname/><owner/>', '1');
      assert.equal(home.status, 207);
      assert.deepEqual(home.text.match(/<D:response>/g)?.length, 1);
      assert.match(home.text, /<D:owner><D:href>\/SOGo\/dav\/ann\//);
      const principal = await propfind('/SOGo/dav/ann/', '<displayname/>', '1');
      assert.deepEqual(
        [...principal.text.matchAll(/<D:response><D:href>([^<]*)/g)].map(([, href]) => href),
        ['/SOGo/dav/ann/', '/SOGo/dav/ann/freebusy.ifb', '/SOGo/dav/ann/Calendar/', '/SOGo/dav/ann/Contacts/'],
      );
    });

    test('nothing that he keeps is told', async () => {
      for (const path of ['/SOGo/dav/ann/', '/SOGo/dav/ann/Calendar/', '/SOGo/dav/ann/Contacts/'])
        for (const props of [
          '',
          '<x:note xmlns:x="urn:x"/><lockdiscovery/><sync-token/><resource-id/><C:schedule-inbox-URL/>',
        ]) {
          const { status, text } = await propfind(path, props, '1');
          assert.equal(status, 207);
          assert.doesNotMatch(text, /Secret|personal|opaquelocktoken|urn:uuid/);
        }
      const { text } = await propfind('/SOGo/dav/ann/', '<acl/><C:calendar-timezone/><resource-id/>');
      assert.match(text, /404 Not Found/);
      assert.doesNotMatch(text, /200 OK/);
    });

    test('one may read and nothing else', async () => {
      const { text } = await propfind('/SOGo/dav/ann/Calendar/', '<current-user-privilege-set/>');
      assert.match(text, /<D:read\/>/);
      assert.doesNotMatch(text, /write|bind|<D:all\/>/);
    });

    test('his calendars are closed where they are closed to him', async () => {
      const { text } = await propfind('/SOGo/dav/sam/', '<C:calendar-home-set/>', '1');
      assert.doesNotMatch(text, /Calendar\//);
      assert.equal((await propfind('/SOGo/dav/sam/Calendar/', '<displayname/>')).status, 404);
    });

    test('his address is no login', async () => {
      assert.equal((await propfind('/SOGo/dav/ann@a.example/', '<displayname/>')).status, 404);
    });
  });

  const NAME = '<propertyupdate xmlns="DAV:"><set><prop><displayname>x</displayname></prop></set></propertyupdate>';
  const LOCK = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
  const REPORTS = [
    `<sync-collection ${NAMESPACES}><sync-token/><prop/></sync-collection>`,
    `<C:calendar-query ${NAMESPACES}><prop/><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>`,
    `<C:calendar-multiget ${NAMESPACES}><prop/><href>/SOGo/dav/WHO/Calendar/personal/a.ics</href></C:calendar-multiget>`,
    `<C:free-busy-query ${NAMESPACES}><C:time-range start="20260101T000000Z" end="20270101T000000Z"/></C:free-busy-query>`,
    `<expand-property ${NAMESPACES}><property name="owner"><property name="displayname"/></property></expand-property>`,
    `<principal-match ${NAMESPACES}><self/></principal-match>`,
    `<acl-principal-prop-set ${NAMESPACES}><prop><displayname/></prop></acl-principal-prop-set>`,
    `<principal-search-property-set ${NAMESPACES}/>`,
  ];
  type Request = readonly [method: string, headers: Readonly<Record<string, string>>, body?: string];
  const WRITES: readonly Request[] = [
    ['PROPPATCH', XML, NAME],
    ['PUT', ICS, event('b')],
    ['POST', ICS, event('b')],
    ['MKCALENDAR', {}],
    ['MKCOL', {}],
    ['DELETE', {}],
    ['LOCK', XML, LOCK],
    ['UNLOCK', { 'lock-token': '<urn:x>' }],
    ['COPY', { destination: '/SOGo/dav/jo/Calendar/stolen/' }],
    ['MOVE', { destination: '/SOGo/dav/jo/Calendar/stolen/' }],
  ];
  const READS: readonly Request[] = [
    ['GET', {}],
    ['HEAD', {}],
    ['OPTIONS', {}],
    ['PROPFIND', { depth: '0' }],
    ['PROPFIND', { depth: '1' }],
    ...REPORTS.map((body): Request => ['REPORT', XML, body]),
  ];

  describe('what belongs to somebody else', () => {
    test('cannot be changed', async () => {
      const { position } = await fasti.log.head();
      for (const [method, headers, body] of WRITES)
        for (const place of ['', 'Calendar/']) {
          const { status, text } = await ask(fasti, method, `/SOGo/dav/ann/${place}`, headers, body);
          assert.equal(status, 403, `${method} ${place} ${text}`);
          assert.match(text, /somebody else/);
        }
      assert.equal((await fasti.log.head()).position, position);
    });

    test('and is not there below his home', async () => {
      for (const [method, headers, body] of [...READS, ...WRITES])
        for (const place of [
          'Calendar/personal/',
          'Calendar/personal/a.ics',
          'Calendar/personal.ics',
          'Calendar/inbox/',
          'Mail/',
        ])
          assert.equal(
            (await ask(fasti, method, `/SOGo/dav/ann/${place}`, headers, body)).status,
            404,
            `${method} ${place}`,
          );
    });

    test('reports on it tell of nothing but its owner', async () => {
      for (const [, headers, body = ''] of READS.filter(([method]) => method === 'REPORT'))
        for (const place of ['', 'Calendar/']) {
          const { text } = await ask(fasti, 'REPORT', `/SOGo/dav/ann/${place}`, headers, body.replaceAll('WHO', 'ann'));
          const told = text.replaceAll(
            /<D:response><D:href>[^<]*<\/D:href><D:status>HTTP\/1.1 404[^/]*\/D:status>/g,
            '',
          );
          assert.doesNotMatch(told, /Secret|personal\/|BEGIN:/);
        }
    });
  });

  describe('who may not be seen is as if he were not there', () => {
    const PLACES = [
      '',
      'Calendar',
      'Calendar/',
      'Calendar/personal/',
      'Calendar/personal/a.ics',
      'Calendar/personal.ics',
    ];
    const asked = async (who: string, [method, headers, body]: Request, path: string) => {
      const named = (text: string | undefined) => text?.replaceAll('WHO', who);
      const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, named(value) ?? '']));
      const { status, text } = await ask(fasti, method, named(path) ?? '', sent, named(body));
      return { status, text: text.replaceAll(who, 'WHO') };
    };
    const same = async (request: Request, path: string) => {
      const [bob, nobody] = await Promise.all(['bob', 'nil'].map((who) => asked(who, request, path)));
      assert.deepEqual(bob, nobody, `${request[0]} ${path}`);
      assert.doesNotMatch(bob?.text ?? '', /Bob Doe|b\.example/);
      return bob?.status;
    };

    test('by every method and report on every path', async () => {
      for (const request of [...READS, ...WRITES])
        for (const place of PLACES) assert.equal(await same(request, `/SOGo/dav/WHO/${place}`), 404);
    });

    test('by a Destination, an If header and hrefs in bodies', async () => {
      assert.equal(
        (await ask(fasti, 'PUT', '/SOGo/dav/jo/Calendar/personal/mine.ics', ICS, event('mine'))).status,
        201,
      );
      const mine = '/SOGo/dav/jo/Calendar/personal/mine.ics';
      for (const place of PLACES) {
        for (const method of ['COPY', 'MOVE']) await same([method, { destination: `/SOGo/dav/WHO/${place}` }], mine);
        for (const list of ['(["x"])', '(Not ["x"])', '(<urn:x>)'])
          await same(['GET', { if: `</SOGo/dav/WHO/${place}> ${list}` }], mine);
      }
      for (const body of REPORTS)
        for (const path of ['/SOGo/dav/', '/SOGo/dav/jo/', '/SOGo/dav/jo/Calendar/'])
          await same(['REPORT', XML, body], path);
    });

    test('by a search of principals', async () => {
      for (const prop of ['displayname', 'C:calendar-user-address-set', 'CS:email-address-set', 'C:calendar-home-set'])
        for (const match of [
          'WHO',
          'WHO@b.example',
          'mailto:WHO@b.example',
          '/SOGo/dav/WHO/',
          '/SOGo/dav/WHO/Calendar',
        ])
          assert.equal(await same(['REPORT', XML, searching([[prop, match]])], '/SOGo/dav/'), 207);
    });

    test('and he sees nobody here either', async () => {
      for (const path of ['/SOGo/dav/jo/', '/SOGo/dav/ann/Calendar/', '/SOGo/dav/carl/'])
        assert.equal((await propfind(path, '<displayname/>', '0', 'bob')).status, 404, path);
    });
  });

  const search = async (body: string, who = 'jo') => {
    const headers = { ...XML, depth: '0', authorization: basic(who) };
    const { status, text } = await ask(fasti, 'REPORT', '/SOGo/dav/', headers, body);
    const found = [...text.matchAll(/<D:response><D:href>\/SOGo\/dav\/([^/]+)\/</g)].map(([, login]) => login);
    return { status, found: found.sort(), isCut: text.includes('number-of-matches-within-limits') };
  };

  describe('RFC 3744 §9.4: principals are found', () => {
    const rows: readonly (readonly [prop: string, match: string, found: readonly string[]])[] = [
      ['displayname', 'doe', ['beamer', 'carl', 'jo', 'room', 'sam', 'staff']],
      ['displayname', 'o’hara&gt; &amp; c', ['ann']],
      ['displayname', 'ROOM', ['room']],
      ['CS:email-address-set', 'ann.ohara@', ['ann']],
      ['C:calendar-user-address-set', 'mailto:ann.ohara@a.example', ['ann']],
      ['C:calendar-user-address-set', 'carl@c.example', ['carl']],
      ['C:calendar-user-address-set', '/SOGo/dav/ann/', ['ann']],
      ['C:calendar-home-set', '/SOGo/dav/ann/Calendar', ['ann']],
      ['C:calendar-home-set', '/SOGo/dav/jo/Calendar', ['jo']],
      ['C:calendar-home-set', '/SOGo/dav/sam/Calendar', []],
      ['displayname', 'carl@c.example', []],
      ['displayname', '*', []],
      ['displayname', '', ['jo']],
      ['C:calendar-user-type', 'ROOM', []],
      ['getetag', 'doe', []],
    ];
    for (const [prop, match, found] of rows)
      test(`by ${prop}: “${match}”`, async () => {
        assert.deepEqual(await search(searching([[prop, match]])), { status: 207, found, isCut: false });
      });

    test('by all of several properties, or any', async () => {
      const both = [
        ['displayname', 'doe'],
        ['C:calendar-user-type', 'ROOM'],
      ] as const;
      assert.deepEqual((await search(searching(both))).found, ['room']);
      const either = [
        ['displayname', 'carl'],
        ['CS:email-address-set', 'ann@'],
      ] as const;
      assert.deepEqual((await search(searching(either, '', 'anyof'))).found, ['ann', 'carl']);
    });

    test('up to a limit, and then it is said that there are more', async () => {
      const crowded = await search(searching([['displayname', 'crowd']]), 'bob');
      assert.equal(crowded.found.length, MAX_PRINCIPALS_FOUND);
      assert.ok(crowded.isCut);
      const few = await search(searching([['displayname', 'doe']], '<limit><nresults>2</nresults></limit>'));
      assert.equal(few.found.length, 2);
      assert.ok(few.isCut);
    });

    test('by so many texts, and none that is longer than anybody types', async () => {
      const many = Array.from({ length: MAX_PRINCIPAL_TEXTS + 1 }, (_, n) => ['displayname', `text ${n}`] as const);
      assert.equal((await search(searching(many, '', 'anyof'))).status, 507);
      assert.equal((await search(searching(many.slice(1), '', 'anyof'))).status, 207);
      assert.equal((await search(searching([['displayname', 'x'.repeat(1025)]]))).status, 400);
    });
  });
});

test('during an outage of the directory others are neither there nor gone: 503', async () => {
  const gone = async () => {
    throw new DirectoryUnavailable('no route');
  };
  const source = sourceOf('all', [entry('jo')]);
  const directory = { ...directoryWith({ '': source }), search: gone, visible: gone };
  const halved = await startDav({ directory });
  try {
    for (const [method, path, body] of [
      ['PROPFIND', '/SOGo/dav/ann/', undefined],
      ['REPORT', '/SOGo/dav/', searching([['displayname', 'ann']])],
    ] as const) {
      const { status, headers, text } = await ask(halved, method, path, { ...XML, depth: '0' }, body);
      assert.equal(status, 503);
      assert.equal(headers.get('retry-after'), '30');
      assert.match(text, /directory of users cannot be reached/);
    }
    assert.equal((await ask(halved, 'PROPFIND', '/SOGo/dav/jo/', { depth: '0' })).status, 207);
  } finally {
    await halved.stop();
  }
});
