import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CalendarObject, readCalendarObject } from '../../../src/domain/ical/calendar-object.ts';
import { keepAlarms } from '../../../src/domain/ical/keep-alarms.ts';
import { withoutAlarms } from '../../../src/domain/ical/without-alarms.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { component, vcalendar } from './support/lines.ts';
import { samples } from './support/samples.ts';

const read = (text: string): CalendarObject => {
  const object = readCalendarObject(text);
  assert.ok(!isRefusal(object), JSON.stringify(object));
  return object;
};

const kept = (put: string, stored: string): string => keepAlarms(read(put), read(stored));

const alarm = (before: string): string[] =>
  component('VALARM', 'ACTION:DISPLAY', `TRIGGER:-${before}`, 'DESCRIPTION:x');
const item = (...lines: readonly string[]): string[] =>
  component('VEVENT', 'UID:e', 'DTSTAMP:20260101T000000Z', ...lines);
const master = (...lines: readonly string[]): string[] =>
  item('DTSTART:20260101T100000Z', 'RRULE:FREQ=DAILY', ...lines);
const second = (...lines: readonly string[]): string[] =>
  item('RECURRENCE-ID:20260102T100000Z', 'DTSTART:20260102T110000Z', ...lines);

test('the owner’s alarms stand at the end of what was sent without them', () => {
  const stored = vcalendar(...master(...alarm('PT5M'), 'SUMMARY:a', ...alarm('PT1H')));
  const put = vcalendar(...master('SUMMARY:b'));
  assert.equal(kept(put, stored), vcalendar(...master('SUMMARY:b', ...alarm('PT5M'), ...alarm('PT1H'))));
});

test('alarms of whoever sends it are not the owner’s', () => {
  const put = vcalendar(...master('SUMMARY:b', ...alarm('PT9M'), 'X-MOZ-LASTACK:20260101T090000Z'));
  const without = vcalendar(...master('SUMMARY:b'));
  assert.equal(kept(put, without), without);
  assert.equal(kept(put, vcalendar(...master(...alarm('PT5M')))), vcalendar(...master('SUMMARY:b', ...alarm('PT5M'))));
});

test('each occurrence has its own, in whatever order they are sent', () => {
  const stored = vcalendar(...master(...alarm('PT5M')), ...second(...alarm('PT30M')));
  const put = vcalendar(...second('SUMMARY:later'), ...master('SUMMARY:b'));
  assert.equal(
    kept(put, stored),
    vcalendar(...second('SUMMARY:later', ...alarm('PT30M')), ...master('SUMMARY:b', ...alarm('PT5M'))),
  );
});

test('an occurrence that is new comes as it was sent', () => {
  const stored = vcalendar(...master(...alarm('PT5M')));
  const put = vcalendar(...master('SUMMARY:b'), ...second(...alarm('PT9M')));
  assert.equal(kept(put, stored), vcalendar(...master('SUMMARY:b', ...alarm('PT5M')), ...second(...alarm('PT9M'))));
});

test('what was read without alarms and sent back unchanged is what was stored, but for the place of its alarms', () => {
  for (const [client, stored] of Object.entries(samples)) {
    const sent = withoutAlarms(stored);
    const after = kept(sent, stored);
    assert.equal(withoutAlarms(after), sent, client);
    const alarms = (text: string) => text.match(/BEGIN:VALARM\r\n.*?END:VALARM\r\n/gs) ?? [];
    assert.deepEqual(alarms(after), alarms(stored), client);
  }
});

test('lines that end without CR keep doing so', () => {
  const bare = (text: string) => text.replaceAll('\r\n', '\n');
  const stored = bare(vcalendar(...master(...alarm('PT5M'))));
  const put = bare(vcalendar(...master('SUMMARY:b')));
  assert.equal(kept(put, stored), bare(vcalendar(...master('SUMMARY:b', ...alarm('PT5M')))));
});
