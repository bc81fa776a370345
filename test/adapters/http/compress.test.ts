import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { chooseCoding, startBody } from '../../../src/adapters/http/compress.ts';
import { loopback } from './loopback.ts';

describe('RFC 9110 §12.5.3: the coding follows the weights', () => {
  const rows: [string | undefined, 'br' | 'gzip' | undefined][] = [
    [undefined, undefined],
    ['', undefined],
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=0.8, br;q=0.5', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['*', 'br'],
    ['*, br;q=0', 'gzip'],
    ['identity, gzip;q=0.5', undefined],
    ['x-gzip', 'gzip'],
    ['zstd', undefined],
  ];
  for (const [value, coding] of rows) test(`${value}`, () => assert.equal(chooseCoding(value), coding));
});

const TEXT = '<D:x/>'.repeat(1000);
type Answer = { readonly head: string; readonly octets: Buffer };

const get = async (
  t: TestContext,
  accept: string,
  headers: Record<string, string>,
  size?: number,
  method = 'GET',
): Promise<Answer> => {
  const { say } = await loopback(t, (req, res) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    startBody(req, res, 207, size).end(TEXT.slice(0, size));
  });
  const whole = await say(`${method} / HTTP/1.0\r\nHost: a\r\nAccept-Encoding: ${accept}\r\n\r\n`);
  const end = whole.indexOf('\r\n\r\n');
  return { head: whole.slice(0, end), octets: Buffer.from(whole.slice(end + 4), 'latin1') };
};
const XML = { 'Content-Type': 'application/xml; charset=utf-8' };

describe('a body', () => {
  test('of text is compressed as the client wishes, and Vary says so', async (t) => {
    const br = await get(t, 'br', XML);
    assert.match(br.head, /^HTTP\/1.1 207 .*Vary: Accept-Encoding\r\nContent-Encoding: br/s);
    assert.equal(brotliDecompressSync(br.octets).toString(), TEXT);
    const gzip = await get(t, 'gzip', { 'Content-Type': 'text/calendar', Vary: 'Brief' }, TEXT.length);
    assert.match(gzip.head, /Vary: Brief, Accept-Encoding|Vary: Brief\r\nVary: Accept-Encoding/);
    assert.doesNotMatch(gzip.head, /Content-Length/);
    assert.equal(gunzipSync(gzip.octets).toString(), TEXT);
  });

  test('stays plain for a client that asked for nothing, but Vary still says so', async (t) => {
    const { head, octets } = await get(t, 'identity', XML, TEXT.length);
    assert.match(head, /Vary: Accept-Encoding/);
    assert.match(head, /Content-Length: 6000/);
    assert.equal(octets.toString(), TEXT);
  });

  const plain: [string, Record<string, string>, number | undefined, string][] = [
    ['that is short', XML, 1023, 'GET'],
    ['with an ETag, which speaks of these octets', { ...XML, ETag: '"a"' }, undefined, 'GET'],
    ['that is no text', { 'Content-Type': 'image/png' }, undefined, 'GET'],
    ['that is not sent', XML, 6000, 'HEAD'],
  ];
  for (const [what, headers, size, method] of plain)
    test(`${what} stays plain`, async (t) => {
      const { head } = await get(t, 'br, gzip', headers, size, method);
      assert.doesNotMatch(head, /Content-Encoding|Vary/);
    });

  test('whose reader leaves is a closed stream to its writer', async (t) => {
    const closed = Promise.withResolvers<void>();
    const { connect } = await loopback(t, async (req, res) => {
      res.setHeader('Content-Type', 'text/xml');
      const out = startBody(req, res, 207);
      out.write(TEXT);
      out.on('close', closed.resolve);
    });
    const { socket } = connect();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await closed.promise;
  });
});
