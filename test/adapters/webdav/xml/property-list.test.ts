import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { type PropertyListValue, propertyList } from '../../../../src/adapters/webdav/xml/property-list.ts';
import { readPropertyList } from '../../../support/property-list.ts';

test('a reader gets what was written', async () => {
  const value = {
    text: 'a & b < c > d "e" \'f\' ]]> <![CDATA[ &amp; \u00fc\u{1f600}',
    lines: 'one\ntwo\r\nthree\rfour\ttab',
    empty: '',
    '<key> & "another"': true,
    no: false,
    numbers: [0, 443, -1],
    inside: { list: [], dictionary: {} },
  };
  assert.deepEqual(await readPropertyList(propertyList(value)), value);
});

test('what XML cannot say is replaced, and is nothing else', async () =>
  assert.deepEqual(await readPropertyList(propertyList(['\0a\x1b\ufffe\ud800'])), ['\ufffda\ufffd\ufffd\ufffd']));

test('no text can become markup', async () => {
  const pieces = [
    '<',
    '>',
    '&',
    '"',
    "'",
    ']]>',
    '<string>',
    '</string>',
    '<!--',
    '-->',
    '&#0;',
    '\r',
    '\n',
    'é',
    '\u2028',
    'x',
  ];
  const any = (): string => Array.from({ length: randomInt(12) }, () => pieces[randomInt(pieces.length)]).join('');
  const value: PropertyListValue = Array.from({ length: 300 }, () => ({ [`k${any()}`]: any() }));
  assert.deepEqual(await readPropertyList(propertyList(value)), value);
});
