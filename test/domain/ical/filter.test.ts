import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { budgetOf } from '../../../src/domain/ical/budget.ts';
import { readCalendarObject } from '../../../src/domain/ical/calendar-object.ts';
import { parseDateTime, secondsOf } from '../../../src/domain/ical/date-time.ts';
import { type CompFilter, matchesFilter, type PropFilter } from '../../../src/domain/ical/filter.ts';
import { planFilter } from '../../../src/domain/ical/filter-plan.ts';
import { UTC, type Zone, zoneByName } from '../../../src/domain/ical/zone.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { collationKey } from '../../../src/domain/text/collation.ts';
import type { TextMatch } from '../../../src/domain/text/text-match.ts';
import { component, vcalendar } from './support/lines.ts';

type Comp = Extract<CompFilter, { is: 'defined' }>;
type Prop = Extract<PropFilter, { is: 'defined' }>;

const comp = (name: string, more: Partial<Comp> = {}): Comp => ({
  name,
  is: 'defined',
  test: 'allof',
  range: undefined,
  props: [],
  comps: [],
  ...more,
});
const noComp = (name: string): CompFilter => ({ name, is: 'not-defined' });
const prop = (name: string, more: Partial<Prop> = {}): Prop => ({
  name,
  is: 'defined',
  test: 'allof',
  range: undefined,
  texts: [],
  params: [],
  ...more,
});
const noProp = (name: string): PropFilter => ({ name, is: 'not-defined' });
const contains = (text: string, more: Partial<TextMatch> = {}): TextMatch => {
  const collation = more.collation ?? 'i;ascii-casemap';
  return { collation, key: collationKey(collation, text), how: 'contains', negate: false, ...more };
};
const at = (text: string): number => secondsOf(parseDateTime(text)!);
const range = (from: string, to: string) => ({ from: at(from), to: at(to) });

const inCalendar = (...comps: readonly CompFilter[]): CompFilter => comp('VCALENDAR', { comps });
const events = (more: Partial<Comp>): CompFilter => inCalendar(comp('VEVENT', more));

const matches = (text: string, filter: CompFilter, floating: Zone = UTC): boolean => {
  const object = readCalendarObject(text);
  assert.ok(!isRefusal(object));
  return matchesFilter(object, filter, floating, budgetOf());
};

/** An event of an hour with these further lines. */
const event = (...lines: readonly string[]): string =>
  vcalendar(
    ...component(
      'VEVENT',
      'UID:u1',
      'DTSTAMP:20260101T000000Z',
      'DTSTART:20260105T100000Z',
      'DTEND:20260105T110000Z',
      ...lines,
    ),
  );
const todo = (...lines: readonly string[]): string =>
  vcalendar(...component('VTODO', 'UID:u1', 'DTSTAMP:20260101T000000Z', ...lines));

const daily = vcalendar(
  ...component(
    'VEVENT',
    'UID:r',
    'DTSTAMP:20260101T000000Z',
    'DTSTART:20260105T090000Z',
    'DTEND:20260105T093000Z',
    'SUMMARY:Daily',
    'RRULE:FREQ=DAILY;COUNT=5',
  ),
  ...component(
    'VEVENT',
    'UID:r',
    'DTSTAMP:20260101T000000Z',
    'RECURRENCE-ID:20260107T090000Z',
    'DTSTART:20260107T120000Z',
    'DTEND:20260107T123000Z',
    'SUMMARY:Moved',
    'LOCATION:Roof',
  ),
);

describe('RFC 4791 §9.7.1: comp-filter', () => {
  test('an empty one asks whether there is such a component', () => {
    assert.ok(matches(event(), inCalendar(comp('VEVENT'))));
    assert.ok(!matches(event(), inCalendar(comp('VTODO'))));
    assert.ok(matches(event(), comp('VCALENDAR')));
  });

  test('is-not-defined asks whether there is none', () => {
    assert.ok(matches(event(), inCalendar(noComp('VTODO'))));
    assert.ok(!matches(event(), inCalendar(noComp('VEVENT'))));
    assert.ok(matches(event(), events({ comps: [noComp('VALARM')] })));
    assert.ok(!matches(event(), noComp('VCALENDAR')));
  });

  test('all conditions count, or one of them with anyof', () => {
    const both = [prop('SUMMARY', { texts: [contains('lunch')] }), prop('LOCATION')];
    assert.ok(!matches(event('SUMMARY:Lunch'), events({ props: both })));
    assert.ok(matches(event('SUMMARY:Lunch'), events({ props: both, test: 'anyof' })));
    assert.ok(!matches(event(), events({ props: both, test: 'anyof' })));
  });

  test('conditions are met by one and the same component', () => {
    const moved = prop('SUMMARY', { texts: [contains('moved')] });
    const daily8 = range('20260108T000000Z', '20260109T000000Z');
    const daily7 = range('20260107T000000Z', '20260108T000000Z');
    assert.ok(!matches(daily, events({ props: [moved], range: daily8 })));
    assert.ok(matches(daily, events({ props: [moved], range: daily7 })));
    assert.ok(!matches(daily, events({ props: [prop('SUMMARY', { texts: [contains('daily')] })], range: daily7 })));
    assert.ok(!matches(daily, events({ props: [moved, prop('SUMMARY', { texts: [contains('daily')] })] })));
  });

  test('§7.4: occurrences count, and where an override moved one, its old place does not', () => {
    assert.ok(matches(daily, events({ range: range('20260109T090000Z', '20260109T100000Z') })));
    assert.ok(!matches(daily, events({ range: range('20260110T000000Z', '20260111T000000Z') })));
    assert.ok(!matches(daily, events({ range: range('20260107T083000Z', '20260107T100000Z') })));
    assert.ok(matches(daily, events({ range: range('20260107T110000Z', '20260107T130000Z') })));
  });

  test('§9.9: an alarm is in the range in which it goes off', () => {
    const alarmed = event(...component('VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:x', 'TRIGGER:-PT15M'));
    const alarmIn = (from: string, to: string) => events({ comps: [comp('VALARM', { range: range(from, to) })] });
    assert.ok(matches(alarmed, alarmIn('20260105T094500Z', '20260105T094501Z')));
    assert.ok(!matches(alarmed, alarmIn('20260105T100000Z', '20260105T110000Z')));
    assert.ok(!matches(event(), alarmIn('20260105T000000Z', '20260106T000000Z')));
  });

  test('§9.9: a to-do without any time is in every range, a journal entry without a start in none', () => {
    const whole = range('20200101T000000Z', '20300101T000000Z');
    const journal = vcalendar(...component('VJOURNAL', 'UID:j', 'DTSTAMP:20260101T000000Z'));
    assert.ok(matches(todo(), inCalendar(comp('VTODO', { range: whole }))));
    assert.ok(!matches(journal, inCalendar(comp('VJOURNAL', { range: whole }))));
  });

  test('§7.3: a day is where the reader’s clock has it', () => {
    const day = vcalendar(...component('VEVENT', 'UID:d', 'DTSTAMP:20260101T000000Z', 'DTSTART;VALUE=DATE:20260105'));
    const late = events({ range: range('20260106T020000Z', '20260106T030000Z') });
    assert.ok(!matches(day, late));
    assert.ok(matches(day, late, zoneByName('America/New_York')));
  });
});

describe('RFC 4791 §9.7.2: prop-filter', () => {
  test('an empty one asks whether the property is there, is-not-defined whether it is not', () => {
    assert.ok(matches(event('LOCATION:Room'), events({ props: [prop('LOCATION')] })));
    assert.ok(!matches(event(), events({ props: [prop('LOCATION')] })));
    assert.ok(matches(event(), events({ props: [noProp('LOCATION')] })));
    assert.ok(!matches(event('LOCATION:Room'), events({ props: [noProp('LOCATION')] })));
  });

  test('a text-match looks at what a person reads', () => {
    const summary = event('SUMMARY:Lunch\\, with\\nAnn');
    assert.ok(matches(summary, events({ props: [prop('SUMMARY', { texts: [contains('LUNCH, WITH\nann')] })] })));
    assert.ok(!matches(summary, events({ props: [prop('SUMMARY', { texts: [contains('dinner')] })] })));
  });

  test('one of several properties is enough', () => {
    const text = event('ATTENDEE:mailto:ann@example.com', 'ATTENDEE:mailto:bob@example.com');
    assert.ok(matches(text, events({ props: [prop('ATTENDEE', { texts: [contains('bob')] })] })));
  });

  test('negate-condition wants a property that does not match; no property is none', () => {
    const notCancelled = events({ props: [prop('STATUS', { texts: [contains('CANCELLED', { negate: true })] })] });
    assert.ok(matches(event('STATUS:CONFIRMED'), notCancelled));
    assert.ok(!matches(event('STATUS:CANCELLED'), notCancelled));
    assert.ok(!matches(event(), notCancelled));
  });

  for (const [how, text, expected] of [
    ['equals', 'team meeting', true],
    ['equals', 'meeting', false],
    ['starts-with', 'team', true],
    ['starts-with', 'meeting', false],
    ['ends-with', 'meeting', true],
    ['ends-with', 'team', false],
  ] as const)
    test(`RFC 6352 §10.5.4: ${how} “${text}” ${expected ? 'finds' : 'does not find'} “Team meeting”`, () =>
      assert.equal(
        matches(
          event('SUMMARY:Team meeting'),
          events({ props: [prop('SUMMARY', { texts: [contains(text, { how })] })] }),
        ),
        expected,
      ));

  test('a category is equal when one of the list is', () => {
    const text = event('CATEGORIES:Work,Home\\, garden');
    const equals = (value: string) =>
      events({ props: [prop('CATEGORIES', { texts: [contains(value, { how: 'equals' })] })] });
    assert.ok(matches(text, equals('work')));
    assert.ok(matches(text, equals('home, garden')));
    assert.ok(!matches(text, equals('home')));
  });

  test('§9.9: a property with a time is in [start, end)', () => {
    const completed = todo('COMPLETED:20260105T100000Z');
    const within = (from: string, to: string) =>
      inCalendar(comp('VTODO', { props: [prop('COMPLETED', { range: range(from, to) })] }));
    assert.ok(matches(completed, within('20260105T100000Z', '20260105T100001Z')));
    assert.ok(!matches(completed, within('20260105T090000Z', '20260105T100000Z')));
    assert.ok(!matches(todo(), within('20260105T090000Z', '20260105T110000Z')));
  });

  test('§9.9: the end that a DURATION states counts', () => {
    const text = vcalendar(
      ...component(
        'VEVENT',
        'UID:e',
        'DTSTAMP:20260101T000000Z',
        'DTSTART;TZID=Europe/Berlin:20260105T100000',
        'DURATION:PT1H',
      ),
    );
    const ends = (from: string, to: string) => events({ props: [prop('DTEND', { range: range(from, to) })] });
    assert.ok(matches(text, ends('20260105T100000Z', '20260105T100001Z')));
    assert.ok(!matches(text, ends('20260105T090000Z', '20260105T100000Z')));
  });
});

describe('RFC 4791 §9.7.3: param-filter', () => {
  const text = event(
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Ann:mailto:ann@example.com',
    'ATTENDEE;CN=Bob:mailto:bob@example.com',
  );
  const attendee = (more: Partial<Prop>) => events({ props: [prop('ATTENDEE', more)] });

  test('§7.8.7: who is asked and has not answered', () => {
    const waiting = { name: 'PARTSTAT', is: 'defined', text: contains('NEEDS-ACTION') } as const;
    assert.ok(matches(text, attendee({ texts: [contains('ann@')], params: [waiting] })));
    assert.ok(!matches(text, attendee({ texts: [contains('bob@')], params: [waiting] })));
  });

  test('an empty one asks whether the parameter is there, is-not-defined whether it is not', () => {
    assert.ok(matches(text, attendee({ params: [{ name: 'PARTSTAT', is: 'defined', text: undefined }] })));
    assert.ok(!matches(text, attendee({ params: [{ name: 'ROLE', is: 'defined', text: undefined }] })));
    assert.ok(matches(text, attendee({ texts: [contains('bob')], params: [{ name: 'PARTSTAT', is: 'not-defined' }] })));
    assert.ok(
      !matches(text, attendee({ texts: [contains('ann')], params: [{ name: 'PARTSTAT', is: 'not-defined' }] })),
    );
  });
});

describe('what of a filter an index can answer', () => {
  const month = range('20260101T000000Z', '20260201T000000Z');
  const all = ['VEVENT', 'VTODO', 'VJOURNAL'];

  for (const [title, filter, types, hasRange, isExact] of [
    ['everything', comp('VCALENDAR'), all, false, true],
    ['events', inCalendar(comp('VEVENT')), ['VEVENT'], false, true],
    ['events of a month', events({ range: month }), ['VEVENT'], true, true],
    ['what is no event', inCalendar(noComp('VEVENT')), ['VTODO', 'VJOURNAL'], false, true],
    ['what is an event and a to-do', inCalendar(comp('VEVENT'), comp('VTODO')), [], false, true],
    ['free/busy times', inCalendar(comp('VFREEBUSY')), [], false, true],
    ['no calendar at all', noComp('VCALENDAR'), [], false, true],
    ['events of a month with a place', events({ range: month, props: [prop('LOCATION')] }), ['VEVENT'], true, false],
    [
      'of a month or with a place',
      events({ range: month, props: [prop('LOCATION')], test: 'anyof' }),
      ['VEVENT'],
      false,
      false,
    ],
    ['events with alarms', events({ comps: [comp('VALARM')] }), ['VEVENT'], false, false],
    ['with a zone', inCalendar(comp('VEVENT', { range: month }), comp('VTIMEZONE')), ['VEVENT'], true, false],
    [
      'of two months at once',
      inCalendar(comp('VEVENT', { range: month }), comp('VEVENT', { range: month })),
      ['VEVENT'],
      true,
      false,
    ],
    [
      'events or to-dos',
      comp('VCALENDAR', { test: 'anyof', comps: [comp('VEVENT'), comp('VTODO')] }),
      all,
      false,
      false,
    ],
  ] as const)
    test(title, () => {
      const plan = planFilter(filter);
      assert.deepEqual([plan.types, plan.range !== undefined, plan.isExact], [types, hasRange, isExact]);
    });

  const uid = (texts: readonly TextMatch[], more: Partial<Prop> = {}) => prop('UID', { texts, ...more });
  for (const [title, filter, narrowed] of [
    ['a UID', events({ props: [uid([contains('Ab-1')])] }), 'AB-1'],
    ['a UID and a place', events({ props: [prop('LOCATION'), uid([contains('ab-1')])] }), 'AB-1'],
    ['another UID than this', events({ props: [uid([contains('ab-1', { negate: true })])] }), undefined],
    ['this UID or a place', events({ test: 'anyof', props: [prop('LOCATION'), uid([contains('a')])] }), undefined],
    ['one of two UIDs', events({ props: [uid([contains('a'), contains('b')], { test: 'anyof' })] }), undefined],
    ['a UID beyond ASCII', events({ props: [uid([contains('ä')])] }), undefined],
    ['some UID', events({ props: [uid([])] }), undefined],
  ] as const)
    test(`by UID: ${title}`, () => assert.equal(planFilter(filter).uid?.toUpperCase(), narrowed));
});
