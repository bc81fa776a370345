import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MAX_QUALIFIER, MAX_QUALIFIER_DEPTH } from '../../../src/domain/limits.ts';
import { parseQualifier, printQualifier, type Qualifier } from '../../../src/domain/settings/qualifier.ts';

const is = (field: string, value: string): Qualifier => ({ is: 'compare', field, operator: '=', value });
const not = (field: string, value: string): Qualifier => ({ is: 'compare', field, operator: '<>', value });

const problemIn = (text: string): string => {
  const read = parseQualifier(text);
  assert.ok('problem' in read, `${text} was read`);
  return `${read.at}: ${read.problem}`;
};

describe('EOQualifier', () => {
  test('comparisons, with values in either quotes or bare', () => {
    for (const text of [
      "o='Example'",
      'o = "Example"',
      'o=Example',
      " o == 'Example' ",
      "o LIKE 'Example'",
      "o caseInsensitiveLike: 'Example'",
    ])
      assert.deepEqual(parseQualifier(text), is('o', 'Example'), text);
    for (const text of ["o <> 'x'", "o != 'x'"]) assert.deepEqual(parseQualifier(text), not('o', 'x'), text);
  });

  test('AND binds closer than OR, NOT closer than AND, in any letter case', () =>
    assert.deepEqual(parseQualifier("a='1' or NOT b='2' AND c<>'3'"), {
      is: 'or',
      of: [is('a', '1'), { is: 'and', of: [{ is: 'not', of: is('b', '2') }, not('c', '3')] }],
    }));

  test('parentheses join first', () =>
    assert.deepEqual(parseQualifier("(a='1' OR a='2') AND b='*' AND (c <> 'x')"), {
      is: 'and',
      of: [{ is: 'or', of: [is('a', '1'), is('a', '2')] }, is('b', '*'), not('c', 'x')],
    }));

  test('quotes keep anything; a backslash keeps a quote', () => {
    assert.deepEqual(parseQualifier(`a = ") OR (b = 'c'"`), is('a', ") OR (b = 'c'"));
    assert.deepEqual(parseQualifier(String.raw`a = 'it\'s \\ fine'`), is('a', "it's \\ fine"));
    assert.deepEqual(parseQualifier("a = 'AND'"), is('a', 'AND'));
  });

  test('what is no qualifier is told with its place', () => {
    assert.equal(problemIn("a='x' b"), '7: Expected AND, OR or the end, but there is b.');
    assert.equal(problemIn("(a='x'"), '7: Expected a closing parenthesis, but there is the end.');
    assert.equal(problemIn('a ='), '4: Expected a value in quotes, but there is the end.');
    assert.equal(problemIn("a > 'x'"), '2: A quotation has no end, or a sign has no meaning here.');
    assert.equal(problemIn("a = 'x"), '4: A quotation has no end, or a sign has no meaning here.');
    assert.equal(problemIn(''), '1: Expected the name of a field, but there is the end.');
    assert.equal(problemIn("'a' = 'x'"), '1: Expected the name of a field, but there is a.');
    assert.equal(problemIn("a '=' 'x'"), '3: Expected =, <> or LIKE, but there is =.');
    assert.equal(problemIn("a has 'x'"), '3: Expected =, <> or LIKE, but there is has.');
  });

  test('neither depth nor length is without end', () => {
    assert.match(problemIn('('.repeat(MAX_QUALIFIER_DEPTH + 1)), /levels deep/);
    assert.match(problemIn(`${'NOT '.repeat(MAX_QUALIFIER_DEPTH + 1)}a='x'`), /levels deep/);
    assert.match(problemIn(`a='${'x'.repeat(MAX_QUALIFIER)}'`), /characters/);
  });
});

const PLAIN = { noNullPrototype: true } as const;
const qualifiers = fc.letrec<{ qualifier: Qualifier }>((tie) => ({
  qualifier: fc.oneof(
    { maxDepth: 4 },
    fc.record(
      {
        is: fc.constant('compare' as const),
        field: fc.stringMatching(/^[a-z][a-z-]{0,8}$/).filter((name) => name !== 'not'),
        operator: fc.constantFrom('=' as const, '<>' as const),
        value: fc.string({ unit: 'binary', maxLength: 10 }),
      },
      PLAIN,
    ),
    fc.record(
      {
        is: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('qualifier'), { minLength: 2, maxLength: 3 }),
      },
      PLAIN,
    ),
    fc.record({ is: fc.constant('not' as const), of: tie('qualifier') }, PLAIN),
  ),
})).qualifier;

test('a qualifier that was printed is read as the same', () =>
  fc.assert(
    fc.property(qualifiers, (qualifier) => assert.deepEqual(parseQualifier(printQualifier(qualifier)), qualifier)),
  ));

test('what is as deep as can be is printed no deeper', () => {
  const deepest = `${'('.repeat(MAX_QUALIFIER_DEPTH - 1)}a='1' AND b='2'${')'.repeat(MAX_QUALIFIER_DEPTH - 1)}`;
  for (const text of [deepest, `${'NOT '.repeat(MAX_QUALIFIER_DEPTH - 1)}a='1'`]) {
    const read = parseQualifier(text);
    assert.ok('is' in read);
    assert.deepEqual(parseQualifier(printQualifier(read)), read);
  }
});

test('any text is a qualifier or a problem', () => {
  const pieces = fc.constantFrom(
    '(',
    ')',
    "'",
    '"',
    '\\',
    '=',
    '<>',
    ' AND ',
    ' OR ',
    'NOT ',
    'a',
    ' ',
    'é',
    '\ud800',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.array(pieces).map((all) => all.join('')),
      (text) => {
        const read = parseQualifier(text);
        if ('problem' in read) assert.ok(read.at >= 1 && read.at <= text.length + 1);
      },
    ),
    { numRuns: 2000 },
  );
});
