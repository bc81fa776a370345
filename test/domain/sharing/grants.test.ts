import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import {
  ANONYMOUS,
  type Asker,
  DEFAULT_USER,
  type Grants,
  groupGrantee,
  groupOf,
  rolesOf,
} from '../../../src/domain/sharing/grants.ts';
import type { Role } from '../../../src/domain/sharing/roles.ts';

const id = (text: string) => text as PrincipalId;
const jo = (...groups: readonly string[]): Asker => ({ is: 'user', principal: id('jo'), groups: groups.map(id) });
const DEFAULTS: readonly Role[] = ['ObjectEraser'];

/** Each place that roles come from, and a role that comes from nowhere else. */
const EVERYWHERE: Grants = {
  jo: ['PublicViewer'],
  '@staff': ['PrivateViewer'],
  [DEFAULT_USER]: ['ObjectCreator'],
  [ANONYMOUS]: ['PublicDAndTViewer'],
};
const without = (...places: readonly string[]): Grants =>
  Object.fromEntries(Object.entries(EVERYWHERE).filter(([place]) => !places.includes(place)));

test('one’s own roles come first, then those of groups, of the default user, of the domain', () => {
  assert.deepEqual(rolesOf(EVERYWHERE, jo('staff'), DEFAULTS), ['PublicViewer']);
  assert.deepEqual(rolesOf(without('jo'), jo('staff'), DEFAULTS), ['PrivateViewer']);
  assert.deepEqual(rolesOf(without('jo', '@staff'), jo('staff'), DEFAULTS), ['ObjectCreator']);
  assert.deepEqual(rolesOf(without('jo', '@staff', DEFAULT_USER), jo('staff'), DEFAULTS), DEFAULTS);
  assert.deepEqual(rolesOf({}, jo(), []), []);
});

test('what comes first counts alone: nothing is added to it', () => {
  for (const roles of [['ObjectCreator'], ['PublicViewer', 'ObjectEraser']] as const)
    assert.deepEqual(rolesOf({ ...EVERYWHERE, jo: roles }, jo('staff'), DEFAULTS), roles);
});

test('a denial is a word like any other: it ends the look-up wherever it stands', () => {
  assert.deepEqual(rolesOf({ ...EVERYWHERE, jo: [] }, jo('staff'), DEFAULTS), []);
  assert.deepEqual(rolesOf({ ...without('jo'), '@staff': [] }, jo('staff'), DEFAULTS), []);
  assert.deepEqual(rolesOf({ [DEFAULT_USER]: [] }, jo('staff'), DEFAULTS), []);
});

test('groups give what they give together, each role once; a group that is denied takes nothing from the others', () => {
  const grants: Grants = {
    '@a': ['PublicViewer', 'ObjectCreator'],
    '@b': ['ObjectCreator', 'PrivateModifier'],
    '@denied': [],
    '@others': ['ObjectEraser'],
  };
  assert.deepEqual(rolesOf(grants, jo('a', 'b', 'denied', 'without a word'), DEFAULTS), [
    'PublicViewer',
    'ObjectCreator',
    'PrivateModifier',
  ]);
});

test('a group that one is not in, and one without a word, change nothing', () => {
  assert.deepEqual(rolesOf(without('jo'), jo(), DEFAULTS), ['ObjectCreator']);
  assert.deepEqual(rolesOf(without('jo'), jo('club'), DEFAULTS), ['ObjectCreator']);
});

test('a group is not the person of the same id', () => {
  assert.deepEqual(rolesOf({ staff: ['PublicViewer'] }, jo('staff'), []), []);
  assert.deepEqual(rolesOf({ '@jo': ['PublicViewer'] }, jo(), []), []);
});

test('the public has its own roles and no others, and nobody else has them', () => {
  assert.deepEqual(rolesOf(EVERYWHERE, { is: 'anonymous' }, DEFAULTS), ['PublicDAndTViewer']);
  assert.deepEqual(rolesOf(without(ANONYMOUS), { is: 'anonymous' }, DEFAULTS), []);
  assert.deepEqual(rolesOf({ [ANONYMOUS]: ['PublicViewer'] }, jo(), []), []);
});

test('a group is written as @ and its id', () => {
  assert.equal(groupGrantee(id('staff')), '@staff');
  assert.equal(groupOf('@staff'), 'staff');
  for (const other of ['jo', DEFAULT_USER, ANONYMOUS]) assert.equal(groupOf(other), undefined);
});
