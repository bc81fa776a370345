import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic, event, type Fasti, startConfigured } from '../../support/fasti.ts';

const ICS = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml' };
const QUERY =
  '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>';
const SYNC = '<sync-collection xmlns="DAV:"><sync-token/><prop/></sync-collection>';
const NAME = '<propertyupdate xmlns="DAV:"><set><prop><displayname>x</displayname></prop></set></propertyupdate>';

const REQUESTS: readonly (readonly [method: string, headers: Readonly<Record<string, string>>, body?: string])[] = [
  ['GET', {}],
  ['HEAD', {}],
  ['OPTIONS', {}],
  ['PROPFIND', { depth: '0' }],
  ['PROPFIND', { depth: '1' }],
  ['PROPPATCH', XML, NAME],
  ['REPORT', XML, QUERY],
  ['REPORT', XML, SYNC],
  ['PUT', ICS, event('b')],
  ['POST', ICS, event('b')],
  ['MKCALENDAR', {}],
  ['MKCOL', {}],
  ['DELETE', {}],
  ['LOCK', XML, '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>'],
  ['UNLOCK', { 'lock-token': '<urn:x>' }],
  ['COPY', { destination: '/SOGo/dav/WHO/Calendar/other/' }],
  ['MOVE', { destination: '/SOGo/dav/WHO/Calendar/other/' }],
];

const PLACES = ['', 'new/', 'personal/', 'personal/a.ics', 'personal/a.ics/master', 'personal.ics', 'inbox/'];

/** Every method on every place below the collection of calendars. */
const refusesAll = async (fasti: Fasti, who: string, sentence: string): Promise<void> => {
  const as = { authorization: basic(who) };
  const before = (await fasti.log.head()).position;
  for (const [method, headers, body] of REQUESTS)
    for (const place of PLACES) {
      const { destination } = headers;
      const sent = { ...headers, ...as, ...(destination && { destination: destination.replace('WHO', who) }) };
      const { status, text } = await ask(fasti, method, `/SOGo/dav/${who}/Calendar/${place}`, sent, body);
      assert.equal(status, 403, `${method} ${place}: ${text}`);
      if (method !== 'HEAD') assert.ok(text.includes(sentence), `${method} ${place}: ${text}`);
    }
  assert.equal((await fasti.log.head()).position, before);
};

const propfind = (fasti: Fasti, who: string, depth: '0' | '1', ...names: readonly string[]) => {
  const props = names.map((name) => `<C:${name}/>`).join('');
  const body = `<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><displayname/>${props}</prop></propfind>`;
  return ask(fasti, 'PROPFIND', `/SOGo/dav/${who}/`, { ...XML, depth, authorization: basic(who) }, body);
};

const URLS = ['calendar-home-set', 'schedule-inbox-URL', 'schedule-outbox-URL'];

/** The principal is there, without a way to calendars. */
const leavesPrincipal = async (fasti: Fasti, who: string): Promise<void> => {
  const { status, text } = await propfind(fasti, who, '1', ...URLS);
  assert.equal(status, 207);
  assert.match(text, /<D:displayname>Jo Doe<\/D:displayname>/);
  assert.doesNotMatch(text, /Calendar\//);
  for (const url of URLS) assert.match(text, new RegExp(`<C:${url}/>.*404`));
  const match = '<principal-match xmlns="DAV:"><principal-property><owner/></principal-property></principal-match>';
  const owned = await ask(fasti, 'REPORT', '/SOGo/dav/', { ...XML, authorization: basic(who) }, match);
  assert.equal(owned.status, 207);
  assert.doesNotMatch(owned.text, /Calendar\//);
  const named = await ask(fasti, 'PROPPATCH', `/SOGo/dav/${who}/`, { ...XML, authorization: basic(who) }, NAME);
  assert.equal(named.status, 207);
};

describe('SOGoCalendarDAVAccessEnabled = NO', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startConfigured({ system: { SOGoCalendarDAVAccessEnabled: false }, domains: new Map() }, {}, 'jo');
    assert.equal((await propfind(fasti, 'jo', '0')).status, 207);
  });
  after(() => fasti.stop());

  test('every method is refused on every calendar path', () =>
    refusesAll(fasti, 'jo', 'Calendars cannot be reached by DAV on this server.'));

  test('the principal stays, and names no calendars', () => leavesPrincipal(fasti, 'jo'));
});

test('SOGoAddressBookDAVAccessEnabled = NO closes address books, and no calendars', async () => {
  const configuration = { system: { SOGoAddressBookDAVAccessEnabled: false }, domains: new Map() };
  const fasti = await startConfigured(configuration, {}, 'jo');
  const { status, text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/Contacts/');
  assert.equal(status, 403);
  assert.match(text, /Address books cannot be reached by DAV on this server\./);
  assert.equal((await ask(fasti, 'PUT', '/SOGo/dav/jo/Calendar/personal/a.ics', ICS, event('a'))).status, 201);
  await fasti.stop();
});

describe('ModulesConstraints', () => {
  let fasti: Fasti;
  before(async () => {
    const people = [
      entry('jo', { deniedModules: ['Calendar'] }),
      entry('ann'),
      entry('eve', { deniedModules: ['Contacts'] }),
    ];
    fasti = await startDav({ directory: directoryWith({ '': sourceOf('all', people) }) });
    assert.equal((await propfind(fasti, 'jo', '0')).status, 207);
  });
  after(() => fasti.stop());

  test('a person without the module Calendar is refused everywhere', () =>
    refusesAll(fasti, 'jo', 'Calendars are closed to this account; ask your administrator.'));

  test('his principal stays, and names no calendars', () => leavesPrincipal(fasti, 'jo'));

  test('others keep theirs', async () => {
    const put = await ask(
      fasti,
      'PUT',
      '/SOGo/dav/ann/Calendar/personal/a.ics',
      { ...ICS, authorization: basic('ann') },
      event('a'),
    );
    assert.equal(put.status, 201);
    assert.match((await propfind(fasti, 'ann', '1', ...URLS)).text, /Calendar\/inbox\//);
  });

  test('a person without the module Contacts is told so', async () => {
    const { status, text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/eve/Contacts/', { authorization: basic('eve') });
    assert.equal(status, 403);
    assert.match(text, /Address books are closed to this account/);
  });
});
