import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Component, Property } from '../../../src/domain/ical/component.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { parameter, property, text, texts } from '../../../src/domain/ical/property.ts';
import { isProblem, type TextProblem } from '../../../src/domain/text/problem.ts';
import { decodeUtf8 } from '../../../src/domain/text/utf8.ts';
import { bytes, component, crlf, vcalendar } from './support/lines.ts';

const parsed = (source: string): Component[] => {
  const tree = parseCalendar(source);
  assert.ok(!isProblem(tree), isProblem(tree) ? tree.message : '');
  return tree;
};
const event = (...lines: string[]): Component => parsed(vcalendar(...component('VEVENT', ...lines)))[0]!.components[0]!;
const only = (line: string): Property => event(line).properties[0]!;
const problemOf = (source: string): TextProblem => {
  const tree = parseCalendar(source);
  assert.ok(isProblem(tree), 'expected a problem');
  return tree;
};

test('components and properties keep their lines and their places in the text', () => {
  const source = vcalendar(
    ...component('VEVENT', 'UID:1', 'SUMMARY:A long', '  summary', ...component('VALARM', 'ACTION:AUDIO')),
  );
  const [calendar] = parsed(source);
  const vevent = calendar!.components[0]!;
  const summary = property(vevent, 'SUMMARY')!;
  assert.deepEqual([calendar!.line, vevent.line, summary.line, vevent.components[0]!.line], [1, 4, 6, 8]);
  assert.equal(source.slice(summary.start, summary.end), 'SUMMARY:A long\r\n  summary\r\n');
  assert.equal(source.slice(vevent.start, vevent.end), crlf(...source.split('\r\n').slice(3, -2)));
  assert.equal(source.slice(calendar!.start, calendar!.end), source);
});

test('a folded line is one line, without the line end and the one character after it', () => {
  assert.equal(only('SUMMARY:This is\r\n  folded\r\n\t twice').value, 'This is folded twice');
  assert.equal(only('SUM\r\n MARY;LANG\r\n UAGE=de:x').parameters[0]!.name, 'LANGUAGE');
  assert.equal(only('SUMMARY:\r\n \r\n ').value, '');
});

test('line feeds alone end lines, the last line may have no end, empty lines and a byte order mark are passed over', () => {
  const source = vcalendar(...component('VEVENT', 'UID:1', 'SUMMARY:x\r\n y'));
  const shape = (tree: Component[]) =>
    tree[0]!.components[0]!.properties.map((each) => [each.name, each.value, each.line]);
  const expected = [
    ['UID', '1', 5],
    ['SUMMARY', 'xy', 6],
  ];
  assert.deepEqual(shape(parsed(source.replaceAll('\r\n', '\n'))), expected);
  assert.deepEqual(shape(parsed(source.trimEnd())), expected);
  assert.deepEqual(shape(parsed(`\ufeff${source}\r\n\r\n`)), expected);
  assert.equal(parsed(source.replace('UID:1', '\r\nUID:1'))[0]!.components[0]!.properties[0]!.line, 6);
});

test('names are upper case, values as they were sent', () => {
  const lower = only('summary;language=en:Mixed Case');
  assert.deepEqual([lower.name, lower.parameters[0]!.name, lower.value], ['SUMMARY', 'LANGUAGE', 'Mixed Case']);
  assert.equal(parsed(crlf('begin:vcalendar', 'end:VCalendar'))[0]!.name, 'VCALENDAR');
});

test('parameters may be quoted, listed, repeated and empty', () => {
  const table: [string, string, [string, string[]][], string][] = [
    ['ATTENDEE;CN="Doe, Jane: x;y":mailto:j@x', 'mailto:j@x', [['CN', ['Doe, Jane: x;y']]], 'quoted delimiters'],
    ['ATTENDEE;MEMBER="mailto:a","mailto:b":c', 'c', [['MEMBER', ['mailto:a', 'mailto:b']]], 'a list'],
    [
      'X;A=1;A=2,3:v',
      'v',
      [
        ['A', ['1']],
        ['A', ['2', '3']],
      ],
      'repeated',
    ],
    [
      'X;A=;B="":v',
      'v',
      [
        ['A', ['']],
        ['B', ['']],
      ],
      'empty',
    ],
    ['X;CN=Jane "JD" Doe:v', 'v', [['CN', ['Jane "JD" Doe']]], 'a quote inside'],
    ['X;CN=a=b:v:w;x', 'v:w;x', [['CN', ['a=b']]], 'delimiters in the value'],
    ['X-FOO_BAR.2;A=Z\u00fcrich:', '', [['A', ['Z\u00fcrich']]], 'a name of a client, an empty value'],
  ];
  for (const [line, value, parameters, what] of table) {
    const read = only(line);
    assert.deepEqual(
      read.parameters,
      parameters.map(([name, values]) => ({ name, values })),
      what,
    );
    assert.equal(read.value, value, what);
  }
});

test('RFC 6868: circumflexes in parameters', () => {
  assert.equal(parameter(only("X;A=^'line^n^^two^x^:v"), 'A'), '"line\n^two^x^');
  assert.equal(parameter(only('X;A="^n;^\'":v'), 'A'), '\n;"');
});

test('RFC 5545 §3.3.11: escapes in texts', () => {
  assert.equal(text(only('SUMMARY:a\\, b\\; c\\nd\\Ne \\\\n \\x \\')), 'a, b; c\nd\ne \\n \\x \\');
  assert.deepEqual(texts(only('CATEGORIES:a\\,b,c,,d\\\\,e')), ['a,b', 'c', '', 'd\\', 'e']);
});

test('several calendars in one stream are all seen, and nothing in an empty one', () => {
  assert.equal(parsed(vcalendar() + vcalendar()).length, 2);
  assert.deepEqual(parsed(''), []);
  assert.deepEqual(parsed('\r\n\n'), []);
});

test('what is not made of content lines is refused with its line', () => {
  const table: [string, number, RegExp][] = [
    ['SUMMARY', 5, /No colon/],
    [':value', 5, /no property name/],
    ['SUM MARY:x', 5, /No colon/],
    ['X;:v', 5, /parameter has no name/],
    ['X;A:v', 5, /parameter has no name or no value/],
    ['UID:1\r\nX;A="b:v', 6, /quoted parameter value has no end/],
    ['X;A="b"c:v', 5, /No colon/],
    ['SUMMARY:a\0b', 5, /U\+0000/],
    ['UID:1\r\nSUMMARY:a\x07b', 6, /U\+0007/],
    ['SUMMARY:a\rb', 5, /U\+000D/],
    ['SUMMARY:a\ufffeb', 5, /U\+FFFE/],
    ['\r\n X:y', 6, /no property name/],
    ['BEGIN:', 5, /names no component/],
    ['END:VTODO', 5, /does not end BEGIN:VEVENT of line 4/],
    ['END:VEVENT', 6, /does not end BEGIN:VCALENDAR/],
    ['BEGIN:VALARM', 6, /does not end BEGIN:VALARM of line 5/],
  ];
  for (const [lines, line, message] of table) {
    const wrong = problemOf(vcalendar('BEGIN:VEVENT', lines, 'END:VEVENT'));
    assert.match(wrong.message, message, lines);
    assert.equal(wrong.line, line, lines);
  }
  assert.equal(problemOf(vcalendar().slice(0, -1)).line, 4, 'half a line end');
  assert.match(problemOf('hello').message, /No colon/);
  assert.match(problemOf('UID:1').message, /outside/);
  assert.match(problemOf(crlf('END:VEVENT')).message, /ends nothing/);
  assert.deepEqual(problemOf(crlf('BEGIN:VCALENDAR', 'BEGIN:VEVENT')).line, 2);
});

test('depth, components, properties and parameters have limits', () => {
  assert.match(problemOf(crlf(...Array<string>(20).fill('BEGIN:X'))).message, /nested deeper/);
  assert.match(problemOf(vcalendar('BEGIN:X\r\nEND:X\r\n'.repeat(10_001).trimEnd())).message, /10000 components/);
  assert.match(problemOf(vcalendar('X:\r\n'.repeat(100_001).trimEnd())).message, /100000 properties/);
  assert.match(problemOf(vcalendar(`X${';A=b'.repeat(101)}:`)).message, /100 parameters/);
  assert.match(problemOf(vcalendar(`X:${'y'.repeat(10 * 1024 * 1024)}`)).message, /too long/);
});

test('octets: a fold inside a character is moved before it, other invalid UTF-8 is refused with its line', () => {
  const folded = [...bytes('A:x\r\nSUMMARY:\u00e9\u20ac\u{1f600}\r\n')];
  for (let at = 13; at < folded.length - 2; at++) {
    const split = Uint8Array.from([...folded.slice(0, at), 13, 10, 32, ...folded.slice(at)]);
    const source = decodeUtf8(split);
    // A Buffer's slice is no copy: what was sent must stay as it was sent.
    const buffer = Buffer.from(split);
    assert.equal(decodeUtf8(buffer), source);
    assert.deepEqual([...buffer], [...split]);
    assert.ok(typeof source === 'string');
    assert.equal(source.replace('\r\n ', ''), 'A:x\r\nSUMMARY:\u00e9\u20ac\u{1f600}\r\n', `fold at ${at}`);
  }
  for (const bad of [[0xff], [0xc3], [0xc3, 13, 10, 32, 0x41], [0xa9], [0xed, 0xa0, 0x80], [0xc0, 0x80]])
    assert.deepEqual(decodeUtf8(Uint8Array.from([...bytes('A:x\r\nB:'), ...bad, ...bytes('\r\nC:')])), {
      is: 'problem',
      line: 2,
      message: 'The text is not valid UTF-8.',
    });
  assert.equal(decodeUtf8(bytes('\ufeffA:x')), 'A:x');
});
