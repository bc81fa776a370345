import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { privilegesFor, rolesGranted } from '../../../src/adapters/webdav/role-privileges.ts';
import { caldav, dav, inverse, type XmlName } from '../../../src/adapters/webdav/xml/name.ts';
import { COLLECTION_KINDS, type CollectionKind } from '../../../src/domain/collection/collection.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { ROLES, type Role } from '../../../src/domain/sharing/roles.ts';

const granted = (kind: CollectionKind, ...names: readonly XmlName[]): readonly Role[] | string => {
  const roles = rolesGranted(kind, names);
  return isRefusal(roles) ? roles.reason : roles;
};

/** Every set of some roles. */
function* subsets(roles: readonly Role[]): Generator<readonly Role[]> {
  for (let bits = 0; bits < 2 ** roles.length; bits += 1) yield roles.filter((_, at) => (bits >> at) % 2 === 1);
}

describe('roles as privileges', () => {
  for (const kind of COLLECTION_KINDS)
    test(`${kind}: every set of roles is told so that it comes back as it was`, () => {
      let sets = 0;
      for (const roles of subsets(ROLES[kind])) {
        assert.deepEqual(granted(kind, ...privilegesFor(roles)), roles);
        sets += 1;
      }
      assert.equal(sets, kind === 'calendar' ? 16_384 : 16);
    });

  test('what knows nothing of classes is said of each of them', () => {
    assert.deepEqual(granted('calendar', dav('read')), ['PublicViewer', 'PrivateViewer', 'ConfidentialViewer']);
    assert.deepEqual(granted('calendar', caldav('read-free-busy')), [
      'PublicDAndTViewer',
      'PrivateDAndTViewer',
      'ConfidentialDAndTViewer',
    ]);
    const writing = ['PublicModifier', 'PrivateModifier', 'ConfidentialModifier', 'ObjectCreator', 'ObjectEraser'];
    assert.deepEqual(granted('calendar', dav('write')), writing);
    assert.deepEqual(granted('calendar', dav('read'), dav('write'), caldav('read-free-busy')), writing);
    assert.deepEqual(granted('address-book', dav('write')), ['ObjectEditor', 'ObjectCreator', 'ObjectEraser']);
  });

  test('where a class has as strong a role it adds nothing', () => {
    assert.deepEqual(granted('calendar', dav('read'), inverse('respondto-private-records'), dav('bind')), [
      'PublicViewer',
      'PrivateResponder',
      'ConfidentialViewer',
      'ObjectCreator',
    ]);
    assert.deepEqual(granted('calendar', dav('read'), inverse('viewdant-public-records')), [
      'PublicViewer',
      'PublicDAndTViewer',
      'PrivateViewer',
      'ConfidentialViewer',
    ]);
  });

  test('what no role says is refused by its reason', () => {
    assert.equal(granted('calendar', dav('all')), 'acl-unsupported');
    assert.equal(granted('calendar', dav('write-acl')), 'privilege-abstract');
    assert.equal(granted('calendar', dav('read'), caldav('schedule')), 'privilege-abstract');
    assert.equal(granted('calendar', dav('fly')), 'privilege-unsupported');
    assert.equal(granted('address-book', inverse('modify-public-records')), 'privilege-unsupported');
  });
});
