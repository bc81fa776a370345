import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportCalendar } from '../../../src/domain/ical/export-calendar.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { properties, property, text } from '../../../src/domain/ical/property.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { component, crlf, vcalendar } from './support/lines.ts';
import { berlin, samples } from './support/samples.ts';

const exported = (...objects: string[]): string => [...exportCalendar('Work; home', objects)].join('');

test('an empty calendar has its name', () =>
  assert.equal(
    exported(),
    crlf(
      'BEGIN:VCALENDAR',
      'METHOD:PUBLISH',
      'PRODID:-//Fasti//Fasti groupware//EN',
      'VERSION:2.0',
      'X-WR-CALNAME:Work\\; home',
      'END:VCALENDAR',
    ),
  ));

test('components are copied line by line, each zone once, before what uses it', () => {
  const zoned = (uid: string) => component('VEVENT', `UID:${uid}`, 'DTSTART;TZID=Europe/Berlin:20260101T1\r\n 00000');
  const head = exported().slice(0, -'END:VCALENDAR\r\n'.length);
  assert.equal(
    exported(vcalendar(...berlin(), ...zoned('1')), vcalendar(...berlin(), ...zoned('2'))),
    head + crlf(...berlin(), ...zoned('1'), ...zoned('2'), 'END:VCALENDAR'),
  );
});

test('the export of what clients wrote is one calendar with all of it', () => {
  const tree = parseCalendar(exported(...Object.values(samples), samples.oldSogo.trimEnd(), 'unreadable'));
  assert.ok(!isProblem(tree));
  assert.equal(tree.length, 1);
  const [calendar] = tree;
  assert.equal(text(property(calendar!, 'X-WR-CALNAME')!), 'Work; home');
  assert.deepEqual(
    calendar!.components.flatMap((each) => properties(each, 'TZID').map(text)),
    ['Europe/Berlin', '/freeassociation.sourceforge.net/Europe/Berlin', 'W. Europe Standard Time'],
  );
  assert.equal(calendar!.components.filter(({ name }) => name !== 'VTIMEZONE').length, 12);
});
