import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { card, event } from '../../../support/fasti.ts';
import { BOOK_CASES, CALENDAR_CASES, type Case, DOMAIN_CASES } from './cases.ts';
import { CALENDAR_CLASSES, eventOf, nameOf, uidOf } from './items.ts';
import { rolesBy } from './model.ts';
import { asking, sharing } from './shared-calendar.ts';
import { type Site, startSite } from './site.ts';
import { membersIn, XML } from './table.ts';

const ICS = { 'content-type': 'text/calendar' };
const NAMES = '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>';
const TOKENS =
  '<propfind xmlns="DAV:" xmlns:CS="http://calendarserver.org/ns/"><prop><sync-token/><CS:getctag/></prop></propfind>';
const LOCK = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
const [PUBLIC_CLASS, PRIVATE_CLASS, CONFIDENTIAL_CLASS] = CALENDAR_CLASSES;
assert.ok(PUBLIC_CLASS && PRIVATE_CLASS && CONFIDENTIAL_CLASS);

describe('what others were given shows nowhere else either', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.stop());

  const ask = asking(() => site);

  const shared = sharing(() => site);

  test('in a home there is what some role was given for, each calendar with its files, and subscribed once', async () => {
    const kinds = [
      ['calendar', 'jo', 'Calendar', CALENDAR_CASES],
      ['calendar', 'bea', 'Calendar', DOMAIN_CASES],
      ['address-book', 'jo', 'Contacts', BOOK_CASES],
    ] as const;
    for (const [kind, owner, segment, cases] of kinds) {
      const nameFor = (_: Case, at: number): string => `${owner}${segment}${at}`;
      const subscriber = { showsAlarms: false };
      await site.make(
        cases.map((words, at) => ({ owner, kind, name: nameFor(words, at), words, items: [], subscriber })),
      );
      const listed = cases.flatMap((of, at) => (rolesBy(of).length > 0 ? [nameFor(of, at)] : []));
      const found = async (who: string, home: string, prefix: string) => {
        const { text } = await ask(who, 'PROPFIND', `/SOGo/dav/${home}/${segment}/`, { ...XML, depth: '1' }, NAMES);
        return [...membersIn(text).keys()].filter((name) => name.startsWith(prefix + owner)).sort();
      };
      const files = kind === 'calendar' ? ['', '.ics', '.xml'] : [''];
      assert.deepEqual(await found('ann', owner, ''), listed.flatMap((name) => files.map((end) => name + end)).sort());
      assert.deepEqual(await found('bob', 'bob', `${owner}_`), listed.map((name) => `${owner}_${name}`).sort());
    }
  });

  test('nobody makes collections in the home of somebody else, but superusers', async () => {
    for (const [segment, method] of [
      ['Calendar', 'MKCALENDAR'],
      ['Calendar', 'MKCOL'],
      ['Contacts', 'MKCOL'],
    ] as const) {
      const path = `/SOGo/dav/jo/${segment}/${method}/`;
      assert.equal((await ask('ann', method, path)).status, 404);
      assert.equal((await ask('jo', 'PROPFIND', path, { depth: '0' })).status, 404);
      assert.equal((await ask('root', method, path)).status, 201);
      assert.equal((await ask('jo', 'PROPFIND', path, { depth: '0' })).status, 207);
      assert.equal((await ask('ann', 'PROPFIND', path, { depth: '0' })).status, 404);
    }
  });

  test('the birthdays of somebody else are his own, whatever his domain gives', async () => {
    const text = card('kai', 'BDAY:1970-04-12');
    const headers = { 'content-type': 'text/vcard' };
    assert.equal((await ask('bea', 'PUT', '/SOGo/dav/bea/Contacts/personal/kai.vcf', headers, text)).status, 201);
    const calendar = '/SOGo/dav/bea/Calendar/birthdays-personal/';
    for (const [who, status] of [
      ['bea', 207],
      ['ann', 404],
    ] as const) {
      assert.equal((await ask(who, 'PROPFIND', calendar, { depth: '1' })).status, status);
      const home = await ask(who, 'PROPFIND', '/SOGo/dav/bea/Calendar/', { ...XML, depth: '1' }, NAMES);
      assert.equal(home.text.includes('birthdays'), status === 207);
    }
  });

  test('a UID that a hidden item has is taken, and its name is not told', async () => {
    await shared('uids', { own: ['ObjectCreator', 'PublicViewer', 'PrivateDAndTViewer'] });
    for (const of of CALENDAR_CLASSES) {
      const text = event(uidOf(of, 'read', 'uids'));
      const { status, text: told } = await ask('ann', 'PUT', '/SOGo/dav/jo/Calendar/uids/new.ics', ICS, text);
      assert.equal(status, 409);
      assert.equal(told.includes(nameOf(of, 'read')), of.word === 'Public', told);
    }
  });

  test('an If header finds of a hidden item as much as of none', async () => {
    const etags = await shared('ifs', { own: ['PublicViewer'] });
    assert.equal((await ask('ann', 'PUT', '/SOGo/dav/ann/Calendar/personal/if.ics', ICS, event('if'))).status, 201);
    const conditions = async (name: string, etag = 'x') => {
      const lists = [`(["${etag}"])`, '(["x"])', '(Not ["x"])', '(Not <urn:x>)'];
      const answers = lists.map((list) =>
        ask('ann', 'GET', '/SOGo/dav/ann/Calendar/personal/if.ics', {
          if: `</SOGo/dav/jo/Calendar/ifs/${name}> ${list}`,
        }),
      );
      return (await Promise.all(answers)).map(({ status, text }) => [status, text]);
    };
    const [hidden, shown] = ['zpri-read.ics', 'zpub-read.ics'].map((name) =>
      conditions(name, etags.get(`ifs/${name}`)),
    );
    assert.deepEqual(await hidden, await conditions('nothing.ics'));
    assert.notDeepEqual(await shown, await conditions('nothing.ics'));
  });

  test('a lock binds by every path', async () => {
    await shared('locks', { own: ['PublicModifier'] });
    const direct = '/SOGo/dav/jo/Calendar/locks/zpub-read.ics';
    const subscribed = '/SOGo/dav/bob/Calendar/jo_locks/zpub-read.ics';
    const text = eventOf(PUBLIC_CLASS, uidOf(PUBLIC_CLASS, 'read', 'locks'), ['SUMMARY:written']);
    const { status, headers } = await ask('bob', 'LOCK', subscribed, XML, LOCK);
    assert.equal(status, 200);
    for (const [who, path] of [
      ['jo', direct],
      ['ann', direct],
      ['bob', subscribed],
    ] as const)
      assert.equal((await ask(who, 'PUT', path, ICS, text)).status, 423, who);
    const token = headers.get('lock-token') ?? '';
    assert.equal((await ask('bob', 'PUT', direct, { ...ICS, if: `(${token})` }, text)).status, 204);
    assert.equal((await ask('bob', 'UNLOCK', direct, { 'lock-token': token })).status, 204);
    assert.equal((await ask('ann', 'PUT', direct, ICS, text)).status, 204);
  });

  test('a subscriber’s name and colour are his own', async () => {
    await shared('names', { own: ['PublicViewer'] });
    const [direct, subscribed] = ['/SOGo/dav/jo/Calendar/names/', '/SOGo/dav/bob/Calendar/jo_names/'];
    const named =
      '<propertyupdate xmlns="DAV:"><set><prop><displayname>Bobs word</displayname></prop></set></propertyupdate>';
    assert.equal((await ask('bob', 'PROPPATCH', subscribed, XML, named)).status, 207);
    const nameFor = async (who: string, path: string) =>
      (await ask(who, 'PROPFIND', path, { ...XML, depth: '0' }, NAMES)).text.includes('Bobs word');
    assert.equal(await nameFor('bob', subscribed), true);
    assert.equal(await nameFor('jo', direct), false);
    assert.equal(await nameFor('ann', direct), false);
  });

  describe('RFC 6578: what is synchronized after changes', () => {
    const base = '/SOGo/dav/jo/Calendar/sync/';
    before(() => shared('sync', { own: ['PublicViewer', 'PrivateDAndTViewer'] }).then(() => undefined));

    const sync = async (token: string, who = 'ann') => {
      const body = `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>`;
      const { status, text } = await ask(who, 'REPORT', base, XML, body);
      return {
        status,
        text,
        members: Object.fromEntries(membersIn(text)),
        token: /<D:sync-token>(\d+)</.exec(text)?.[1] ?? '',
      };
    };
    const tokens = async () => (await ask('ann', 'PROPFIND', base, { ...XML, depth: '0' }, TOKENS)).text;
    /** The owner writes an item anew, in another class. */
    const write = async (name: string, uid: string, classification: string) => {
      const text = event(uid, `CLASS:${classification}`, `SUMMARY:as ${classification}`);
      const { status } = await ask('jo', 'PUT', base + name, ICS, text);
      assert.ok([201, 204].includes(status));
    };
    const name = 'item.ics';

    test('what stays hidden is not told, by token and ctag neither', async () => {
      const before = await sync('');
      const beside = await tokens();
      await write(name, 'item', 'CONFIDENTIAL');
      await write(name, 'item', 'CONFIDENTIAL');
      const { members, token } = await sync(before.token);
      assert.deepEqual(members, {});
      assert.equal(token, before.token);
      assert.equal(await tokens(), beside);
      assert.equal((await ask('jo', 'DELETE', base + name)).status, 204);
      assert.deepEqual(await sync(before.token), { ...before, members: {}, text: (await sync(before.token)).text });
      assert.equal(await tokens(), beside);
    });

    test('what becomes visible is new, what becomes hidden is gone', async () => {
      const steps = [
        ['CONFIDENTIAL', {}],
        ['PRIVATE', { [name]: true }],
        ['CONFIDENTIAL', { [name]: false }],
        ['PUBLIC', { [name]: true }],
        ['PRIVATE', { [name]: true }],
        ['PUBLIC', { [name]: true }],
        ['CONFIDENTIAL', { [name]: false }],
      ] as const;
      let { token } = await sync('');
      for (const [classification, expected] of steps) {
        await write(name, 'item', classification);
        const after = await sync(token);
        assert.deepEqual(after.members, expected, classification);
        token = after.token;
      }
      const { token: last } = await sync('');
      assert.equal((await ask('jo', 'DELETE', base + name)).status, 204);
      assert.deepEqual((await sync(last)).members, {});
    });

    test('with other rights a token is good for nothing, until they are as before', async () => {
      const give = async (...roles: readonly string[]) => {
        const elements = roles.map((role) => `<I:${role}/>`).join('');
        const body = `<I:acl-query xmlns:I="urn:inverse:params:xml:ns:inverse-dav"><I:set-roles user="ann">${elements}</I:set-roles></I:acl-query>`;
        assert.equal((await ask('jo', 'POST', base, XML, body)).status, 204);
      };
      const { token } = await sync('');
      await give('PublicViewer', 'PrivateViewer');
      const refused = await sync(token);
      assert.equal(refused.status, 403);
      assert.match(refused.text, /valid-sync-token/);
      await give('PublicModifier', 'PrivateDAndTViewer', 'ObjectCreator');
      assert.equal((await sync(token)).status, 207);
      await give();
      assert.equal((await sync(token)).status, 404);
      await give('PublicViewer', 'PrivateDAndTViewer');
      assert.deepEqual((await sync(token)).members, {});
      assert.equal((await sync(token, 'jo')).status, 403);
    });
  });

  test('who changes an item is given its entity tag where a GET gives him what he sent, and no other', async () => {
    await shared('tagged', { own: ['PublicModifier', 'ObjectCreator'] });
    const base = '/SOGo/dav/jo/Calendar/tagged/';
    const changed = event('tagged-plain', 'SUMMARY:changed');
    assert.equal((await ask('jo', 'PUT', `${base}plain.ics`, ICS, event('tagged-plain'))).status, 201);
    const put = await ask('bob', 'PUT', `${base}plain.ics`, ICS, changed);
    const got = await ask('bob', 'GET', `${base}plain.ics`);
    assert.deepEqual([put.status, got.text], [204, changed]);
    assert.ok(put.headers.get('etag'));
    assert.equal(put.headers.get('etag'), got.headers.get('etag'));
    const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:x', 'TRIGGER:-PT5M', 'END:VALARM'];
    assert.equal((await ask('jo', 'PUT', `${base}loud.ics`, ICS, event('tagged-loud', ...alarm))).status, 201);
    const kept = await ask('bob', 'PUT', `${base}loud.ics`, ICS, event('tagged-loud', 'SUMMARY:changed'));
    assert.deepEqual([kept.status, kept.headers.get('etag')], [204, null]);
  });
});
