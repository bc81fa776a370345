import assert from 'node:assert/strict';
import { test } from 'node:test';
import { person, withView } from './view.ts';

const NAMES = [
  'Ölaf ÇELİK',
  'Straße 5',
  'ΣΊΣΥΦΟΣ',
  'a\\b',
  '50%',
  'x_y',
  '[a-z]+',
  '日本 太郎',
  'Line\nTwo',
  'Ann Ölsson',
  'Pay €☃',
];

test('a search finds letters in any case and everything else as it stands', () =>
  withView(async (world) => {
    for (const [at, name] of NAMES.entries()) await person(world, { c_uid: `u${at}`, c_cn: name, mail: null });
    const source = world.source();
    const found = async (text: string) => (await source.search(text, 20, '')).map(({ name }) => name).sort();
    for (const [text, names] of [
      ['öl', ['Ann Ölsson', 'Ölaf ÇELİK']],
      ['ÖLA', ['Ölaf ÇELİK']],
      ['O\u0308la', ['Ölaf ÇELİK']],
      ['xla', []],
      ['STRAß', ['Straße 5']],
      ['σίσυ', ['ΣΊΣΥΦΟΣ']],
      ['\\', ['a\\b']],
      ['A\\B', ['a\\b']],
      ['0%', ['50%']],
      ['%', ['50%']],
      ['_', ['x_y']],
      ['.', []],
      ['[A-Z]', ['[a-z]+']],
      ['+', ['[a-z]+']],
      ['本 太', ['日本 太郎']],
      ['e\nt', ['Line\nTwo']],
      ['€☃', ['Pay €☃']],
      ['(?i)ann', []],
      ['***:ann', []],
      ['', [...NAMES].sort()],
    ] as const)
      assert.deepEqual(await found(text), [...names], JSON.stringify(text));
  }));
