import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROXIES, PROXY_ROLES, proxyBy, strongestProxy } from '../../../src/domain/sharing/proxies.ts';
import { NO_RIGHTS, OWNER_RIGHTS, rightsOf } from '../../../src/domain/sharing/rights.ts';
import { ROLES, type Role } from '../../../src/domain/sharing/roles.ts';

/** SOGo: who may do more than see acts for somebody in writing. */
const WRITING: readonly string[] = ['Modifier', 'Responder', 'ObjectCreator', 'ObjectEraser'];

test('every role that does more than see makes a writing proxy, every other one a reading one', () => {
  for (const role of ROLES.calendar) {
    const expected = WRITING.some((end) => role.endsWith(end)) ? 'write' : 'read';
    assert.equal(proxyBy(rightsOf('calendar', [role])), expected, role);
  }
});

test('who has no rights acts for nobody; superusers write', () => {
  assert.equal(proxyBy(NO_RIGHTS), undefined);
  assert.equal(proxyBy(OWNER_RIGHTS), 'write');
});

test('what a proxy is given makes him the proxy that he is meant to be', () => {
  for (const proxy of PROXIES) assert.equal(proxyBy(rightsOf('calendar', PROXY_ROLES[proxy])), proxy);
});

test('a reading proxy sees everything and changes nothing, a writing one may do everything', () => {
  const items = (right: string) => ({ PUBLIC: right, PRIVATE: right, CONFIDENTIAL: right });
  const rights = (roles: readonly Role[]) => rightsOf('calendar', roles);
  assert.deepEqual(rights(PROXY_ROLES.read).items, items('view'));
  assert.deepEqual([rights(PROXY_ROLES.read).create, rights(PROXY_ROLES.read).erase], [false, false]);
  assert.deepEqual(rights(PROXY_ROLES.write).items, items('modify'));
  assert.deepEqual([rights(PROXY_ROLES.write).create, rights(PROXY_ROLES.write).erase], [true, true]);
});

test('of several calendars the strongest word counts', () => {
  assert.equal(strongestProxy(['read', undefined, 'write', 'read']), 'write');
  assert.equal(strongestProxy([undefined, 'read']), 'read');
  assert.equal(strongestProxy([undefined]), undefined);
});
