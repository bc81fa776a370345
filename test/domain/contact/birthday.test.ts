import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readContent } from '../../../src/domain/calendar-object/content.ts';
import { birthdayEvent, birthdayId } from '../../../src/domain/contact/birthday.ts';
import type { MemberId } from '../../../src/domain/kernel/ids.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { bytes } from '../ical/support/lines.ts';
import { read, vcard } from '../vcard/cards.ts';

const id = birthdayId('o' as MemberId);
const when = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const eventOf = (version: string, ...lines: readonly string[]): string | undefined =>
  birthdayEvent(read(vcard(version, ...lines)).card, id, when);

/** The lines of a birthday that tell it from others. */
const told = (version: string, ...lines: readonly string[]): readonly string[] =>
  (eventOf(version, ...lines) ?? '')
    .split('\r\n')
    .filter((line) => /^(DTSTART|RRULE|SUMMARY)/.test(line))
    .map((line) => line.replace(/^DTSTART;VALUE=DATE:|^RRULE:FREQ=|^SUMMARY:/, ''));

test('a birthday is a day of every year on which nobody is busy, and is what a client could have stored', () => {
  const text = eventOf('3.0', 'FN:Jane Doe', 'N:Doe;Jane;;;', 'BDAY:1980-04-12') ?? '';
  assert.equal(
    text,
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Fasti//Fasti groupware//EN',
      'BEGIN:VEVENT',
      'UID:birthday-o',
      'DTSTAMP:20260102T030405Z',
      'DTSTART;VALUE=DATE:19800412',
      'RRULE:FREQ=YEARLY',
      'SUMMARY:Jane Doe (1980)',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
  const content = readContent(bytes(text));
  assert.ok(!isRefusal(content));
  assert.deepEqual([content.uid, content.component], ['birthday-o', 'VEVENT']);
});

test('a day whose year nobody knows begins in a leap year, as Apple has it, and shows none', () => {
  const unknown = ['16040412', 'YEARLY', 'Jane'];
  assert.deepEqual(told('4.0', 'FN:Jane', 'BDAY:--0412'), unknown);
  assert.deepEqual(told('3.0', 'FN:Jane', 'N:;Jane;;;', 'BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12'), unknown);
  assert.deepEqual(told('3.0', 'FN:Jane', 'N:;Jane;;;', 'BDAY:1604-04-12'), unknown);
  assert.deepEqual(told('4.0', 'FN:Jane', 'BDAY:00010412'), unknown, 'no client goes back that far');
});

test('who was born on a leap day has a birthday every year', () => {
  const rule = 'YEARLY;BYMONTH=2;BYMONTHDAY=-1';
  assert.deepEqual(told('4.0', 'FN:Leo', 'BDAY:19800229'), ['19800229', rule, 'Leo (1980)']);
  assert.deepEqual(told('4.0', 'FN:Leo', 'BDAY:--0229'), ['16040229', rule, 'Leo']);
});

test('the time of a birth does not matter, and names are escaped', () => {
  assert.deepEqual(told('4.0', 'FN:Doe\\, Jane', 'BDAY:19800412T083000Z'), [
    '19800412',
    'YEARLY',
    'Doe\\, Jane (1980)',
  ]);
});

test('without a day there is no birthday', () => {
  for (const bday of ['1980', '1980-04', '--04', '---12', '19810229', '19800431'])
    assert.equal(eventOf('4.0', 'FN:Jane', `BDAY:${bday}`), undefined, bday);
  assert.equal(eventOf('4.0', 'FN:Jane', 'BDAY;VALUE=text:in spring'), undefined);
  assert.equal(eventOf('4.0', 'FN:Jane'), undefined);
});
