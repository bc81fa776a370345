import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodePath, encodeSegment, parsePath, parseReference, parseTarget } from '../../../src/adapters/http/path.ts';
import { MAX_NAME_OCTETS } from '../../../src/domain/limits.ts';

const soak = Number(process.env.FASTI_SOAK ?? 1);
const bad = (why: string) => ({ is: 'bad-path', why });
const path = (segments: string[], collection = false, query?: string) => ({ is: 'path', segments, collection, query });

describe('a path becomes decoded segments', () => {
  const rows: [string, unknown][] = [
    ['/', path([], true)],
    ['/a', path(['a'])],
    ['/a/b/', path(['a', 'b'], true)],
    ['/zo%C3%AB@x%40y%20z', path(['zoë@x@y z'])],
    ['/a%252Fb', path(['a%2Fb'])],
    ['/a+b?c=d/e?f', path(['a+b'], false, 'c=d/e?f')],
    ['/.../.a', path(['...', '.a'])],
  ];
  for (const [reference, result] of rows) test(reference, () => assert.deepEqual(parsePath(reference), result));
});

describe('an attack is refused by name', () => {
  const rows: [string, string][] = [
    ['', 'not-a-path'],
    ['a', 'not-a-path'],
    ['*', 'not-a-path'],
    ['/a#b', 'not-a-path'],
    ['/a/../b', 'dot-segment'],
    ['/a/%2e%2E/b', 'dot-segment'],
    ['/./a', 'dot-segment'],
    ['/a/..', 'dot-segment'],
    ['//a', 'empty-segment'],
    ['/a//b', 'empty-segment'],
    ['/a//', 'empty-segment'],
    ['//', 'empty-segment'],
    ['/a%2fb', 'forbidden-character'],
    ['/a%5Cb', 'forbidden-character'],
    ['/a\\..\\b', 'forbidden-character'],
    ['/a%00', 'forbidden-character'],
    ['/a%0D%0Ab', 'forbidden-character'],
    ['/a%7F', 'forbidden-character'],
    ['/a%C2%85', 'forbidden-character'],
    ['/a%E2%80%AEscj', 'forbidden-character'],
    ['/a%E2%81%A6b', 'forbidden-character'],
    ['/a\ud800', 'forbidden-character'],
    ['/%ff', 'bad-encoding'],
    ['/%c0%af', 'bad-encoding'],
    ['/%ED%A0%80', 'bad-encoding'],
    ['/%4', 'bad-encoding'],
    ['/%zz', 'bad-encoding'],
    ['/100%', 'bad-encoding'],
    [`/${'é'.repeat(MAX_NAME_OCTETS / 2 + 1)}`, 'name-too-long'],
  ];
  for (const [reference, why] of rows)
    test(reference.slice(0, 30), () => assert.deepEqual(parsePath(reference), bad(why)));
  test('a name of exactly the limit is none', () =>
    assert.equal(parsePath(`/${'a'.repeat(MAX_NAME_OCTETS)}`).is, 'path'));
});

describe('RFC 4918 §8.3: a reference is an absolute path or a URL of this server', () => {
  const rows: [string, string[], unknown][] = [
    ['/a', [], path(['a'])],
    ['http://cal.example/a/', ['cal.example'], path(['a'], true)],
    ['HTTPS://Cal.Example:443/a', ['cal.example'], path(['a'])],
    ['https://cal.example/a', ['cal.example:80'], path(['a'])],
    ['http://u:p@cal.example:8080/a', ['other', 'CAL.example:8080'], path(['a'])],
    ['http://[::1]:8080/a', ['[::1]:8080'], path(['a'])],
    ['http://cal.example', ['cal.example'], path([], true)],
    ['http://cal.example/a', ['cal.example:8080'], bad('other-server')],
    ['http://cal.example.evil/a', ['cal.example'], bad('other-server')],
    ['http://cal.example@evil/a', ['cal.example'], bad('other-server')],
    ['http:///a', [''], bad('not-a-path')],
    ['ftp://cal.example/a', ['cal.example'], bad('not-a-path')],
    ['http://cal.example/a/../b', ['cal.example'], bad('dot-segment')],
    ['mailto:a@cal.example', ['cal.example'], bad('not-a-path')],
  ];
  for (const [reference, hosts, result] of rows)
    test(reference, () => assert.deepEqual(parseReference(reference, hosts), result));
});

test('RFC 9112 §3.2: a request target in absolute form, and one with raw UTF-8 as node shows it', () => {
  assert.deepEqual(parseTarget('http://any.example:81/a'), path(['a']));
  assert.deepEqual(parseTarget(Buffer.from('/zoë').toString('latin1')), path(['zoë']));
  assert.deepEqual(parseTarget('/zo\xeb'), bad('bad-encoding'));
});

test('encoding leaves what clients leave, and nothing a header or a reader of XML could trip over', () => {
  assert.equal(encodeSegment("a@b:c!$&'()*+,;=~"), "a@b:c!$&'()*+,;=~");
  assert.equal(encodeSegment('a b/"?#%\r\n<é'), 'a%20b%2F%22%3F%23%25%0D%0A%3C%C3%A9');
  assert.equal(encodePath([], true), '/');
  assert.equal(encodePath(['a b', 'c'], true), '/a%20b/c/');
});

test('every path that can be parsed is the same after encoding', () => {
  const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), fc.boolean(), (segments, collection) => {
      const before = parsePath(encodePath(segments, collection));
      if (before.is === 'path') assert.deepEqual(before.segments, segments);
      else assert.ok(before.why === 'forbidden-character' || before.why === 'dot-segment');
    }),
    { seed: 3986, numRuns: 1000 * soak },
  );
});
