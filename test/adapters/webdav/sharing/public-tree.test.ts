import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dav, fromClark } from '../../../../src/adapters/webdav/xml/name.ts';
import { document, el } from '../../../../src/adapters/webdav/xml/write.ts';
import { registry } from '../../../../src/composition/dav-registry.ts';
import { type Configuration, NOTHING_SET } from '../../../../src/domain/settings/configuration.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../../support/dav.ts';
import { ask, basic, card, event, type Fasti } from '../../../support/fasti.ts';

const DAV = '/SOGo/dav';
const OPEN = `${DAV}/public/jo/Calendar/open/`;
const ICS = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml' };

const DIRECTORY = () =>
  directoryWith({
    'a.example': sourceOf('a', [
      ...['jo', 'ann', 'public', 'anonymous'].map((uid) => entry(uid, { mails: [`${uid}@a.example`] })),
    ]),
    'b.example': sourceOf('b', [entry('bea', { mails: ['bea@b.example'] })]),
  });

const configured = (isPublic: boolean): Configuration => ({
  ...NOTHING_SET,
  system: { SOGoEnablePublicAccess: isPublic, SOGoSuperUsernames: ['anonymous'] },
});

/** Without a word on who asks. */
const stranger = async (
  { origin }: Fasti,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
) => {
  const response = await fetch(origin + path, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

const give = async (fasti: Fasti, path: string, user: string, ...roles: readonly string[]): Promise<void> => {
  const words = roles.map((role) => `<${role}/>`).join('');
  const name = user.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const body = `<acl-query xmlns="urn:inverse:params:xml:ns:inverse-dav"><set-roles user="${name}">${words}</set-roles></acl-query>`;
  const { status, text } = await ask(fasti, 'POST', path, XML, body);
  assert.equal(status, 204, text);
};

const propfind = (...names: readonly string[]): string =>
  '<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav" ' +
  `xmlns:S="http://calendarserver.org/ns/"><prop>${names.map((name) => `<${name}/>`).join('')}</prop></propfind>`;

/** The hrefs of the responses. */
const hrefs = (text: string): string[] =>
  [...text.matchAll(/<D:response><D:href>([^<]*)</g)].map(([, href]) => href ?? '').sort();

const BUSY = 'DTSTART:20260611T100000Z';

/**
 * Jo's calendars: `open` shows the public its public items, `logged-in` is for everybody with a login, `closed` for
 * nobody. Her book `friends` is public. Bea of another domain has a public calendar too.
 */
const fill = async (fasti: Fasti): Promise<void> => {
  for (const name of ['open', 'logged-in', 'closed'])
    assert.equal((await ask(fasti, 'MKCALENDAR', `${DAV}/jo/Calendar/${name}/`)).status, 201);
  const book =
    '<mkcol xmlns="DAV:"><set><prop><resourcetype><collection/><addressbook xmlns="urn:ietf:params:xml:ns:carddav"/>' +
    '</resourcetype></prop></set></mkcol>';
  assert.equal((await ask(fasti, 'MKCOL', `${DAV}/jo/Contacts/friends/`, XML, book)).status, 201);
  const put = async (path: string, text: string, headers: Readonly<Record<string, string>> = ICS) =>
    assert.equal((await ask(fasti, 'PUT', path, headers, text)).status, 201, path);
  for (const name of ['open', 'logged-in', 'closed'])
    for (const CLASS of ['PUBLIC', 'PRIVATE', 'CONFIDENTIAL'])
      await put(
        `${DAV}/jo/Calendar/${name}/${CLASS}.ics`,
        event(
          `${name}-${CLASS}`,
          BUSY,
          `CLASS:${CLASS}`,
          'SUMMARY:Lunch',
          'BEGIN:VALARM',
          'ACTION:AUDIO',
          'TRIGGER:-PT5M',
          'END:VALARM',
        ),
      );
  await put(`${DAV}/jo/Contacts/friends/kai.vcf`, card('kai'), { 'content-type': 'text/vcard' });
  await give(fasti, `${DAV}/jo/Calendar/open/`, 'anonymous', 'PublicViewer', 'ConfidentialDAndTViewer');
  await give(fasti, `${DAV}/jo/Calendar/logged-in/`, '<default>', 'PublicViewer');
  await give(fasti, `${DAV}/jo/Contacts/friends/`, 'anonymous', 'ObjectViewer');
  const bea = { authorization: basic('bea') };
  assert.equal((await ask(fasti, 'MKCALENDAR', `${DAV}/bea/Calendar/open/`, bea)).status, 201);
  const acl =
    '<acl-query xmlns="urn:inverse:params:xml:ns:inverse-dav"><set-roles user="anonymous"><PublicViewer/></set-roles></acl-query>';
  assert.equal((await ask(fasti, 'POST', `${DAV}/bea/Calendar/open/`, { ...XML, ...bea }, acl)).status, 204);
};

const startSite = async (isPublic = true): Promise<Fasti> => {
  const fasti = await startDav({ directory: DIRECTORY(), configuration: configured(isPublic) });
  await fill(fasti);
  return fasti;
};

describe('the public tree, without a login', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startSite();
  });
  after(() => fasti.stop());

  const list = async (path: string, ...names: readonly string[]) => {
    const { status, text } = await stranger(
      fasti,
      'PROPFIND',
      path,
      { ...XML, depth: '1' },
      propfind(...(names.length === 0 ? ['displayname'] : names)),
    );
    assert.equal(status, 207, text);
    return text;
  };

  test('its root tells nobody’s name', async () => {
    const text = await list(`${DAV}/public/`, 'displayname', 'resourcetype');
    assert.deepEqual(hrefs(text), [`${DAV}/public/`]);
    assert.match(text, /<D:displayname>public</);
  });

  test('somebody’s homes are there, with hrefs that stay in it; his own URL is where he is', async () => {
    const text = await list(
      `${DAV}/public/jo/`,
      'displayname',
      'owner',
      'C:calendar-home-set',
      'R:addressbook-home-set',
    );
    assert.deepEqual(
      hrefs(text),
      ['', 'Calendar/', 'Contacts/', 'freebusy.ifb'].map((of) => `${DAV}/public/jo/${of}`),
    );
    assert.match(text, /<D:owner><D:href>\/SOGo\/dav\/jo\/<\/D:href><\/D:owner>/);
    assert.match(text, /<C:calendar-home-set><D:href>\/SOGo\/dav\/public\/jo\/Calendar\/</);
    assert.match(text, /<R:addressbook-home-set><D:href>\/SOGo\/dav\/public\/jo\/Contacts\/</);
  });

  test('a home lists what the public was given a role in, whatever those with a login may see', async () => {
    assert.deepEqual(
      hrefs(await list(`${DAV}/public/jo/Calendar/`)),
      ['', 'open.ics', 'open.xml', 'open/'].map((of) => `${DAV}/public/jo/Calendar/${of}`),
    );
    assert.deepEqual(hrefs(await list(`${DAV}/public/jo/Contacts/`)), [
      `${DAV}/public/jo/Contacts/`,
      `${DAV}/public/jo/Contacts/friends/`,
    ]);
    assert.deepEqual(hrefs(await list(`${DAV}/public/ann/Calendar/`)), [`${DAV}/public/ann/Calendar/`]);
    for (const path of [
      'jo/Calendar/logged-in/',
      'jo/Calendar/closed/PUBLIC.ics',
      'jo/Calendar/inbox/',
      'jo/calendar-proxy-read/',
      'jo/calendar-proxy-read/',
      'nobody/',
    ])
      assert.equal((await stranger(fasti, 'GET', `${DAV}/public/${path}`)).status, 404, path);
  });

  test('items are seen by class, without alarms', async () => {
    assert.deepEqual(hrefs(await list(OPEN, 'getetag')), [OPEN, `${OPEN}CONFIDENTIAL.ics`, `${OPEN}PUBLIC.ics`]);
    const whole = await stranger(fasti, 'GET', `${OPEN}PUBLIC.ics`);
    assert.equal(whole.status, 200);
    assert.match(whole.text, /SUMMARY:Lunch/);
    assert.doesNotMatch(whole.text, /VALARM/);
    const reduced = await stranger(fasti, 'GET', `${OPEN}CONFIDENTIAL.ics`);
    assert.equal(reduced.status, 200);
    assert.doesNotMatch(reduced.text, /Lunch/);
    const file = await stranger(fasti, 'GET', `${DAV}/public/jo/Calendar/open.ics`);
    assert.equal(file.text.match(/BEGIN:VEVENT/g)?.length, 2);
    const kai = await stranger(fasti, 'GET', `${DAV}/public/jo/Contacts/friends/kai.vcf`);
    assert.deepEqual([kai.status, /FN:kai/.test(kai.text)], [200, true]);
  });

  test('an entity tag spares its reader the text', async () => {
    const { headers } = await stranger(fasti, 'GET', `${OPEN}PUBLIC.ics`);
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    assert.equal((await stranger(fasti, 'GET', `${OPEN}PUBLIC.ics`, known)).status, 304);
  });

  const report = (root: string, inside: string, path = OPEN, depth = '1') =>
    stranger(
      fasti,
      'REPORT',
      path,
      { ...XML, depth },
      `<${root} xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav">${inside}</${root}>`,
    );

  const SEEN = [`${OPEN}CONFIDENTIAL.ics`, `${OPEN}PUBLIC.ics`];

  test('it synchronizes, and its token is that of what is seen there', async () => {
    const sync = (token: string) =>
      report(
        'sync-collection',
        `<sync-token>${token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop>`,
        OPEN,
        '0',
      );
    const first = await sync('');
    assert.deepEqual(hrefs(first.text), SEEN);
    const token = /<D:sync-token>([^<]*)</.exec(first.text)?.[1] ?? '';
    const path = `${DAV}/jo/Calendar/open/`;
    assert.equal((await ask(fasti, 'PUT', `${path}hidden.ics`, ICS, event('h', BUSY, 'CLASS:PRIVATE'))).status, 201);
    assert.deepEqual(hrefs((await sync(token)).text), []);
    assert.equal((await ask(fasti, 'PUT', `${path}seen.ics`, ICS, event('s', BUSY))).status, 201);
    assert.deepEqual(hrefs((await sync(token)).text), [`${OPEN}seen.ics`]);
    for (const name of ['hidden', 'seen']) await ask(fasti, 'DELETE', `${path}${name}.ics`);
  });

  test('queries and multigets answer with hrefs of the tree', async () => {
    const query = '<prop><getetag/></prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter>';
    assert.deepEqual(hrefs((await report('C:calendar-query', query)).text), SEEN);
    const named = [...SEEN, `${OPEN}PRIVATE.ics`, `${DAV}/jo/Calendar/open/PUBLIC.ics`];
    const all = named.map((href) => `<href>${href}</href>`).join('');
    const { text } = await report('C:calendar-multiget', `<prop><getetag/></prop>${all}`);
    assert.deepEqual(hrefs(text), named.toSorted());
    assert.equal(text.match(/404 Not Found/g)?.length, 2);
    const cards = await report(
      'R:addressbook-query',
      '<prop><getetag/></prop><R:filter/>',
      `${DAV}/public/jo/Contacts/friends/`,
    );
    assert.deepEqual(hrefs(cards.text), [`${DAV}/public/jo/Contacts/friends/kai.vcf`]);
  });

  test('nothing is written, whatever the method, and a login is asked for', async () => {
    const { position } = await fasti.log.head();
    const headers = { ...ICS, destination: `${OPEN}copy.ics`, depth: '0' };
    const methods = ['PUT', 'DELETE', 'PROPPATCH', 'POST', 'LOCK', 'UNLOCK', 'MOVE', 'COPY', 'MKCOL', 'MKCALENDAR'];
    for (const path of [`${OPEN}PUBLIC.ics`, `${OPEN}new.ics`, OPEN, `${DAV}/public/jo/Calendar/`, `${DAV}/public/`])
      for (const method of methods) {
        const answer = await stranger(fasti, method, path, headers, ['PUT', 'POST'].includes(method) ? event('x') : '');
        assert.equal(answer.status, 401, `${method} ${path}: ${answer.text}`);
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /);
      }
    assert.equal((await stranger(fasti, 'PUT', `${DAV}/public/jo/Calendar/closed/x.ics`, ICS, event('x'))).status, 404);
    assert.equal((await fasti.log.head()).position, position);
  });

  test('what is there and not shown asks for a login, as it may be shown with one', async () => {
    const { status, headers } = await stranger(fasti, 'GET', `${OPEN}PRIVATE.ics`);
    assert.equal(status, 401);
    assert.match(headers.get('www-authenticate') ?? '', /^Basic /);
  });

  test('OPTIONS answers', async () => {
    for (const path of ['', 'jo/', 'jo/Calendar/', 'jo/Calendar/open/'])
      assert.equal((await stranger(fasti, 'OPTIONS', `${DAV}/public/${path}`)).status, 200, path);
    for (const path of ['nobody/', 'jo/Calendar/closed/x/y'])
      assert.equal((await stranger(fasti, 'OPTIONS', `${DAV}/public/${path}`)).status, 404, path);
  });

  test('beside it there is nothing, and everything else wants a login', async () => {
    for (const path of ['/SOGo/public', '/SOGo/so/public', '/SOGo/public/jo/freebusy.ifb'])
      for (const method of ['GET', 'OPTIONS']) assert.equal((await stranger(fasti, method, path)).status, 404, path);
    for (const path of ['jo/', 'jo/Calendar/open/PUBLIC.ics', 'PUBLIC/jo/Calendar/open/', 'public%2Fjo/'])
      assert.ok([400, 401].includes((await stranger(fasti, 'GET', `${DAV}/${path}`)).status), path);
  });

  test('no name and no address of anybody is told', async () => {
    const lock =
      '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>Jo Doe</owner></lockinfo>';
    await give(fasti, `${DAV}/jo/Calendar/open/`, 'ann', 'PublicViewer');
    const everything = [...registry.properties.keys()].map(fromClark).map((name) => el(name ?? assert.fail()));
    const body = document(dav('propfind'), el(dav('prop'), ...everything));
    const locked = await ask(fasti, 'LOCK', `${DAV}/jo/Calendar/open/PUBLIC.ics`, XML, lock);
    assert.equal(locked.status, 200);
    for (const path of [
      'jo/',
      'jo/Calendar/',
      'jo/Calendar/open/',
      'jo/Contacts/',
      'jo/Contacts/friends/',
      'ann/',
      '',
    ]) {
      const { status, text } = await stranger(fasti, 'PROPFIND', `${DAV}/public/${path}`, { ...XML, depth: '1' }, body);
      assert.equal(status, 207, text);
      assert.doesNotMatch(text, /(Jo|Ann) Doe|mailto|@|activelock/, path);
      // With whom else it is shared is nobody’s to know.
      if (path !== 'ann/') assert.doesNotMatch(text, /dav\/ann\//, path);
    }
    const all = await stranger(fasti, 'PROPFIND', OPEN, { depth: '1' });
    assert.doesNotMatch(all.text, /(Jo|Ann) Doe|mailto|@a\.example/);
    const file = await stranger(fasti, 'GET', `${DAV}/public/jo/freebusy.ifb`);
    assert.equal(file.status, 200);
    assert.match(file.text, /UID:freebusy-jo\r/);
    assert.doesNotMatch(file.text, /@|ORGANIZER/);
    const token = locked.headers.get('lock-token') ?? '';
    await ask(fasti, 'UNLOCK', `${DAV}/jo/Calendar/open/PUBLIC.ics`, { 'lock-token': token });
  });

  test('a folder is called by its name alone', async () => {
    assert.match(await list(OPEN), /<D:displayname>open</);
  });

  test('nobody is looked for', async () => {
    const search =
      '<property-search><prop><displayname/></prop><match>ann</match></property-search><prop><displayname/></prop>';
    const reports: readonly (readonly [string, string])[] = [
      ['principal-property-search', `<apply-to-principal-collection-set/>${search}`],
      ['principal-match', '<self/><prop><displayname/></prop>'],
      ['principal-match', '<principal-property><owner/></principal-property><prop><displayname/></prop>'],
      ['acl-principal-prop-set', '<prop><displayname/></prop>'],
      ['principal-search-property-set', ''],
    ];
    for (const [name, inside] of reports)
      for (const path of ['', 'jo/', 'jo/Calendar/', 'jo/Calendar/open/']) {
        const { status, text } = await report(name, inside, `${DAV}/public/${path}`, '0');
        assert.ok([401, 403].includes(status), `${name} ${path}: ${status}`);
        assert.doesNotMatch(text, /Doe|a\.example/);
      }
    const owner = '<property name="owner"><property name="displayname"/></property>';
    const { status, text } = await report('expand-property', owner, OPEN, '0');
    assert.equal(status, 207);
    assert.match(text, /<D:owner><D:href>\/SOGo\/dav\/jo\/<\/D:href><\/D:owner>/);
  });

  test('the caller has no principal', async () => {
    const text = await list(OPEN, 'current-user-principal');
    assert.match(text, /<D:current-user-principal><D:unauthenticated\/>/);
  });

  test('an If header does not look behind it', async () => {
    const { headers } = await ask(fasti, 'GET', `${DAV}/jo/Calendar/closed/PUBLIC.ics`);
    const etag = headers.get('etag') ?? assert.fail('no entity tag');
    for (const path of ['jo/Calendar/closed/PUBLIC.ics', 'public/jo/Calendar/closed/PUBLIC.ics'])
      assert.equal(
        (await stranger(fasti, 'GET', `${OPEN}PUBLIC.ics`, { if: `<${DAV}/${path}> ([${etag}])` })).status,
        412,
        path,
      );
  });

  test('each domain has a public of its own', async () => {
    const { text } = await stranger(
      fasti,
      'PROPFIND',
      `${DAV}/public/bea/Calendar/`,
      { ...XML, depth: '1' },
      propfind('displayname'),
    );
    assert.ok(hrefs(text).includes(`${DAV}/public/bea/Calendar/open/`));
    // Whoever comes to jo's home is of her domain, and there is no bea.
    const tag = { if: `<${DAV}/public/bea/Calendar/open/> (Not <x:y>)` };
    assert.equal((await stranger(fasti, 'GET', `${OPEN}PUBLIC.ics`, tag)).status, 200);
  });

  test('nobody is called as the tree, or as whoever comes to it', async () => {
    for (const login of ['public', 'anonymous']) {
      assert.equal(
        (await ask(fasti, 'PROPFIND', `${DAV}/`, { depth: '0', authorization: basic(login) })).status,
        401,
        login,
      );
      assert.equal((await stranger(fasti, 'PROPFIND', `${DAV}/public/${login}/`, { depth: '0' })).status, 404, login);
    }
  });
});

describe('the public tree, with a login', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startSite();
  });
  after(() => fasti.stop());

  const as = (who: string, method: string, path: string, headers = {}, body?: string) =>
    ask(fasti, method, path, { ...headers, authorization: basic(who) }, body);

  test('shows what this caller’s own rights give', async () => {
    const asked = { ...XML, depth: '1' };
    const ann = await as('ann', 'PROPFIND', `${DAV}/public/jo/Calendar/`, asked, propfind('displayname'));
    assert.deepEqual(
      hrefs(ann.text),
      ['', 'logged-in.ics', 'logged-in.xml', 'logged-in/'].map((of) => `${DAV}/public/jo/Calendar/${of}`),
    );
    assert.match(ann.text, /logged-in \(Jo Doe &lt;jo@a\.example&gt;\)/);
    assert.equal((await as('ann', 'GET', `${OPEN}PUBLIC.ics`)).status, 404);
    const jo = await as('jo', 'PROPFIND', `${DAV}/public/jo/Calendar/closed/`, asked, propfind('getetag', 'owner'));
    assert.equal(hrefs(jo.text).length, 4);
    assert.match(jo.text, /<D:owner><D:href>\/SOGo\/dav\/jo\/</);
    const root = await as('jo', 'PROPFIND', `${DAV}/public/`, asked, propfind('current-user-principal'));
    assert.deepEqual(hrefs(root.text), [`${DAV}/public/`]);
    assert.match(root.text, /<D:current-user-principal><D:href>\/SOGo\/dav\/jo\/</);
  });

  test('its owner writes there as anywhere', async () => {
    const path = `${DAV}/public/jo/Calendar/closed/new.ics`;
    assert.equal((await as('jo', 'PUT', path, ICS, event('new'))).status, 201);
    const there = `${DAV}/jo/Calendar/closed/new.ics`;
    assert.equal((await as('jo', 'GET', there)).status, 200);
    const copy = { destination: `${DAV}/public/jo/Calendar/open/copy.ics` };
    assert.equal((await as('jo', 'COPY', there, copy)).status, 201);
    assert.equal((await as('jo', 'DELETE', copy.destination)).status, 204);
    assert.equal((await as('ann', 'PUT', path, ICS, event('new'))).status, 404);
    assert.equal((await as('ann', 'DELETE', `${DAV}/public/jo/Calendar/logged-in/PUBLIC.ics`)).status, 403);
  });

  test('wrong credentials are wrong', async () => {
    for (const authorization of [basic('jo', 'wrong'), basic('nobody'), 'Bearer x', ''])
      assert.equal((await ask(fasti, 'GET', `${OPEN}PUBLIC.ics`, { authorization })).status, 401, authorization);
  });
});

describe('without SOGoEnablePublicAccess', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startSite(false);
  });
  after(() => fasti.stop());

  test('there is no such tree', async () => {
    for (const path of ['', 'jo/', 'jo/Calendar/open/', 'jo/Calendar/open/PUBLIC.ics', 'jo/freebusy.ifb'])
      for (const method of ['GET', 'PROPFIND'])
        assert.equal((await stranger(fasti, method, `${DAV}/public/${path}`, { depth: '0' })).status, 401, path);
    for (const path of ['', 'jo/', 'jo/Calendar/open/', 'jo/Calendar/open/PUBLIC.ics'])
      assert.equal((await ask(fasti, 'GET', `${DAV}/public/${path}`)).status, 404, path);
  });
});

test('the requests of strangers count for their network', async () => {
  const counted: string[] = [];
  const fasti = await startDav({
    directory: DIRECTORY(),
    configuration: configured(true),
    requests: {
      allow: async (key) => {
        counted.push(key);
        return { is: 'refused', seconds: 7 };
      },
    },
  });
  try {
    for (const path of ['', 'jo/Calendar/', 'nobody/']) {
      const { status, headers } = await stranger(fasti, 'PROPFIND', `${DAV}/public/${path}`, { depth: '0' });
      assert.deepEqual([status, headers.get('retry-after')], [429, '7'], path);
    }
    assert.deepEqual(new Set(counted), new Set(['network 192.0.2.1']));
  } finally {
    await fasti.stop();
  }
});
