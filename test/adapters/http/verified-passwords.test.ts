import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggedIn } from '../../../src/adapters/http/logins.ts';
import { verifiedPasswords } from '../../../src/adapters/http/verified-passwords.ts';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { MAX_REMEMBERED_LOGINS } from '../../../src/domain/limits.ts';

const who: LoggedIn = {
  principal: 'p' as PrincipalId,
  login: 'jo',
  domain: '',
  source: 'people',
  name: 'Jo',
  mails: [],
  kind: 'individual',
  deniedModules: [],
};

test('what stands for a password is another in each process, for each login, and however the two are parted', () => {
  const [one, other] = [verifiedPasswords(300, Date.now), verifiedPasswords(300, Date.now)];
  assert.equal(one.print('jo', 'secret'), one.print('jo', 'secret'));
  const prints = [one.print('jo', 'secret'), other.print('jo', 'secret'), one.print('ann', 'secret')];
  const parted = [one.print('a', 'b:c'), one.print('a:b', 'c'), one.print('a:', 'b:c')];
  assert.equal(new Set([...prints, ...parted]).size, 6);
});

test('of too many the one that was verified first is let go', () => {
  const passwords = verifiedPasswords(300, Date.now);
  const remember = (n: number) => passwords.remember(`${n}`, 'jo', { who });
  for (let n = 0; n < MAX_REMEMBERED_LOGINS; n += 1) remember(n);
  remember(0);
  remember(MAX_REMEMBERED_LOGINS);
  assert.deepEqual(passwords.fresh('0'), { who });
  assert.equal(passwords.fresh('1'), undefined);
  assert.deepEqual(passwords.fresh('2'), { who });
});
