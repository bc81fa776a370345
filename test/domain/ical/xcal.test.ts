import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { componentsOf } from '../../../src/domain/ical/export-calendar.ts';
import { componentElement, xcalWriter } from '../../../src/domain/ical/xcal.ts';
import { component, vcalendar } from './support/lines.ts';
import { samples } from './support/samples.ts';

const xmlOf = (line: string): string =>
  componentElement(componentsOf(vcalendar(...component('VEVENT', line)))[0]!)
    .trimEnd()
    .slice('<vevent><properties>'.length, -'</properties></vevent>'.length);

test('RFC 6321 §3.6: every value type has its element', () => {
  const table: [string, string][] = [
    ['SUMMARY:a\\, <b> & \\n"c"', '<summary><text>a, &lt;b&gt; &amp; \n"c"</text></summary>'],
    ['DTSTART;VALUE=DATE:20110517', '<dtstart><date>2011-05-17</date></dtstart>'],
    [
      'DTSTART;TZID=Europe/Berlin:20110517T120000',
      '<dtstart><parameters><tzid><text>Europe/Berlin</text></tzid></parameters><date-time>2011-05-17T12:00:00</date-time></dtstart>',
    ],
    ['DTSTAMP:20110517T120000Z', '<dtstamp><date-time>2011-05-17T12:00:00Z</date-time></dtstamp>'],
    [
      'EXDATE:20110517T120000Z,20110518T120000Z',
      '<exdate><date-time>2011-05-17T12:00:00Z</date-time><date-time>2011-05-18T12:00:00Z</date-time></exdate>',
    ],
    [
      'RDATE;VALUE=PERIOD:20110517T120000Z/PT1H',
      '<rdate><period><start>2011-05-17T12:00:00Z</start><duration>PT1H</duration></period></rdate>',
    ],
    [
      'FREEBUSY:20110517T120000Z/20110517T130000Z',
      '<freebusy><period><start>2011-05-17T12:00:00Z</start><end>2011-05-17T13:00:00Z</end></period></freebusy>',
    ],
    [
      'RRULE:FREQ=YEARLY;COUNT=5;BYDAY=-1SU,MO;UNTIL=20200101',
      '<rrule><recur><freq>YEARLY</freq><count>5</count><byday>-1SU</byday><byday>MO</byday><until>2020-01-01</until></recur></rrule>',
    ],
    ['TRIGGER:-PT5M', '<trigger><duration>-PT5M</duration></trigger>'],
    ['TRIGGER;VALUE=DATE-TIME:20110517T120000Z', '<trigger><date-time>2011-05-17T12:00:00Z</date-time></trigger>'],
    ['TZOFFSETTO:-0500', '<tzoffsetto><utc-offset>-05:00</utc-offset></tzoffsetto>'],
    ['TZOFFSETTO:+005328', '<tzoffsetto><utc-offset>+00:53:28</utc-offset></tzoffsetto>'],
    ['SEQUENCE:2', '<sequence><integer>2</integer></sequence>'],
    ['CATEGORIES:a\\,b,c', '<categories><text>a,b</text><text>c</text></categories>'],
    ['GEO:37.38;-122.08', '<geo><latitude>37.38</latitude><longitude>-122.08</longitude></geo>'],
    [
      'REQUEST-STATUS:2.0;Success',
      '<request-status><code>2.0</code><description>Success</description></request-status>',
    ],
    [
      'ATTENDEE;RSVP=TRUE;MEMBER="mailto:a","mailto:b":mailto:c',
      '<attendee><parameters><rsvp><boolean>true</boolean></rsvp><member><cal-address>mailto:a</cal-address><cal-address>mailto:b</cal-address></member></parameters><cal-address>mailto:c</cal-address></attendee>',
    ],
    [
      'ATTACH;VALUE=BINARY;ENCODING=BASE64:SGVsbG8=',
      '<attach><parameters><encoding><text>BASE64</text></encoding></parameters><binary>SGVsbG8=</binary></attach>',
    ],
    ['X-FOO:a\\,b', '<x-foo><unknown>a\\,b</unknown></x-foo>'],
    ['X-FOO;VALUE=TEXT:a\\,b', '<x-foo><text>a,b</text></x-foo>'],
    ['2X:a', '<_2x><unknown>a</unknown></_2x>'],
    ['DTSTART:soon', '<dtstart><unknown>soon</unknown></dtstart>'],
  ];
  for (const [line, xml] of table) assert.equal(xmlOf(line), xml, line);
});

test('a calendar of what clients wrote is one well-formed document with each zone once', () => {
  const writer = xcalWriter('Büro & <Heim>');
  const document = [
    writer.head,
    ...Object.values(samples).map(writer.object),
    writer.object('unreadable'),
    writer.tail,
  ].join('');
  const opened: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => assert.fail(error));
  parser.on('opentag', (tag) => opened.push(tag.local));
  parser.write(document).close();
  const count = (tag: string) => opened.filter((each) => each === tag).length;
  assert.deepEqual(
    [count('icalendar'), count('vtimezone'), count('vevent'), count('vtodo'), count('vjournal')],
    [1, 3, 9, 1, 1],
  );
  assert.match(document, /<x-wr-calname><unknown>Büro &amp; &lt;Heim&gt;<\/unknown>/);
});
