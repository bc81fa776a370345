import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { civilFromDays, daysFromCivil, weekdayOf } from '../../../src/domain/ical/civil.ts';
import {
  asInstant,
  asLocal,
  formatDate,
  formatDuration,
  formatLocal,
  formatUtc,
  parseDate,
  parseDateTime,
  parseDuration,
  parsePeriod,
} from '../../../src/domain/ical/date-time.ts';

const seconds = (iso: string) => Date.parse(iso) / 1000;
const runs = { seed: 5545, numRuns: 500 * Number(process.env.FASTI_SOAK ?? 1) };

test('a day is its midnight', () => {
  assert.deepEqual(parseDate('19970714'), { kind: 'date', local: seconds('1997-07-14T00:00:00Z') });
  assert.deepEqual(parseDate('20240229'), { kind: 'date', local: seconds('2024-02-29T00:00:00Z') });
  assert.deepEqual(parseDate('16010101'), { kind: 'date', local: seconds('1601-01-01T00:00:00Z') });
});

test('what is no day of the calendar is no DATE', () => {
  for (const text of [
    '',
    '1997071',
    '199707140',
    '19971301',
    '19970001',
    '19970732',
    '19970700',
    '20230229',
    '19000229',
  ])
    assert.equal(parseDate(text), undefined, text);
  for (const text of ['1997-7-1', '1997071a', '19970714T', ' 9970714', '+9970714'])
    assert.equal(parseDate(text), undefined, text);
});

test('a date-time floats without Z and is a moment with it', () => {
  assert.deepEqual(parseDateTime('19980118T230000'), { kind: 'floating', local: seconds('1998-01-18T23:00:00Z') });
  assert.deepEqual(parseDateTime('19980119T070000Z'), { kind: 'utc', instant: seconds('1998-01-19T07:00:00Z') });
});

test('a leap second counts as the second before', () =>
  assert.deepEqual(parseDateTime('19970630T235960Z'), { kind: 'utc', instant: seconds('1997-06-30T23:59:59Z') }));

test('what is no time of a day is no DATE-TIME', () => {
  for (const text of ['19980118T240000', '19980118T236000', '19980118T230061', '19980118t230000', '19980118T2300'])
    assert.equal(parseDateTime(text), undefined, text);
  for (const text of ['19980230T230000', '19980118T230000z', '19980118T230000-0800', '19980118T230000ZZ', '19980118'])
    assert.equal(parseDateTime(text), undefined, text);
});

test('days of a duration are nominal, its time is exact', () => {
  const table: [string, number, number][] = [
    ['PT15M', 0, 900],
    ['-PT15M', 0, -900],
    ['+P1D', 1, 0],
    ['P15DT5H0M20S', 15, 18_020],
    ['P7W', 49, 0],
    ['-P1DT2H', -1, -7200],
    ['PT0S', 0, 0],
    ['-PT0S', 0, 0],
    ['PT1H30S', 0, 3630],
  ];
  for (const [text, days, exact] of table) assert.deepEqual(parseDuration(text), { days, seconds: exact }, text);
});

test('a duration needs a part, and the parts their order', () => {
  for (const text of ['', 'P', 'PT', 'P1DT', '1D', 'P1H', 'PT1D', 'PT5S1M', 'P-1D', 'P1.5D', 'PT1H ', 'P12345678901W'])
    assert.equal(parseDuration(text), undefined, text);
});

test('a period ends at a time or after a duration, never before it begins', () => {
  const start = parseDateTime('19970101T180000Z');
  assert.deepEqual(parsePeriod('19970101T180000Z/19970102T070000Z'), { start, end: parseDateTime('19970102T070000Z') });
  assert.deepEqual(parsePeriod('19970101T180000Z/PT5H30M'), { start, duration: { days: 0, seconds: 19_800 } });
  const bad = ['', '/', '19970101T180000Z', '19970101T180000Z/', '19970101/19970102', '19970101T180000Z/-PT1H'];
  for (const text of [...bad, '19970101T180000Z/19970101T170000Z', '19970101T180000Z/19970102T070000'])
    assert.equal(parsePeriod(text), undefined, text);
});

test('formatters write what the parsers read', () => {
  assert.equal(formatDate(asLocal(seconds('0900-03-01T23:59:59Z'))), '09000301');
  assert.equal(formatLocal(asLocal(seconds('1969-12-31T23:59:58Z'))), '19691231T235958');
  assert.equal(formatUtc(asInstant(seconds('2026-02-03T04:05:06Z'))), '20260203T040506Z');
  for (const text of ['PT15M', '-PT15M', 'P15DT5H0M20S', 'P7W', 'P1D', '-P1DT2H', 'PT0S', 'PT1H0M30S'])
    assert.equal(formatDuration(parseDuration(text)!), text);
});

test('days of the calendar agree with the platform', () =>
  fc.assert(
    fc.property(fc.integer({ min: -800_000, max: 2_900_000 }), (day) => {
      const date = new Date(day * 86_400_000);
      const civil = civilFromDays(day);
      assert.deepEqual(civil, { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
      assert.equal(daysFromCivil(civil.year, civil.month, civil.day), day);
      assert.equal(weekdayOf(day), date.getUTCDay());
    }),
    runs,
  ));

test('every second of the years 0 to 9999 survives writing and reading', () =>
  fc.assert(
    fc.property(fc.integer({ min: seconds('0000-01-01T00:00:00Z'), max: seconds('9999-12-31T23:59:59Z') }), (at) => {
      assert.deepEqual(parseDateTime(formatUtc(asInstant(at))), { kind: 'utc', instant: at });
      assert.deepEqual(parseDateTime(formatLocal(asLocal(at))), { kind: 'floating', local: at });
    }),
    runs,
  ));
