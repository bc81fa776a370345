import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type QuickFacts, quickFacts } from '../../../src/domain/contact/quick-facts.ts';
import { MAX_SEARCH_TEXT } from '../../../src/domain/limits.ts';
import { read, vcard } from '../vcard/cards.ts';
import { sample } from '../vcard/corpus.ts';

const factsOf = (source: string | Uint8Array): QuickFacts => quickFacts(read(source).card);

test('a card fills the columns of SOGo’s table', () => {
  const { searchText, ...columns } = factsOf(sample('sogo-30.vcf'));
  assert.deepEqual(columns, {
    givenname: 'Élodie',
    cn: 'Élodie Tremblay',
    sn: 'Tremblay',
    screenname: 'elodie.t',
    l: 'Montréal',
    mail: ['elodie@maison.example', 'elodie@inverse.example'],
    o: 'Inverse',
    ou: 'Développement, Qualité',
    telephonenumber: '514-555-0100',
    categories: ['Collègue', 'VIP'],
    component: 'vcard',
    hascertificate: false,
    isSearchable: true,
  });
  assert.equal(
    searchText,
    [
      'ELODIE TREMBLAY',
      'TREMBLAY;ELODIE',
      'ELODIE@INVERSE.EXAMPLE',
      'ELODIE@MAISON.EXAMPLE',
      'INVERSE;DEVELOPPEMENT;QUALITE',
      '514-555-0100',
      '5145550100',
      '514-555-0101',
      '5145550101',
    ].join('\n'),
  );
});

test('the preferred address, phone and organisation are shown, in every version', () => {
  const shown = (source: string) => {
    const { l, telephonenumber, o } = factsOf(source);
    return [l, telephonenumber, o];
  };
  assert.deepEqual(
    shown(vcard('4.0', 'FN:x', 'ADR:;;;A', 'ADR;PREF=1:;;;B', 'TEL:1', 'TEL;PREF=2;VALUE=uri:tel:2', 'ORG;PREF=1:O')),
    ['B', '2', 'O'],
  );
  assert.deepEqual(shown(vcard('2.1', 'N:x', 'ADR:;;;A', 'ADR;PREF;WORK:;;;B', 'TEL:1', 'TEL;PREF:2')), ['B', '2', '']);
});

test('a card without FN is called by its N or its organisation', () => {
  assert.equal(factsOf(vcard('3.0', 'N:Doe;Jane')).cn, 'Jane Doe');
  assert.equal(factsOf(vcard('3.0', 'FN:', 'N:', 'ORG:ABC;D')).cn, 'ABC');
});

test('a list and a certificate are told', () => {
  assert.equal(factsOf(sample('sogo-list.vlf')).component, 'vlist');
  assert.equal(factsOf(sample('outlook-21.vcf')).hascertificate, true);
  assert.equal(factsOf(vcard('3.0', 'FN:x', 'KEY:')).hascertificate, false);
});

test('addresses are there once, without mailto', () => {
  assert.deepEqual(factsOf(vcard('3.0', 'FN:x', 'EMAIL:mailto:a@b', 'EMAIL: a@b ', 'EMAIL:')).mail, ['a@b']);
  assert.equal(factsOf(sample('many-mails.vcf')).mail.length, 200);
  assert.equal(factsOf(sample('many-mails.vcf')).mail[0], 'address137@example.org');
});

test('the search text has an end, and says so', () => {
  const { searchText, isSearchable } = factsOf(vcard('3.0', 'FN:a', `N:${'x'.repeat(MAX_SEARCH_TEXT)}`, 'EMAIL:b'));
  assert.deepEqual([searchText, isSearchable], ['A', false]);
  const marks = factsOf(vcard('3.0', `FN:${'\u0301'.repeat(MAX_SEARCH_TEXT + 1)}`));
  assert.deepEqual([marks.searchText, marks.isSearchable], ['', false]);
  assert.equal(factsOf(vcard('3.0', `FN:${'x'.repeat(MAX_SEARCH_TEXT)}`)).isSearchable, true);
});

test('of a value beyond all measure a column has the beginning', () => {
  assert.equal(factsOf(vcard('3.0', `FN:${'x'.repeat(MAX_SEARCH_TEXT + 1)}`)).cn.length, MAX_SEARCH_TEXT);
  const lists = ['a', 'b', 'c'].map((letter) => `CATEGORIES:${letter.repeat(MAX_SEARCH_TEXT * 0.75)}`);
  assert.deepEqual(
    factsOf(vcard('3.0', 'FN:x', ...lists)).categories.map(({ length }) => length / MAX_SEARCH_TEXT),
    [0.75, 0.25],
  );
});
