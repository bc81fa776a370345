import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CalendarObject, calendarObject, itemsOf } from '../../../src/domain/ical/calendar-object.ts';
import { property, text } from '../../../src/domain/ical/property.ts';
import { isRefusal, type Reason, type Refusal } from '../../../src/domain/kernel/refusal.ts';
import { bytes, component, crlf, vcalendar } from './support/lines.ts';
import { berlin, samples } from './support/samples.ts';

const accepted = (source: string): CalendarObject => {
  const object = calendarObject(bytes(source));
  assert.ok(!isRefusal(object), isRefusal(object) ? `${object.line}: ${object.detail}` : '');
  return object;
};
const refused = (source: string | Uint8Array): Refusal => {
  const object = calendarObject(typeof source === 'string' ? bytes(source) : source);
  assert.ok(isRefusal(object), 'expected a refusal');
  return object;
};
/** An event; its BEGIN is line 4, the given lines begin at 7. */
const event = (...lines: string[]) => vcalendar(...component('VEVENT', 'UID:1', 'DTSTART:20260101T100000Z', ...lines));
/** A component of which only the UID is given; the given lines begin at 6. */
const bare = (name: string, ...lines: string[]) => vcalendar(...component(name, 'UID:1', ...lines));

test('objects as the clients write them are accepted as they are', () => {
  for (const [client, source] of Object.entries(samples)) assert.equal(accepted(source).text, source, client);
});

test('a calendar object knows its type, UID, master, changed occurrences and time zones', () => {
  const { componentType, uid, master, overrides, timezones, calendar } = accepted(samples.apple);
  assert.deepEqual(
    [componentType, uid, calendar.name],
    ['VEVENT', '4F2A8C1E-6B1D-4C55-9E0A-3D0C2A7F9B11', 'VCALENDAR'],
  );
  assert.deepEqual(
    timezones.map((zone) => property(zone, 'TZID')?.value),
    ['Europe/Berlin'],
  );
  assert.equal(text(property(master!, 'SUMMARY')!), 'Team meeting');
  assert.deepEqual(
    overrides.map((each) => text(property(each, 'SUMMARY')!)),
    ['Team meeting, later'],
  );
  const invited = accepted(samples.occurrencesOnly);
  assert.equal(invited.master, undefined);
  assert.equal(itemsOf(invited).length, 2);
});

test('what clients leave out or do their own way is accepted', () => {
  const table: Record<string, string> = {
    'no VERSION, PRODID, DTSTAMP': samples.oldSogo,
    'METHOD in the body': event().replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:PUBLISH'),
    'all day without VALUE=DATE': bare('VEVENT', 'DTSTART:20260101', 'DTEND:20260102'),
    'all day, end equal to start': bare('VEVENT', 'DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20260101'),
    'TZID on a date': bare('VEVENT', 'DTSTART;VALUE=DATE;TZID=Nowhere:20260101'),
    'TZID on UTC': bare('VEVENT', 'DTSTART;TZID=Nowhere:20260101T000000Z'),
    'end on another clock, seemingly before': bare(
      'VEVENT',
      'DTSTART;TZID=Asia/Tokyo:20260101T180000',
      'DTEND;TZID=Europe/Berlin:20260101T110000',
    ),
    'zone name in another case': bare('VEVENT', 'DTSTART;TZID=europe/berlin:20260101T000000'),
    'unknown components and properties': event(
      'X-A:1',
      'FOO:2',
      ...component('X-B', 'X:1'),
      ...component('PARTICIPANT', 'UID:9', 'UID:8'),
    ),
    'a private component beside the event': vcalendar(
      ...component('X-C', 'UID:2'),
      ...component('VEVENT', 'UID:1', 'DTSTART:20260101'),
    ),
    'status in lower case': event('STATUS:confirmed', 'TRANSP:opaque'),
    'a class of their own': event('CLASS:X-SECRET'),
    'leading zeros': event('SEQUENCE:007'),
    periods: event('RDATE;VALUE=PERIOD:20260102T100000Z/PT1H,20260103T100000Z/20260103T110000Z'),
    'a to-do without dates': bare('VTODO'),
    'a to-do due again and again': bare('VTODO', 'DUE:20260101T100000Z', 'RRULE:FREQ=DAILY'),
    'one changed occurrence in UTC, one floating': vcalendar(
      ...['20260101T100000', '20260101T100000Z'].flatMap((id) =>
        component('VEVENT', 'UID:1', `RECURRENCE-ID:${id}`, 'DTSTART:20260101'),
      ),
    ),
  };
  for (const [what, source] of Object.entries(table)) assert.equal(accepted(source).text, source, what);
});

test('text that is not iCalendar is refused with its line', () => {
  const table: [string, string, number, RegExp][] = [
    ['nothing', '', 1, /no VCALENDAR/],
    ['a bare event', crlf(...component('VEVENT', 'UID:1')), 1, /no VCALENDAR/],
    ['an empty calendar', vcalendar(), 1, /no component/],
    ['no content line', event('rubbish'), 7, /No colon/],
    ['vCalendar 1.0', event().replace('VERSION:2.0', 'VERSION:1.0'), 2, /VERSION/],
    ['another calendar scale', event().replace('VERSION:2.0', 'CALSCALE:JULIAN'), 2, /CALSCALE/],
    ['event without start', bare('VEVENT'), 4, /VEVENT has no DTSTART/],
    ['two starts', event('DTSTART:20260101T100000Z'), 7, /DTSTART may stand only once/],
    ['two summaries', event('SUMMARY:a', 'SUMMARY:b'), 8, /SUMMARY may stand only once/],
    ['end and duration', event('DTEND:20260101T110000Z', 'DURATION:PT1H'), 8, /exclude each other/],
    ['end before start', event('DTEND:20260101T095959Z'), 7, /DTEND is before DTSTART/],
    [
      'end days before, on another clock',
      event('DTEND;TZID=Europe/Berlin:20251230T100000'),
      7,
      /DTEND is before DTSTART/,
    ],
    ['end of another type', event('DTEND;VALUE=DATE:20260102'), 7, /type of DTSTART/],
    ['no such day', event('DTEND:20260230T100000Z'), 7, /DTEND is neither/],
    [
      'a type that is not the value',
      bare('VEVENT', 'DTSTART;VALUE=DATE:20260101T100000Z'),
      6,
      /type DATE that VALUE says/,
    ],
    ['duration without parts', event('DURATION:P'), 7, /DURATION is no duration/],
    ['negative duration', event('DURATION:-PT1H'), 7, /DURATION is negative/],
    ['no rule', event('RRULE:FREQ=SOMETIMES'), 7, /RRULE is no recurrence rule/],
    ['no exception date', event('EXDATE:20260101T100000Z,tomorrow'), 7, /EXDATE has a value/],
    ['no additional date', event('RDATE:'), 7, /RDATE has a value/],
    ['no recurrence id', event('RECURRENCE-ID:x'), 7, /RECURRENCE-ID is neither/],
    ['sequence', event('SEQUENCE:-1'), 7, /SEQUENCE is no whole number/],
    ['priority', event('PRIORITY:10'), 7, /PRIORITY is no whole number from 0 to 9/],
    ['percentage', bare('VTODO', 'PERCENT-COMPLETE:101'), 6, /PERCENT-COMPLETE/],
    ['status of a to-do', event('STATUS:COMPLETED'), 7, /STATUS is none of/],
    ['status of an event', bare('VTODO', 'STATUS:TENTATIVE'), 6, /STATUS is none of/],
    ['transparency', event('TRANSP:MAYBE'), 7, /TRANSP is none of/],
    ['class', event('CLASS:'), 7, /CLASS is no word/],
    ['alarm without trigger', event(...component('VALARM', 'ACTION:AUDIO')), 7, /VALARM has no TRIGGER/],
    ['alarm without action', event(...component('VALARM', 'TRIGGER:PT0S')), 7, /VALARM has no ACTION/],
    ['trigger', event(...component('VALARM', 'ACTION:AUDIO', 'TRIGGER:soon')), 9, /TRIGGER is neither/],
    ['repeat', event(...component('VALARM', 'ACTION:AUDIO', 'TRIGGER:PT0S', 'REPEAT:often')), 10, /REPEAT/],
    ['event in event', event(...component('VEVENT', 'UID:1', 'DTSTART:20260101')), 7, /VEVENT may not stand in VEVENT/],
    ['due before start', bare('VTODO', 'DTSTART:20260102', 'DUE:20260101'), 7, /DUE is before DTSTART/],
    ['duration from nowhere', bare('VTODO', 'DURATION:PT1H'), 6, /needs a DTSTART/],
    ['series from nowhere', bare('VTODO', 'RRULE:FREQ=DAILY'), 6, /needs a DTSTART or a DUE/],
    ['journal series from nowhere', bare('VJOURNAL', 'RRULE:FREQ=DAILY'), 6, /needs a DTSTART/],
    [
      'zone without name',
      vcalendar('BEGIN:VTIMEZONE', ...berlin().slice(2), ...component('VEVENT', 'UID:1', 'DTSTART:20260101')),
      4,
      /VTIMEZONE has no TZID/,
    ],
    [
      'zone without rules',
      vcalendar(...component('VTIMEZONE', 'TZID:x'), ...component('VEVENT', 'UID:1', 'DTSTART:20260101')),
      4,
      /neither STANDARD nor DAYLIGHT/,
    ],
    [
      'zone with a wrong offset',
      samples.apple.replace('TZOFFSETFROM:+0100', 'TZOFFSETFROM:1'),
      8,
      /TZOFFSETFROM is no offset/,
    ],
  ];
  for (const [what, source, line, detail] of table) {
    const refusal = refused(source);
    assert.match(refusal.detail ?? '', detail, what);
    assert.equal(refusal.reason, 'calendar-data-invalid', what);
    assert.equal(refusal.line, line, what);
  }
  assert.deepEqual(refused(Uint8Array.from([...bytes('BEGIN:VCALENDAR\r\nX:'), 0xe4])), {
    is: 'refused',
    reason: 'calendar-data-invalid',
    detail: 'The text is not valid UTF-8.',
    line: 2,
  });
});

test('RFC 4791 §4.1: one type, one UID, one master, each occurrence once, every zone known', () => {
  const one = component('VEVENT', 'UID:1', 'DTSTART:20260101T100000Z');
  const changed = (id: string) => component('VEVENT', 'UID:1', id, 'DTSTART:20260101T100000Z');
  const table: [string, Reason, string, number][] = [
    ['two calendars', 'calendar-object-invalid', vcalendar(...one) + vcalendar(...one), 9],
    ['two types', 'calendar-object-invalid', vcalendar(...one, ...component('VTODO', 'UID:1')), 8],
    [
      'two UIDs',
      'calendar-object-invalid',
      vcalendar(...one, ...component('VEVENT', 'UID:2', 'RECURRENCE-ID:20260101')),
      9,
    ],
    ['no UID', 'calendar-object-invalid', vcalendar(...component('VEVENT', 'DTSTART:20260101')), 4],
    ['empty UID', 'calendar-object-invalid', vcalendar(...component('VEVENT', 'UID:', 'DTSTART:20260101')), 4],
    [
      'long UID',
      'calendar-object-invalid',
      vcalendar(...component('VEVENT', `UID:${'\u00e9'.repeat(257)}`, 'DTSTART:20260101')),
      5,
    ],
    ['two masters', 'calendar-object-invalid', vcalendar(...one, ...one), 8],
    [
      'one occurrence twice',
      'calendar-object-invalid',
      vcalendar(...changed('RECURRENCE-ID:20260101T100000Z'), ...changed('RECURRENCE-ID:20260101T100000Z')),
      11,
    ],
    [
      'unknown zone',
      'calendar-object-invalid',
      vcalendar(...component('VEVENT', 'UID:1', 'DTSTART;TZID=Nowhere:20260101T100000')),
      6,
    ],
    [
      'an offset as a zone',
      'calendar-object-invalid',
      vcalendar(...component('VEVENT', 'UID:1', 'DTSTART;TZID=+01:20260101T100000')),
      6,
    ],
    ['unknown zone of an exception', 'calendar-object-invalid', event('EXDATE;TZID=Nowhere:20260101T100000'), 7],
    ['free/busy', 'component-unsupported', vcalendar(...component('VFREEBUSY', 'UID:1')), 4],
    ['an alarm', 'component-unsupported', vcalendar(...component('VALARM', 'ACTION:AUDIO')), 4],
    ['availability', 'component-unsupported', vcalendar(...component('VAVAILABILITY', 'UID:1')), 4],
    ['a zone alone', 'component-unsupported', vcalendar(...berlin()), 1],
    ['too early', 'date-too-early', vcalendar(...component('VEVENT', 'UID:1', 'DTSTART:16001231')), 6],
    ['too late', 'date-too-late', event('DTEND:99990101T000000Z'), 7],
    ['lasting too long', 'date-too-late', event('DURATION:P9999999W'), 7],
    ['an occurrence too late', 'date-too-late', event('RDATE:20260102T100000Z,99991231T000000Z'), 7],
  ];
  for (const [what, reason, source, line] of table) {
    const refusal = refused(source);
    assert.deepEqual([refusal.reason, refusal.line], [reason, line], `${what}: ${refusal.detail}`);
  }
});

test('attendees, dates, counts and octets have limits', () => {
  const attendees = (count: number) => event(...Array<string>(count).fill('ATTENDEE:mailto:a@example.org'));
  accepted(attendees(900));
  assert.deepEqual([refused(attendees(901)).reason, refused(attendees(901)).line], ['too-many-attendees', 907]);
  const dates = (count: number) => event(`EXDATE:${Array<string>(count).fill('20260101').join(',')}`, 'RDATE:20260102');
  accepted(dates(11_999));
  assert.deepEqual([refused(dates(12_000)).reason, refused(dates(12_000)).line], ['too-many-instances', 8]);
  const rule = (count: string) => event(`RRULE:FREQ=DAILY;COUNT=${count}`);
  accepted(rule('999999999'));
  for (const count of ['1000000000', '9'.repeat(1000)]) {
    const { reason, line } = refused(rule(count));
    assert.deepEqual([reason, line], ['too-many-instances', 7]);
  }
  assert.equal(refused(rule('0')).reason, 'calendar-data-invalid');
  assert.equal(refused(new Uint8Array(10 * 1024 * 1024 + 1)).reason, 'object-too-large');
});
