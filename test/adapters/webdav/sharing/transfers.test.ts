/** What is copied, moved and locked between people takes nothing along that its sender may not see or change. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { event } from '../../../support/fasti.ts';
import { asking, sharing } from './shared-calendar.ts';
import { type Site, startSite } from './site.ts';
import { XML } from './table.ts';

const ICS = { 'content-type': 'text/calendar' };
const LOCK = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';

describe('COPY, MOVE and LOCK between people', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.stop());

  const ask = asking(() => site);

  const shared = sharing(() => site);

  const made = async (who: string, path: string): Promise<void> => {
    assert.equal((await ask(who, 'MKCALENDAR', path)).status, 201);
    const text = event(`mark-${path}`, `SUMMARY:in ${path}`);
    assert.equal((await ask(who, 'PUT', `${path}mark.ics`, ICS, text)).status, 201);
  };
  const isWhole = async (who: string, path: string): Promise<boolean> =>
    (await ask(who, 'GET', `${path}mark.ics`)).text.includes(`SUMMARY:in ${path}`);

  test('the owner’s alarms stay behind when his event is moved away, and with it when it is renamed', async () => {
    await shared('alarms', { own: ['PublicModifier', 'ObjectEraser', 'ObjectCreator'] });
    const [from, renamed] = ['/SOGo/dav/jo/Calendar/alarms/', '/SOGo/dav/jo/Calendar/alarms/renamed.ics'];
    const taken = '/SOGo/dav/ann/Calendar/personal/taken.ics';
    assert.equal((await ask('ann', 'MOVE', `${from}zpub-moved.ics`, { destination: taken })).status, 201);
    const { text } = await ask('ann', 'GET', taken);
    assert.match(text, /secret-zpub summary/);
    assert.doesNotMatch(text, /alarm-zpub/);
    assert.equal((await ask('ann', 'MOVE', `${from}zpub-read.ics`, { destination: renamed })).status, 201);
    assert.match((await ask('jo', 'GET', renamed)).text, /alarm-zpub/);
  });

  test('a calendar that is moved or copied onto somebody else’s touches neither that one nor one’s own of its name', async () => {
    await shared('target', { own: ['PublicModifier', 'ObjectEraser', 'ObjectCreator'] });
    const own = '/SOGo/dav/bob/Calendar/target/';
    const source = '/SOGo/dav/bob/Calendar/source/';
    await made('bob', own);
    await made('bob', source);
    for (const destination of ['/SOGo/dav/jo/Calendar/target/', '/SOGo/dav/bob/Calendar/jo_target/'])
      for (const method of ['MOVE', 'COPY'])
        for (const overwrite of ['T', 'F']) {
          const { status } = await ask('bob', method, source, { destination, overwrite });
          assert.equal(status, 403, `${method} ${destination}`);
        }
    assert.deepEqual([await isWhole('bob', own), await isWhole('bob', source)], [true, true]);
    assert.equal((await ask('jo', 'GET', '/SOGo/dav/jo/Calendar/target/zpub-read.ics')).status, 200);
  });

  test('superusers move calendars within a home, not from one to another', async () => {
    await made('jo', '/SOGo/dav/jo/Calendar/wander/');
    const elsewhere = await ask('root', 'MOVE', '/SOGo/dav/jo/Calendar/wander/', {
      destination: '/SOGo/dav/ann/Calendar/wandered/',
    });
    assert.equal(elsewhere.status, 403);
    assert.equal(await isWhole('jo', '/SOGo/dav/jo/Calendar/wander/'), true);
    const within = await ask('root', 'MOVE', '/SOGo/dav/jo/Calendar/wander/', {
      destination: '/SOGo/dav/jo/Calendar/wandered/',
    });
    assert.equal(within.status, 201);
    assert.equal((await ask('jo', 'GET', '/SOGo/dav/jo/Calendar/wandered/mark.ics')).status, 200);
  });

  test('RFC 3744 §3.5: an owner ends the lock of somebody else on what is his; nobody else does', async () => {
    await shared('locked', { own: ['PublicModifier'] });
    const path = '/SOGo/dav/jo/Calendar/locked/zpub-read.ics';
    const { headers } = await ask('ann', 'LOCK', path, XML, LOCK);
    const token = { 'lock-token': headers.get('lock-token') ?? '' };
    assert.equal((await ask('bob', 'UNLOCK', path, token)).status, 403);
    assert.equal((await ask('jo', 'DELETE', path)).status, 423);
    assert.equal((await ask('jo', 'UNLOCK', path, token)).status, 204);
    assert.equal((await ask('jo', 'DELETE', path)).status, 204);
  });

  test('RFC 4918 §7.3: names are kept by owners alone, who otherwise could not delete what they are in', async () => {
    await shared('names', { own: ['PublicModifier', 'ObjectCreator', 'ObjectEraser'] });
    const [direct, subscribed] = ['/SOGo/dav/jo/Calendar/names/', '/SOGo/dav/bob/Calendar/jo_names/'];
    assert.equal((await ask('ann', 'LOCK', `${direct}free.ics`, XML, LOCK)).status, 403);
    assert.equal((await ask('bob', 'LOCK', `${subscribed}free.ics`, XML, LOCK)).status, 403);
    assert.equal((await ask('jo', 'DELETE', direct)).status, 204);
  });
});
