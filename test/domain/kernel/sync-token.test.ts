import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Epoch, Position } from '../../../src/domain/kernel/ids.ts';
import { decodeSyncToken, encodeSyncToken } from '../../../src/domain/kernel/sync-token.ts';

const state = (epoch: number, position: number, fingerprint: number) => ({
  epoch: epoch as Epoch,
  position: position as Position,
  fingerprint,
});

test('a token is one decimal number of epoch, position and fingerprint', () => {
  assert.equal(encodeSyncToken(state(1, 0, 7)), '1000000000000007');
  assert.equal(encodeSyncToken(state(12, 345, 6789)), '12000000003456789');
});

test('what was encoded is decoded', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.integer({ min: 0, max: 99_999_999_999 }),
      fc.integer({ min: 0, max: 9999 }),
      (epoch, position, fingerprint) => {
        const given = state(epoch, position, fingerprint);
        assert.deepEqual(decodeSyncToken(encodeSyncToken(given)), given);
      },
    ),
  );
});

test('in one epoch tokens grow with the log', () => {
  const [before, after] = [encodeSyncToken(state(1, 999, 9999)), encodeSyncToken(state(1, 1000, 0))];
  assert.ok(BigInt(before) < BigInt(after));
});

for (const token of [
  '',
  '0',
  '-1',
  '1234',
  '999999999999999',
  '01000000000000007',
  '1e15',
  ' 1000000000000007',
  'http://x/1',
  '9'.repeat(31),
])
  test(`“${token}” is no token of ours`, () => assert.equal(decodeSyncToken(token), undefined));
