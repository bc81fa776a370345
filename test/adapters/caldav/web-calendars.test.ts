import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import { ask, basic, event, type Fasti, startConfigured } from '../../support/fasti.ts';
import { calendar, feedEvent, serving, startWebServer, type WebServer } from '../../support/web-server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const XML = { 'content-type': 'application/xml' };
const ICS = { 'content-type': 'text/calendar' };
const HOME = '/SOGo/so/jo/Calendar';

const all = async <T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> => {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
};

describe('web calendars by SOGo’s addresses', () => {
  let [fasti, web]: [Fasti, WebServer] = [undefined as never, undefined as never];
  before(async () => {
    web = await startWebServer();
    const system = { FastiWebCalendarsAllowInternal: ['127.0.0.1'] };
    fasti = await startConfigured({ ...NOTHING_SET, system }, {}, 'jo', 'ann');
  });
  after(async () => {
    await fasti.stop();
    await web.stop();
  });

  const addCalendar = async (path: string, more: object = {}) => {
    const added = await ask(
      fasti,
      'POST',
      `${HOME}/addWebCalendar`,
      JSON_TYPE,
      JSON.stringify({ url: web.origin + path, ...more }),
    );
    assert.equal(added.status, 200, added.text);
    return JSON.parse(added.text) as { id: string; name: string };
  };
  const reload = (id: string) => ask(fasti, 'GET', `${HOME}/${id}/reload`);
  const sync = async (id: string, token = '') => {
    const body = `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>`;
    const { text } = await ask(fasti, 'REPORT', `/SOGo/dav/jo/Calendar/${id}/`, XML, body);
    const responses = text.split('<D:response>').slice(1);
    const hrefs = (status: RegExp) =>
      responses.filter((one) => status.test(one)).map((one) => /<D:href>([^<]*)/.exec(one)?.[1] ?? '');
    return {
      changed: hrefs(/HTTP\/1.1 200/),
      removed: hrefs(/HTTP\/1.1 404/),
      token: /<D:sync-token>([^<]*)/.exec(text)?.[1] ?? '',
    };
  };
  const summariesOf = async (id: string) => {
    const { text } = await ask(fasti, 'GET', `/SOGo/dav/jo/Calendar/${id}.ics`);
    return [...text.matchAll(/^SUMMARY:(.*)\r$/gm)].map(([, summary]) => summary).sort();
  };

  test('one is added, named after its file, and reloaded', async () => {
    web.answers['/Holidays.ics'] = serving(calendar(feedEvent('a'), feedEvent('b')));
    const { id, name } = await addCalendar('/Holidays.ics');
    assert.equal(name, 'Holidays');
    const loaded = await reload(id);
    assert.deepEqual([loaded.status, loaded.headers.get('content-type')], [200, 'application/json']);
    assert.deepEqual(JSON.parse(loaded.text), { imported: 2, skipped: 0 });
    assert.deepEqual(await summariesOf(id), ['a', 'b']);
    const named = await ask(fasti, 'PROPFIND', `/SOGo/dav/jo/Calendar/${id}/`, { ...XML, depth: '0' });
    assert.match(named.text, /Holidays/);
  });

  test('what changed and vanished elsewhere is a change and a removal to a sync; the rest is left alone', async () => {
    web.answers['/s.ics'] = serving(calendar(feedEvent('stays'), feedEvent('changes'), feedEvent('goes')));
    const { id } = await addCalendar('/s.ics');
    await reload(id);
    const first = await sync(id);
    assert.equal(first.changed.length, 3);
    const stamped = feedEvent('stays').replace('20260101T000000Z', '20260606T060606Z');
    web.answers['/s.ics'] = serving(calendar(stamped, feedEvent('changes', 'SUMMARY:new'), feedEvent('comes')));
    await reload(id);
    const second = await sync(id, first.token);
    assert.deepEqual([second.changed.length, second.removed.length], [2, 1]);
    assert.deepEqual(await summariesOf(id), ['comes', 'new', 'stays']);
    const { position } = await fasti.log.head();
    await reload(id);
    assert.equal((await fasti.log.head()).position, position);
  });

  test('what it has was made by the worker, for its owner', async () => {
    web.answers['/w.ics'] = serving(calendar(feedEvent('w')));
    const { id } = await addCalendar('/w.ics');
    const { position } = await fasti.log.head();
    await reload(id);
    const events = await all(fasti.log.read(position));
    assert.deepEqual(
      events.map(({ type, actor, protocol }) => [type, actor, protocol]),
      [['calendar-object-created', 'worker:web-calendars', 'worker']],
    );
    assert.notEqual(events[0]?.onBehalfOf, undefined);
  });

  test('nobody writes into it, and its owner may call it something else and delete it', async () => {
    web.answers['/r.ics'] = serving(calendar(feedEvent('r')));
    const { id } = await addCalendar('/r.ics');
    await reload(id);
    const base = `/SOGo/dav/jo/Calendar/${id}/`;
    const [member = ''] = (await sync(id)).changed;
    assert.equal((await ask(fasti, 'PUT', '/SOGo/dav/jo/Calendar/personal/own.ics', ICS, event('own'))).status, 201);
    const to = (path: string) => ({ destination: fasti.origin + path, overwrite: 'T' });
    const own = '/SOGo/dav/jo/Calendar/personal/own.ics';
    const set =
      '<propertyupdate xmlns="DAV:"><set><prop><displayname>Other</displayname></prop></set></propertyupdate>';
    const refused = [
      await ask(fasti, 'PUT', `${base}new.ics`, ICS, event('new')),
      await ask(fasti, 'PUT', member, ICS, event('r')),
      await ask(fasti, 'POST', base, ICS, event('posted')),
      await ask(fasti, 'DELETE', member),
      await ask(fasti, 'PROPPATCH', member, XML, set),
      await ask(fasti, 'MOVE', member, to('/SOGo/dav/jo/Calendar/personal/moved.ics')),
      await ask(fasti, 'MOVE', own, to(`${base}own.ics`)),
      await ask(fasti, 'COPY', own, to(`${base}own.ics`)),
      await ask(fasti, 'COPY', own, to(member)),
      await ask(
        fasti,
        'LOCK',
        `${base}locked.ics`,
        XML,
        '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>',
      ),
    ];
    for (const [at, { status, text }] of refused.entries()) {
      assert.equal(status, 403, `${at}: ${text}`);
      assert.match(text, /need-privileges/);
      assert.match(text, /fetched from another server/);
    }
    assert.deepEqual(await summariesOf(id), ['r']);
    const may = await ask(
      fasti,
      'PROPFIND',
      base,
      { ...XML, depth: '1' },
      '<propfind xmlns="DAV:"><prop><current-user-privilege-set/></prop></propfind>',
    );
    assert.doesNotMatch(may.text, /D:write-content|D:bind/);
    assert.match(may.text, /D:write-properties/);
    assert.equal((await ask(fasti, 'COPY', member, to('/SOGo/dav/jo/Calendar/personal/copy.ics'))).status, 201);
    assert.equal((await ask(fasti, 'PROPPATCH', base, XML, set)).status, 207);
    assert.equal((await ask(fasti, 'POST', `${HOME}/${id}/delete`)).status, 204);
    assert.equal((await ask(fasti, 'GET', `/SOGo/dav/jo/Calendar/${id}.ics`)).status, 404);
  });

  test('a copy of the whole calendar is an ordinary one', async () => {
    web.answers['/c.ics'] = serving(calendar(feedEvent('c')));
    const { id } = await addCalendar('/c.ics');
    await reload(id);
    const destination = `${fasti.origin}/SOGo/dav/jo/Calendar/copied/`;
    assert.equal((await ask(fasti, 'COPY', `/SOGo/dav/jo/Calendar/${id}/`, { destination })).status, 201);
    assert.equal((await ask(fasti, 'PUT', '/SOGo/dav/jo/Calendar/copied/x.ics', ICS, event('x'))).status, 201);
  });

  test('a failure is told in words, and what was there stays', async () => {
    web.answers['/f.ics'] = serving(calendar(feedEvent('f')));
    const { id } = await addCalendar('/f.ics');
    await reload(id);
    const failures = [
      { answer: serving('<html>Maintenance</html>'), words: /no calendar/ },
      { answer: serving(calendar(feedEvent('f')).replace('END:VCALENDAR', '')), words: /cut off/ },
      { answer: serving('', { 'Content-Encoding': 'zstd' }), words: /zstd/ },
      { answer: undefined, words: /has no such calendar/ },
    ];
    for (const { answer, words } of failures) {
      if (answer === undefined) delete web.answers['/f.ics'];
      else web.answers['/f.ics'] = answer;
      const failed = await reload(id);
      assert.deepEqual([failed.status, failed.headers.get('content-type')], [502, 'application/json']);
      assert.match((JSON.parse(failed.text) as { error: string }).error, words);
    }
    assert.deepEqual(await summariesOf(id), ['f']);
  });

  test('what is no address, no JSON or somebody else’s is refused, and nothing is added', async () => {
    const { position } = await fasti.log.head();
    const post = async (
      body: string,
      headers: Readonly<Record<string, string>> = JSON_TYPE,
      path = `${HOME}/addWebCalendar`,
    ) => (await ask(fasti, 'POST', path, headers, body)).status;
    const fine = JSON.stringify({ url: 'https://example.org/x.ics' });
    assert.equal(await post('{"url":"ftp://example.org/x"}'), 400);
    assert.equal(await post('{"url":"nonsense"}'), 400);
    assert.equal(await post('{"url":7}'), 400);
    assert.equal(await post('null'), 400);
    assert.equal(await post(JSON.stringify({ url: `https://example.org/${'x'.repeat(2000)}` })), 400);
    assert.equal(await post(JSON.stringify({ url: 'https://example.org/', name: 'a\nb' })), 409);
    assert.equal(await post(fine, { 'content-type': 'text/plain' }), 415);
    assert.equal(await post(fine, { ...JSON_TYPE, origin: 'https://evil.example' }), 403);
    assert.equal(await post(fine, { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await post(fine, JSON_TYPE, '/SOGo/so/ann/Calendar/addWebCalendar'), 404);
    assert.equal(await post(fine, { ...JSON_TYPE, authorization: basic('jo', 'wrong') }), 401);
    assert.equal((await ask(fasti, 'GET', `${HOME}/addWebCalendar`)).status, 405);
    assert.equal((await ask(fasti, 'GET', `${HOME}/personal/reload`)).status, 404);
    assert.equal((await ask(fasti, 'POST', `${HOME}/personal/delete`)).status, 403);
    assert.equal((await fasti.log.head()).position, position);
  });

  test('one that was just added is fetched without being asked for', async () => {
    const fetched = new Promise<void>((resolve) => {
      web.answers['/due.ics'] = (req, res) => {
        resolve();
        serving(calendar(feedEvent('due')))(req, res);
      };
    });
    await addCalendar('/due.ics');
    await fetched;
  });
});
