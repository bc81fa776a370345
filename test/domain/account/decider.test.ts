import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account } from '../../../src/domain/account/decider.ts';
import type { AccountEvent, AccountResource } from '../../../src/domain/account/events.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import type { Claim } from '../../../src/domain/ports.ts';
import { nothing, recorded, refused, scenario, stateAfter } from '../../support/scenario.ts';

const principal = 'p' as PrincipalId;
const domain = 'example.com';
const opened: AccountEvent = { type: 'account-opened', data: { principal, domain }, body: jsonBody({ login: 'jo' }) };
const closed: AccountEvent = { type: 'account-closed', data: { principal, domain } };
const changed: AccountEvent = {
  type: 'account-properties-changed',
  data: { principal, resource: 'inbox', set: ['{x}a'], removed: ['{x}b'] },
  body: jsonBody({ '{x}a': '<a xmlns="x"/>' }),
};
const login = (op: Claim['op']): Claim => ({ op, scope: 'logins/example.com', key: 'jo', holder: 'p' });

const open = { type: 'open-account' as const, principal, domain, login: 'jo' };
const close = { type: 'close-account' as const, login: 'jo' };
const change = (set: Record<string, string>, remove: readonly string[], resource: AccountResource = 'inbox') => ({
  type: 'change-account-properties' as const,
  resource,
  change: { set, remove },
});
const set = change({ '{x}a': '<a xmlns="x"/>' }, ['{x}b']);

test('an account is opened with a login that nobody else of the domain has', () =>
  scenario(account, { given: [], when: open, outcome: decided([opened], [login('take')]) }));

test('an account is opened once', () => {
  scenario(account, { given: [opened], when: open, outcome: refused('name-taken') });
  scenario(account, { given: [opened, closed], when: open, outcome: refused('name-taken') });
});

test('properties of the collections of an open account can be set and removed', () => {
  scenario(account, { given: [opened], when: set, outcome: decided([changed]) });
  scenario(account, { given: [opened, changed], when: set, outcome: decided([changed]) });
});

test('a change that says nothing is no event', () =>
  scenario(account, { given: [opened], when: change({}, []), outcome: nothing }));

test('what is not there has no properties', () => {
  scenario(account, { given: [], when: set, outcome: refused('no-such-resource') });
  scenario(account, { given: [opened, closed], when: set, outcome: refused('no-such-resource') });
});

test('closing an account gives the login back', () =>
  scenario(account, { given: [opened], when: close, outcome: decided([closed], [login('release')]) }));

test('only an open account can be closed', () => {
  scenario(account, { given: [], when: close, outcome: refused('no-such-resource') });
  scenario(account, { given: [opened, closed], when: close, outcome: refused('no-such-resource') });
});

test('what each event makes of an account', () => {
  assert.deepEqual(stateAfter(account, []), { is: 'absent' });
  assert.deepEqual(stateAfter(account, [opened]), { is: 'open', principal, domain });
  assert.deepEqual(stateAfter(account, [opened, changed]), { is: 'open', principal, domain });
  assert.deepEqual(stateAfter(account, [opened, closed]), { is: 'closed' });
  assert.deepEqual(stateAfter(account, [opened, closed, changed]), { is: 'closed' });
});

test('an account whose login was erased is as open as any', () => {
  const { body: _, ...erased } = opened;
  assert.equal(account.evolve(account.start, recorded(erased, 1)).is, 'open');
});
