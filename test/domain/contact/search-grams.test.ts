import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gramsOf } from '../../../src/domain/contact/search-grams.ts';

test('whatever a text holds, its grams hold too, in any script', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      (a, key, b) => {
        const text = new Set(gramsOf('book', a + key + b));
        assert.ok(gramsOf('book', key).every((gram) => text.has(gram)));
      },
    ),
  ));

test('the grams of another book are others', () =>
  assert.equal(new Set(gramsOf('one', 'schmidt')).intersection(new Set(gramsOf('two', 'schmidt'))).size, 0));

test('each is there once', () => assert.equal(gramsOf('book', 'aaaaaa').length, 1));

test('a key of fewer than three letters has none', () => {
  assert.deepEqual(gramsOf('book', 'ab'), []);
  assert.equal(gramsOf('book', 'abc').length, 1);
});

test('none reaches from one line into the next', () =>
  assert.deepEqual(gramsOf('book', 'abc\ndef'), [...gramsOf('book', 'abc'), ...gramsOf('book', 'def')]));
