import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isMalformed, weakMatch } from '../../../src/adapters/http/headers.ts';
import { evaluateIf, type IfHeader, parseIf, submittedTokens } from '../../../src/adapters/http/if-header.ts';

const ONE = 'urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2';
const TWO = 'urn:uuid:58f202ac-22cf-11d1-b12d-002035b29092';

const parsed = (value: string): IfHeader => {
  const header = parseIf(value);
  assert.ok(header !== undefined && !isMalformed(header), value);
  return header;
};

/** Locks and entity tag of each resource; '' is the Request-URI. */
type World = Record<string, { locks?: string[]; tag?: string }>;
const holds = (value: string, world: World): boolean =>
  evaluateIf(parsed(value), (resource, condition) => {
    const state = world[resource ?? ''];
    if (condition.is === 'token') return state?.locks?.includes(condition.token) ?? false;
    return state?.tag !== undefined && weakMatch(condition.tag, { weak: false, value: state.tag });
  });

describe('the examples of RFC 4918 §10.4', () => {
  const noTag = `(<${ONE}>\r\n  ["I am an ETag"]) (["I am another ETag"])`;
  const not = `(Not <${ONE}> <${TWO}>)`;
  const always = `(<${ONE}>) (Not <DAV:no-lock>)`;
  const tagged = `</resource1> (<${ONE}> [W/"A weak ETag"]) (["strong ETag"])`;
  const collection = `<http://www.example.com/specs/> (<${ONE}>)`;
  const rows: [string, string, World, boolean][] = [
    ['§10.4.6 lock and tag', noTag, { '': { locks: [ONE], tag: 'I am an ETag' } }, true],
    ['§10.4.6 the other tag', noTag, { '': { tag: 'I am another ETag' } }, true],
    ['§10.4.6 the lock alone', noTag, { '': { locks: [ONE] } }, false],
    ['§10.4.7 the second lock only', not, { '': { locks: [TWO] } }, true],
    ['§10.4.7 both locks', not, { '': { locks: [ONE, TWO] } }, false],
    ['§10.4.8 always true', always, {}, true],
    ['§10.4.9 lock and weak tag', tagged, { '/resource1': { locks: [ONE], tag: 'A weak ETag' } }, true],
    ['§10.4.9 strong tag', tagged, { '/resource1': { tag: 'strong ETag' } }, true],
    ['§10.4.9 of another resource', tagged, { '': { locks: [ONE], tag: 'strong ETag' } }, false],
    ['§10.4.10 collection lock', collection, { 'http://www.example.com/specs/': { locks: [ONE] } }, true],
    ['§10.4.10 not locked', collection, {}, false],
    ['§10.4.11 unmapped URL', '</specs/rfc2518.doc> (["4217"])', {}, false],
    ['§10.4.11 unmapped URL, Not', '</specs/rfc2518.doc> (Not ["4217"])', {}, true],
  ];
  for (const [what, value, world, result] of rows) test(what, () => assert.equal(holds(value, world), result));
});

test('a resource tag speaks for all lists up to the next one', () =>
  assert.deepEqual(
    parsed('</a>(<t:1>)(<t:2>)</b>([W/"x"])').map(({ resource }) => resource),
    ['/a', '/a', '/b'],
  ));

test('a token counts as submitted wherever it stands, negated too, and once', () =>
  assert.deepEqual(submittedTokens(parsed('</a>(Not <t:1> ["x"])(<t:2>)</b>(<t:1>)')), ['t:1', 't:2']));

test('parentheses and brackets inside an entity tag are its own', () =>
  assert.deepEqual(parsed('(["a](b)"])'), [
    { resource: undefined, conditions: [{ is: 'entity-tag', not: false, tag: { weak: false, value: 'a](b)' } }] },
  ]));

describe('what is not the grammar is refused', () => {
  for (const value of [
    '',
    '()',
    '(<a:b>',
    '<a:b>',
    '</a>',
    '</a></b>(<t:1>)',
    '(<t:1>) </a>(<t:1>)',
    '(Not)',
    '(Not Not <t:1>)',
    '((<t:1>))',
    '(<t:1>))',
    '["x"]',
    '([x])',
    '([ "x"])',
    '(<a b>)',
    '(<t:1>) x',
    '(["a", "b"])',
    'Not (<t:1>)',
  ])
    test(value, () => assert.ok(isMalformed(parseIf(value))));
  test('but an absent header is none', () => assert.equal(parseIf(undefined), undefined));
});
