import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sealer } from '../../../src/adapters/encryption/sealer.ts';

test('what was sealed is opened for the thing that it was sealed for, and for no other', () => {
  const { seal, open } = sealer('a key');
  const sealed = seal('Größe', 'one');
  assert.equal(open(sealed, 'one'), 'Größe');
  assert.equal(open(sealed, 'two'), undefined);
  assert.equal(Buffer.from(sealed).includes('Gr'), false);
});

test('the same text is sealed otherwise each time', () => {
  const { seal } = sealer('a key');
  assert.notDeepEqual(seal('text', 'one'), seal('text', 'one'));
});

test('what was altered or cut is not opened', () => {
  const { seal, open } = sealer('a key');
  const sealed = seal('text', 'one');
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Uint8Array.from(sealed, (octet, n) => (n === at ? octet ^ 1 : octet));
    assert.equal(open(altered, 'one'), undefined);
    assert.equal(open(sealed.subarray(0, at), 'one'), undefined);
  }
});

test('a former key opens, and does not seal', () => {
  const former = sealer(new Uint8Array(32));
  const now = sealer('a key', new Uint8Array(32));
  assert.equal(now.open(former.seal('text', 'one'), 'one'), 'text');
  assert.equal(former.open(now.seal('text', 'one'), 'one'), undefined);
});
