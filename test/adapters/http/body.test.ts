import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type BodyLimits, isBodyProblem, readBody } from '../../../src/adapters/http/body.ts';
import { loopback } from './loopback.ts';

/** Answers each request with what became of its body: its length and beginning, or the refusal. */
const reading = (t: TestContext, limits: BodyLimits) => {
  const seen: string[] = [];
  const server = loopback(t, async (req, res) => {
    const body = await readBody(req, res, limits);
    seen.push(isBodyProblem(body) ? body.why : `${body.length} ${body.subarray(0, 20)}`);
    res.statusCode = isBodyProblem(body) ? body.status : 200;
    res.end(seen.at(-1));
  });
  return server.then((all) => ({ ...all, seen }));
};

const put = (body: string | Buffer, headers = '', length = Buffer.byteLength(body)): Buffer =>
  Buffer.concat([
    Buffer.from(`PUT /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${length}\r\n${headers}\r\n`),
    Buffer.from(body),
  ]);
const coded = (coding: string, body: Buffer): Buffer => put(body, `Content-Encoding: ${coding}\r\n`);
const NEXT = 'GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

describe('a body', () => {
  const hello = Buffer.from('hello');
  const rows: [string, Buffer, string][] = [
    ['as it is', put('hello'), '5 hello'],
    ['none', Buffer.from(NEXT), '0 '],
    [
      'in chunks',
      Buffer.from(
        'PUT /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n',
      ),
      '5 hello',
    ],
    ['identity', coded('Identity', hello), '5 hello'],
    ['gzip', coded('GZIP', gzipSync(hello)), '5 hello'],
    ['x-gzip', coded('x-gzip', gzipSync(hello)), '5 hello'],
    ['deflate with its header', coded('deflate', deflateSync(hello)), '5 hello'],
    ['deflate without', coded('deflate', deflateRawSync(hello)), '5 hello'],
    ['br', coded('br', brotliCompressSync(hello)), '5 hello'],
    ['of exactly the limit', put('x'.repeat(1000)), '1000 xxxxxxxxxxxxxxxxxxxx'],
    ['one octet longer', put('x'.repeat(1001)), 'too-large'],
    ['truncated gzip', coded('gzip', gzipSync(hello).subarray(0, -9)), 'coding-broken'],
    ['gzip that is none', coded('gzip', hello), 'coding-broken'],
    ['another coding', coded('zstd', hello), 'coding-unsupported'],
    ['two codings', coded('gzip, gzip', gzipSync(gzipSync(hello))), 'coding-unsupported'],
  ];
  for (const [what, octets, result] of rows)
    test(what, async (t) => {
      const { say } = await reading(t, { octets: 1000 });
      const status = { 'too-large': 413, 'coding-broken': 400, 'coding-unsupported': 415 }[result] ?? 200;
      const answer = await say(octets);
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      assert.ok(answer.endsWith(`\r\n\r\n${result}`), answer);
    });

  test('100 MB of zeros in 100 KB of gzip are refused without ever being unpacked', async (t) => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    const { say } = await reading(t, { octets: 1_000_000 });
    const before = process.memoryUsage().arrayBuffers;
    assert.match(await say(coded('gzip', bomb)), /413 .*too-large$/s);
    assert.ok(process.memoryUsage().arrayBuffers - before < 50_000_000);
  });
});

describe('after a refusal the client sees the answer', () => {
  test('and goes on with the same connection when its body was read to the end', async (t) => {
    const { connect, seen } = await reading(t, { octets: 10 });
    const { socket, answer, until } = connect();
    socket.write(`PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n${'x'.repeat(500_000)}`);
    await until('too-large');
    socket.write(NEXT);
    assert.match(await answer, /^HTTP\/1\.1 413 .*HTTP\/1\.1 200 /s);
    assert.deepEqual(seen, ['too-large', '0 ']);
  });

  test('a chunked body without end is given up after the octets that may be thrown away', async (t) => {
    const { connect } = await reading(t, { octets: 10, discard: 1000 });
    const { socket, until } = connect();
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
    socket.write(`PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`);
    socket.write(chunk);
    assert.match(await until('too-large'), /413 .*Connection: close/is);
  });

  test('one that sends no more is given up after the time for it', async (t) => {
    const { connect } = await reading(t, { octets: 10, discardTime: 20 });
    const { socket, answer } = connect();
    socket.write('PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx');
    assert.match(await answer, /413 .*Connection: close/is);
  });
});

describe('slow and broken senders', () => {
  test('a pause is answered with 408 and the end', async (t) => {
    const { connect } = await reading(t, { octets: 10, idle: 20 });
    const { socket, answer } = connect();
    socket.write('PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe');
    assert.match(await answer, /^HTTP\/1\.1 408 .*Connection: close.*too-slow$/is);
  });

  test('so is a trickle without pauses that never ends', async (t) => {
    const { connect } = await reading(t, { octets: 10_000, idle: 10_000, total: 30 });
    const { socket, answer } = connect();
    socket.write('PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nhe');
    assert.match(await answer, /^HTTP\/1.1 408 /);
  });

  test('fewer octets than promised are no body', async (t) => {
    const gone = Promise.withResolvers<unknown>();
    const { connect } = await loopback(t, async (req, res) => gone.resolve(await readBody(req, res, { octets: 10 })));
    connect().socket.end(put('hel', '', 5));
    assert.deepEqual(await gone.promise, { is: 'bad-body', why: 'gone', status: 400 });
  });

  test('octets beyond the promise are not part of the body', async (t) => {
    const { say, seen } = await reading(t, { octets: 10 });
    await say(put('hello world', '', 5));
    assert.deepEqual(seen, ['5 hello']);
  });
});

describe('RFC 9110 §10.1.1: a client that waits for 100 Continue', () => {
  const head = (length: number): string =>
    `PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;

  test('gets it when its body may come', async (t) => {
    const { connect } = await reading(t, { octets: 10 });
    const { socket, until, answer } = connect();
    socket.write(head(5));
    assert.equal(await until('\r\n\r\n'), 'HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('hello');
    assert.match(await answer, /HTTP\/1\.1 200 OK.*5 hello$/s);
  });

  test('gets the refusal at once when not', async (t) => {
    const { say } = await reading(t, { octets: 10 });
    assert.match(await say(head(11)), /^HTTP\/1\.1 413 .*Connection: close/is);
  });

  test('with a coding nobody knows is refused at once too', async (t) => {
    const { say } = await reading(t, { octets: 10 });
    assert.match(await say(head(5).replace('Connection', 'Content-Encoding: x\r\nConnection')), /^HTTP\/1.1 415 /);
  });
});
