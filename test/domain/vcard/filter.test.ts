import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quickFacts } from '../../../src/domain/contact/quick-facts.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { MAX_FILTER_CONDITIONS, MAX_TEXT_MATCH } from '../../../src/domain/limits.ts';
import { escapeText } from '../../../src/domain/text/escapes.ts';
import {
  type ContactCondition,
  type ContactFilter,
  compileContactFilter,
  matchesContact,
  type PropCondition,
  type TextCondition,
} from '../../../src/domain/vcard/filter.ts';
import { planContactFilter } from '../../../src/domain/vcard/filter-plan.ts';
import { runs } from '../ical/support/lines.ts';
import { read, vcard } from './cards.ts';

type Defined = Extract<PropCondition, { is: 'defined' }>;

const has = (wanted: string, more: Partial<TextCondition> = {}): TextCondition => ({
  text: wanted,
  how: 'contains',
  negate: false,
  ...more,
});
const prop = (name: string, more: Partial<Omit<Defined, 'name' | 'is'>> = {}): PropCondition => ({
  name,
  is: 'defined',
  test: 'anyof',
  texts: [],
  params: [],
  ...more,
});
const all = (...props: PropCondition[]): ContactCondition => ({ test: 'allof', props });
const any = (...props: PropCondition[]): ContactCondition => ({ test: 'anyof', props });
const compiled = (condition: ContactCondition): ContactFilter => {
  const filter = compileContactFilter(condition);
  assert.ok(!isRefusal(filter));
  return filter;
};
const { card } = read(
  vcard(
    '3.0',
    'FN:Zoë Müller',
    'N:Müller;Zoë;;;',
    'NICKNAME:Zo,Mü',
    'EMAIL;TYPE=work:zoe@example.org',
    'item1.EMAIL;TYPE="home,pref":ZOE@home.example',
    'CATEGORIES:Friends,Rowing',
    'NOTE:one\\, two',
  ),
);
const matches = (condition: ContactCondition): boolean => matchesContact(card, compiled(condition));
const finds = (name: string, ...texts: TextCondition[]): boolean => matches(all(prop(name, { texts })));

test('RFC 6352 §10.5.1: a property is there, or it is not', () => {
  assert.ok(matches(all(prop('email'))));
  assert.ok(!matches(all(prop('TEL'))));
  assert.ok(matches(all({ name: 'TEL', is: 'not-defined' })));
  assert.ok(!matches(all({ name: 'EMAIL', is: 'not-defined' })));
});

test('RFC 6352 §10.5: one condition must hold, or all; none at all is met', () => {
  assert.ok(matches(any(prop('TEL'), prop('FN'))));
  assert.ok(!matches(all(prop('TEL'), prop('FN'))));
  assert.ok(matches(any()));
  assert.ok(matches(all()));
  const both = { texts: [has('zoe'), has('nobody')] };
  assert.ok(matches(all(prop('EMAIL', { ...both, test: 'anyof' }))));
  assert.ok(!matches(all(prop('EMAIL', { ...both, test: 'allof' }))));
});

test('RFC 6352 §10.5.1: all conditions of one property hold for one line of it', () => {
  const texts = [has('example.org')];
  const params = (type: string) => [{ name: 'type', is: 'defined', text: has(type) } as const];
  assert.ok(matches(all(prop('EMAIL', { test: 'allof', texts, params: params('work') }))));
  assert.ok(!matches(all(prop('EMAIL', { test: 'allof', texts, params: params('home') }))));
});

test('RFC 6352 §10.5.1: a name with a group means that group only', () => {
  assert.ok(finds('ITEM1.email', has('home')));
  assert.ok(!finds('item1.email', has('example.org')));
  assert.ok(!matches(all(prop('item2.EMAIL'))));
});

test('RFC 6352 §10.5.2: parameters, also those that are lists in quotes', () => {
  const type = (how: TextCondition['how'], wanted: string) =>
    matches(all(prop('EMAIL', { params: [{ name: 'TYPE', is: 'defined', text: has(wanted, { how }) }] })));
  assert.ok(type('equals', 'HOME'));
  assert.ok(type('equals', 'pref'));
  assert.ok(!type('equals', 'ho'));
  assert.ok(matches(all(prop('EMAIL', { params: [{ name: 'X-A', is: 'not-defined' }] }))));
  assert.ok(!matches(all(prop('EMAIL', { params: [{ name: 'X-A', is: 'defined' }] }))));
});

test('RFC 6352 §10.5.4: the four ways to match, and their opposite', () => {
  const how = (way: TextCondition['how'], wanted: string, negate = false) =>
    finds('FN', has(wanted, { how: way, negate }));
  assert.ok(how('contains', 'ë m'));
  assert.ok(how('equals', 'ZOË MÜLLER'));
  assert.ok(!how('equals', 'Zoë'));
  assert.ok(how('starts-with', 'zoë'));
  assert.ok(!how('starts-with', 'müller'));
  assert.ok(how('ends-with', 'müller'));
  assert.ok(!how('contains', 'ë m', true));
  assert.ok(how('contains', 'nobody', true));
});

test('RFC 6352 §8.3: i;unicode-casemap unless another collation is named', () => {
  assert.ok(finds('FN', has('MÜLLER')));
  assert.ok(finds('FN', has('MÜLLER', { collation: 'i;unicasemap' })));
  assert.ok(finds('FN', has('MÜLLER', { collation: 'default' })));
  assert.ok(!finds('FN', has('MÜLLER', { collation: 'i;ascii-casemap' })));
  assert.ok(finds('FN', has('MüLLER', { collation: 'i;ascii-casemap' })));
  assert.ok(!finds('FN', has('müller', { collation: 'i;octet' })));
});

test('values are matched as people read them; members of lists alone too', () => {
  assert.ok(finds('NOTE', has('one, two', { how: 'equals' })));
  assert.ok(finds('CATEGORIES', has('rowing', { how: 'equals' })));
  assert.ok(finds('NICKNAME', has('Mü', { how: 'starts-with' })));
});

test('several conditions may look at one property, each by its own collation and at its own part', () => {
  const octets = (wanted: string) => has(wanted, { collation: 'i;octet', how: 'equals' });
  const home = { name: 'TYPE', is: 'defined', text: has('HOME', { how: 'equals' }) } as const;
  const mail = (wanted: string) =>
    all(prop('item1.EMAIL', { test: 'allof', texts: [has('zoe@home'), octets(wanted)], params: [home] }));
  assert.ok(matchesContact(card, compiled(mail('ZOE@home.example'))));
  assert.ok(!matchesContact(card, compiled(mail('zoe@home.example'))));
});

test('SOGo’s clients say mail and mean EMAIL', () => {
  assert.ok(finds('mail', has('zoe@example.org', { how: 'equals' })));
});

test('what is not supported is refused', () => {
  const reason = (condition: ContactCondition) => {
    const refused = compileContactFilter(condition);
    return isRefusal(refused) ? refused.reason : undefined;
  };
  assert.equal(reason(all(prop('FN', { texts: [has('x', { collation: 'i;other' })] }))), 'collation-unsupported');
  const param = { name: 'TYPE', is: 'defined', text: has('x', { collation: 'i;other' }) } as const;
  assert.equal(reason(all(prop('FN', { params: [param] }))), 'collation-unsupported');
  assert.equal(reason(all(prop('FN', { texts: [has('x'.repeat(MAX_TEXT_MATCH + 1))] }))), 'filter-unsupported');
  const many = (count: number) => any(...Array.from({ length: count }, () => prop('FN')));
  assert.equal(reason(many(MAX_FILTER_CONDITIONS)), undefined);
  assert.equal(reason(many(MAX_FILTER_CONDITIONS + 1)), 'filter-unsupported');
});

const plan = (condition: ContactCondition) => planContactFilter(compiled(condition));

test('an index answers for the searched properties: one of the keys, the longest of several that must all be there', () => {
  assert.deepEqual(plan(any(prop('FN', { texts: [has('Zoë')] }), prop('mail', { texts: [has('example')] }))), [
    'ZOE',
    'EXAMPLE',
  ]);
  assert.deepEqual(plan(all(prop('FN', { texts: [has('zo')] }), prop('EMAIL', { texts: [has('example')] }))), [
    'EXAMPLE',
  ]);
  assert.deepEqual(plan(all(prop('NOTE', { texts: [has('x')] }), prop('TEL', { texts: [has('55')] }))), ['55']);
});

test('an index says nothing about opposites, absence, parameters and other properties', () => {
  for (const open of [
    any(),
    all(prop('FN')),
    any(prop('FN', { texts: [has('x')] }), prop('NOTE', { texts: [has('x')] })),
    all(prop('FN', { texts: [has('x', { negate: true })] })),
    all(prop('FN', { texts: [has('')] })),
    all({ name: 'FN', is: 'not-defined' }),
    all(prop('FN', { texts: [has('x')], params: [{ name: 'TYPE', is: 'defined' }] })),
  ])
    assert.equal(plan(open), undefined);
});

test('whatever matches is among what the index finds', () => {
  const piece = fc.constantFrom(
    'Zoë',
    'zoe',
    'ǆ',
    'ß',
    'SS',
    'Ωσς',
    'ﬁ',
    'é',
    'i̇',
    'İ',
    '한',
    ' ',
    ';',
    ',',
    '+49 30',
    'x',
  );
  const words = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
  const name = fc.constantFrom('FN', 'N', 'NICKNAME', 'EMAIL', 'ORG', 'TEL');
  const condition = fc.record({
    text: words,
    collation: fc.constantFrom('i;octet', 'i;ascii-casemap', 'i;unicode-casemap'),
    how: fc.constantFrom('contains', 'equals', 'starts-with', 'ends-with'),
    negate: fc.constant(false),
  } as const);
  let matched = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, words), { minLength: 1, maxLength: 4 }),
      name,
      condition,
      fc.nat(),
      (lines, on, wanted, at) => {
        const source = read(vcard('4.0', 'FN:q', ...lines.map(([each, value]) => `${each}:${escapeText(value)}`))).card;
        const [, value = ''] = lines[at % lines.length] ?? [];
        for (const each of [wanted, { ...wanted, text: value.slice(at % value.length) }]) {
          const filter = compiled(all(prop(on, { texts: [each] })));
          if (!matchesContact(source, filter)) continue;
          const { searchText, isSearchable } = quickFacts(source);
          assert.ok(isSearchable);
          assert.ok(planContactFilter(filter)?.some((key) => searchText.includes(key)) ?? true, JSON.stringify(each));
          matched += 1;
        }
      },
    ),
    runs(500),
  );
  assert.ok(matched > 50);
});
