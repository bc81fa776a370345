import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { text } from '../../../src/domain/ical/property.ts';
import { serialize } from '../../../src/domain/ical/serialize.ts';
import { escapeText } from '../../../src/domain/text/escapes.ts';
import { fold } from '../../../src/domain/text/fold.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { bytes, crlf, runs } from './support/lines.ts';

test('a line of 75 octets stays whole, a longer one is folded before the character that does not fit', () => {
  assert.equal(fold('x'.repeat(75)), `${'x'.repeat(75)}\r\n`);
  assert.equal(fold('x'.repeat(76)), `${'x'.repeat(75)}\r\n x\r\n`);
  assert.equal(fold('x'.repeat(150)), `${'x'.repeat(75)}\r\n ${'x'.repeat(74)}\r\n x\r\n`);
  assert.equal(fold(`${'x'.repeat(72)}\u{1f600}`), `${'x'.repeat(72)}\r\n \u{1f600}\r\n`);
});

/** One to four octets, what has a meaning, and what must not be written. */
const unit = fc.constantFrom(
  'a',
  ' ',
  ',',
  ';',
  ':',
  '"',
  '^',
  '\\',
  'n',
  '\n',
  '\r',
  '\0',
  '\t',
  'é',
  '€',
  '\u{1f600}',
  '\ufeff',
);

test('folded lines have at most 75 octets, are well-formed each, and unfold to the line', () =>
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 300 }), (line) => {
      const [lines, plain] = [fold(line.replace(/[\r\n]/g, '')).split('\r\n'), line.replace(/[\r\n]/g, '')];
      assert.ok(lines.every((each) => bytes(each).length <= 75 && each.isWellFormed()));
      assert.equal(lines.map((each, index) => (index === 0 ? each : each.slice(1))).join(''), plain);
    }),
    runs(100),
  ));

test('texts are escaped; a value begins no new line', () => {
  assert.equal(escapeText('a,b;c\\d\r\ne\nf\rg\0'), 'a\\,b\\;c\\\\d\\ne\\nf\\ng');
  assert.equal(
    serialize({ name: 'VEVENT', properties: [{ name: 'X', value: 'a\r\nEND:VEVENT' }] }),
    crlf('BEGIN:VEVENT', 'X:a\\nEND:VEVENT', 'END:VEVENT'),
  );
});

test('parameters are quoted where they must be, and RFC 6868-encoded', () =>
  assert.equal(
    serialize({
      name: 'X',
      properties: [{ name: 'A', parameters: [{ name: 'CN', values: ['a, b', 'say "^"\nno', 'plain'] }], value: 'v' }],
    }),
    crlf('BEGIN:X', 'A;CN="a, b",say ^\'^^^\'^nno,plain:v', 'END:X'),
  ));

test('what is written is read as it was meant', () => {
  const word = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,8}$/).filter((name) => name !== 'BEGIN' && name !== 'END');
  const readable = fc
    .string({ unit, maxLength: 80 })
    .map((value) => value.replace(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, '_'));
  const parameters = fc.array(
    fc.record({ name: word, values: fc.array(readable, { minLength: 1, maxLength: 3 }) }, { noNullPrototype: true }),
    {
      maxLength: 3,
    },
  );
  const property = fc.record({ name: word, parameters, value: readable.map(escapeText) }, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(property, { maxLength: 5 }), readable, (properties, summary) => {
      const written = [...properties, { name: 'SUMMARY', parameters: [], value: escapeText(summary) }];
      const tree = parseCalendar(serialize({ name: 'VEVENT', properties: written }));
      assert.ok(!isProblem(tree), JSON.stringify(tree));
      const read = tree[0]!.properties;
      assert.deepEqual(
        read.map(({ name, parameters, value }) => ({ name, parameters, value })),
        written,
      );
      assert.equal(text(read.at(-1)!), summary);
    }),
    runs(100),
  );
});
