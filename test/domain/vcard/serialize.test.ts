import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serializeCard, serializeProperty, written } from '../../../src/domain/vcard/serialize.ts';
import { vcard } from './cards.ts';

test('RFC 6350 §6.7.9: VERSION comes first', () => {
  assert.equal(serializeCard('4.0', [written('FN', 'x')]), vcard('4.0', 'FN:x'));
});

test('no value and no parameter can begin a new line', () => {
  const of = written('X-A', 'a\r\nFN:b\rc', [{ name: 'X-B', values: ['d\r\nEND:VCARD', 'e\0"^'] }]);
  assert.equal(serializeProperty('3.0', of), `X-A;X-B="d END:VCARD",e'^:a\\nFN:b\\nc\r\n`);
  assert.equal(serializeProperty('4.0', of), `X-A;X-B="d^nEND:VCARD",e^'^^:a\\nFN:b\\nc\r\n`);
});
