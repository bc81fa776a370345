import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressBook } from '../../../src/domain/address-book/decider.ts';
import type { AddressBookEvent } from '../../../src/domain/address-book/events.ts';
import type { Grant } from '../../../src/domain/collection/collection.ts';
import { CONTACT_COMPONENTS } from '../../../src/domain/contact/content.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { CollectionId, PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import type { Claim } from '../../../src/domain/ports.ts';
import { DEFAULT_USER } from '../../../src/domain/sharing/grants.ts';
import type { Role } from '../../../src/domain/sharing/roles.ts';
import { nothing, refused, scenario, stateAfter } from '../../support/scenario.ts';

const id = 'b' as CollectionId;
const owner = 'p' as PrincipalId;
const place = { book: id, owner };
const none = { set: {}, remove: [] };

const createdAs = (name: string): AddressBookEvent => ({
  type: 'address-book-created',
  data: { ...place, name, set: ['{x}a'], removed: [] },
  body: jsonBody({ '{x}a': '<a/>' }),
});
const created = createdAs('friends');
const changed: AddressBookEvent = {
  type: 'address-book-properties-changed',
  data: { ...place, name: 'friends', set: [], removed: ['{x}a'] },
  body: jsonBody({}),
};
const moved: AddressBookEvent = { type: 'address-book-moved', data: { ...place, name: 'pals', from: 'friends' } };
const deletedAs = (name: string): AddressBookEvent => ({ type: 'address-book-deleted', data: { ...place, name } });
const claim = (op: Claim['op'], key: string): Claim => ({ op, scope: 'address-books/p', key, holder: 'b' });

const create = (name: string) => ({
  type: 'create-collection' as const,
  collection: id,
  owner,
  name,
  components: CONTACT_COMPONENTS,
  facts: {},
  properties: { set: { '{x}a': '<a/>' }, remove: [] },
});
const change = { type: 'change-collection-properties' as const, facts: {}, properties: { set: {}, remove: ['{x}a'] } };
const move = (name: string) => ({ type: 'move-collection' as const, name });
const remove = { type: 'delete-collection' as const };

test('a book is created with its properties and takes its name among its owner’s books', () =>
  scenario(addressBook, {
    given: [],
    when: create('friends'),
    outcome: decided([created], [claim('take', 'friends')]),
  }));

test('a book may be called as a calendar may not', () =>
  scenario(addressBook, {
    given: [],
    when: create('inbox'),
    outcome: decided([createdAs('inbox')], [claim('take', 'inbox')]),
  }));

test('a book is created once, and never again after its end', () => {
  scenario(addressBook, { given: [created], when: create('friends'), outcome: refused('name-taken') });
  const given = [created, deletedAs('friends')];
  scenario(addressBook, { given, when: create('friends'), outcome: refused('name-taken') });
});

test('its properties change; no change is nothing', () => {
  scenario(addressBook, { given: [created], when: change, outcome: decided([changed]) });
  scenario(addressBook, { given: [created], when: { ...change, properties: none }, outcome: nothing });
});

test('another name is taken and the old one given back', () => {
  const outcome = decided([moved], [claim('release', 'friends'), claim('take', 'pals')]);
  scenario(addressBook, { given: [created], when: move('pals'), outcome });
  scenario(addressBook, { given: [created], when: move('friends'), outcome: nothing });
});

test('personal stays, and nothing becomes it; with the account it goes', () => {
  const personal = createdAs('personal');
  scenario(addressBook, { given: [personal], when: remove, outcome: refused('personal-is-permanent') });
  scenario(addressBook, { given: [personal], when: move('mine'), outcome: refused('personal-is-permanent') });
  scenario(addressBook, { given: [created], when: move('personal'), outcome: refused('personal-is-permanent') });
  const outcome = decided([deletedAs('personal')], [claim('release', 'personal')]);
  scenario(addressBook, { given: [personal], when: { ...remove, closing: true }, outcome });
});

test('roles in a book are given, taken back, and no event where they are so already', () => {
  const grant = (roles: readonly Role[] | null): Grant => ({ grantee: DEFAULT_USER, roles });
  const change = (roles: readonly Role[] | null) => ({ type: 'change-roles' as const, changes: [grant(roles)] });
  const changedTo = (roles: readonly Role[] | null): AddressBookEvent => ({
    type: 'address-book-roles-changed',
    data: { ...place, name: 'friends', ...grant(roles) },
  });
  const given = [created, changedTo(['ObjectViewer'])];
  const outcome = decided([changedTo(['ObjectViewer'])]);
  scenario(addressBook, { given: [created], when: change(['ObjectViewer']), outcome });
  scenario(addressBook, { given, when: change(['ObjectViewer']), outcome: nothing });
  scenario(addressBook, { given, when: change(null), outcome: decided([changedTo(null)]) });
  const live = { is: 'live', collection: id, owner, name: 'friends', components: ['vcard', 'vlist'] };
  assert.deepEqual(stateAfter(addressBook, given), { ...live, grants: { [DEFAULT_USER]: ['ObjectViewer'] } });
  assert.deepEqual(stateAfter(addressBook, [...given, changedTo(null)]), live);
  assert.deepEqual(stateAfter(addressBook, [...given, deletedAs('friends'), changedTo([])]), { is: 'deleted' });
});

test('what each event makes of a book', () => {
  const live = { is: 'live', collection: id, owner, name: 'friends', components: ['vcard', 'vlist'] };
  assert.deepEqual(stateAfter(addressBook, [created, changed]), live);
  assert.deepEqual(stateAfter(addressBook, [created, moved]), { ...live, name: 'pals' });
  assert.deepEqual(stateAfter(addressBook, [created, deletedAs('friends'), moved]), { is: 'deleted' });
});
