import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeBusy } from '../../../src/domain/ical/free-busy.ts';
import { daysAround, offHours } from '../../../src/domain/ical/off-hours.ts';
import { UTC, type Zone, zoneByName } from '../../../src/domain/ical/zone.ts';

const zone = (name: string): Zone => zoneByName(name) ?? assert.fail(name);
const seconds = (iso: string): number => Date.parse(iso) / 1000;
const shown = (instant: number): string => new Date(instant * 1000).toISOString().slice(0, 16);

const WORKING = { begins: 8, ends: 18 };

const away = (from: string, to: string, where: Zone = UTC, working = WORKING) =>
  mergeBusy(offHours({ from: seconds(from), to: seconds(to) }, where, working)).map(
    ({ start, end, type }) => `${shown(start)} ${shown(end)} ${type}`,
  );

test('the days around an instant are whole ones on somebody’s clock', () => {
  const around = (iso: string, name: string, before: number, after: number) => {
    const { from, to } = daysAround(seconds(iso), zone(name), before, after);
    return [shown(from), shown(to)];
  };
  assert.deepEqual(around('2026-06-10T12:00Z', 'UTC', 7, 7), ['2026-06-03T00:00', '2026-06-18T00:00']);
  assert.deepEqual(around('2026-06-10T23:00Z', 'Europe/Rome', 0, 0), ['2026-06-10T22:00', '2026-06-11T22:00']);
  assert.deepEqual(around('2026-06-10T03:00Z', 'America/New_York', 1, 0), ['2026-06-08T04:00', '2026-06-10T04:00']);
  // between the two midnights the clocks go forward
  assert.deepEqual(around('2026-03-29T12:00Z', 'Europe/Rome', 0, 0), ['2026-03-28T23:00', '2026-03-29T22:00']);
});

test('nobody works at night and on weekends', () =>
  // 2026-06-12 is a Friday
  assert.deepEqual(away('2026-06-11T00:00Z', '2026-06-16T00:00Z'), [
    '2026-06-11T00:00 2026-06-11T08:00 BUSY',
    '2026-06-11T18:00 2026-06-12T08:00 BUSY',
    '2026-06-12T18:00 2026-06-15T08:00 BUSY',
    '2026-06-15T18:00 2026-06-16T00:00 BUSY',
  ]));

test('night is night on somebody’s clock, summer and winter', () => {
  assert.deepEqual(away('2026-06-11T22:00Z', '2026-06-12T22:00Z', zone('Europe/Rome')), [
    '2026-06-11T22:00 2026-06-12T06:00 BUSY',
    '2026-06-12T16:00 2026-06-12T22:00 BUSY',
  ]);
  assert.deepEqual(away('2026-01-14T23:00Z', '2026-01-15T23:00Z', zone('Europe/Rome')), [
    '2026-01-14T23:00 2026-01-15T07:00 BUSY',
    '2026-01-15T17:00 2026-01-15T23:00 BUSY',
  ]);
});

test('a range is never left', () => {
  assert.deepEqual(away('2026-06-11T09:00Z', '2026-06-11T17:00Z'), []);
  assert.deepEqual(away('2026-06-11T07:00Z', '2026-06-11T19:00Z'), [
    '2026-06-11T07:00 2026-06-11T08:00 BUSY',
    '2026-06-11T18:00 2026-06-11T19:00 BUSY',
  ]);
});

test('a day of work from midnight on has no night before it', () =>
  assert.deepEqual(away('2026-06-11T00:00Z', '2026-06-12T00:00Z', UTC, { begins: 0, ends: 23 }), [
    '2026-06-11T23:00 2026-06-12T00:00 BUSY',
  ]));
