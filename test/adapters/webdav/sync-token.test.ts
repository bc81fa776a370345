import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWN } from '../../../src/adapters/webdav/access.ts';
import { syncToken } from '../../../src/adapters/webdav/sync-token.ts';
import { virtualCollection } from '../../../src/adapters/webdav/virtual.ts';
import type { Epoch, Position } from '../../../src/domain/kernel/ids.ts';
import { decodeSyncToken } from '../../../src/domain/kernel/sync-token.ts';
import { account, calendar } from './samples.ts';

const positionOf = (row: typeof calendar.collection, changed: number) =>
  decodeSyncToken(syncToken(1 as Epoch, { collection: row, access: OWN }, changed as Position))?.position;

test('a calendar’s token stands at its last change, and never before its creation', () => {
  assert.equal(positionOf(calendar.collection, 9), 9);
  assert.equal(positionOf(calendar.collection, 0), calendar.collection.created);
});

test('a personal calendar that nobody wrote to stands at the beginning', () =>
  assert.equal(positionOf(virtualCollection(account, 'calendar', 'personal'), 0), 0));
