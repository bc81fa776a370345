import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextFetch, nextTry } from '../../../src/domain/web-calendar/next-fetch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('every hour, or as often as the calendar wishes between a quarter of an hour and a day', () => {
  assert.deepEqual([undefined, 6 * HOUR, MINUTE, -MINUTE, 48 * HOUR].map(nextFetch), [
    HOUR,
    6 * HOUR,
    15 * MINUTE,
    15 * MINUTE,
    24 * HOUR,
  ]);
});

test('after failures later and later, and at least once a day', () => {
  assert.deepEqual([1, 2, 3, 7, 8, 1000].map(nextTry), [
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    16 * HOUR,
    24 * HOUR,
    24 * HOUR,
  ]);
});
