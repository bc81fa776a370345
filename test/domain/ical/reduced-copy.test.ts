import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CalendarObject, calendarObject, readCalendarObject } from '../../../src/domain/ical/calendar-object.ts';
import { compileTiming } from '../../../src/domain/ical/compile-timing.ts';
import { CLASSIFICATIONS, type Classification } from '../../../src/domain/ical/component.ts';
import { reducedCopy } from '../../../src/domain/ical/reduced-copy.ts';
import { instancesOf } from '../../../src/domain/ical/timing.ts';
import { UTC } from '../../../src/domain/ical/zone.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { fold } from '../../../src/domain/text/fold.ts';
import { bytes, component, crlf, runs, vcalendar } from './support/lines.ts';
import { berlin, samples } from './support/samples.ts';

const object = (source: string): CalendarObject => {
  const read = readCalendarObject(source);
  assert.ok(!isRefusal(read));
  return read;
};

const reduced = (source: string, classification: Classification = 'PRIVATE'): string =>
  reducedCopy(object(source), classification, '0f1e2d');

/** The reduced copy of an event with these lines, as lines between BEGIN:VEVENT and what every copy ends with. */
const eventLines = (...lines: readonly string[]): string[] => {
  const text = reduced(vcalendar(...component('VEVENT', 'UID:e', ...lines)));
  return text
    .slice(text.indexOf('BEGIN:VEVENT') + 'BEGIN:VEVENT\r\n'.length, text.indexOf('UID:0f1e2d'))
    .split('\r\n')
    .slice(0, -1);
};

test('an event is its times, its class and an opaque UID', () =>
  assert.equal(
    reduced(samples.google),
    vcalendar(
      ...component(
        'VEVENT',
        'DTSTART:20260210T150000Z',
        'DTEND:20260210T150000Z',
        'DTSTAMP:20260209T010203Z',
        'UID:0f1e2d',
        'SUMMARY:(Private event)',
        'X-SOGO-SECURE:YES',
      ),
    ),
  ));

test('each occurrence that was changed is reduced, and the time zone that it needs is kept without its names', () =>
  assert.equal(
    reduced(samples.apple),
    vcalendar(
      ...berlin().filter((line) => !line.startsWith('TZNAME')),
      ...component(
        'VEVENT',
        'DTEND;TZID=Europe/Berlin:20260107T110000',
        'DTSTAMP:20260105T091512Z',
        'DTSTART;TZID=Europe/Berlin:20260107T100000',
        'RRULE:FREQ=WEEKLY;UNTIL=20260331T080000Z',
        'UID:0f1e2d',
        'SUMMARY:(Private event)',
        'X-SOGO-SECURE:YES',
      ),
      ...component(
        'VEVENT',
        'RECURRENCE-ID;TZID=Europe/Berlin:20260114T100000',
        'DTSTART;TZID=Europe/Berlin:20260114T140000',
        'DTEND;TZID=Europe/Berlin:20260114T150000',
        'DTSTAMP:20260106T080000Z',
        'UID:0f1e2d',
        'SUMMARY:(Private event)',
        'X-SOGO-SECURE:YES',
      ),
    ),
  ));

test('the summary tells type and class', () => {
  const summaries = (source: string) =>
    CLASSIFICATIONS.map((each) => /SUMMARY:(.*)\r/.exec(reduced(source, each))?.[1]);
  assert.deepEqual(summaries(samples.google), ['(Public event)', '(Private event)', '(Confidential event)']);
  assert.deepEqual(summaries(samples.thunderbird), ['(Public task)', '(Private task)', '(Confidential task)']);
  assert.deepEqual(summaries(samples.journal), ['(Public entry)', '(Private entry)', '(Confidential entry)']);
});

test('DURATION, RDATE and EXRULE are kept', () => {
  const lines = [
    'DTSTART:20260101T100000Z',
    'DURATION:PT1H',
    'RRULE:FREQ=DAILY;COUNT=9',
    'EXRULE:FREQ=WEEKLY',
    'EXDATE:20260102T100000Z,20260103T100000Z',
    'RDATE;VALUE=PERIOD:20260201T100000Z/PT2H',
  ];
  assert.deepEqual(eventLines(...lines), lines);
});

test('transparency, status and class are not told', () =>
  assert.deepEqual(eventLines('DTSTART:20260101T100000Z', 'TRANSP:TRANSPARENT', 'STATUS:CANCELLED', 'CLASS:PRIVATE'), [
    'DTSTART:20260101T100000Z',
  ]));

test('parameters that tell how a time is read are kept, others are not', () => {
  assert.deepEqual(
    eventLines(
      'DTSTART;VALUE=DATE;X-NOTE=secret:20260101',
      'DTEND;VALUE=DATE;ALTREP="http://example.org/secret":20260102',
      'RRULE;X-NOTE=secret:FREQ=DAILY',
    ),
    ['DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20260102', 'RRULE:FREQ=DAILY'],
  );
  assert.deepEqual(
    eventLines('RECURRENCE-ID;RANGE=THISANDFUTURE:20260101T100000Z', 'DTSTART:20260101T110000Z').slice(0, 1),
    ['RECURRENCE-ID;RANGE=THISANDFUTURE:20260101T100000Z'],
  );
  assert.deepEqual(eventLines('RECURRENCE-ID;RANGE=secret:20260101T100000Z'), ['RECURRENCE-ID:20260101T100000Z']);
});

test('parts of a rule that the standard does not know are left out', () =>
  assert.deepEqual(
    eventLines('DTSTART:20260101T100000Z', 'RRULE:X-NOTE=secret;freq=DAILY;;BYHOUR=1, 2;RSCALE=SECRET'),
    ['DTSTART:20260101T100000Z', 'RRULE:freq=DAILY;BYHOUR=1, 2'],
  ));

test('values that cannot be read are left out', () =>
  assert.deepEqual(
    eventLines(
      'DTSTAMP:secret',
      'DTSTART:20260101T100000Z',
      'DURATION:secret',
      'RRULE:FREQ=SECRET',
      'EXDATE:20260102T100000Z,secret',
      'RDATE:secret/PT1H',
    ),
    ['DTSTART:20260101T100000Z', 'EXDATE:20260102T100000Z'],
  ));

test('a zone has its name in the database, or a number', () => {
  const own = (tzid: string, offset: string) =>
    component(
      'VTIMEZONE',
      `TZID:${tzid}`,
      ...component('STANDARD', 'DTSTART:19700101T000000', `TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`),
    );
  const copy = reduced(
    vcalendar(
      ...berlin('/secret.example.org/Europe/Berlin'),
      ...own('Not needed', '+0100'),
      ...own('My cottage', '+0130'),
      ...component(
        'VEVENT',
        'UID:e',
        'DTSTART;TZID=/secret.example.org/Europe/Berlin:20260101T100000',
        'DTEND;TZID=My cottage:20260101T120000',
      ),
    ),
  );
  assert.deepEqual(copy.match(/TZID.*(?=\r)/g), [
    'TZID:Europe/Berlin',
    'TZID:Zone-1',
    'TZID=Europe/Berlin:20260101T100000',
    'TZID=Zone-1:20260101T120000',
  ]);
  assert.ok(copy.includes('TZOFFSETTO:+0130'));
});

test('a time whose zone nobody knows is on the local clock, as it is when times are computed', () =>
  assert.deepEqual(eventLines('DTSTART;TZID=My cottage:20260101T100000'), ['DTSTART:20260101T100000']));

test('long lines are folded, and a text without PRODID gets ours', () => {
  const dates = Array.from({ length: 20 }, (_, day) => `202601${String(day + 10)}T100000Z`).join(',');
  const copy = reduced(
    crlf(
      'BEGIN:VCALENDAR',
      ...component('VEVENT', 'UID:e', 'DTSTART:20260101T100000Z', `RDATE:${dates}`),
      'END:VCALENDAR',
    ),
  );
  assert.ok(copy.includes(fold(`RDATE:${dates}`)));
  assert.ok(copy.split('\r\n').every((line) => line.length <= 75));
  assert.ok(copy.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Fasti//'));
});

test('the copy is a calendar object that happens when the original does', () => {
  const range = { from: Date.UTC(2014) / 1000, to: Date.UTC(2030) / 1000 };
  const instances = (of: CalendarObject) =>
    instancesOf(compileTiming(of), range, UTC).instances.map(({ start, end }) => [start, end]);
  for (const [client, source] of Object.entries(samples)) {
    const copy = calendarObject(bytes(reduced(source)));
    assert.ok(!isRefusal(copy), client);
    assert.notEqual(instances(copy).length, 0, client);
    assert.deepEqual(instances(copy), instances(object(source)), client);
  }
});

test('no text that a person may have written survives', () => {
  const word = fc.array(fc.constantFrom(...'bdfghjklmnpqrstvwxyz'), { minLength: 6, maxLength: 12 });
  const secret = word.map((letters) => letters.join(''));
  const secretObject = (s: string): string =>
    vcalendar(
      `X-WR-CALNAME;X-P=${s}:${s}`,
      `NAME:${s}`,
      ...component(
        'VTIMEZONE',
        `TZID:${s}`,
        `TZURL:http://${s}/`,
        `X-LIC-LOCATION:${s}`,
        ...component(
          'STANDARD',
          `DTSTART;X-P=${s}:19700101T000000`,
          `TZNAME;LANGUAGE=${s}:${s}`,
          `COMMENT:${s}`,
          `TZOFFSETFROM;X-P=${s}:+0100`,
          'TZOFFSETTO:+0100',
          `RRULE:FREQ=YEARLY;X-P=${s}`,
        ),
        ...component(`X-${s}`, `X-P:${s}`),
      ),
      ...['', 'RECURRENCE-ID'].flatMap((id) =>
        component(
          'VEVENT',
          `UID:${s}`,
          ...(id === '' ? [] : [`${id};TZID=${s};X-P=${s};RANGE=${s}:20260108T100000`]),
          `DTSTAMP;X-P="${s}:":20260101T000000Z`,
          `DTSTART;TZID=${s};X-${s}=1:20260101T100000`,
          `DTEND;TZID="${s}";X-P=${s}:20260101T110000`,
          `RRULE;X-P=${s}:FREQ=DAILY;X-${s}=${s};COUNT=9`,
          `EXRULE:FREQ=WEEKLY;RSCALE=${s}`,
          `RDATE;TZID=${s};VALUE=${s}:20260201T100000`,
          `EXDATE;TZID=${s}:20260102T100000,${s}`,
          ...['SUMMARY', 'DESCRIPTION', 'LOCATION', 'CATEGORIES', 'COMMENT', 'CONTACT', 'RESOURCES', 'URL'].map(
            (name) => `${name};ALTREP="http://${s}";LANGUAGE=${s}:${s}`,
          ),
          `GEO:${s}`,
          `STATUS:${s}`,
          `TRANSP:${s}`,
          `CLASS:${s}`,
          `COLOR:${s}`,
          `CONFERENCE;LABEL=${s}:https://${s}/`,
          `ORGANIZER;CN=${s};SENT-BY="mailto:${s}@example.org":mailto:${s}@example.org`,
          `ATTENDEE;CN="${s}":mailto:${s}@example.org`,
          `ATTACH;FILENAME=${s}:https://${s}/`,
          `X-ALT-DESC;FMTTYPE=text/html:<b>${s}</b>`,
          `X-${s}:${s}`,
          ...component('VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', `DESCRIPTION:${s}`),
          ...component(`X-${s}`, `SUMMARY:${s}`),
        ),
      ),
      ...component(`X-${s}`, `SUMMARY:${s}`),
    );
  fc.assert(
    fc.property(secret, (word) => {
      const copy = reduced(secretObject(word)).replaceAll('\r\n ', '').toLowerCase();
      assert.ok(copy.includes('tzid=zone-1:20260101t100000'));
      assert.ok(!copy.includes(word), copy);
    }),
    runs(200),
  );
});
