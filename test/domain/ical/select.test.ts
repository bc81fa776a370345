import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCalendarObject } from '../../../src/domain/ical/calendar-object.ts';
import { type CompSelection, select } from '../../../src/domain/ical/select.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { crlf } from './support/lines.ts';
import { samples } from './support/samples.ts';

const selected = (source: string, selection: CompSelection): string => {
  const object = readCalendarObject(source);
  assert.ok(!isRefusal(object));
  return select(object.calendar, source, selection);
};
const prop = (name: string, novalue = false) => ({ name, novalue });
const everything: CompSelection = { name: 'VCALENDAR', props: 'all', comps: 'all' };

test('everything is the text itself', () => {
  for (const source of Object.values(samples)) assert.equal(selected(source, everything), source);
  assert.equal(selected(samples.oldSogo.trimEnd(), everything), samples.oldSogo);
});

test('only the named components and properties are returned, their lines as they were', () => {
  const comps = [
    { name: 'VEVENT', props: [prop('UID'), prop('X-APPLE-STRUCTURED-LOCATION'), prop('RECURRENCE-ID')], comps: [] },
  ];
  assert.equal(
    selected(samples.apple, { name: 'VCALENDAR', props: [prop('VERSION')], comps }),
    crlf(
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'BEGIN:VEVENT',
      'UID:4F2A8C1E-6B1D-4C55-9E0A-3D0C2A7F9B11',
      'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Hauptstr. 1\\, Berlin";X-T\r\n ITLE=Office:geo:52.52,13.405',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:4F2A8C1E-6B1D-4C55-9E0A-3D0C2A7F9B11',
      'RECURRENCE-ID;TZID=Europe/Berlin:20260114T100000',
      'END:VEVENT',
      'END:VCALENDAR',
    ),
  );
});

test('novalue leaves name, parameters and colon', () => {
  const comps = [{ name: 'VEVENT', props: [prop('ATTENDEE', true), prop('SUMMARY', true)], comps: [] }];
  assert.equal(
    selected(samples.google, { name: 'VCALENDAR', props: [], comps }),
    crlf(
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=\r\n TRUE;CN=jane@example.org;X-NUM-GUESTS=0:',
      'SUMMARY:',
      'END:VEVENT',
      'END:VCALENDAR',
    ),
  );
});

test('allprop and allcomp keep what stands at their level', () => {
  const comps = [{ name: 'VTODO', props: [], comps: 'all' as const }];
  assert.equal(
    selected(samples.thunderbird, { name: 'VCALENDAR', props: 'all', comps }),
    crlf(
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Fasti//Test//EN',
      'BEGIN:VTODO',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'TRIGGER;RELATED=END:-PT30M',
      'DESCRIPTION:Mozilla Standardbeschreibung',
      'END:VALARM',
      'END:VTODO',
      'END:VCALENDAR',
    ),
  );
});

test('folded BEGIN and END, line feeds alone and a missing last one', () => {
  const source = 'BEGIN:VCAL\n ENDAR\nX:1\nBEGIN:VEVENT\nUID:1\nDTSTART:20260101\nEND:VEVENT\nEND:VC\n ALENDAR';
  assert.equal(
    selected(source, { name: 'VCALENDAR', props: 'all', comps: [] }),
    'BEGIN:VCAL\n ENDAR\nX:1\nEND:VC\n ALENDAR\r\n',
  );
});

test('a selection of another component selects nothing', () =>
  assert.equal(selected(samples.google, { name: 'VEVENT', props: 'all', comps: 'all' }), ''));
