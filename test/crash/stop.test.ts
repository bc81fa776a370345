import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { basic, event } from '../support/fasti.ts';
import { fasti, postmasterPid, serve, withData } from '../support/process.ts';
import { ask, load } from './load.ts';

test('a server told to stop under load answers what is under way, ends PostgreSQL and leaves nothing behind', () =>
  withData(async (data, password) => {
    const server = await serve(data);
    const writing = load({ origin: server.origin, login: 'fasti', password }, 8, randomInt(2 ** 31));
    await writing.reached(100);
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
    await writing.stop();
    assert.equal(postmasterPid(data), undefined);
    assert.deepEqual(
      readdirSync(path.join(data, 'cluster')).filter((name) => name.startsWith('postmaster.pid')),
      [],
    );
    assert.deepEqual(readdirSync(data).sort(), ['cluster', 'postgres.log']);
    const again = await serve(data);
    await writing.check(again.origin);
    assert.deepEqual(writing.surprises, []);
    assert.deepEqual(await again.end('SIGINT'), { code: 0, signal: null });
  }));

test('a request that is half sent when the server is told to stop is answered in full', () =>
  withData(async (data, password) => {
    const server = await serve(data);
    const target = { origin: server.origin, login: 'fasti', password };
    await ask(target, 'OPTIONS', '/SOGo/dav/fasti/');
    const body = event('half');
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    const head = [
      'PUT /SOGo/dav/fasti/Calendar/personal/half.ics HTTP/1.1',
      'Host: localhost',
      `Authorization: ${basic('fasti', password)}`,
      'Content-Type: text/calendar',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Expect: 100-continue',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    // It asks for the body, so the request is under way.
    const asked = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
    assert.match(asked, /^HTTP\/1\.1 100 /);
    const ended = server.end('SIGTERM');
    await assert.rejects(async () => {
      for (;;) await ask(target, 'OPTIONS', '/SOGo/dav/fasti/'); // until nothing new is let in
    }, TypeError);
    socket.write(body);
    assert.match(await text(socket), /^HTTP\/1\.1 201 .*\r\nconnection: close\r\n/is);
    assert.deepEqual(await ended, { code: 0, signal: null });
    const again = await serve(data);
    const found = await ask({ ...target, origin: again.origin }, 'GET', '/SOGo/dav/fasti/Calendar/personal/half.ics');
    assert.equal(found.text, body);
    await again.end('SIGTERM');
  }));

test('a second server on the same data says so and leaves; the first goes on', () =>
  withData(async (data, password) => {
    const server = await serve(data);
    const second = await fasti(['serve', '--listen', '127.0.0.1:0', '--data', data]);
    assert.deepEqual({ ...second, stderr: '' }, { code: 1, stdout: '', stderr: '' });
    assert.match(second.stderr, /^fasti: Fasti already runs on \/\S+ \(process \d+\)\.\n$/);
    const answer = await ask({ origin: server.origin, login: 'fasti', password }, 'OPTIONS', '/SOGo/dav/fasti/');
    assert.equal(answer.status, 200);
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
  }));

test('an address that is taken is named, and everything that was begun is ended', () =>
  withData(async (data) => {
    const first = await serve(data);
    await withData(async (other) => {
      const taken = await fasti(['serve', '--listen', new URL(first.origin).host, '--data', other]);
      assert.equal(taken.code, 1);
      assert.match(taken.stderr, /^fasti: Nothing can be served at 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n$/);
      assert.equal(postmasterPid(other), undefined);
    });
    await first.end('SIGTERM');
  }));
