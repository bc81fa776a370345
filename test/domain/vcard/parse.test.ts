import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MAX_CARD_DEPTH,
  MAX_CARD_PROPERTIES,
  MAX_CARDS,
  MAX_CONTENT_LINE,
  MAX_PARAMETERS,
} from '../../../src/domain/limits.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import type { Card } from '../../../src/domain/vcard/card.ts';
import { convertCard } from '../../../src/domain/vcard/convert.ts';
import { parseCards } from '../../../src/domain/vcard/parse.ts';
import { property } from '../../../src/domain/vcard/property.ts';
import { crlf } from '../ical/support/lines.ts';
import { line, read, vcard } from './cards.ts';

const cardsIn = (source: string): Card[] => {
  const cards = parseCards(source);
  assert.ok(!isProblem(cards), isProblem(cards) ? cards.message : '');
  return cards;
};
const problemIn = (source: string): readonly [number, string] => {
  const cards = parseCards(source);
  assert.ok(isProblem(cards));
  return [cards.line, cards.message];
};
const valueIn = (version: string, ...lines: string[]) => cardsIn(vcard(version, ...lines))[0]?.properties[1]?.value;

test('RFC 6350 §3.3: a line has a group, a name, parameters and a value; only the group keeps its case', () => {
  const of = line('Item1.email;Type="HOME,work";TYPE=pref;X-A="a:b;c",d:Jo@example.org');
  assert.equal(of.group, 'Item1');
  assert.equal(of.name, 'EMAIL');
  assert.deepEqual(of.parameters, [
    { name: 'TYPE', values: ['HOME,work'] },
    { name: 'TYPE', values: ['pref'] },
    { name: 'X-A', values: ['a:b;c', 'd'] },
  ]);
  assert.equal(of.value, 'Jo@example.org');
  assert.equal(of.line, 4);
});

test('vCard 2.1 §2.1.2: a parameter may have a value and no name', () => {
  const of = line('PHOTO;JPEG;BASE64;INLINE:AAAA', '2.1');
  assert.deepEqual(of.parameters, [
    { name: 'TYPE', values: ['JPEG'] },
    { name: 'ENCODING', values: ['BASE64'] },
    { name: 'VALUE', values: ['INLINE'] },
  ]);
});

test('RFC 6868: circumflexes are escapes in 4.0 and nothing before', () => {
  assert.deepEqual(line("ADR;LABEL=a^nb^^c^'d:;;", '4.0').parameters[0]?.values, ['a\nb^c"d']);
  assert.deepEqual(line("ADR;LABEL=a^nb^^c^'d:;;", '3.0').parameters[0]?.values, ["a^nb^^c^'d"]);
});

test('RFC 6350 §3.2: a fold is taken out with its blank; vCard 2.1 §2.1.3 keeps the blank', () => {
  assert.equal(valueIn('3.0', 'NOTE:one', '  two', '\tthree'), 'one twothree');
  assert.equal(valueIn('2.1', 'NOTE:one', '  two', '\tthree'), 'one  two\tthree');
});

test('lines end with CRLF, LF or CR, and empty ones say nothing', () => {
  for (const end of ['\r\n', '\n', '\r'])
    assert.deepEqual(
      cardsIn(['', 'BEGIN:VCARD', 'VERSION:3.0', '', 'FN:a', ' b', 'END:VCARD'].join(end))[0]?.properties.map(
        ({ value, line }) => [value, line],
      ),
      [
        ['3.0', 3],
        ['ab', 5],
      ],
    );
});

test('vCard 2.1 §2.1.3: quoted-printable goes on after an equals sign at the end of a line, in the charset it names', () => {
  assert.equal(
    valueIn('2.1', 'N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8ER=93c;=', '=83e=83X=83g'),
    '山田;テスト',
  );
  assert.equal(valueIn('2.1', 'FN;QUOTED-PRINTABLE:=E9t=C3=A9'), 'étÃ©');
  assert.equal(valueIn('2.1', 'NOTE;QUOTED-PRINTABLE:a=0D=0Ab=0Ac=00=0B=5C'), 'a\\nb\\nc\\\\');
  assert.equal(valueIn('2.1', 'NOTE;CHARSET=x-nonsense;ENCODING=QUOTED-PRINTABLE:=C3=A9=4'), 'é=4');
});

test('vCard 2.1 §2.1.1: escapes of 2.1 read like those of the newer versions', () => {
  assert.equal(valueIn('2.1', 'NOTE:C:\\new\\;x, y'), 'C:\\\\new\\;x, y');
  assert.equal(valueIn('2.1', 'ADR:;;1 Main St, Suite 2;A\\;B'), ';;1 Main St\\, Suite 2;A\\;B');
  assert.equal(valueIn('3.0', 'URL:http\\://a\\\\:b'), 'http://a\\\\:b');
});

test('base64 ends at a property or an empty line, indented or not', () => {
  for (const [first, second] of [
    [' AAAA', ' BB=='],
    ['AAAA', 'BB=='],
    ['\tAAAA', '   BB== '],
  ] as const) {
    const [card] = cardsIn(vcard('2.1', 'PHOTO;ENCODING=BASE64:', first, second, '', 'TEL:1'));
    assert.deepEqual(
      card?.properties.slice(1).map(({ value }) => value),
      ['AAAABB==', '1'],
    );
  }
  assert.equal(valueIn('3.0', 'PHOTO;ENCODING=b;TYPE=PNG:AAAA', ' BB=='), 'AAAABB==');
});

test('vCard 2.1 §2.4.2: the card inside an AGENT belongs to it', () => {
  const [card] = cardsIn(vcard('2.1', 'N:a', 'AGENT:', 'BEGIN:VCARD', 'VERSION:2.1', 'N:b', 'END:VCARD', 'TEL:1'));
  assert.deepEqual(
    card?.properties.map(({ name }) => name),
    ['VERSION', 'N', 'AGENT', 'TEL'],
  );
  const agent = card?.properties[2]?.agent;
  assert.equal(agent?.properties[1]?.value, 'b');
  assert.equal(card?.properties[2]?.end, agent?.end);
});

test('several cards may stand in one text, each in its own version', () => {
  const cards = cardsIn(vcard('2.1', 'NOTE:a', ' b') + vcard('4.0', 'NOTE:a', ' b') + vcard('9.9', 'FN:x'));
  assert.deepEqual(
    cards.map((card) => [card.version, card.syntax, property(card, 'NOTE')?.value]),
    [
      ['2.1', '2.1', 'a b'],
      ['4.0', '4.0', 'ab'],
      ['9.9', '3.0', undefined],
    ],
  );
  assert.deepEqual(cardsIn(''), []);
});

test('a version anywhere in the card counts for all of its lines', () => {
  const [card] = cardsIn(crlf('BEGIN:VCARD', 'NOTE:a', ' b', 'x.VERSION;X=y: 2.1', 'END:VCARD'));
  assert.equal(card?.properties[0]?.value, 'a b');
});

test('a card without version has none of its neighbour', () => {
  const [first] = cardsIn(crlf('BEGIN:VCARD', 'FN:a', 'END:VCARD') + vcard('2.1', 'N:a'));
  assert.deepEqual([first?.version, first?.syntax], ['', '3.0']);
});

test('names of the language mean nothing', () => {
  const { card } = read(
    vcard(
      '3.0',
      'FN:x',
      'CONSTRUCTOR:1',
      '__proto__:2',
      'X-A;__proto__=3;constructor:4',
      'PHOTO;TYPE=constructor;ENCODING=b:AAAA',
      'X-GENDER:constructor',
    ),
  );
  assert.deepEqual(
    card.properties.slice(2, 5).map(({ name, parameters, value }) => [name, parameters, value]),
    [
      ['CONSTRUCTOR', [], '1'],
      ['__PROTO__', [], '2'],
      [
        'X-A',
        [
          { name: '__PROTO__', values: ['3'] },
          { name: 'TYPE', values: ['constructor'] },
        ],
        '4',
      ],
    ],
  );
  const four = convertCard(card, '', '4.0');
  assert.match(four, /^PHOTO:data:image\/constructor;base64,AAAA\r$/m);
  assert.match(four, /^GENDER:;constructor\r$/m);
});

test('what is no card is told with its line', () => {
  assert.deepEqual(problemIn('FN:x'), [1, 'FN stands outside of any card.']);
  assert.deepEqual(problemIn(vcard('3.0', 'FN x')), [3, 'No colon divides name and value in "FN x"']);
  assert.deepEqual(problemIn(vcard('3.0', ':x')), [3, 'The line begins with no property name: ":x"']);
  assert.deepEqual(problemIn(vcard('3.0', 'a.:x')), [3, 'The line begins with no property name: "a.:x"']);
  assert.deepEqual(problemIn(vcard('3.0', 'FN;A="x:y')), [3, 'A quoted parameter value has no end in "FN;A="x:y"']);
  assert.deepEqual(problemIn(vcard('3.0', 'FN:a\u0000b')), [3, 'The character U+0000 is not allowed here.']);
  assert.deepEqual(problemIn(crlf('BEGIN:VCARD', 'FN:x')), [1, 'BEGIN:VCARD has no END.']);
  assert.deepEqual(problemIn(crlf('END:VCARD')), [1, 'END:VCARD ends nothing.']);
  assert.deepEqual(problemIn(crlf('BEGIN:VCALENDAR')), [1, 'BEGIN names no card.']);
  assert.deepEqual(problemIn(crlf('BEGIN:VCARD', 'END:VLIST')), [2, 'END does not end BEGIN:VCARD of line 1.']);
  assert.deepEqual(problemIn(crlf('BEGIN:VCARD', 'FN:x', 'BEGIN:VCARD')), [
    3,
    'BEGIN:VCARD stands inside the card of line 1.',
  ]);
});

test('there is a longest line', () => {
  const card = (length: number) => vcard('3.0', `FN:${'x'.repeat(length - 3)}`);
  assert.equal(cardsIn(card(MAX_CONTENT_LINE)).length, 1);
  assert.deepEqual(problemIn(card(MAX_CONTENT_LINE + 1)), [3, 'The line is too long.']);
});

test('there is a limit to properties, parameters and cards inside cards', () => {
  const lines = (count: number) => vcard('3.0', ...Array.from({ length: count - 1 }, () => 'FN:x'));
  assert.equal(cardsIn(lines(MAX_CARD_PROPERTIES) + lines(MAX_CARD_PROPERTIES)).length, 2);
  assert.equal(problemIn(lines(MAX_CARD_PROPERTIES + 1))[0], MAX_CARD_PROPERTIES + 2);
  assert.equal(problemIn(vcard('3.0', `FN${';A=b'.repeat(MAX_PARAMETERS + 1)}:x`))[0], 3);
  const nested = (depth: number): string =>
    vcard('2.1', 'N:x', ...(depth === 1 ? [] : ['AGENT:', nested(depth - 1).trimEnd()]));
  assert.equal(cardsIn(nested(MAX_CARD_DEPTH)).length, 1);
  assert.match(problemIn(nested(MAX_CARD_DEPTH + 1))[1], /nested deeper/);
});

test('there is a limit to cards of one text', () => {
  const cards = (count: number) => 'BEGIN:VCARD\nEND:VCARD\n'.repeat(count);
  assert.equal(cardsIn(cards(MAX_CARDS)).length, MAX_CARDS);
  assert.equal(problemIn(cards(MAX_CARDS + 1))[0], 2 * MAX_CARDS + 1);
});

test('RFC 6350 §3.1, §3.2: a fold may fall inside a character', () => {
  const octets = new TextEncoder().encode(vcard('3.0', 'FN:😀'));
  const at = octets.indexOf(0xf0) + 2;
  const split = Uint8Array.from([...octets.slice(0, at), 13, 10, 32, ...octets.slice(at)]);
  assert.equal(property(read(split).card, 'FN')?.value, '😀');
});
