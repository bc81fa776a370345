import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidatesOf, glance } from '../../../src/domain/contact/candidates.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { readAddressObject } from '../../../src/domain/vcard/address-object.ts';

const seen = (resource: string, changed: number, ...lines: readonly string[]) => {
  const name = lines[0]?.startsWith('CARD') ? 'VLIST' : 'VCARD';
  const object = readAddressObject([`BEGIN:${name}`, 'VERSION:4.0', ...lines, `END:${name}`, ''].join('\r\n'));
  if (isRefusal(object)) throw new Error(object.detail);
  return glance({ resource, changed, card: object.card }, { id: resource });
};

test('what a card says is counted: its properties, and the columns of the quick table that are filled', () => {
  const lines = ['FN:Ada', 'N:King;Ada;;;', 'EMAIL:ada@example.com', 'EMAIL:a@example.com', 'NOTE:x', 'UID:1'];
  assert.deepEqual(candidatesOf([seen('1.vcf', 7, ...lines)]), [
    {
      id: '1.vcf',
      name: 'Ada',
      mails: ['ada@example.com', 'a@example.com'],
      changed: 7,
      content: 7,
      quickFields: 4,
      isInList: false,
    },
  ]);
});

test('a list of any form calls its cards by name or UID, and is no double itself', () => {
  const inList = (...list: readonly string[]) =>
    candidatesOf([seen('c.vcf', 1, 'FN:C', 'UID:urn:uuid:ABC'), seen('d.vcf', 1, 'FN:D'), seen('l', 1, ...list)])
      .filter(({ isInList }) => isInList)
      .map(({ id }) => id);
  assert.deepEqual(inList('CARD:d.vcf'), ['d.vcf']);
  assert.deepEqual(inList('FN:L', 'KIND:group', 'MEMBER:urn:uuid:abc'), ['c.vcf']);
  assert.deepEqual(inList('FN:L', 'X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ABC'), [
    'c.vcf',
  ]);
  assert.deepEqual(inList('FN:L', 'KIND:group', 'MEMBER:mailto:d@example.com'), []);
});
