import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { printValue, type Value, withoutPlaces } from '../../../src/adapters/config/print.ts';
import { parsePropertyList, parseValue } from '../../../src/adapters/config/property-list.ts';
import { MAX_CONFIGURATION_DEPTH, MAX_CONFIGURATION_VALUES } from '../../../src/domain/limits.ts';

const valueIn = (text: string): Value => {
  const parsed = parseValue(text);
  assert.equal(parsed.is, 'list', parsed.is === 'problem' ? parsed.problem.sentence : text);
  return withoutPlaces(parsed.root);
};

const fileIn = (text: string): Value => {
  const parsed = parsePropertyList(text);
  assert.equal(parsed.is, 'list', parsed.is === 'problem' ? parsed.problem.sentence : text);
  return withoutPlaces(parsed.root);
};

/** `line:column: sentence` of what keeps a file from being read. */
const problemIn = (text: string): string => {
  const parsed = parsePropertyList(text);
  assert.equal(parsed.is, 'problem', `${text} was read`);
  const { line, column, sentence } = parsed.problem;
  return `${line}:${column}: ${sentence}`;
};

describe('texts', () => {
  test('letters, digits and what addresses and paths are made of need no quotes', () => {
    for (const text of [
      '/var/x',
      '127.0.0.1:20000',
      'ldap://10.0.0.1:389',
      'a-b_c',
      'jo@example.org',
      '%d',
      '$label1',
      '50%',
      '#f00',
    ])
      assert.equal(valueIn(text), text);
  });

  test('quotes keep spaces, line ends and what has a meaning outside', () =>
    assert.equal(valueIn('"a b;\n(c) = {d}, // no comment /* none */"'), 'a b;\n(c) = {d}, // no comment /* none */'));

  test('escapes: the usual letters, octal, Unicode; any other character is itself', () =>
    assert.equal(valueIn(String.raw`"\n\t\"\\\101\12\U00e9\u00E9\Ud83c\Udf4e\@\q"`), '\n\t"\\A\néé🍎@q'));

  test('escapes may have fewer digits than they could', () =>
    assert.equal(valueIn(String.raw`"\7\U41 \1019"`), '\x07A A9'));

  test('an escape cannot make half a character or the character 0', () => {
    assert.match(problemIn(String.raw`a = "\Ud83c";`), /^1:5: .*half a character/);
    assert.match(problemIn(String.raw`a = "\0";`), /^1:5: .*character 0/);
  });
});

describe('other values', () => {
  test('octets are pairs of hexadecimal digits, with spaces anywhere', () =>
    assert.deepEqual(valueIn('<0fbd 77>'), Uint8Array.of(0x0f, 0xbd, 0x77)));

  test('GNUstep writes types: integer, real, boolean, date', () => {
    assert.equal(valueIn('<*I5>'), 5);
    assert.equal(valueIn('<*R1.5>'), 1.5);
    assert.equal(valueIn('<*BY>'), true);
    assert.equal(valueIn('<*BN>'), false);
    assert.deepEqual(valueIn('<*D2026-11-25 12:00:00 +0100>'), new Date('2026-11-25T11:00:00Z'));
    assert.equal(valueIn('<*I"5">'), 5);
  });

  test('what is no octets and no type is told at its <', () => {
    for (const text of [
      '<0>',
      '<xy>',
      '<*I1.5>',
      '<*I99999999999999999>',
      '<*BX>',
      '<*Q1>',
      '<*D2026-13-01 00:00:00 +0000>',
      '<00',
    ])
      assert.match(problemIn(`a = ${text};`), /^1:5: /, text);
  });

  test('lists hold anything, a comma may end them', () =>
    assert.deepEqual(valueIn('( a, "b c", (d), { e = f; }, )'), ['a', 'b c', ['d'], { e: 'f' }]));
  test('lists may be empty', () => assert.deepEqual(valueIn('( )'), []));

  test('the last value of a dictionary needs no semicolon', () =>
    assert.deepEqual(valueIn('{ a = b; c = d }'), { a: 'b', c: 'd' }));
  test('keys may stand in quotes', () => assert.deepEqual(valueIn('{ "a b" = c; }'), { 'a b': 'c' }));
  test('a key has no power over the dictionary', () => {
    const value = valueIn('{ __proto__ = { a = b; }; }') as Record<string, Value>;
    assert.deepEqual(Object.keys(value), ['__proto__']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });
});

describe('files', () => {
  test('comments stand anywhere between values', () =>
    assert.deepEqual(fileIn('// one\n/* two\n * lines */ { a /* x */ = // y\n b; } // end'), { a: 'b' }));

  test('the outer braces may be missing', () => assert.deepEqual(fileIn('a = b;\nc = (d);\n'), { a: 'b', c: ['d'] }));

  test('an empty file has no keys, and that is remarked', () => {
    for (const text of ['', ' \n// nothing\n']) {
      const parsed = parsePropertyList(text);
      assert.equal(parsed.is, 'list');
      assert.equal(parsed.root.entries.size, 0);
      assert.deepEqual(
        parsed.remarks.map(({ sentence }) => sentence),
        ['The file is empty: all defaults hold.'],
      );
    }
  });

  test('every key and value knows its place', () => {
    const parsed = parsePropertyList('{\n  a =\n    (b,\n     c);\n}');
    assert.equal(parsed.is, 'list');
    const entry = parsed.root.entries.get('a');
    assert.deepEqual(entry?.key, { line: 2, column: 3 });
    assert.equal(entry?.value.is, 'array');
    assert.deepEqual([entry.value.line, entry.value.column], [3, 5]);
    assert.deepEqual(
      entry.value.items.map(({ line, column }) => [line, column]),
      [
        [3, 6],
        [4, 6],
      ],
    );
  });

  test('of a key that is set twice the last value counts, and both lines are remarked', () => {
    const parsed = parsePropertyList('a = b;\nc = d;\na = e;');
    assert.equal(parsed.is, 'list');
    assert.deepEqual(withoutPlaces(parsed.root), { a: 'e', c: 'd' });
    assert.deepEqual(parsed.remarks, [
      { line: 3, column: 1, sentence: 'a is set in line 1 and again in line 3; the latter counts.' },
    ]);
  });
});

describe('what is wrong is told where it is, with what was expected', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{\n  a = b\n  c = d;\n}', /^3:3: Expected ; after the value of a .* but there is c\.$/],
    ['{ a = uid=x; }', /^1:10: Expected ; after the value of a .* quotes\), but there is =\.$/],
    ['{ a = (b c); }', /^1:10: Expected a comma or \) in this list/],
    ['{ a = (b, , c); }', /^1:11: Expected a value, but there is ,\.$/],
    ['{ a b; }', /^1:5: Expected = after this key, but there is b\.$/],
    // The rest of a password that was written without quotes.
    ['{ bindPassword = hun;ter2; }', /^1:26: Expected = after this key, but there is ;\.$/],
    ['{ a = ; }', /^1:7: Expected a value, but there is ;\.$/],
    ['{ = b; }', /^1:3: Expected a key, but there is =\.$/],
    ['\n{ a = b;', /^2:1: This dictionary has no end: } is missing\.$/],
    ['a = (b,\n c', /^1:5: This list has no end: \) is missing\.$/],
    ['a = "b;\nc = d;', /^1:5: This quotation has no end\.$/],
    ['a = b; /* c', /^1:8: This comment has no end: \*\/ is missing\.$/],
    ['{ a = b; } }', /^1:12: Expected the end of the text, but there is }; /],
    ['a = b; } c = d;', /^1:8: Expected the end of the text/],
    ['a = “b”;', /^1:5: Quotes are straight and double \("\) here, not “\.$/],
    ["a = 'b';", /^1:5: Quotes are straight/],
    ['a = bücher;', /^1:6: Expected ; after the value of a .* but there is ü\.$/],
    ['a =', /^1:4: Expected a value, but the text ends\.$/],
    ['<?xml version="1.0"?>\n<plist/>', /^1:1: This is an XML property list; .*sogo-tool dump-defaults/],
    ['bplist00\u0001', /^1:1: This is a binary property list/],
  ];
  for (const [text, expected] of cases) test(JSON.stringify(text), () => assert.match(problemIn(text), expected));

  test('no deeper and no larger than a configuration can be', () => {
    assert.match(problemIn(`a = ${'('.repeat(MAX_CONFIGURATION_DEPTH + 1)}`), /levels deep/);
    assert.match(problemIn(`a = (${'b,'.repeat(MAX_CONFIGURATION_VALUES)});`), /more than/);
  });
});

const scalars = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.uint8Array(),
  fc
    .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000)),
);
const values = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ unit: 'binary' }).filter((key) => !key.includes('\0')),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

test('a text that looks like a comment is printed in quotes', () => {
  for (const text of ['//x', '/*x*/']) assert.equal(valueIn(printValue(text)), text);
});

test('a value that was printed is read as the same', () =>
  fc.assert(
    fc.property(values, (value) => assert.deepStrictEqual(valueIn(printValue(value)), value)),
    { numRuns: 500 },
  ));

test('any text is a property list or a problem at a place inside it', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    '"',
    '\\',
    ';',
    '=',
    ',',
    '<',
    '>',
    '<*I',
    '/*',
    '*/',
    '//',
    '\n',
    ' ',
    'a',
    'SOGo',
    '\\U',
    '7',
    'é',
    '\ud800',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces).map((all) => all.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const parsed = parsePropertyList(text);
        if (parsed.is === 'list') return;
        const { line, column, sentence } = parsed.problem;
        const lines = text.split('\n');
        assert.ok(line >= 1 && line <= lines.length);
        assert.ok(column >= 1 && column <= (lines[line - 1] ?? '').length + 1);
        assert.match(sentence, /\.$/s);
      },
    ),
    { numRuns: 3000 },
  );
});
