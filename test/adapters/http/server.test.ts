import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { loopback } from './loopback.ts';

const hello = (_req: unknown, res: ServerResponse): void => void res.end('hello');
const request = (method: string, more = ''): string =>
  `${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${more}\r\n`;

describe('what no handler sees', () => {
  const rows: [string, string, number][] = [
    ['no HTTP at all', 'hello\r\n\r\n', 501],
    ['no version', 'GET /\r\n\r\n', 505],
    ['a version to come', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', 505],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a bare CR in a header', request('GET', 'X: a\rb\r\n'), 400],
    ['NUL in a header', request('GET', 'X: a\0b\r\n'), 400],
    ['two lengths', request('PUT', 'Content-Length: 1\r\nContent-Length: 2\r\n'), 400],
    ['a length and chunks', request('PUT', 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'), 400],
    ['two hosts', request('GET', 'Host: b\r\n'), 400],
    ['two people', request('GET', 'Authorization: Basic YTpi\r\nauthorization: Basic Yzpk\r\n'), 400],
    ['two types', request('PUT', 'Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 0\r\n'), 400],
    ['a transfer coding that nobody undoes', request('PUT', 'Transfer-Encoding: gzip, chunked\r\n'), 501],
    ['a negative length', request('PUT', 'Content-Length: -1\r\n'), 400],
    ['a method nobody knows', request('FROBNICATE'), 501],
    ['a method node knows and we do not', request('SEARCH'), 501],
    ['TRACE', request('TRACE'), 405],
    ['CONNECT', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n', 501],
    ['another expectation', request('PUT', 'Expect: tea\r\n'), 417],
    ['headers longer than allowed', request('GET', `X: ${'x'.repeat(4000)}\r\n`), 431],
    ['more headers than allowed', request('GET', 'X: y\r\n'.repeat(60)), 431],
  ];
  for (const [what, octets, status] of rows)
    test(`${what}: ${status}`, async (t) => {
      let handled = 0;
      const seen = (_req: unknown, res: ServerResponse): void => {
        handled++;
        res.writeHead(200, { Connection: 'close' }).end();
      };
      const { say } = await loopback(t, seen, { limits: { headerOctets: 3000, headerFields: 50 } });
      assert.match(await say(octets), new RegExp(`^HTTP/1.1 ${status} `));
      assert.equal(handled, 0);
    });

  test('a malformed request is told once, without its octets', async (t) => {
    const told: unknown[] = [];
    const { say } = await loopback(t, hello, { onMalformed: (what) => told.push(what) });
    await say('GET / HTTP/1.1\r\nHost: a\r\nAuthorization\0: Basic c2VjcmV0\r\n\r\n');
    assert.deepEqual(told, [{ code: 'HPE_INVALID_HEADER_TOKEN', address: '127.0.0.1' }]);
  });

  test('headers that do not arrive in time: 408', async (t) => {
    const { connect } = await loopback(t, hello, { limits: { headersTimeout: 20, requestTimeout: 20 } });
    const { socket, answer } = connect();
    socket.write('GET / HTTP/1.1\r\nHost:');
    assert.match(await answer, /^HTTP\/1.1 408 /);
  });
});

test('a known method reaches the handler, however seldom it is heard elsewhere', async (t) => {
  const { say } = await loopback(t, (req, res) => res.end(req.method));
  assert.match(await say(request('PROPFIND')), /PROPFIND$/);
  assert.match(await say(request('REPORT')), /REPORT$/);
});

test('RFC 9112 §9.3.2: requests of one connection are handled one after another', async (t) => {
  const handled: (string | undefined)[] = [];
  const { say } = await loopback(t, (req, res) => {
    handled.push(req.url);
    setImmediate(() => {
      handled.push('answered');
      res.end(req.url);
    });
  });
  const get = (url: string, more = ''): string => `GET ${url} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
  await say(get('/a') + get('/b') + get('/c', 'Connection: close\r\n'));
  assert.deepEqual(handled, ['/a', 'answered', '/b', 'answered', '/c', 'answered']);
});

test('a connection on which too many requests wait is ended', async (t) => {
  let handled = 0;
  const { say } = await loopback(t, () => {
    handled += 1;
  });
  assert.equal(await say('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(102)), '');
  assert.equal(handled, 1);
});

test('a connection too many is closed', async (t) => {
  const { port, connect: open } = await loopback(t, hello, { limits: { connections: 1 } });
  const first = open();
  first.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await first.until('hello');
  const second = connect(port, '127.0.0.1').on('error', () => {});
  await new Promise((resolve) => second.on('close', resolve));
  first.socket.destroy();
});

test('an idle connection is closed after its time', async (t) => {
  const { connect } = await loopback(t, hello, { limits: { keepAliveTimeout: 10 } });
  const { socket, answer } = connect();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.match(await answer, /hello$/);
});

test('a header with a line break cannot be sent', async (t) => {
  const { say } = await loopback(t, (_req, res) => {
    assert.throws(() => res.setHeader('Location', '/a\r\nX: y'));
    res.end('safe');
  });
  assert.match(await say(request('GET')), /safe$/);
});

describe('draining', () => {
  test('ends idle connections at once and lets a request in flight end', async (t) => {
    const inFlight = Promise.withResolvers<ServerResponse>();
    const server = await loopback(t, (req, res) => (req.url === '/slow' ? inFlight.resolve(res) : hello(req, res)));
    const idle = server.connect();
    idle.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.until('hello');
    const busy = server.connect();
    busy.socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    const res = await inFlight.promise;
    const drained = server.drain(60_000);
    await idle.answer;
    const late = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => late.on('error', resolve));
    res.end('done');
    assert.match(await busy.answer, /Connection: close.*done$/s);
    assert.equal(await drained, 'clean');
  });

  test('a response whose head is out keeps its connection no longer than its body', async (t) => {
    const inFlight = Promise.withResolvers<ServerResponse>();
    const server = await loopback(t, (_req, res) => {
      res.flushHeaders();
      inFlight.resolve(res);
    });
    const busy = server.connect();
    busy.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const res = await inFlight.promise;
    const drained = server.drain(60_000);
    res.end('done');
    assert.match(await busy.answer, /done/);
    assert.equal(await drained, 'clean');
  });

  test('cuts what does not end in time', async (t) => {
    const inFlight = Promise.withResolvers<void>();
    const server = await loopback(t, () => inFlight.resolve());
    const busy = server.connect();
    busy.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await inFlight.promise;
    assert.equal(await server.drain(10), 'cut');
    assert.equal(await busy.answer, '');
  });
});
