import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account } from '../../../src/domain/account/decider.ts';
import type { AccountEvent, SubscriptionChoices } from '../../../src/domain/account/events.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { CollectionId, PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import { MAX_SUBSCRIPTIONS } from '../../../src/domain/limits.ts';
import { nothing, refused, scenario, stateAfter } from '../../support/scenario.ts';

const principal = 'p' as PrincipalId;
const domain = '';
const opened: AccountEvent = { type: 'account-opened', data: { principal, domain }, body: jsonBody({ login: 'jo' }) };
const closed: AccountEvent = { type: 'account-closed', data: { principal, domain } };

const at = (id: string) => ({ collection: id as CollectionId });
const subscribe = (id: string, owner = 'ann') => ({
  type: 'subscribe' as const,
  collections: [id as CollectionId],
  owner: owner as PrincipalId,
});
const subscribed = (id: string): AccountEvent => ({ type: 'collection-subscribed', data: { principal, ...at(id) } });
const unsubscribe = (id: string) => ({
  type: 'unsubscribe' as const,
  collections: [id as CollectionId],
});
const unsubscribed = (id: string): AccountEvent => ({
  type: 'collection-unsubscribed',
  data: { principal, ...at(id) },
});
const choose = (choices: SubscriptionChoices) => ({ type: 'change-subscription' as const, ...at('c'), choices });
const chosen = (choices: SubscriptionChoices): AccountEvent => ({
  type: 'subscription-changed',
  data: { principal, ...at('c'), ...choices },
});
const colour = (set: Record<string, string>, remove: readonly string[]) => ({
  type: 'change-subscription-properties' as const,
  ...at('c'),
  change: { set, remove },
});

test('a collection of somebody else is subscribed to, once', () => {
  scenario(account, { given: [opened], when: subscribe('c'), outcome: decided([subscribed('c')]) });
  scenario(account, { given: [opened, subscribed('c')], when: subscribe('c'), outcome: nothing });
});

test('several collections of one owner come and go together', () => {
  const both = ['c', 'd'] as readonly string[] as readonly CollectionId[];
  const owner = 'ann' as PrincipalId;
  const given = [opened, subscribed('c')];
  const when = { type: 'subscribe' as const, collections: both, owner };
  scenario(account, { given, when, outcome: decided([subscribed('d')]) });
  const gone = { type: 'unsubscribe' as const, collections: both };
  scenario(account, { given, when: gone, outcome: decided([unsubscribed('c')]) });
});

test('nobody subscribes to what is his own', () =>
  scenario(account, { given: [opened], when: subscribe('c', 'p'), outcome: refused('own-collection') }));

test('what was subscribed to is given up, and can be subscribed to again', () => {
  const given = [opened, subscribed('c')];
  scenario(account, { given, when: unsubscribe('c'), outcome: decided([unsubscribed('c')]) });
  const after = [...given, unsubscribed('c')];
  scenario(account, { given: after, when: unsubscribe('c'), outcome: nothing });
  scenario(account, { given: after, when: subscribe('c'), outcome: decided([subscribed('c')]) });
});

test('a subscriber chooses whether he sees alarms and whether it makes him busy', () => {
  const given = [opened, subscribed('c')];
  for (const choices of [{ showsAlarms: true }, { isBusy: false }, { showsAlarms: false, isBusy: true }])
    scenario(account, { given, when: choose(choices), outcome: decided([chosen(choices)]) });
  scenario(account, { given, when: choose({}), outcome: nothing });
});

test('he calls and colours it as he likes', () => {
  const given = [opened, subscribed('c')];
  const set = { '{x}colour': '<colour xmlns="x">red</colour>' };
  const event: AccountEvent = {
    type: 'subscription-properties-changed',
    data: { principal, ...at('c'), set: ['{x}colour'], removed: ['{x}name'] },
    body: jsonBody(set),
  };
  scenario(account, { given, when: colour(set, ['{x}name']), outcome: decided([event]) });
  scenario(account, { given, when: colour({}, []), outcome: nothing });
});

test('what is not subscribed to has no choices, colours or names', () => {
  const changes = [choose({ isBusy: true }), choose({}), colour({ '{x}a': '<a/>' }, []), colour({}, [])];
  for (const given of [[opened], [opened, subscribed('other')], [opened, subscribed('c'), unsubscribed('c')]])
    for (const when of changes) scenario(account, { given, when, outcome: refused('no-such-resource') });
});

test('who has no account subscribes to nothing', () => {
  for (const given of [[], [opened, subscribed('c'), closed]])
    for (const when of [subscribe('c'), unsubscribe('c'), choose({ isBusy: true }), colour({}, [])])
      scenario(account, { given, when, outcome: refused('no-such-resource') });
});

test('nobody has more than so many subscriptions', () => {
  const given = [opened, ...Array.from({ length: MAX_SUBSCRIPTIONS }, (_, n) => subscribed(`n${n}`))];
  scenario(account, { given, when: subscribe('c'), outcome: refused('too-many-subscriptions') });
  scenario(account, { given, when: subscribe('n0'), outcome: nothing });
  const one = [...given, unsubscribed('n0')];
  scenario(account, { given: one, when: subscribe('c'), outcome: decided([subscribed('c')]) });
});

test('what each event makes of an account’s subscriptions', () => {
  const open = { is: 'open', principal, domain };
  const after = (...events: readonly AccountEvent[]) => stateAfter(account, [opened, ...events]);
  assert.deepEqual(after(subscribed('c'), subscribed('d')), { ...open, subscriptions: ['c', 'd'] });
  assert.deepEqual(after(subscribed('c'), subscribed('d'), unsubscribed('c')), { ...open, subscriptions: ['d'] });
  assert.deepEqual(after(subscribed('c'), chosen({ isBusy: true })), { ...open, subscriptions: ['c'] });
});

test('with the account its subscriptions end, and what it called and coloured', () => {
  const state = stateAfter(account, [opened, subscribed('c'), subscribed('d')]);
  assert.deepEqual(
    account.decide(state, { type: 'close-account', login: 'jo' }),
    decided(
      [unsubscribed('c'), unsubscribed('d'), closed],
      [{ op: 'release', scope: `logins/${domain}`, key: 'jo', holder: principal }],
    ),
  );
});
