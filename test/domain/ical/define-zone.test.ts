import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysFromCivil, SECONDS_PER_DAY } from '../../../src/domain/ical/civil.ts';
import { defineZone } from '../../../src/domain/ical/define-zone.ts';
import { compileOwnZone, ownZone } from '../../../src/domain/ical/own-zone.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { type Zone, zoneByName } from '../../../src/domain/ical/zone.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';

const zone = (name: string): Zone => {
  const found = zoneByName(name);
  assert.ok(found, name);
  return found;
};

/** The zone that a reader makes of the definition. */
const reread = (name: string): Zone => {
  const parsed = parseCalendar(defineZone(zone(name)));
  assert.ok(!isProblem(parsed));
  const definition = parsed[0]?.components[0];
  const compiled = definition && compileOwnZone(definition);
  assert.ok(compiled);
  return ownZone(compiled);
};

const since = daysFromCivil(1971, 1, 1) * SECONDS_PER_DAY;
const until = daysFromCivil(2037, 12, 1) * SECONDS_PER_DAY;

/** The first instant, of every 13th hour, at which both disagree. */
const disagreement = (name: string, end: number): string | undefined => {
  const [own, theirs] = [zone(name), reread(name)];
  for (let at = since; at < end; at += 13 * 3600)
    if (own.offsetAt(at) !== theirs.offsetAt(at)) return new Date(at * 1000).toISOString();
  return undefined;
};

test('a law in force is written as its rules, and what was before as dates', () => {
  const lines = defineZone(zone('Europe/Berlin')).split('\r\n');
  assert.deepEqual(
    lines.filter((line) => /^(TZID|RRULE|BEGIN)/.test(line)),
    [
      'BEGIN:VCALENDAR',
      'BEGIN:VTIMEZONE',
      'TZID:Europe/Berlin',
      'BEGIN:STANDARD',
      'BEGIN:DAYLIGHT',
      'BEGIN:STANDARD',
      'BEGIN:DAYLIGHT',
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
      'BEGIN:STANDARD',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    ],
  );
});

test('rules hold for ever', () => {
  assert.equal(disagreement('Europe/Berlin', daysFromCivil(2200, 1, 1) * SECONDS_PER_DAY), undefined);
  assert.equal(disagreement('America/New_York', daysFromCivil(2200, 1, 1) * SECONDS_PER_DAY), undefined);
});

test('a clock that never changes has one observance', () => {
  assert.equal(defineZone(zone('Asia/Kolkata')).match(/BEGIN:(STANDARD|DAYLIGHT)/g)?.length, 1);
});

for (const name of [
  'Africa/Casablanca',
  'Asia/Gaza',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Jerusalem',
])
  test(`a reader of ${name} knows every offset since 1971`, () => assert.equal(disagreement(name, until), undefined));
