import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualPersonal } from '../../../src/adapters/webdav/personal.ts';
import { OWNER_FINGERPRINT, syncToken } from '../../../src/adapters/webdav/sync-token.ts';
import type { Epoch, Position } from '../../../src/domain/kernel/ids.ts';
import { decodeSyncToken } from '../../../src/domain/kernel/sync-token.ts';
import { account, calendar } from './samples.ts';

const positionOf = (row: typeof calendar.calendar, changed: number) =>
  decodeSyncToken(syncToken(1 as Epoch, row, changed as Position, OWNER_FINGERPRINT))?.position;

test('a calendar’s token stands at its last change, and never before its creation', () => {
  assert.equal(positionOf(calendar.calendar, 9), 9);
  assert.equal(positionOf(calendar.calendar, 0), calendar.calendar.created);
});

test('a personal calendar that nobody wrote to stands at the beginning', () =>
  assert.equal(positionOf(virtualPersonal(account), 0), 0));
