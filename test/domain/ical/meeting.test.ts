import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCalendarObject } from '../../../src/domain/ical/calendar-object.ts';
import { compileTiming } from '../../../src/domain/ical/compile-timing.ts';
import { busyIn } from '../../../src/domain/ical/meeting.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { event } from '../../support/fasti.ts';

const ME = new Set(['jo@example.com', 'jo@example.org']);

/** What an event with these lines makes of me. */
const busy = (...lines: readonly string[]) => {
  const object = readCalendarObject(event('x', ...lines));
  if (isRefusal(object)) throw new Error(object.detail);
  const [part] = compileTiming(object).parts;
  return part && busyIn(part, ME);
};

const BOSS = 'ORGANIZER:mailto:boss@example.com';
const me = (answer: string) => `ATTENDEE;PARTSTAT=${answer}:mailto:jo@example.com`;

test('what has no organizer is one’s own', () => {
  assert.equal(busy(), 'BUSY');
  assert.equal(busy('STATUS:TENTATIVE'), 'BUSY-TENTATIVE');
  assert.equal(busy('ORGANIZER:urn:uuid:0b2f'), 'BUSY');
  assert.equal(busy('TRANSP:TRANSPARENT'), 'FREE');
  assert.equal(busy('STATUS:CANCELLED'), 'FREE');
});

test('whoever invites is busy, whatever he answers himself', () => {
  assert.equal(busy('ORGANIZER:mailto:jo@example.com', me('DECLINED')), 'BUSY');
  assert.equal(busy('ORGANIZER;CN=Jo:MAILTO:Jo@Example.ORG'), 'BUSY');
  assert.equal(busy('ORGANIZER:mailto:jo@example.com', 'TRANSP:TRANSPARENT'), 'FREE');
});

test('of a meeting of others one’s own answer counts', () => {
  assert.equal(busy(BOSS, me('ACCEPTED')), 'BUSY');
  assert.equal(busy(BOSS, me('accepted')), 'BUSY');
  assert.equal(busy(BOSS, me('ACCEPTED'), 'STATUS:TENTATIVE'), 'BUSY-TENTATIVE');
  assert.equal(busy(BOSS, me('NEEDS-ACTION')), 'BUSY-TENTATIVE');
  assert.equal(busy(BOSS, 'ATTENDEE:mailto:JO@example.com'), 'BUSY-TENTATIVE');
  for (const answer of ['DECLINED', 'TENTATIVE', 'DELEGATED', 'X-LATER']) assert.equal(busy(BOSS, me(answer)), 'FREE');
  assert.equal(busy(BOSS, me('ACCEPTED'), 'TRANSP:TRANSPARENT'), 'FREE');
});

test('the answers of others count for nothing', () => {
  assert.equal(busy(BOSS, 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com', me('DECLINED')), 'FREE');
  assert.equal(busy(BOSS, 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com'), 'FREE');
  assert.equal(busy(BOSS), 'FREE');
});
