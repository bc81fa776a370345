import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasAlarms, withoutAlarms } from '../../../src/domain/ical/without-alarms.ts';
import { component, vcalendar } from './support/lines.ts';
import { samples } from './support/samples.ts';

const alarm = component('VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:now');
const event = (...lines: readonly string[]): string =>
  vcalendar(...component('VEVENT', 'UID:e', 'DTSTART:20260101T100000Z', ...lines));

test('alarms are taken out of every component, all else stays byte for byte', () => {
  const source = vcalendar(
    ...component('VEVENT', ...alarm, 'UID:e', 'X-LONG:a\r\n  b', ...alarm, ...alarm),
    ...component('VEVENT', 'UID:e', 'RECURRENCE-ID:20260101T100000Z', ...alarm, 'X-LAST:1'),
  );
  const rest = vcalendar(
    ...component('VEVENT', 'UID:e', 'X-LONG:a\r\n  b'),
    ...component('VEVENT', 'UID:e', 'RECURRENCE-ID:20260101T100000Z', 'X-LAST:1'),
  );
  assert.equal(withoutAlarms(source), rest);
  assert.equal(withoutAlarms(source.replaceAll('\r\n', '\n')), rest.replaceAll('\r\n', '\n'));
});

test('of what clients wrote only the alarms are gone', () => {
  const expected = Object.values(samples).map((source) => source.replace(/BEGIN:VALARM\r\n.*?END:VALARM\r\n/gs, ''));
  assert.deepEqual(Object.values(samples).map(withoutAlarms), expected);
});

test('what Thunderbird notes about alarms goes with them, its other notes stay', () =>
  assert.equal(
    withoutAlarms(
      event(
        ...alarm,
        'X-MOZ-LASTACK:20260101T090000Z',
        'X-MOZ-GENERATION:3',
        'X-MOZ-SNOOZE-TIME:20260101T100500Z',
        'X-MOZ-SNOOZE-TIME-1767776400000000:20260101T100500Z',
        'X-MOZ-SNOOZE-TIME-STYLE:mine',
      ),
    ),
    event('X-MOZ-GENERATION:3', 'X-MOZ-SNOOZE-TIME-STYLE:mine'),
  ));

test('alarms are found in any case of letters, and where the lines are folded', () => {
  const written = ['begin:valarm', 'ACTION:NONE', 'end:valarm'];
  assert.equal(withoutAlarms(event(...written)), event());
  assert.equal(withoutAlarms(event('BEGIN;X=1: VALA\r\n \r\n\tRM', 'END:V\r\n ALARM')), event());
});

test('a text that only speaks of alarms stays the same', () => {
  const spoken = event('SUMMARY:BEGIN:VALARM', 'DESCRIPTION:X-MOZ-LASTACK');
  assert.equal(withoutAlarms(spoken), spoken);
  assert.equal(hasAlarms(spoken), false);
  assert.equal(withoutAlarms('BEGIN:VALARM'), 'BEGIN:VALARM');
});

test('it can be told whether a text has alarms', () => {
  const having = Object.entries(samples).filter(([, source]) => hasAlarms(source));
  assert.deepEqual(
    having.map(([client]) => client),
    ['apple', 'thunderbird', 'outlook'],
  );
});
