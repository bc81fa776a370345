import assert from 'node:assert/strict';
import { test } from 'node:test';
import { respondOnly } from '../../../src/domain/calendar-object/respond-only.ts';
import { readCalendarObject } from '../../../src/domain/ical/calendar-object.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { component, vcalendar } from '../ical/support/lines.ts';
import { berlin } from '../ical/support/samples.ts';

const object = (text: string) => {
  const read = readCalendarObject(text);
  assert.ok(!isRefusal(read));
  return read;
};

const owner = new Set(['jane@example.org', 'jane.doe@example.org']);
const stores = (stored: string, put: string): string | undefined => respondOnly(object(stored), object(put), owner);

const attendee = (partstat: string, mail = 'jane@example.org', more = ''): string =>
  `ATTENDEE${more}${partstat === '' ? '' : `;PARTSTAT=${partstat}`}:mailto:${mail}`;
const typed = (type: string, ...lines: readonly string[]): string[] =>
  component(type, 'UID:m', 'DTSTART:20260105T100000Z', 'ORGANIZER:mailto:bob@example.org', ...lines);
const meeting = (...lines: readonly string[]): string => vcalendar(...typed('VEVENT', ...lines));

test('the answer of the owner is stored, all else stays byte for byte', () => {
  const lines = (partstat: string) => [
    'SUMMARY:Plan\r\n ning',
    'ATTENDEE;PARTSTAT=TENTATIVE:mailto:kai@example.org',
    `ATTENDEE;X-A=1;PARTSTAT=${partstat};cn="Doe, Jane":MAILTO:Jane@Example.org`,
    'x-lower:1',
  ];
  const put = vcalendar(
    'X-NEW:1',
    ...component(
      'VEVENT',
      'UID:m',
      'DTSTART:20300101T100000Z',
      'SUMMARY:Another',
      'ORGANIZER:mailto:mallory@example.org',
      'ATTENDEE;PARTSTAT=DECLINED:mailto:kai@example.org',
      attendee('ACCEPTED'),
      attendee('ACCEPTED', 'mallory@example.org'),
      ...component('VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:x'),
    ),
  );
  const stored = meeting(...lines('NEEDS-ACTION'));
  assert.equal(stores(stored, put), meeting(...lines('ACCEPTED')));
  const withFeeds = (text: string) => text.replaceAll('\r\n', '\n');
  assert.equal(stores(withFeeds(stored), put), withFeeds(meeting(...lines('ACCEPTED'))));
});

test('without another answer nothing changes', () => {
  const stored = meeting(attendee('ACCEPTED'));
  assert.equal(stores(stored, stored), undefined);
  assert.equal(stores(stored, meeting(attendee('accepted'), 'SUMMARY:Another')), undefined);
  assert.equal(stores(stored, meeting()), undefined);
  assert.equal(stores(stored, meeting(attendee(''))), undefined);
  assert.equal(stores(meeting(attendee('')), meeting(attendee('NEEDS-ACTION'))), undefined);
});

test('a responder invites nobody, and answers for nobody else', () => {
  const stored = meeting(attendee('NEEDS-ACTION', 'kai@example.org'));
  assert.equal(stores(stored, meeting(attendee('ACCEPTED', 'kai@example.org'), attendee('ACCEPTED'))), undefined);
});

test('RSVP goes with the answer, and stays where the answer is taken back', () => {
  const asked = ';RSVP=TRUE';
  assert.equal(
    stores(meeting(attendee('NEEDS-ACTION', 'jane@example.org', asked)), meeting(attendee('DECLINED'))),
    meeting(attendee('DECLINED')),
  );
  assert.equal(
    stores(meeting(attendee('DECLINED', 'jane@example.org', asked)), meeting(attendee('NEEDS-ACTION'))),
    meeting(attendee('NEEDS-ACTION', 'jane@example.org', asked)),
  );
});

test('each component has its answers: RFC 5545 §3.2.12', () => {
  const taken = (type: string, partstat: string): boolean => {
    const text = (each: string) => vcalendar(...typed(type, attendee(each)));
    const result = stores(text('X-NONE'), text(partstat));
    assert.ok(result === undefined || result === text(partstat));
    return result !== undefined;
  };
  const known = [
    'NEEDS-ACTION',
    'ACCEPTED',
    'DECLINED',
    'TENTATIVE',
    'COMPLETED',
    'IN-PROCESS',
    'DELEGATED',
    'X-MAYBE',
  ];
  const takenBy = (type: string) => known.filter((each) => taken(type, each));
  assert.deepEqual(takenBy('VEVENT'), known.slice(0, 4));
  assert.deepEqual(takenBy('VTODO'), known.slice(0, 6));
  assert.deepEqual(takenBy('VJOURNAL'), known.slice(0, 3));
});

test('a value that would break the line is no answer', () =>
  assert.equal(stores(meeting(attendee('NEEDS-ACTION')), meeting(attendee('"ACCEPTED;CN=^nX"'))), undefined));

test('each address of the owner has its own answer, and one answers for another that was invited', () => {
  const both = (one: string, other: string) => meeting(attendee(one), attendee(other, 'jane.doe@example.org'));
  assert.equal(stores(both('NEEDS-ACTION', 'DECLINED'), both('ACCEPTED', 'DECLINED')), both('ACCEPTED', 'DECLINED'));
  assert.equal(
    stores(meeting(attendee('NEEDS-ACTION')), meeting(attendee('ACCEPTED', 'jane.doe@example.org'))),
    meeting(attendee('ACCEPTED')),
  );
});

test('addresses are written in many ways', () => {
  const stored = meeting('ATTENDEE;PARTSTAT=NEEDS-ACTION:Mailto:%6Aane%40EXAMPLE.org');
  assert.equal(stores(stored, meeting(attendee('ACCEPTED'))), stored.replace('NEEDS-ACTION', 'ACCEPTED'));
  const broken = meeting('ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jane%@example.org');
  assert.equal(stores(broken, meeting(attendee('ACCEPTED'))), undefined);
  const other = meeting('ATTENDEE;PARTSTAT=NEEDS-ACTION:urn:uuid:jane@example.org');
  assert.equal(stores(other, meeting(attendee('ACCEPTED'))), undefined);
});

const series = (master: string, ...occurrences: readonly (readonly [id: string, partstat: string])[]): string =>
  vcalendar(
    ...berlin(),
    ...typed('VEVENT', 'RRULE:FREQ=DAILY;COUNT=9', attendee(master)),
    ...occurrences.flatMap(([id, partstat]) => typed('VEVENT', `RECURRENCE-ID${id}`, attendee(partstat))),
  );

test('each occurrence has its own answer, found by its moment', () => {
  const [sixth, sixthInBerlin, seventh] = [
    ':20260106T100000Z',
    ';TZID=Europe/Berlin:20260106T110000',
    ':20260107T100000Z',
  ] as const;
  assert.equal(
    stores(
      series('ACCEPTED', [sixth, 'NEEDS-ACTION'], [seventh, 'NEEDS-ACTION']),
      series('ACCEPTED', [seventh, 'TENTATIVE'], [sixthInBerlin, 'DECLINED']),
    ),
    series('ACCEPTED', [sixth, 'DECLINED'], [seventh, 'TENTATIVE']),
  );
});

test('an occurrence that is not stored by itself is not made, one that is missing is not removed', () => {
  const extra = [':20260106T100000Z', 'DECLINED'] as const;
  assert.equal(stores(series('ACCEPTED'), series('ACCEPTED', extra)), undefined);
  assert.equal(stores(series('ACCEPTED', extra), series('TENTATIVE')), series('TENTATIVE', extra));
});

test('a changed occurrence may stand before its series', () => {
  const reversed = (partstat: string): string =>
    vcalendar(
      ...typed('VEVENT', 'RECURRENCE-ID:20260106T100000Z', attendee(partstat)),
      ...typed('VEVENT', 'RRULE:FREQ=DAILY;COUNT=9', attendee(partstat)),
    );
  assert.equal(stores(reversed('NEEDS-ACTION'), reversed('ACCEPTED')), reversed('ACCEPTED'));
});

test('days and local times are told apart from moments', () => {
  const [day, local, moment] = [';VALUE=DATE:20260106', ':20260106T000000', ':20260106T000000Z'] as const;
  for (const id of [day, local, moment])
    for (const other of [day, local, moment])
      assert.equal(
        stores(series('ACCEPTED', [id, 'NEEDS-ACTION']), series('ACCEPTED', [other, 'DECLINED'])),
        id === other ? series('ACCEPTED', [id, 'DECLINED']) : undefined,
      );
});
