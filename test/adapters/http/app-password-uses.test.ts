import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appPasswordUses } from '../../../src/adapters/http/app-password-uses.ts';
import type { AppPasswordId } from '../../../src/domain/account/app-passwords.ts';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import type { AppPasswordUse } from '../../../src/domain/ports.ts';

const HOUR = 3_600_000;

test('a use is stored once an hour, however often and with whatever others it comes', async () => {
  const clock = { now: 10 * HOUR };
  const stored: [readonly AppPasswordUse[], number][] = [];
  const uses = appPasswordUses(
    async (used, at) => {
      stored.push([used, at]);
    },
    () => clock.now,
  );
  const use = (principal: string, id: string): AppPasswordUse => ({
    principal: principal as PrincipalId,
    id: id as AppPasswordId,
  });
  const [phone, hers] = [use('jo', 'phone'), use('ann', 'phone')];
  for (const one of [phone, phone, hers, phone]) uses.note(one);
  await uses.flush();
  uses.note(phone);
  clock.now += 1000;
  await uses.flush();
  clock.now += HOUR;
  await uses.flush();
  uses.note(phone);
  await uses.flush();
  assert.deepEqual(stored, [
    [[phone, hers], 10 * HOUR],
    [[phone], 11 * HOUR + 1000],
  ]);
});
