import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account } from '../../../src/domain/account/decider.ts';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import type { PreferencePart } from '../../../src/domain/account/preferences.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { Json } from '../../../src/domain/kernel/event.ts';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { MAX_PREFERENCE_KEY_OCTETS, MAX_PREFERENCE_OCTETS, MAX_PREFERENCES } from '../../../src/domain/limits.ts';
import { nothing, refused, scenario, stateAfter } from '../../support/scenario.ts';

const principal = 'p' as PrincipalId;
const domain = '';
const opened: AccountEvent = { type: 'account-opened', data: { principal, domain }, body: jsonBody({ login: 'jo' }) };
const closed: AccountEvent = { type: 'account-closed', data: { principal, domain } };

const change = (set: Record<string, Json>, remove: readonly string[] = [], part: PreferencePart = 'defaults') => ({
  type: 'change-preferences' as const,
  part,
  change: { set, remove },
});
const changed = (
  set: Record<string, Json>,
  removed: readonly string[] = [],
  part: PreferencePart = 'defaults',
): AccountEvent => ({
  type: 'preferences-changed',
  data: { principal, part, set: Object.keys(set), removed },
  body: jsonBody(set),
});

test('a person prefers any JSON under any key; what it says is personal', () => {
  const set = { SOGoTimeZone: 'Europe/Rome', Vacation: { enabled: 1, text: 'Away' }, Unheard: null };
  scenario(account, { given: [opened], when: change(set), outcome: decided([changed(set)]) });
  const settings = change({ Calendar: {} }, ['Mail'], 'settings');
  scenario(account, {
    given: [opened],
    when: settings,
    outcome: decided([changed({ Calendar: {} }, ['Mail'], 'settings')]),
  });
});

test('a change that says nothing is no event', () =>
  scenario(account, { given: [opened], when: change({}), outcome: nothing }));

test('only an open account prefers anything', () => {
  scenario(account, { given: [], when: change({ a: 1 }), outcome: refused('no-such-resource') });
  scenario(account, { given: [opened, closed], when: change({ a: 1 }), outcome: refused('no-such-resource') });
});

test('a key is a word that can be typed', () => {
  const longest = 'k'.repeat(MAX_PREFERENCE_KEY_OCTETS);
  for (const key of ['', 'a b', 'a\n', 'a\u202e', `${longest}k`, 'ä'.repeat(MAX_PREFERENCE_KEY_OCTETS / 2 + 1)]) {
    scenario(account, { given: [opened], when: change({ [key]: 1 }), outcome: refused('name-unusable') });
    scenario(account, { given: [opened], when: change({}, [key]), outcome: refused('name-unusable') });
  }
  for (const key of [longest, '__proto__', 'constructor', '$label1']) {
    const set = Object.fromEntries([[key, 1]]);
    scenario(account, { given: [opened], when: change(set), outcome: decided([changed(set)]) });
  }
});

test('a value has a size that it may not exceed, as JSON', () => {
  // Asserted by the reason alone: the difference of two such texts takes minutes to print.
  const reasonFor = (value: string) => {
    const decision = account.decide(stateAfter(account, [opened]), change({ a: value }));
    return isRefusal(decision) ? decision.reason : undefined;
  };
  const most = 'x'.repeat(MAX_PREFERENCE_OCTETS - 2);
  assert.equal(reasonFor(most), undefined);
  for (const value of [`${most}x`, 'ä'.repeat(MAX_PREFERENCE_OCTETS / 2)])
    assert.equal(reasonFor(value), 'preference-too-large');
});

test('each part has so many keys and no more; what is there can still be changed', () => {
  const full = changed(Object.fromEntries(Array.from({ length: MAX_PREFERENCES }, (_, n) => [`k${n}`, n])));
  const given = [opened, full];
  scenario(account, { given, when: change({ more: 1 }), outcome: refused('too-many-preferences') });
  scenario(account, { given, when: change({ k0: 1 }), outcome: decided([changed({ k0: 1 })]) });
  scenario(account, { given, when: change({ more: 1 }, ['k0']), outcome: decided([changed({ more: 1 }, ['k0'])]) });
  const other = { more: 1 };
  scenario(account, { given, when: change(other, [], 'settings'), outcome: decided([changed(other, [], 'settings')]) });
});

test('an account knows which keys it has, not what they say', () => {
  const events = [
    opened,
    changed({ a: 1, b: 'secret' }),
    changed({ c: 2, a: 3 }, ['b']),
    changed({ s: 1 }, [], 'settings'),
  ];
  const preferences = { defaults: ['a', 'c'], settings: ['s'] };
  assert.deepEqual(stateAfter(account, events), { is: 'open', principal, domain, preferences });
});
