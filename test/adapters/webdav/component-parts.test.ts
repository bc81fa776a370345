import assert from 'node:assert/strict';
import { test } from 'node:test';
import { componentNamed, componentsOf } from '../../../src/adapters/webdav/component-parts.ts';
import { object } from './samples.ts';

const event = (...lines: string[]): string =>
  ['BEGIN:VEVENT', 'UID:u', 'DTSTAMP:20250101T000000Z', ...lines, 'END:VEVENT', ''].join('\n');
const text = (...events: string[]): string =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n${events.join('')}END:VCALENDAR\n`;
const namesOf = (source: string | null): string[] => componentsOf(object(source)).map(({ name }) => name);

const master = event('DTSTART:20250106T090000Z', 'RRULE:FREQ=DAILY');

test('the master and each changed occurrence, by the second it was planned for', () =>
  assert.deepEqual(namesOf(text(event('DTSTART:20250108T120000Z', 'RECURRENCE-ID:20250108T090000Z'), master)), [
    'master',
    'occurence1736326800',
  ]));

test('a planned time is read on its clock; days and floating times as UTC', () =>
  assert.deepEqual(
    namesOf(
      text(
        event('DTSTART;TZID=Europe/Berlin:20250108T120000', 'RECURRENCE-ID;TZID=Europe/Berlin:20250108T100000'),
        event('DTSTART:20250109T120000', 'RECURRENCE-ID:20250109T090000'),
        event('DTSTART;VALUE=DATE:20250110', 'RECURRENCE-ID;VALUE=DATE:20250110'),
      ),
    ),
    ['occurence1736326800', 'occurence1736413200', 'occurence1736467200'],
  ));

test('a component is its own lines, below its object', () => {
  const [first] = componentsOf(object(text(master)));
  assert.equal(first?.text, master);
  assert.equal(first?.href, '/SOGo/dav/jo/Calendar/work/a.ics/master');
});

test('found by its name it bears the path that was asked for', () => {
  const found = componentNamed(object(text(master)), 'master', '/SOGo/dav/JO/Calendar/work/a.ics/master/');
  assert.equal(found?.href, '/SOGo/dav/JO/Calendar/work/a.ics/master/');
  assert.equal(componentNamed(object(text(master)), 'occurence1', '/x'), undefined);
});

test('an object without its text, or with a broken one, has none', () => {
  assert.deepEqual(namesOf(null), []);
  assert.deepEqual(namesOf('BEGIN:VCALENDAR\n'), []);
});
