import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notedBlocks } from '../../../src/adapters/http/noted-blocks.ts';
import { MAX_NOTED_BLOCKS } from '../../../src/domain/limits.ts';

test('a block is known until it ends or is cleared', () => {
  const clock = { now: 0 };
  const { seconds, note, clear } = notedBlocks(() => clock.now);
  assert.equal(seconds('a'), 0);
  note('a', 1500);
  note('b', 1500);
  assert.equal(seconds('a'), 2);
  clock.now = 1499;
  assert.equal(seconds('a'), 1);
  clear('b');
  assert.equal(seconds('b'), 0);
  clock.now = 1500;
  assert.equal(seconds('a'), 0);
});

test('of too many the oldest is let go', () => {
  const { seconds, note } = notedBlocks(() => 0);
  for (let n = 0; n <= MAX_NOTED_BLOCKS; n += 1) note(`${n}`, 1000);
  assert.deepEqual([seconds('0'), seconds('1')], [0, 1]);
});
