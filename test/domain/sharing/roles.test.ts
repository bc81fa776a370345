import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROLES, rolesIn } from '../../../src/domain/sharing/roles.ts';

test('a calendar has fourteen roles: four for each class, and two for what comes and goes', () => {
  assert.deepEqual(ROLES.calendar, [
    ...['PublicModifier', 'PublicResponder', 'PublicViewer', 'PublicDAndTViewer'],
    ...['PrivateModifier', 'PrivateResponder', 'PrivateViewer', 'PrivateDAndTViewer'],
    ...['ConfidentialModifier', 'ConfidentialResponder', 'ConfidentialViewer', 'ConfidentialDAndTViewer'],
    ...['ObjectCreator', 'ObjectEraser'],
  ]);
});

test('an address book has four', () =>
  assert.deepEqual(ROLES['address-book'], ['ObjectViewer', 'ObjectEditor', 'ObjectCreator', 'ObjectEraser']));

test('words become roles: each once, in one order, those of the other kind and of nothing left out', () => {
  const words = ['ObjectEraser', 'PublicViewer', 'ObjectViewer', 'publicviewer', 'None', 'PublicViewer', ''];
  assert.deepEqual(rolesIn('calendar', words), ['PublicViewer', 'ObjectEraser']);
  assert.deepEqual(rolesIn('address-book', words), ['ObjectViewer', 'ObjectEraser']);
  assert.deepEqual(rolesIn('calendar', []), []);
});
