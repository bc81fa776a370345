/** Who acts for whom, where the directory has groups, and how it is kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, type Fasti } from '../../support/fasti.ts';
import { as, eventsAfter, withServer } from './colleagues.ts';

const setMembers = (fasti: Fasti, asker: string, group: string, ...logins: readonly string[]) => {
  const hrefs = logins.map((login) => `<href>/SOGo/dav/${login}/</href>`).join('');
  const body = `<propertyupdate xmlns="DAV:"><set><prop><group-member-set>${hrefs}</group-member-set></prop></set></propertyupdate>`;
  return ask(fasti, 'PROPPATCH', `/SOGo/dav/${group}/`, as(asker), body);
};

const membersOf = async (fasti: Fasti, asker: string, group: string): Promise<string[]> => {
  const body = '<propfind xmlns="DAV:"><prop><group-member-set/></prop></propfind>';
  const { text } = await ask(fasti, 'PROPFIND', `/SOGo/dav/${group}/`, as(asker), body);
  const [, set = ''] = /<D:group-member-set>(.*)<\/D:group-member-set>/.exec(text) ?? [];
  return [...set.matchAll(/<D:href>([^<]*)</g)].map(([, path = '']) => path);
};

test('a group of the directory stands for its members without its owner', () =>
  withServer({}, async (fasti) => {
    await setMembers(fasti, 'jo', 'jo/calendar-proxy-read', 'staff');
    assert.deepEqual(await membersOf(fasti, 'jo', 'jo/calendar-proxy-read'), ['/SOGo/dav/ann/', '/SOGo/dav/bob/']);
  }));

test('one who comes into a group is one change, whatever the number of calendars', () =>
  withServer({}, async (fasti) => {
    for (const name of ['a', 'b', 'c']) await ask(fasti, 'MKCALENDAR', `/SOGo/dav/jo/Calendar/${name}/`);
    const before = await fasti.log.head();
    await setMembers(fasti, 'jo', 'jo/calendar-proxy-write', 'ann');
    const events = await eventsAfter(fasti, before.position);
    assert.equal(new Set(events.map(({ correlationId }) => correlationId)).size, 1);
    const types = Map.groupBy(events, ({ type }) => type);
    const counts = Object.fromEntries([...types].map(([type, of]) => [type, of.length]));
    // She is met for the first time, and he has not used his own calendar before.
    assert.deepEqual(counts, {
      'account-opened': 1,
      'calendar-created': 1,
      'calendar-roles-changed': 4,
      'collection-subscribed': 4,
    });
    const head = await fasti.log.head();
    assert.equal((await setMembers(fasti, 'jo', 'jo/calendar-proxy-write', 'ann')).status, 207);
    assert.deepEqual(await fasti.log.head(), head, 'what is so already is no change');
  }));

test('who stays in a group keeps what he was given otherwise', () =>
  withServer({}, async (fasti) => {
    const roles = (of: string) => `<I:acl-query xmlns:I="urn:inverse:params:xml:ns:inverse-dav">${of}</I:acl-query>`;
    const path = '/SOGo/dav/jo/Calendar/personal/';
    const set = roles('<I:set-roles user="ann"><I:PublicResponder/></I:set-roles>');
    assert.equal((await ask(fasti, 'POST', path, as('jo'), set)).status, 204);
    const subscribe = '<I:subscribe xmlns:I="urn:inverse:params:xml:ns:inverse-dav"/>';
    assert.equal((await ask(fasti, 'POST', path, as('ann'), subscribe)).status, 200);
    assert.deepEqual(await membersOf(fasti, 'jo', 'jo/calendar-proxy-write'), ['/SOGo/dav/ann/']);
    await setMembers(fasti, 'jo', 'jo/calendar-proxy-write', 'ann', 'bob');
    const { text } = await ask(fasti, 'POST', path, as('jo'), roles('<I:roles user="ann"/>'));
    assert.match(text, /<roles[^>]*><PublicResponder\/><\/roles>/);
  }));

test('superusers say who acts for a room that was never logged in', () =>
  withServer({ SOGoSuperUsernames: ['root'] }, async (fasti) => {
    assert.equal((await setMembers(fasti, 'ann', 'room/calendar-proxy-write', 'ann')).status, 403);
    assert.equal((await setMembers(fasti, 'root', 'room/calendar-proxy-write', 'ann')).status, 207);
    assert.deepEqual(await membersOf(fasti, 'ann', 'room/calendar-proxy-write'), ['/SOGo/dav/ann/']);
  }));

test('where sharing is switched off nobody acts for anybody', () =>
  withServer({ SOGoDisableSharing: ['Calendar'] }, async (fasti) => {
    const { status, text } = await setMembers(fasti, 'jo', 'jo/calendar-proxy-write', 'ann');
    assert.equal(status, 403);
    assert.match(text, /No calendar is shared on this server/);
  }));
