import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collationKey } from '../../../src/domain/text/collation.ts';
import { TextKeys, type TextMatch } from '../../../src/domain/text/text-match.ts';

const contains = (text: string, collation: TextMatch['collation'] = 'i;ascii-casemap', negate = false): TextMatch => ({
  collation,
  key: collationKey(collation, text),
  how: 'contains',
  negate,
});

test('a text is read once for each collation, however many conditions are on it', () => {
  const read: string[] = [];
  const keys = new TextKeys<string>((of, parameter) => {
    read.push(`${of} ${parameter}`);
    return parameter === '' ? [`the value of ${of}`] : [`the ${parameter} of ${of}`];
  });
  for (let nth = 0; nth < 100; nth += 1) {
    assert.equal(keys.match('NOTE', contains('VALUE of')), true);
    assert.equal(keys.match('NOTE', contains(`absent ${nth}`)), false);
    assert.equal(keys.match('NOTE', contains('VALUE', 'i;octet')), false);
    assert.equal(keys.match('NOTE', contains('the type'), 'TYPE'), true);
  }
  assert.deepEqual(read, ['NOTE ', 'NOTE ', 'NOTE TYPE']);
});

test('properties and parameters are told apart, and a negated match finds what lacks the text', () => {
  const keys = new TextKeys<string>((of, parameter) => [of + parameter]);
  assert.equal(keys.match('a', contains('b')), false);
  assert.equal(keys.match('b', contains('b')), true);
  assert.equal(keys.match('a', contains('b'), 'b'), true);
  assert.equal(keys.match('a', contains('b', 'i;octet', true)), true);
});
