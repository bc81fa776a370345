import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFilter } from '../../../src/adapters/caldav/filter.ts';
import { isXmlProblem, parseXml } from '../../../src/adapters/webdav/xml/parse.ts';
import type { CompFilter } from '../../../src/domain/ical/filter.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { MAX_TEXT_MATCH } from '../../../src/domain/limits.ts';

const read = (inside: string) => {
  const root = parseXml(Buffer.from(`<filter xmlns="urn:ietf:params:xml:ns:caldav">${inside}</filter>`));
  assert.ok(!isXmlProblem(root));
  return readFilter(root);
};
const inCalendar = (inside: string): string => `<comp-filter name="VCALENDAR">${inside}</comp-filter>`;
const inEvent = (inside: string): string => inCalendar(`<comp-filter name="VEVENT">${inside}</comp-filter>`);

const accepted = (inside: string): CompFilter => {
  const filter = read(inside);
  assert.ok(!isRefusal(filter));
  return filter;
};

test('RFC 4791 §9.7: a filter becomes a tree of typed conditions', () => {
  const filter = accepted(
    inEvent(`
      <time-range start="20260101T000000Z" end="20260201T000000Z"/>
      <prop-filter name="attendee" test="anyof">
        <text-match collation="i;octet" negate-condition="yes" match-type="starts-with">mailto:</text-match>
        <param-filter name="PARTSTAT"><is-not-defined/></param-filter>
        <param-filter name="CN"><text-match>Ann</text-match></param-filter>
      </prop-filter>
      <comp-filter name="VALARM"><is-not-defined/></comp-filter>`),
  );
  assert.deepEqual(filter, {
    name: 'VCALENDAR',
    is: 'defined',
    test: 'allof',
    range: undefined,
    props: [],
    comps: [
      {
        name: 'VEVENT',
        is: 'defined',
        test: 'allof',
        range: { from: 1767225600, to: 1769904000 },
        props: [
          {
            name: 'ATTENDEE',
            is: 'defined',
            test: 'anyof',
            range: undefined,
            texts: [{ collation: 'i;octet', key: 'mailto:', how: 'starts-with', negate: true }],
            params: [
              { name: 'PARTSTAT', is: 'not-defined' },
              {
                name: 'CN',
                is: 'defined',
                text: { collation: 'i;ascii-casemap', key: 'ANN', how: 'contains', negate: false },
              },
            ],
          },
        ],
        comps: [{ name: 'VALARM', is: 'not-defined' }],
      },
    ],
  });
});

test('SOGo’s clients say TITLE and mean SUMMARY', () => {
  const filter = accepted(inEvent('<prop-filter name="TITLE"/>'));
  assert.equal(
    filter.is === 'defined' && filter.comps[0]?.is === 'defined' && filter.comps[0].props[0]?.name,
    'SUMMARY',
  );
});

test('a range may be open at either end, or at both', () => {
  const rangeOf = (attributes: string) => {
    const filter = accepted(inEvent(`<time-range ${attributes}/>`));
    return filter.is === 'defined' && filter.comps[0]?.is === 'defined' ? filter.comps[0].range : undefined;
  };
  assert.deepEqual(rangeOf('start="20260101T000000Z"'), { from: 1767225600, to: Number.POSITIVE_INFINITY });
  assert.deepEqual(rangeOf('end="20260101T000000Z"'), { from: Number.NEGATIVE_INFINITY, to: 1767225600 });
  assert.deepEqual(rangeOf(''), { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
});

test('experimental components and properties can be asked for', () => {
  accepted(inCalendar('<comp-filter name="X-PLAN"><prop-filter name="X-STEP"/></comp-filter>'));
  accepted(inEvent('<prop-filter name="X-ABC-GUID"><text-match>ABC</text-match></prop-filter>'));
});

for (const [title, filter, reason] of [
  ['no comp-filter', '', 'filter-invalid'],
  ['two comp-filters', inCalendar('') + inCalendar(''), 'filter-invalid'],
  ['an event outside of a calendar', '<comp-filter name="VEVENT"/>', 'filter-invalid'],
  [
    'RFC 4791 §7.8: an event inside of a to-do',
    inCalendar('<comp-filter name="VTODO"><comp-filter name="VEVENT"/></comp-filter>'),
    'filter-invalid',
  ],
  [
    'RFC 4791 §7.8: a time-range of a summary',
    inEvent('<prop-filter name="SUMMARY"><time-range start="20260101T000000Z"/></prop-filter>'),
    'filter-invalid',
  ],
  ['a time-range of the calendar itself', inCalendar('<time-range start="20260101T000000Z"/>'), 'filter-invalid'],
  [
    'a time-range of a zone',
    inCalendar('<comp-filter name="VTIMEZONE"><time-range start="20260101T000000Z"/></comp-filter>'),
    'filter-invalid',
  ],
  ['times that are none', inEvent('<time-range start="yesterday" end="tomorrow"/>'), 'filter-invalid'],
  ['days instead of times', inEvent('<time-range start="20260101" end="20260102"/>'), 'filter-invalid'],
  ['times without Z', inEvent('<time-range start="20260101T000000" end="20260102T000000"/>'), 'filter-invalid'],
  ['an end at the start', inEvent('<time-range start="20260101T000000Z" end="20260101T000000Z"/>'), 'filter-invalid'],
  ['a time before min-date-time', inEvent('<time-range start="15000101T000000Z"/>'), 'date-too-early'],
  ['a time after max-date-time', inEvent('<time-range end="99991231T235959Z"/>'), 'date-too-late'],
  ['is-not-defined with another condition', inEvent('<is-not-defined/><prop-filter name="UID"/>'), 'filter-invalid'],
  ['a condition without a name', inEvent('<prop-filter/>'), 'filter-invalid'],
  ['another test', inCalendar('<comp-filter name="VEVENT" test="noneof"/>'), 'filter-invalid'],
  [
    'another match-type',
    inEvent('<prop-filter name="UID"><text-match match-type="like">a</text-match></prop-filter>'),
    'filter-invalid',
  ],
  [
    'another negate-condition',
    inEvent('<prop-filter name="UID"><text-match negate-condition="1">a</text-match></prop-filter>'),
    'filter-invalid',
  ],
  ['a component nobody knows', '<comp-filter name="FOO"/>', 'filter-unsupported'],
  ['a component nobody knows in a calendar', inCalendar('<comp-filter name="VPOLL"/>'), 'filter-unsupported'],
  ['a property that cannot be one', inEvent('<prop-filter name="SUM MARY"/>'), 'filter-unsupported'],
  [
    'a collation nobody knows',
    inEvent('<prop-filter name="UID"><text-match collation="i;nosuch">a</text-match></prop-filter>'),
    'collation-unsupported',
  ],
  [
    'a collation with a wildcard',
    inEvent('<prop-filter name="UID"><text-match collation="i;*">a</text-match></prop-filter>'),
    'collation-unsupported',
  ],
  ['more conditions than anybody has', inEvent('<prop-filter name="UID"/>'.repeat(100)), 'filter-invalid'],
  [
    'a text longer than anybody types',
    inEvent(`<prop-filter name="UID"><text-match>${'a'.repeat(MAX_TEXT_MATCH + 1)}</text-match></prop-filter>`),
    'filter-invalid',
  ],
] as const)
  test(`refused as ${reason}: ${title}`, () => {
    const result = read(filter);
    assert.equal(isRefusal(result) ? result.reason : 'accepted', reason);
  });
