import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CalendarObjectEvent } from '../../src/domain/calendar-object/events.ts';
import type { MemberId, Position } from '../../src/domain/kernel/ids.ts';
import { members } from '../../src/projections/members.ts';
import { inOrder, rowsOf } from './rows.ts';
import { changed, created, deleted, HERE, moved, THERE } from './view-model.ts';

const at = { object: 'o' as MemberId, calendar: HERE, name: 'a.ics' };

const removalsAfter = (...events: readonly CalendarObjectEvent[]) => rowsOf(members, inOrder(events)).removals;

test('what leaves a calendar is remembered with the class that it had', () => {
  const born = created(at, 'PRIVATE');
  const gone = { collection: HERE, position: 2, name: 'a.ics', created: 1, classification: 'PRIVATE' };
  const first = 1 as Position;
  assert.deepEqual(removalsAfter(born, deleted(at, 'PRIVATE', first)), [gone]);
  assert.deepEqual(removalsAfter(born, moved(at, { ...at, calendar: THERE }, 'PRIVATE', first)), [gone]);
});

test('a change of class takes a member out of view of those who do not see the new one, another change does not', () => {
  const born = created(at, 'PUBLIC');
  const first = 1 as Position;
  const gone = { collection: HERE, position: 2, name: 'a.ics', created: 1, classification: 'PUBLIC' };
  assert.deepEqual(removalsAfter(born, changed(at, 'PUBLIC', 'CONFIDENTIAL', first)), [gone]);
  assert.deepEqual(removalsAfter(born, changed(at, 'PUBLIC', 'PUBLIC', first)), []);
});
