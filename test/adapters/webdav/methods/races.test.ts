import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Recorded } from '../../../../src/domain/kernel/event.ts';
import { START } from '../../../../src/domain/kernel/ids.ts';
import { ask, event, type Fasti, startFasti, unique } from '../../../support/fasti.ts';

const HOME = '/SOGo/dav/jo/Calendar';
const ROUNDS = 8;

describe('races between requests', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo');
  });
  after(() => fasti.stop());

  const status = async (...request: [method: string, path: string, headers?: Record<string, string>, body?: string]) =>
    (await ask(fasti, ...request)).status;
  const put = (path: string, uid: string) =>
    status('PUT', `${HOME}/${path}`, { 'content-type': 'text/calendar' }, event(uid));
  const move = (from: string, to: string, headers: Record<string, string> = {}) =>
    status('MOVE', `${HOME}/${from}`, { destination: `${HOME}/${to}`, ...headers });
  const isThere = async (path: string) => (await status('GET', `${HOME}/${path}`)) === 200;
  const newCalendar = async () => {
    const name = unique();
    assert.equal(await status('COPY', `${HOME}/personal/`, { destination: `${HOME}/${name}/`, depth: '0' }), 201);
    return name;
  };
  const history = async (after = START) => {
    const events: Recorded[] = [];
    for await (const batch of fasti.log.read(after, { bodies: false })) events.push(...batch);
    return events;
  };

  test('of two MOVEs to one name, each overwrites or fails, and nothing is there twice', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const calendar = await newCalendar();
      await put(`${calendar}/a.ics`, 'a');
      await put(`${calendar}/b.ics`, 'b');
      const answers = await Promise.all([
        move(`${calendar}/a.ics`, `${calendar}/c.ics`),
        move(`${calendar}/b.ics`, `${calendar}/c.ics`),
      ]);
      assert.deepEqual(answers.sort(), [201, 204]);
      assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((name) => isThere(`${calendar}/${name}.ics`))), [
        false,
        false,
        true,
      ]);
    }
  });

  test('of two MOVEs that must not overwrite, one goes and the other stays where it was', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const calendar = await newCalendar();
      await put(`${calendar}/a.ics`, 'a');
      await put(`${calendar}/b.ics`, 'b');
      const gently = { overwrite: 'F' };
      const [a, b] = await Promise.all([
        move(`${calendar}/a.ics`, `${calendar}/c.ics`, gently),
        move(`${calendar}/b.ics`, `${calendar}/c.ics`, gently),
      ]);
      assert.deepEqual([a, b].sort(), [201, 412]);
      assert.deepEqual(
        [await isThere(`${calendar}/a.ics`), await isThere(`${calendar}/b.ics`)],
        [a === 412, b === 412],
      );
    }
  });

  test('an object is moved by one of two, and the other finds it gone', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const calendar = await newCalendar();
      await put(`${calendar}/a.ics`, 'a');
      const answers = await Promise.all([
        move(`${calendar}/a.ics`, `${calendar}/b.ics`),
        move(`${calendar}/a.ics`, `${calendar}/c.ics`),
      ]);
      assert.deepEqual(answers.sort(), [201, 404]);
    }
  });

  test('a MOVE never puts an object into a calendar that a DELETE took away', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { position } = await fasti.log.head();
      const [from, to] = [await newCalendar(), await newCalendar()];
      await put(`${from}/a.ics`, 'a');
      const [moved] = await Promise.all([move(`${from}/a.ics`, `${to}/a.ics`), status('DELETE', `${HOME}/${to}/`)]);
      assert.ok(moved === 201 || moved === 409, String(moved));
      assert.equal(await isThere(`${from}/a.ics`), moved === 409);
      const types = (await history(position)).map(({ type }) => type);
      if (moved === 201) assert.ok(types.indexOf('calendar-object-moved') < types.indexOf('calendar-deleted'));
    }
  });

  test('a DELETE and a PUT of one object end in one order, and no condition is passed by', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = `${HOME}/personal/${unique()}.ics`;
      const uid = unique();
      const first = await ask(fasti, 'PUT', path, { 'content-type': 'text/calendar' }, event(uid));
      const tag = { 'if-match': first.headers.get('etag') ?? '' };
      const answers = await Promise.all([
        status('DELETE', path, tag),
        status('PUT', path, { ...tag, 'content-type': 'text/calendar' }, event(uid, 'SUMMARY:Changed')),
      ]);
      assert.deepEqual(answers.filter((answer) => answer === 204).length, 1, String(answers));
      const [deleted, changed] = answers;
      assert.ok(deleted === 204 ? changed === 412 : deleted === 412, String(answers));
    }
  });

  test('of many LOCKs on one name one is granted', async () => {
    const body = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => status('LOCK', `${HOME}/personal/lock.ics`, {}, body)),
    );
    assert.deepEqual(answers.sort(), [201, ...Array.from({ length: 11 }, () => 423)]);
  });

  test('of two calendars that are moved to one name, both are answered and one calendar has it', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b, name] = [await newCalendar(), await newCalendar(), unique()];
      const answers = await Promise.all([
        move(`${a}/`, `${name}/`, { overwrite: 'F' }),
        move(`${b}/`, `${name}/`, { overwrite: 'F' }),
      ]);
      assert.deepEqual(answers.sort(), [201, 412]);
    }
  });
});
