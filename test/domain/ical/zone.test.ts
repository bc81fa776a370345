import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asInstant,
  asLocal,
  formatLocal,
  formatUtc,
  parseDateTime,
  secondsOf,
} from '../../../src/domain/ical/date-time.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { zoneDataVersion } from '../../../src/domain/ical/platform-zone.ts';
import { WINDOWS_ZONES } from '../../../src/domain/ical/windows-zones.ts';
import { toInstant, toLocal, type Zone, zoneByName, zoneFor } from '../../../src/domain/ical/zone.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';

const at = (text: string): number => secondsOf(parseDateTime(text)!);

const zone = (name: string): Zone => {
  const found = zoneByName(name);
  assert.ok(found, name);
  return found;
};

const utcOf = (name: string, local: string): string => formatUtc(toInstant(zone(name), at(local)));

test('RFC 5545 §3.3.5: the examples of New York', () => {
  assert.equal(utcOf('America/New_York', '20071104T013000'), '20071104T053000Z');
  assert.equal(utcOf('America/New_York', '20070311T023000'), '20070311T073000Z');
  assert.equal(utcOf('America/New_York', '19970714T133000'), '19970714T173000Z');
});

/** Zone, local time, UTC: gaps and folds of unusual size. */
const CHANGES: readonly (readonly [string, string, string])[] = [
  ['Europe/Berlin', '20240331T015959', '20240331T005959Z'],
  ['Europe/Berlin', '20240331T020000', '20240331T010000Z'],
  ['Europe/Berlin', '20240331T030000', '20240331T010000Z'],
  ['Europe/Berlin', '20241027T020000', '20241027T000000Z'],
  ['Europe/Berlin', '20241027T025959', '20241027T005959Z'],
  ['Europe/Berlin', '20241027T030000', '20241027T020000Z'],
  ['Australia/Lord_Howe', '20241006T021500', '20241005T154500Z'],
  ['Australia/Lord_Howe', '20240407T014500', '20240406T144500Z'],
  ['Pacific/Apia', '20111230T120000', '20111230T220000Z'],
  ['America/Sao_Paulo', '20181104T003000', '20181104T033000Z'],
  ['Africa/Casablanca', '20240310T023000', '20240310T013000Z'],
  ['Asia/Kathmandu', '20240101T000000', '20231231T181500Z'],
  ['Europe/Berlin', '18500101T120000', '18500101T110632Z'],
  ['Europe/Berlin', '28240701T120000', '28240701T100000Z'],
];

for (const [name, local, utc] of CHANGES)
  test(`${name} at ${local} is ${utc}`, () => assert.equal(utcOf(name, local), utc));

test('every instant has one local time, and comes back from it except in the second half of a fold', () => {
  for (const name of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Tehran']) {
    const clock = zone(name);
    for (let instant = at('20230101T000000'); instant < at('20250101T000000'); instant += 1800) {
      const back = toInstant(clock, toLocal(clock, instant));
      const isSecond = back < instant && toLocal(clock, back) === toLocal(clock, instant);
      assert.ok(back === instant || isSecond, `${name} ${formatUtc(asInstant(instant))}`);
    }
  }
});

test('the offsets are those of Intl at any time between 1900 and 2100', () => {
  for (const name of ['Europe/Dublin', 'Asia/Gaza', 'Africa/Casablanca', 'America/Caracas', 'Pacific/Apia']) {
    const intl = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
    const clock = zone(name);
    for (let instant = at('19000101T000000'); instant < at('21000101T000000'); instant += 3_456_789) {
      const expected = intl
        .format(instant * 1000)
        .replaceAll(/[-:]/g, '')
        .replace(' ', 'T');
      assert.equal(formatLocal(asLocal(toLocal(clock, instant))), expected, name);
    }
  }
});

test('a zone has many names', () => {
  for (const name of [
    'Europe/Berlin',
    'europe/berlin',
    '/mozilla.org/20050126_1/Europe/Berlin',
    '/freeassociation.sourceforge.net/Europe/Berlin',
    '/freeassociation.sourceforge.net/Tzfile/Europe/Berlin',
    'W. Europe Standard Time',
    'w. europe standard time',
  ])
    assert.equal(zone(name).id, 'Europe/Berlin', name);
  assert.equal(zone('/citadel.org/20210210_1/America/Argentina/Buenos_Aires').id, zone('America/Buenos_Aires').id);
  assert.equal(zone('US/Eastern').id, 'America/New_York');
  assert.equal(zone('America/New York').id, 'America/New_York');
  for (const name of ['UTC', 'Etc/UTC', 'GMT', 'Z', 'utc']) assert.equal(zone(name).id, 'UTC', name);
});

test('what is no zone has none', () => {
  for (const name of ['', 'Customized Time Zone', 'Europe/Atlantis', '/', '+05:00', '../etc', 'x'.repeat(500)])
    assert.equal(zoneByName(name), undefined, name);
});

test('every Windows name leads to a zone that the platform has', () => {
  for (const [windows, name] of WINDOWS_ZONES) {
    assert.ok(zoneByName(windows), windows);
    assert.equal(zone(windows).id, zone(name).id);
  }
  assert.ok(WINDOWS_ZONES.size > 130);
});

test('the zone data has an edition that grows', () =>
  assert.ok(zoneDataVersion() > 202_400 && zoneDataVersion() < 1_000_000));

test('RFC 4791 §5.2.2: the zone of a VTIMEZONE is the platform’s of that name, else its own', () => {
  const lines = ['BEGIN:VTIMEZONE', 'TZID:Office', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0130'];
  const parsed = parseCalendar([...lines, 'TZOFFSETTO:+0130', 'END:STANDARD', 'END:VTIMEZONE', ''].join('\r\n'));
  assert.ok(!isProblem(parsed));
  assert.equal(zoneFor('Europe/Berlin', parsed)?.id, 'Europe/Berlin');
  assert.equal(zoneFor('Office', parsed)?.offsetAt(0), 5400);
  assert.equal(zoneFor('Home', parsed), undefined);
});
