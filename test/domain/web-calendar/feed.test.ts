import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { MAX_FEED_LINES, MAX_FEED_OBJECTS, MAX_FEED_TEXTS } from '../../../src/domain/limits/web-calendars.ts';
import { feedObject, readFeed, saysTheSame } from '../../../src/domain/web-calendar/feed.ts';

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');
const octets = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => {
  const feed = readFeed(octets(text), undefined);
  assert.ok(!isRefusal(feed), JSON.stringify(feed));
  return feed;
};
const refusal = (text: string): string => {
  const feed = readFeed(octets(text), undefined);
  return isRefusal(feed) ? (feed.detail ?? '') : assert.fail('it was read');
};
const calendar = (...inner: readonly string[]): string =>
  lines('BEGIN:VCALENDAR', 'VERSION:2.0', ...inner, 'END:VCALENDAR');
const event = (uid: string, ...more: readonly string[]) => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  'DTSTART:20260105T100000Z',
  ...more,
  'END:VEVENT',
];
const zone = (id: string) => [
  ...['BEGIN:VTIMEZONE', `TZID:${id}`, 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0100'],
  ...['TZOFFSETTO:+0100', 'END:STANDARD', 'END:VTIMEZONE'],
];

test('each UID is one object, with the occurrences that were changed and the zones that it names', () => {
  const override = ['RECURRENCE-ID:20260106T100000Z', 'DTEND;TZID=My/Zone:20260106T120000'];
  const { objects, skipped } = read(
    calendar(
      ...zone('My/Zone'),
      ...zone('Other'),
      ...event('a', 'RRULE:FREQ=DAILY'),
      ...event('b'),
      ...event('a', ...override),
    ),
  );
  assert.deepEqual([[...objects.keys()], skipped], [['a', 'b'], 0]);
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Fasti//Fasti groupware//EN'];
  assert.equal(objects.get('b'), lines(...head, ...event('b'), 'END:VCALENDAR'));
  assert.equal(
    objects.get('a'),
    lines(...head, ...zone('My/Zone'), ...event('a', 'RRULE:FREQ=DAILY'), ...event('a', ...override), 'END:VCALENDAR'),
  );
});

test('whatever ends the lines, however they are folded, and in several calendars one after the other', () => {
  const text = `\ufeff${calendar(...event('a', 'SUMMARY:one', '  two'), '')}${calendar('begin:vevent', 'uid:b', 'dtstart:20260105', 'end:VEVENT ')}`;
  for (const end of ['\r\n', '\n', '\r']) {
    const { objects } = read(text.replaceAll('\r\n', end));
    assert.equal(objects.get('a'), read(calendar(...event('a', 'SUMMARY:one', '  two'))).objects.get('a'));
    assert.ok(!isRefusal(feedObject(objects.get('b') ?? '')));
  }
});

test('a line feed that nobody escaped is text of the line before, and control characters are nothing', () => {
  const { objects } = read(calendar(...event('a', 'DESCRIPTION:first', 'second \u0007line', 'SUMMARY:x')));
  const text = objects.get('a') ?? '';
  assert.match(text, /DESCRIPTION:first\r\n \\nsecond line\r\nSUMMARY:x\r\n/);
  assert.ok(!isRefusal(feedObject(text)));
});

test('an event without a UID is told by its start and its summary, and is the same the next time', () => {
  const nameless = ['BEGIN:VEVENT', 'DTSTART:20260105T100000Z', 'SUMMARY:Fête\\, cake', 'END:VEVENT'];
  const { objects } = read(calendar(...nameless));
  const [[uid, text] = []] = objects;
  assert.equal(uid, '20260105T100000Z Fête, cake');
  const content = feedObject(text ?? '');
  assert.ok(!isRefusal(content));
  assert.equal(content.uid, uid);
});

test('what says for a second time who it is is counted and left out', () => {
  const { objects, skipped } = read(
    calendar(...event('a', 'SUMMARY:first'), ...event('a', 'SUMMARY:second'), 'BEGIN:VEVENT', 'END:VEVENT'),
  );
  assert.deepEqual([objects.size, skipped], [1, 2]);
  assert.match(objects.get('a') ?? '', /first/);
});

test('UTF-8, the charset that the server names, or Windows-1252', () => {
  const text = calendar(...event('a', 'SUMMARY:Grüße'));
  const latin = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const greek = Uint8Array.from(text.replace('Grüße', '\u00c1'), (character) => character.charCodeAt(0));
  const summary = (bytes: Uint8Array, charset?: string) => {
    const feed = readFeed(bytes, charset);
    return isRefusal(feed) ? feed : /SUMMARY:(.*)\r/.exec(feed.objects.get('a') ?? '')?.[1];
  };
  assert.equal(summary(octets(text)), 'Grüße');
  assert.equal(summary(octets(text), 'iso-8859-1'), 'Grüße');
  assert.equal(summary(latin), 'Grüße');
  assert.equal(summary(greek, 'iso-8859-7'), 'Α');
});

test('how often it changes: RFC 7986 §5.7, or what Microsoft’s programs say', () => {
  const refreshOf = (...inner: readonly string[]) => read(calendar(...inner, ...event('a'))).refresh;
  assert.equal(refreshOf('REFRESH-INTERVAL;VALUE=DURATION:PT12H'), 12 * 3_600_000);
  assert.equal(refreshOf('X-PUBLISHED-TTL:P1D'), 86_400_000);
  assert.equal(refreshOf('X-PUBLISHED-TTL:often'), undefined);
  assert.equal(refreshOf(), undefined);
});

test('what is no calendar, is cut off or too large is refused as a whole', () => {
  assert.match(refusal('<html></html>'), /no calendar/);
  assert.match(refusal(''), /no calendar/);
  assert.match(refusal(calendar(...event('a')).replace('END:VCALENDAR', '')), /cut off/);
  assert.match(refusal(calendar(...event('a')) + calendar(...event('b')).slice(0, 60)), /cut off/);
  const many = Array.from({ length: MAX_FEED_OBJECTS + 1 }, (_, n) => event(`${n}`)).flat();
  assert.match(refusal(calendar(many.join('\r\n'))), /more than 20000 objects/);
  assert.match(refusal(calendar('a\n'.repeat(MAX_FEED_LINES))), /more than 1000000 lines/);
  assert.match(refusal(calendar('a\r'.repeat(MAX_FEED_LINES))), /more than 1000000 lines/);
  const quotes = ['BEGIN:VEVENT', `UID;X=${'"a'.repeat(7_000_000)}`, 'END:VEVENT'];
  assert.equal(read(calendar(...quotes)).skipped, 1);
  const heavy = zone('Z').toSpliced(2, 0, `X-COMMENT:${'x'.repeat(MAX_FEED_TEXTS / 100)}`);
  const users = Array.from({ length: 101 }, (_, n) => event(`${n}`, 'DTEND;TZID=Z:20260105T120000')).flat();
  assert.match(refusal(calendar(...heavy, ...users)), /each with its time zones/);
});

test('an empty calendar is a calendar', () => assert.equal(read(calendar()).objects.size, 0));

test('another DTSTAMP is no change; anything else is', () => {
  const stamped = (stamp: string, summary: string) => lines(...event('a', `DTSTAMP:${stamp}`, `SUMMARY:${summary}`));
  assert.ok(saysTheSame(stamped('20260101T000000Z', 'x'), stamped('20260202T000000Z', 'x')));
  assert.ok(!saysTheSame(stamped('20260101T000000Z', 'x'), stamped('20260101T000000Z', 'y')));
});
