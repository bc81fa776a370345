import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FOREVER, type QuickFacts, quickFacts } from '../../../src/domain/calendar-object/quick-facts.ts';
import { event } from '../../support/fasti.ts';

const seconds = (iso: string): number => Date.parse(iso) / 1000;
const facts = (...lines: readonly string[]): QuickFacts =>
  quickFacts({ stored: new TextEncoder().encode(event('x', ...lines)) });
const plain = ({ timing, ...rest }: QuickFacts) => ({ ...rest, timed: timing !== null });

const brief = (from: string, to: string, more: Partial<QuickFacts> = {}) => ({
  starts: seconds(from),
  ends: seconds(to),
  brief: true,
  floating: false,
  busy: 'BUSY',
  timed: false,
  ...more,
});

test('an event of an hour is told by its bounds alone', () => {
  const lines = ['DTSTART:20260105T100000Z', 'DTEND:20260105T110000Z'];
  const hour = brief('2026-01-05T10:00Z', '2026-01-05T11:00Z');
  assert.deepEqual(plain(facts(...lines)), hour);
  assert.deepEqual(plain(facts('DTSTART;TZID=Europe/Rome:20260105T110000', 'DURATION:PT1H')), hour);
  assert.deepEqual(plain(facts(...lines, 'STATUS:TENTATIVE')), { ...hour, busy: 'BUSY-TENTATIVE' });
  assert.deepEqual(plain(facts(...lines, 'STATUS:CANCELLED')), { ...hour, busy: 'FREE' });
  assert.deepEqual(plain(facts(...lines, 'TRANSP:TRANSPARENT')), { ...hour, busy: 'FREE' });
});

test('of a meeting its timing tells whom it makes busy', () => {
  const lines = ['DTSTART:20260105T100000Z', 'DTEND:20260105T110000Z', 'ORGANIZER:mailto:Ann@example.com'];
  const hour = brief('2026-01-05T10:00Z', '2026-01-05T11:00Z');
  const meeting = facts(...lines, 'ATTENDEE:mailto:jo@example.com');
  assert.deepEqual(plain(meeting), { ...hour, timed: true });
  assert.match(
    meeting.timing ?? '',
    /"meeting":\{"organizer":"ann@example.com","accepted":\[\],"invited":\["jo@example.com"\]\}/,
  );
  assert.deepEqual(plain(facts(...lines, 'TRANSP:TRANSPARENT')), { ...hour, busy: 'FREE' });
});

test('an event at a moment has no length', () =>
  assert.deepEqual(plain(facts('DTSTART:20260105T100000Z')), brief('2026-01-05T10:00Z', '2026-01-05T10:00Z')));

test('days and times without a zone are on the local clock', () => {
  const local = { floating: true };
  assert.deepEqual(plain(facts('DTSTART;VALUE=DATE:20260105')), brief('2026-01-05T00:00Z', '2026-01-06T00:00Z', local));
  assert.deepEqual(
    plain(facts('DTSTART:20260105T233000', 'DTEND:20260106T003000')),
    brief('2026-01-05T23:30Z', '2026-01-06T00:30Z', local),
  );
});

test('31 days are brief, a second more is not', () => {
  assert.equal(facts('DTSTART:20260101T000000Z', 'DTEND:20260201T000000Z').brief, true);
  const long = facts('DTSTART:20260101T000000Z', 'DTEND:20260201T000001Z');
  assert.deepEqual(plain(long), {
    ...brief('2026-01-01T00:00Z', '2026-02-01T00:00:01Z'),
    brief: false,
    busy: null,
    timed: true,
  });
});

test('a series is bounded by its first start and its last end; one without an end by nothing', () => {
  const daily = facts('DTSTART:20260105T100000Z', 'DTEND:20260105T110000Z', 'RRULE:FREQ=DAILY;COUNT=3');
  assert.deepEqual([daily.brief, daily.busy], [false, null]);
  assert.ok(daily.starts <= seconds('2026-01-05T10:00Z') && daily.ends >= seconds('2026-01-07T11:00Z'));
  assert.ok(daily.ends < seconds('2026-01-09T00:00Z'));
  assert.equal(facts('DTSTART:20260105T100000Z', 'DTEND:20260105T110000Z', 'RRULE:FREQ=DAILY').ends, FOREVER);
});

test('what has no readable text may be at any time', () => {
  const anywhen = { starts: -FOREVER, ends: FOREVER, brief: false, floating: false, busy: null, timing: null };
  assert.deepEqual(quickFacts(undefined), anywhen);
  assert.deepEqual(quickFacts({ stored: new TextEncoder().encode('nothing') }), anywhen);
});

test('a task without any time is asked for with every range', () => {
  const task = event('x')
    .replaceAll('VEVENT', 'VTODO')
    .replace(/DTSTART.*\r\nDTEND.*\r\n/, '');
  const { starts, ends, brief: isBrief } = quickFacts({ stored: new TextEncoder().encode(task) });
  assert.deepEqual({ starts, ends, isBrief }, { starts: -FOREVER, ends: FOREVER, isBrief: false });
});
