import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { basic, event } from '../support/fasti.ts';
import { underAttack } from './target.ts';

const PERSONAL = '/SOGo/dav/jo/Calendar/personal/';

/** More than any client opens, far fewer than the server takes. */
const SOCKETS = 200;

/** A guard against what never ends, far above what is seen. */
const GUARD = { timeout: 60_000 };

const request = (method: string, path: string, headers: readonly string[] = [], body = ''): string =>
  [
    `${method} ${path} HTTP/1.1`,
    'Host: a',
    `Authorization: ${basic('jo')}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

const LAST = ['Connection: close'];

/** The statuses of several answers on one connection, in their order. */
const statuses = (heard: string): readonly string[] => [...heard.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(([, of]) => of!);

describe('connections that mean harm', () => {
  const attack = underAttack();

  test('requests that come all at once are answered in their order', GUARD, async () => {
    const { target } = attack;
    const puts = Array.from({ length: 40 }, (_, at) =>
      request('PUT', `${PERSONAL}p${at}.ics`, ['Content-Type: text/calendar'], event(`p${at}`)),
    );
    const gets = Array.from({ length: 40 }, (_, at) => request('GET', `${PERSONAL}p${at}.ics`));
    const heard = await target.say([...puts, ...gets, request('DELETE', `${PERSONAL}p0.ics`, LAST)].join(''));
    assert.deepEqual(statuses(heard), [...puts.map(() => '201'), ...gets.map(() => '200'), '204']);
    const uids = [...heard.matchAll(/^UID:(.*)\r$/gm)].map(([, uid]) => uid);
    assert.deepEqual(
      uids,
      gets.map((_, at) => `p${at}`),
    );
  });

  test('what comes after the last request, or after one that is none, is not done: 400', GUARD, async () => {
    const { target } = attack;
    const before = await target.position();
    const put = request('PUT', `${PERSONAL}late.ics`, ['Content-Type: text/calendar'], event('late'));
    const [last, broken] = [
      request('OPTIONS', PERSONAL, LAST),
      `${request('OPTIONS', PERSONAL)}GET / HTTP/1.1\r\nno field\r\n\r\n`,
    ];
    for (const before of [last, broken]) assert.equal(statuses(await target.say(before + put)).at(-1), '400');
    assert.equal(await target.position(), before);
  });

  test('who sends a thousand requests and goes away without reading costs nothing that stays', GUARD, async () => {
    const { target } = attack;
    const list = request('PROPFIND', PERSONAL, ['Depth: 1']);
    for (let at = 0; at < 5; at += 1) {
      const { socket, heard } = target.connect();
      socket.pause();
      await new Promise<void>((resolve) => socket.write(list.repeat(1000), () => resolve()));
      socket.resetAndDestroy();
      await heard;
    }
    await target.isWell();
  });

  test('200 connections that say nothing, or half of something, keep nobody else out', GUARD, async () => {
    const { target } = attack;
    const beginnings = ['', 'P', 'PROPFIND /SOGo/dav/ HTTP/1.1\r\nHost:', request('OPTIONS', PERSONAL)];
    const open = await Promise.all(
      Array.from({ length: SOCKETS }, async (_, at) => {
        const one = target.connect();
        await new Promise((resolve) => one.socket.once('connect', resolve));
        one.socket.write(beginnings[at % beginnings.length]!);
        return one;
      }),
    );
    for (let at = 0; at < 20; at += 1)
      assert.equal((await target.ask('PROPFIND', PERSONAL, { depth: '0' })).status, 207);
    await target.isWell();
    assert.equal(open.filter(({ socket }) => socket.destroyed).length, 0);
    for (const { socket } of open) socket.destroy();
    await Promise.all(open.map(({ heard }) => heard));
    assert.equal((await target.ask('OPTIONS', PERSONAL)).status, 200);
  });
});
