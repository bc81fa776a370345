import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appPasswordUses } from '../../../src/adapters/http/app-password-uses.ts';
import type { AppPasswordId } from '../../../src/domain/account/app-passwords.ts';

const HOUR = 3_600_000;

test('a use is stored once an hour, however often and with whatever others it comes', async () => {
  const clock = { now: 10 * HOUR };
  const stored: [readonly string[], number][] = [];
  const uses = appPasswordUses(
    async (ids, at) => {
      stored.push([ids, at]);
    },
    () => clock.now,
  );
  const [phone, laptop] = ['phone', 'laptop'] as AppPasswordId[];
  assert.ok(phone !== undefined && laptop !== undefined);
  for (const id of [phone, phone, laptop, phone]) uses.note(id);
  await uses.flush();
  uses.note(phone);
  clock.now += 1000;
  await uses.flush();
  clock.now += HOUR;
  await uses.flush();
  uses.note(phone);
  await uses.flush();
  assert.deepEqual(stored, [
    [['phone', 'laptop'], 10 * HOUR],
    [['phone'], 11 * HOUR + 1000],
  ]);
});
