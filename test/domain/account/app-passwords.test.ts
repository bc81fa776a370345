import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AppPasswordId, looksLikeAppPassword } from '../../../src/domain/account/app-passwords.ts';
import { account } from '../../../src/domain/account/decider.ts';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import { MAX_APP_PASSWORDS, MAX_LABEL_OCTETS } from '../../../src/domain/limits.ts';
import { refused, scenario, stateAfter } from '../../support/scenario.ts';

const principal = 'p' as PrincipalId;
const domain = '';
const opened: AccountEvent = { type: 'account-opened', data: { principal, domain }, body: jsonBody({ login: 'jo' }) };
const closed: AccountEvent = { type: 'account-closed', data: { principal, domain } };
const hash = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

const create = (id: string, label = 'Phone') => ({
  type: 'create-app-password' as const,
  id: id as AppPasswordId,
  scope: 'dav' as const,
  label,
  hash,
});
const created = (id: string): AccountEvent => ({
  type: 'app-password-created',
  data: { principal, id: id as AppPasswordId, scope: 'dav' },
  body: jsonBody({ label: 'Phone', hash }),
});
const revoke = (id: string) => ({ type: 'revoke-app-password' as const, id: id as AppPasswordId });
const revoked = (id: string): AccountEvent => ({
  type: 'app-password-revoked',
  data: { principal, id: id as AppPasswordId },
});

test('an app password is made for an open account', () => {
  scenario(account, { given: [opened], when: create('a'), outcome: decided([created('a')]) });
  scenario(account, { given: [], when: create('a'), outcome: refused('no-such-resource') });
  scenario(account, { given: [opened, closed], when: create('a'), outcome: refused('no-such-resource') });
});

test('no two of an account have the same id', () =>
  scenario(account, { given: [opened, created('a')], when: create('a'), outcome: refused('name-taken') }));

test('an account has so many app passwords and no more', () => {
  const given = [opened, ...Array.from({ length: MAX_APP_PASSWORDS }, (_, n) => created(`n${n}`))];
  scenario(account, { given, when: create('a'), outcome: refused('too-many-app-passwords') });
  scenario(account, { given: [...given, revoked('n0')], when: create('a'), outcome: decided([created('a')]) });
});

test('a label can be read and told from others', () => {
  for (const label of ['', '  ', 'a\nb', 'a\u202eb', 'x'.repeat(MAX_LABEL_OCTETS + 1)])
    scenario(account, { given: [opened], when: create('a', label), outcome: refused('name-unusable') });
});

test('what is there is revoked, once', () => {
  scenario(account, { given: [opened, created('a')], when: revoke('a'), outcome: decided([revoked('a')]) });
  scenario(account, { given: [opened], when: revoke('a'), outcome: refused('no-such-resource') });
  scenario(account, {
    given: [opened, created('a'), revoked('a')],
    when: revoke('a'),
    outcome: refused('no-such-resource'),
  });
});

test('an account knows the ids of its app passwords', () =>
  assert.deepEqual(stateAfter(account, [opened, created('a'), created('b'), revoked('a')]), {
    is: 'open',
    principal,
    domain,
    appPasswords: ['b'],
  }));

test('only four groups of five of the letters that nobody takes for others may be one', () => {
  assert.equal(looksLikeAppPassword('abcde-fghij-kmnpq-23456'), true);
  for (const other of [
    '',
    'secret',
    'abcde-fghij-kmnpq',
    'abcde-fghij-kmnpq-23450',
    'abcde-fghij-lmnpq-23456',
    ' abcde-fghij-kmnpq-23456',
    'abcde-fghij-kmnpq-23456\n',
  ])
    assert.equal(looksLikeAppPassword(other), false, other);
});
