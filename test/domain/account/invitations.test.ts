import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account } from '../../../src/domain/account/decider.ts';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import type { SubscriptionCommand } from '../../../src/domain/account/subscriptions.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { CollectionId, PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import { MAX_INVITATIONS } from '../../../src/domain/limits/invitations.ts';
import { nothing, refused, scenario, stateAfter } from '../../support/scenario.ts';

const principal = 'p' as PrincipalId;
const opened: AccountEvent = {
  type: 'account-opened',
  data: { principal, domain: '' },
  body: jsonBody({ login: 'jo' }),
};
const at = (id: string) => ({ collection: id as CollectionId });
const of = (id: string) => ({ principal, ...at(id) });

const invite = (id: string, owner = 'ann'): SubscriptionCommand => ({
  type: 'receive-invitation',
  ...at(id),
  owner: owner as PrincipalId,
  summary: 'Work',
});
const invited = (id: string, isSubscribed = false): AccountEvent => ({
  type: 'invitation-received',
  data: { ...of(id), isSubscribed },
  body: jsonBody({ summary: 'Work' }),
});
const subscribed: AccountEvent = { type: 'collection-subscribed', data: of('c') };
const left: AccountEvent = { type: 'collection-unsubscribed', data: of('c') };
const declined: AccountEvent = { type: 'invitation-declined', data: of('c') };
const withdrawn: AccountEvent = { type: 'invitation-withdrawn', data: of('c') };
const decline: SubscriptionCommand = { type: 'decline-invitation', ...at('c') };
const withdraw: SubscriptionCommand = { type: 'withdraw-invitation', ...at('c') };

test('somebody is invited, and asked again as often as the owner wants', () => {
  scenario(account, { given: [opened], when: invite('c'), outcome: decided([invited('c')]) });
  for (const before of [[invited('c')], [invited('c'), declined]])
    scenario(account, { given: [opened, ...before], when: invite('c'), outcome: decided([invited('c')]) });
});

test('who has subscribed has accepted already', () =>
  scenario(account, { given: [opened, subscribed], when: invite('c'), outcome: decided([invited('c', true)]) }));

test('nobody is invited to what is his own', () =>
  scenario(account, { given: [opened], when: invite('c', 'p'), outcome: refused('own-collection') }));

test('an invitation is declined once; who had accepted leaves by it', () => {
  scenario(account, { given: [opened, invited('c')], when: decline, outcome: decided([declined]) });
  scenario(account, { given: [opened, invited('c'), declined], when: decline, outcome: nothing });
  scenario(account, { given: [opened, invited('c'), subscribed], when: decline, outcome: decided([left]) });
  scenario(account, { given: [opened], when: decline, outcome: nothing });
});

test('whom the owner wants no more leaves with his invitation', () => {
  scenario(account, { given: [opened, invited('c')], when: withdraw, outcome: decided([withdrawn]) });
  const given = [opened, invited('c'), subscribed];
  scenario(account, { given, when: withdraw, outcome: decided([left, withdrawn]) });
  scenario(account, { given: [opened, invited('c'), declined], when: withdraw, outcome: nothing });
});

test('nobody has more than so many invitations to answer', () => {
  const many = Array.from({ length: MAX_INVITATIONS }, (_, n) => invited(`n${n}`));
  const given = [opened, ...many];
  scenario(account, { given, when: invite('c'), outcome: refused('too-many-subscriptions') });
  scenario(account, { given, when: invite('n0'), outcome: decided([invited('n0')]) });
  const one: AccountEvent = { type: 'invitation-declined', data: of('n0') };
  scenario(account, { given: [...given, one], when: invite('c'), outcome: decided([invited('c')]) });
});

test('what each event makes of the invitations that wait for an answer', () => {
  const waiting = (...events: readonly AccountEvent[]) => {
    const state = stateAfter(account, [opened, ...events]);
    assert.ok(state.is === 'open');
    return state.invitations ?? [];
  };
  assert.deepEqual(waiting(invited('c'), invited('d')), ['c', 'd']);
  assert.deepEqual(waiting(invited('c'), invited('d'), invited('c')), ['d', 'c']);
  for (const answer of [subscribed, declined, withdrawn]) {
    assert.deepEqual(waiting(invited('c'), answer), [], answer.type);
    assert.deepEqual(waiting(invited('c'), invited('d'), answer), ['d'], answer.type);
  }
  assert.deepEqual(waiting(subscribed, invited('c', true)), []);
});
