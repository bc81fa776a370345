import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import * as headers from '../../../src/adapters/http/headers.ts';
import { parseIf } from '../../../src/adapters/http/if-header.ts';
import { parseReference, parseTarget } from '../../../src/adapters/http/path.ts';

const soak = Number(process.env.FASTI_SOAK ?? 1);
const bad = (header: string) => ({ is: 'malformed', header });
const table = <Out>(
  what: string,
  parse: (value: string | undefined) => Out,
  rows: [string | undefined, unknown][],
): void => {
  describe(what, () => {
    for (const [value, result] of rows) test(`${value}`, () => assert.deepEqual(parse(value), result));
  });
};

table('RFC 4918 §10.2 Depth', headers.parseDepth, [
  [undefined, undefined],
  ['0', 0],
  [' 1 ', 1],
  ['Infinity', 'infinity'],
  ['2', bad('Depth')],
  ['', bad('Depth')],
  ['0, 1', bad('Depth')],
]);

table('RFC 4918 §10.6 Overwrite', headers.parseOverwrite, [
  [undefined, true],
  ['T', true],
  ['f', false],
  ['no', bad('Overwrite')],
]);

table('RFC 4918 §10.7 Timeout', headers.parseTimeout, [
  [undefined, undefined],
  ['Infinite, Second-4100000000', 'infinite'],
  ['Extend-1, Second-600', 600],
  ['Second-9999999999', 0xffffffff],
  ['Second-', undefined],
]);

table('RFC 9110 §5.6.7 dates', headers.parseHttpDate, [
  [undefined, undefined],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 784111777000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 784111777000],
  ['Sun Nov  6 08:49:37 1994', 784111777000],
  ['1994-11-06', undefined],
  ['Sun, 99 Nov 1994 08:49:37 GMT', undefined],
]);

table('RFC 4918 §10.5 Lock-Token', headers.parseLockToken, [
  [undefined, undefined],
  ['<urn:uuid:1>', 'urn:uuid:1'],
  ['urn:uuid:1', bad('Lock-Token')],
  ['<a><b>', bad('Lock-Token')],
]);

table('RFC 7240 Prefer', headers.parsePrefer, [
  [undefined, { return: undefined, depthNoroot: false }],
  ['return=minimal', { return: 'minimal', depthNoroot: false }],
  ['depth-noroot, return="representation"; x=y', { return: 'representation', depthNoroot: true }],
  ['Return = Minimal, return=representation', { return: 'minimal', depthNoroot: false }],
  ['wait=10, return=something, "', { return: undefined, depthNoroot: false }],
]);

const tag = (value: string, weak = false) => ({ weak, value });
table('RFC 9110 §13.1 entity tags', (value) => headers.parseEntityTags('If-Match', value), [
  [undefined, undefined],
  ['*', '*'],
  ['"a"', [tag('a')]],
  ['"a,b", W/"c" ,"",', [tag('a,b'), tag('c', true), tag('')]],
  ['a', bad('If-Match')],
  ['"a" "b"', bad('If-Match')],
  ['*, "a"', bad('If-Match')],
  ['w/"a"', bad('If-Match')],
  ['', bad('If-Match')],
]);

test('a weak tag never matches strongly, and matches weakly by its value', () => {
  assert.ok(headers.strongMatch(tag('a'), tag('a')));
  assert.ok(!headers.strongMatch(tag('a', true), tag('a', true)));
  assert.ok(headers.weakMatch(tag('a', true), tag('a')));
  assert.ok(!headers.weakMatch(tag('a'), tag('b')));
});

const type = (name: string, ...parameters: [string, string][]) => ({ type: name, parameters: new Map(parameters) });
table('RFC 9110 §8.3.1 Content-Type', headers.parseContentType, [
  [undefined, undefined],
  ['Text/Calendar', type('text/calendar')],
  [
    'text/calendar; Charset="utf-8" ;component=VEVENT;',
    type('text/calendar', ['charset', 'utf-8'], ['component', 'VEVENT']),
  ],
  ['a/b; c="\\"x;\\\\"; c=d', type('a/b', ['c', '"x;\\'])],
  ['text', bad('Content-Type')],
  ['text/calendar charset', bad('Content-Type')],
  ['a/b; c="d', bad('Content-Type')],
]);

table('RFC 9110 §12.5.3 Accept-Encoding', headers.parseAcceptEncoding, [
  [undefined, new Map()],
  [
    'gzip, BR;q=0.5,*; q=0, deflate;q=2',
    new Map([
      ['gzip', 1],
      ['br', 0.5],
      ['*', 0],
    ]),
  ],
]);

const basic = (text: string | Buffer): string => `Basic ${Buffer.from(text).toString('base64')}`;
table('RFC 7617 Basic', headers.parseBasic, [
  [undefined, undefined],
  [basic('zoë:p:ä:'), { login: 'zoë', password: 'p:ä:' }],
  ['bAsIc  YTo=', { login: 'a', password: '' }],
  [basic('a'), undefined],
  [basic('a\0:b'), undefined],
  [basic(Buffer.from([0x61, 0x3a, 0xff])), undefined],
  ['Basic !!!!', undefined],
  ['Basic YTpi=', { login: 'a', password: 'b' }],
  ['Basic YTpiY', undefined],
  ['Bearer YTpi', undefined],
]);

test('whatever a header holds, no parser throws', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          '"',
          'W/',
          ',',
          ';',
          '=',
          ' ',
          '<',
          '>',
          '(',
          ')',
          'Not',
          '[',
          ']',
          'q=',
          '%',
          '/',
          '..',
          'http://',
          'a',
          '*',
          '\\',
          'é',
          '?',
        ),
      )
      .map((all) => all.join('')),
  );
  const { parseDepth, parseOverwrite, parseTimeout, parseLockToken, parsePrefer, parseContentType } = headers;
  const all = [
    parseDepth,
    parseOverwrite,
    parseTimeout,
    headers.parseHttpDate,
    parseLockToken,
    parsePrefer,
    parseContentType,
    headers.parseAcceptEncoding,
    headers.parseBasic,
    parseIf,
    parseTarget,
    (text: string) => headers.parseEntityTags('x', text),
    (text: string) => parseReference(text, ['a']),
  ];
  fc.assert(
    fc.property(value, (text) => void all.map((parse) => parse(text))),
    { seed: 9110, numRuns: 1000 * soak },
  );
});
