import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Candidate, doublesOf } from '../../../src/domain/contact/doubles.ts';
import { runs } from '../ical/support/lines.ts';

type Named = Candidate & { readonly id: string };

const card = (id: string, more: Partial<Candidate> = {}): Named => ({
  id,
  name: id,
  mails: [],
  changed: 0,
  content: 0,
  quickFields: 0,
  isInList: false,
  ...more,
});
const told = (...cards: Named[]) =>
  doublesOf(cards).map(({ stays, score, goes }) => [
    `${stays.id} ${score}`,
    ...goes.map((gone) => `${gone.card.id} ${gone.score} ${gone.because.same} ${gone.because.text}`),
  ]);

test('cards of the same mail or the same name are doubles, whatever the case; others are left alone', () => {
  assert.deepEqual(
    told(
      card('a', { mails: ['x@b', 'y@b'], changed: 1 }),
      card('b', { mails: ['z@b', 'Y@B'] }),
      card('c', { name: 'Jane  Doe', changed: 1 }),
      card('d', { name: ' jane doe' }),
      card('e'),
    ),
    [
      ['a 6', 'b 5 mail y@b'],
      ['c 6', 'd 5 name Jane  Doe'],
    ],
  );
});

test('what is empty makes no doubles', () => {
  assert.deepEqual(told(card('a', { name: ' ', mails: [''] }), card('b', { name: '', mails: [' '] })), []);
});

test('SOGo’s scores: latest 1, most content 2, most quick fields 3, in a list 6', () => {
  const scored = (more: Partial<Candidate>) => {
    const other = { name: 'n', changed: 1, content: 1, quickFields: 1 };
    return told(card('x', { ...other, changed: 0, content: 0, quickFields: 0, ...more }), card('y', other)).flat()[0];
  };
  assert.equal(scored({ changed: 2 }), 'y 5');
  assert.equal(scored({ content: 2 }), 'y 4');
  assert.equal(scored({ quickFields: 2 }), 'x 3');
  assert.equal(scored({ quickFields: 2, content: 2 }), 'x 5');
  assert.equal(scored({ isInList: true }), 'x 6');
  assert.equal(scored({ isInList: true, changed: 2 }), 'x 7');
});

test('of equal scores the first stays', () => {
  assert.deepEqual(told(card('a', { name: 'n' }), card('b', { name: 'n' }), card('c', { name: 'n' })), [
    ['a 6', 'b 6 name n', 'c 6 name n'],
  ]);
});

test('nobody goes for a card that he shares nothing with', () => {
  const chain = [
    card('a', { mails: ['1'], isInList: true }),
    card('b', { mails: ['1', '2'] }),
    card('c', { mails: ['2', '3'] }),
    card('d', { mails: ['3'] }),
  ];
  assert.deepEqual(told(...chain), [
    ['a 12', 'b 6 mail 1'],
    ['c 6', 'd 6 mail 3'],
  ]);
});

test('whoever goes shares a mark with one that stays; those that stay share none', () => {
  const some = fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8');
  const candidate = fc.record({
    id: fc.constant('x'),
    name: some,
    mails: fc.array(some, { maxLength: 2 }),
    changed: fc.nat(3),
    content: fc.nat(3),
    quickFields: fc.nat(3),
    isInList: fc.boolean(),
  });
  const share = (one: Candidate, other: Candidate) =>
    one.name === other.name || one.mails.some((mail) => other.mails.includes(mail));
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 12 }), (cards) => {
      const doubles = doublesOf(cards);
      const gone = new Set(doubles.flatMap(({ goes }) => goes.map((each) => each.card)));
      for (const { stays, goes } of doubles)
        for (const each of goes) assert.ok(share(stays, each.card) && !gone.has(stays) && each.card !== stays);
      const left = cards.filter((each) => !gone.has(each));
      for (const one of left) for (const other of left) assert.ok(one === other || !share(one, other));
    }),
    runs(300),
  );
});

test('a long chain takes its time in proportion', () => {
  const chain = Array.from({ length: 50_000 }, (_, at) => card(`${at}`, { mails: [`${at}`, `${at + 1}`] }));
  assert.equal(doublesOf(chain).length, 25_000);
});
