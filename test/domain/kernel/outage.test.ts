import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outage } from '../../../src/domain/kernel/outage.ts';
import { OUTAGE_QUIET } from '../../../src/domain/limits.ts';

/** An outage that tells into a list, with a clock of its own. */
const open = () => {
  const told: string[] = [];
  const clock = { now: 0 };
  const noticed = outage(
    (error) => told.push(`out: ${error}`),
    () => told.push('back'),
    () => clock.now,
  );
  return { told, clock, ...noticed };
};

test('an outage is told once at its begin and once at its end', () => {
  const { told, clock, failed, answered } = open();
  answered();
  failed('first');
  failed('second');
  clock.now += OUTAGE_QUIET;
  answered();
  answered();
  assert.deepEqual(told, ['out: first', 'back']);
  failed('third');
  assert.equal(told.at(-1), 'out: third');
});

test('answers of one server while another is out end nothing', () => {
  const { told, clock, failed, answered } = open();
  for (let minute = 0; minute < 5; minute += 1) {
    failed('out');
    clock.now += OUTAGE_QUIET - 1;
    answered();
  }
  assert.deepEqual(told, ['out: out']);
});
