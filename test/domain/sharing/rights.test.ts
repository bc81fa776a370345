import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ITEM_RIGHTS,
  type ItemRight,
  itemRight,
  may,
  NO_RIGHTS,
  OWNER_RIGHTS,
  type Rights,
  readOnly,
  rightsOf,
} from '../../../src/domain/sharing/rights.ts';
import { ROLES, type Role } from '../../../src/domain/sharing/roles.ts';

const NONE: Rights['items'] = { PUBLIC: 'none', PRIVATE: 'none', CONFIDENTIAL: 'none' };
const nothing: Rights = { isOwner: false, isListed: true, create: false, erase: false, items: NONE };

test('no roles are no rights', () => {
  assert.deepEqual(rightsOf('calendar', []), NO_RIGHTS);
  assert.deepEqual(rightsOf('address-book', []), NO_RIGHTS);
  assert.deepEqual(NO_RIGHTS, { ...nothing, isListed: false });
});

test('each role of a calendar gives its own right, in its own class, and shows that the calendar is there', () => {
  const rights: Readonly<Record<string, ItemRight>> = {
    Modifier: 'modify',
    Responder: 'respond',
    Viewer: 'view',
    DAndTViewer: 'date-and-time',
  };
  for (const [word, name] of [
    ['Public', 'PUBLIC'],
    ['Private', 'PRIVATE'],
    ['Confidential', 'CONFIDENTIAL'],
  ] as const)
    for (const [role, right] of Object.entries(rights)) {
      const expected = { ...nothing, items: { ...NONE, [name]: right } };
      assert.deepEqual(rightsOf('calendar', [`${word}${role}` as Role]), expected);
    }
  assert.deepEqual(rightsOf('calendar', ['ObjectCreator']), { ...nothing, create: true });
  assert.deepEqual(rightsOf('calendar', ['ObjectEraser']), { ...nothing, erase: true });
});

test('of several roles in one class the strongest counts, in whatever order they stand', () => {
  const roles = ['PrivateDAndTViewer', 'PrivateViewer', 'PrivateResponder', 'PrivateModifier'] as const;
  const rights = ['date-and-time', 'view', 'respond', 'modify'] as const;
  for (const [at, right] of rights.entries())
    for (const some of [roles.slice(0, at + 1), roles.slice(0, at + 1).reverse()])
      assert.deepEqual(rightsOf('calendar', some), { ...nothing, items: { ...NONE, PRIVATE: right } });
});

test('classes do not touch each other', () =>
  assert.deepEqual(rightsOf('calendar', ['ConfidentialViewer', 'PublicModifier', 'ObjectEraser']), {
    ...nothing,
    erase: true,
    items: { PUBLIC: 'modify', PRIVATE: 'none', CONFIDENTIAL: 'view' },
  }));

test('each role of an address book stands alone; an editor sees what he edits', () => {
  const all = (right: ItemRight): Rights['items'] => ({ PUBLIC: right, PRIVATE: right, CONFIDENTIAL: right });
  assert.deepEqual(rightsOf('address-book', ['ObjectViewer']), { ...nothing, items: all('view') });
  assert.deepEqual(rightsOf('address-book', ['ObjectEditor']), { ...nothing, items: all('modify') });
  assert.deepEqual(rightsOf('address-book', ['ObjectViewer', 'ObjectEditor']).items, all('modify'));
  assert.deepEqual(rightsOf('address-book', ['ObjectCreator']), { ...nothing, create: true });
  assert.deepEqual(rightsOf('address-book', ['ObjectEraser']), { ...nothing, erase: true });
});

test('all roles together are less than the owner: the rights of others stay his', () => {
  for (const kind of ['calendar', 'address-book'] as const) {
    assert.deepEqual(rightsOf(kind, ROLES[kind]), { ...OWNER_RIGHTS, isOwner: false });
  }
});

test('each right holds those before it', () => {
  for (const [at, right] of ITEM_RIGHTS.entries())
    for (const [least, other] of ITEM_RIGHTS.entries()) {
      const rights = { ...nothing, items: { ...NONE, PUBLIC: right } };
      assert.equal(may(rights, 'PUBLIC', other), at >= least, `${right}, ${other}`);
    }
});

test('RFC 5545 §3.8.1.3: without a class is public, an unknown class is private', () => {
  const rights: Rights = { ...nothing, items: { PUBLIC: 'modify', PRIVATE: 'view', CONFIDENTIAL: 'date-and-time' } };
  assert.equal(itemRight(rights, null), 'modify');
  assert.equal(itemRight(rights, 'PUBLIC'), 'modify');
  assert.equal(itemRight(rights, 'PRIVATE'), 'view');
  assert.equal(itemRight(rights, 'CONFIDENTIAL'), 'date-and-time');
  assert.equal(itemRight(rights, 'X-SECRET'), 'view');
});

test('what the server alone writes can be seen as before, and nothing else', () => {
  const items = { PUBLIC: 'modify', PRIVATE: 'respond', CONFIDENTIAL: 'date-and-time' } as const;
  assert.deepEqual(readOnly({ isOwner: false, isListed: true, create: true, erase: true, items }), {
    ...nothing,
    items: { PUBLIC: 'view', PRIVATE: 'view', CONFIDENTIAL: 'date-and-time' },
  });
  assert.deepEqual(readOnly(NO_RIGHTS), NO_RIGHTS);
  const owner = readOnly(OWNER_RIGHTS);
  assert.deepEqual([owner.isOwner, owner.isListed, owner.create, owner.erase], [true, true, false, false]);
  assert.deepEqual(owner.items, { PUBLIC: 'view', PRIVATE: 'view', CONFIDENTIAL: 'view' });
});
