import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic, type Fasti, PASSWORD, startConfigured } from '../../support/fasti.ts';
import { readPropertyList } from '../../support/property-list.ts';

const XML = { 'content-type': 'application/xml' };
const HOSTILE = 'A & B </string><key>x</key> "quoted" ‘C’';

type Payload = Readonly<Record<string, unknown>>;
type Profile = Payload & { readonly PayloadContent: readonly Payload[] };

const read = async (text: string): Promise<Profile> => (await readPropertyList(text)) as Profile;

const named = (name: string): string =>
  `<propertyupdate xmlns="DAV:"><set><prop><displayname>${name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</displayname></prop></set></propertyupdate>`;

describe('configuration profiles', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startConfigured(
      { ...NOTHING_SET, system: { FastiBirthdayCalendar: true } },
      { trustedProxies: ['127.0.0.1'] },
      'jo',
      'ann',
    );
    assert.equal((await ask(fasti, 'MKCALENDAR', '/SOGo/dav/jo/Calendar/w%C3%B6rk%20%221%22/')).status, 201);
    assert.equal(
      (await ask(fasti, 'PROPPATCH', '/SOGo/dav/jo/Calendar/w%C3%B6rk%20%221%22/', XML, named(HOSTILE))).status,
      207,
    );
  });
  after(() => fasti.stop());

  const PROXY = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'dav.example.com', 'x-forwarded-for': '192.0.2.7' };
  const profile = (path: string, headers: Readonly<Record<string, string>> = PROXY) =>
    ask(fasti, 'GET', `/SOGo/so/${path}mobileconfig`, headers);

  test('one of all accounts', async () => {
    const { status, headers, text } = await profile('jo/');
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'application/x-apple-aspen-config');
    assert.equal(headers.get('content-disposition'), 'attachment; filename="jo.mobileconfig"');
    assert.equal(headers.get('cache-control'), 'no-store');
    const { PayloadContent, PayloadUUID, ...about } = await read(text);
    assert.deepEqual(about, {
      PayloadType: 'Configuration',
      PayloadVersion: 1,
      PayloadIdentifier: `dav.example.com.${PayloadUUID}`,
      PayloadOrganization: 'dav.example.com',
      PayloadDisplayName: 'Calendars and contacts of Jo Doe',
      PayloadDescription: 'Sets up these accounts. Your device asks for the password, which is not in this profile.',
      PayloadRemovalDisallowed: false,
    });
    const [calendars, contacts, ...more] = PayloadContent;
    assert.deepEqual(more, []);
    assert.deepEqual(calendars, {
      PayloadType: 'com.apple.caldav.account',
      PayloadVersion: 1,
      PayloadIdentifier: `dav.example.com.${calendars?.PayloadUUID}`,
      PayloadUUID: calendars?.PayloadUUID,
      PayloadOrganization: 'dav.example.com',
      PayloadDisplayName: 'Calendars of Jo Doe',
      PayloadDescription: 'CalDAV account of jo',
      CalDAVAccountDescription: 'Calendars of Jo Doe',
      CalDAVHostName: 'dav.example.com',
      CalDAVPort: 443,
      CalDAVUseSSL: true,
      CalDAVPrincipalURL: '/SOGo/dav/jo/',
      CalDAVUsername: 'jo',
    });
    assert.equal(contacts?.PayloadType, 'com.apple.carddav.account');
    assert.equal(contacts?.CardDAVPrincipalURL, '/SOGo/dav/jo/');
    const ids = [PayloadUUID, calendars?.PayloadUUID, contacts?.PayloadUUID];
    assert.equal(new Set(ids).size, 3);
    for (const id of ids)
      assert.match(String(id), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.doesNotMatch(text, new RegExp(`${PASSWORD}|Password<`));
  });

  test('asked for again it is the same, so that it replaces itself; of something else it is another', async () => {
    const texts = [
      'jo/',
      'jo/',
      'JO/',
      'jo/Calendar/',
      'jo/Contacts/',
      'jo/Calendar/personal/',
      'jo/Contacts/personal/',
    ].map(async (path) => (await profile(path)).text);
    const [first, ...others] = await Promise.all(texts);
    assert.deepEqual(others.slice(0, 2), [first, first]);
    const ids = await Promise.all(
      [first ?? '', ...others.slice(2)].map(async (text) => (await read(text)).PayloadUUID),
    );
    assert.equal(new Set(ids).size, 5);
  });

  test('one of a kind, and of one collection', async () => {
    const only = async (path: string) => {
      const { PayloadContent, PayloadDisplayName } = await read((await profile(path)).text);
      const [{ PayloadType, CalDAVPrincipalURL, CardDAVPrincipalURL } = {}, another] = PayloadContent;
      assert.equal(another, undefined);
      return [PayloadType, PayloadDisplayName, CalDAVPrincipalURL ?? CardDAVPrincipalURL];
    };
    const [caldav, carddav] = ['com.apple.caldav.account', 'com.apple.carddav.account'];
    assert.deepEqual(await only('jo/Calendar/'), [caldav, 'Calendars of Jo Doe', '/SOGo/dav/jo/']);
    assert.deepEqual(await only('jo/Contacts/'), [carddav, 'Contacts of Jo Doe', '/SOGo/dav/jo/']);
    const personal = await only('jo/Calendar/personal/');
    assert.deepEqual(personal, [caldav, 'Personal Calendar', '/SOGo/dav/jo/Calendar/personal/']);
    const book = await only('jo/Contacts/personal/');
    assert.deepEqual(book, [carddav, 'Personal Address Book', '/SOGo/dav/jo/Contacts/personal/']);
  });

  test('the path that it names leads a program to the principal', async () => {
    const asked = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>';
    const { text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/Calendar/personal/', { ...XML, depth: '0' }, asked);
    assert.match(text, /<D:current-user-principal><D:href>\/SOGo\/dav\/jo\/</);
  });

  test('a name is text, whatever is in it; no file is called after what a header could not hold', async () => {
    const { status, headers, text } = await profile('jo/Calendar/w%C3%B6rk%20%221%22/');
    assert.equal(status, 200);
    const { PayloadContent, PayloadDisplayName } = await read(text);
    assert.equal(PayloadDisplayName, HOSTILE);
    assert.equal(PayloadContent[0]?.CalDAVAccountDescription, HOSTILE);
    assert.equal(PayloadContent[0]?.CalDAVPrincipalURL, '/SOGo/dav/jo/Calendar/w%C3%B6rk%20%221%22/');
    assert.equal(headers.get('content-disposition'), 'attachment; filename="jo-Calendar-w_rk__1_.mobileconfig"');
    const split = await fetch(`${fasti.origin}/SOGo/so/jo/Calendar/a%0d%0aX-Evil:%201/mobileconfig`, {
      headers: { authorization: basic('jo') },
    });
    assert.deepEqual([split.status, split.headers.get('x-evil')], [400, null]);
  });

  test('it names the server as the client did', async () => {
    const { text } = await profile('jo/Calendar/', {
      host: 'fasti.example:8080',
      'x-forwarded-host': 'fasti.example:8080',
    });
    const [calendars] = (await read(text)).PayloadContent;
    assert.deepEqual(
      [calendars?.CalDAVHostName, calendars?.CalDAVPort, calendars?.CalDAVUseSSL],
      ['fasti.example', 8080, false],
    );
  });

  test('nobody gets one of somebody else, of what is not there, or without a login', async () => {
    const missing = [
      'ann/',
      'ann/Calendar/personal/',
      'nobody/',
      'jo/Calendar/none/',
      'jo/Mail/',
      'jo/Calendar/personal.ics/',
      'jo/Calendar/inbox/',
      'jo/Contacts/none/',
      'jo/Calendar/personal/x/',
    ];
    for (const path of missing) assert.equal((await profile(path)).status, 404, path);
    assert.equal((await fetch(`${fasti.origin}/SOGo/so/jo/mobileconfig`)).status, 401);
    const wrong = { authorization: basic('jo', 'wrong') };
    assert.equal((await fetch(`${fasti.origin}/SOGo/so/jo/mobileconfig`, { headers: wrong })).status, 401);
  });

  test('it is read only', async () => {
    assert.equal((await ask(fasti, 'HEAD', '/SOGo/so/jo/mobileconfig')).status, 200);
    for (const method of ['PUT', 'POST', 'DELETE', 'OPTIONS'])
      assert.equal((await ask(fasti, method, '/SOGo/so/jo/mobileconfig')).status, 404, method);
  });
});

test('there is no profile of what is closed to somebody', async () => {
  const fasti = await startDav({
    directory: directoryWith({
      '': sourceOf('all', [
        entry('jo', { deniedModules: ['Calendar'] }),
        entry('ann', { deniedModules: ['Calendar', 'Contacts'] }),
      ]),
    }),
  });
  try {
    const { PayloadContent } = await read((await ask(fasti, 'GET', '/SOGo/so/jo/mobileconfig')).text);
    assert.deepEqual(
      PayloadContent.map(({ PayloadType }) => PayloadType),
      ['com.apple.carddav.account'],
    );
    assert.equal((await ask(fasti, 'GET', '/SOGo/so/jo/Calendar/mobileconfig')).status, 403);
    assert.equal((await ask(fasti, 'GET', '/SOGo/so/jo/Calendar/personal/mobileconfig')).status, 403);
    assert.equal((await ask(fasti, 'GET', '/SOGo/so/ann/mobileconfig', { authorization: basic('ann') })).status, 404);
  } finally {
    await fasti.stop();
  }
});
