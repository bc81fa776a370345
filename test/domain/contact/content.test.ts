import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsedContact, readContact } from '../../../src/domain/contact/content.ts';
import { isRefusal, refuse } from '../../../src/domain/kernel/refusal.ts';
import { MAX_CARD_SIZE } from '../../../src/domain/limits.ts';
import { bytes, crlf } from '../ical/support/lines.ts';
import { vcard } from '../vcard/cards.ts';

const judged = (source: string) => readContact(bytes(source));

test('RFC 6352 §5.1: a card is taken with its UID, its octets as they were sent', () => {
  const octets = bytes(vcard('3.0', 'FN:Jo', 'N:Jo;;;;', 'UID: 42 '));
  assert.deepEqual(readContact(octets), { uid: '42', component: 'vcard', bytes: octets });
});

test('SOGo takes cards without UID and its own lists', () => {
  const content = judged(vcard('3.0', 'FN:Jo'));
  assert.ok(!isRefusal(content));
  assert.equal(content.uid, undefined);
  const list = judged(crlf('BEGIN:VLIST', 'UID:l', 'VERSION:1.0', 'FN:x', 'END:VLIST'));
  assert.ok(!isRefusal(list));
  assert.deepEqual([list.uid, list.component], ['l', 'vlist']);
});

test('RFC 2426 §3.1 wants FN and N, vCard 2.1 N: one of them is enough; RFC 6350 §6.2.1 wants FN', () => {
  for (const version of ['2.1', '3.0']) {
    assert.ok(!isRefusal(judged(vcard(version, 'FN:'))));
    assert.ok(!isRefusal(judged(vcard(version, 'N:a;b'))));
    assert.deepEqual(
      judged(vcard(version, 'EMAIL:a@b')),
      refuse('address-data-invalid', 'The card has neither FN nor N.', 1),
    );
  }
  assert.ok(!isRefusal(judged(vcard('4.0', 'FN:a'))));
  assert.deepEqual(judged(vcard('4.0', 'N:a;b')), refuse('address-data-invalid', 'The card has no FN.', 1));
});

test('RFC 6352 §6.3.2.1: what is no single valid card is refused with its line', () => {
  const invalid = (source: string, detail: string, line: number) =>
    assert.deepEqual(judged(source), refuse('address-data-invalid', detail, line));
  invalid('', 'The text has no VCARD.', 1);
  invalid(vcard('3.0', 'FN:a') + vcard('3.0', 'FN:b'), 'There is more than one card; an address object has one.', 5);
  invalid(crlf('BEGIN:VCARD', 'FN:a', 'END:VCARD'), 'The card has no VERSION.', 1);
  invalid(vcard('3.0', 'FN:a', `UID:${'x'.repeat(513)}`), 'The UID is longer than 512 octets.', 4);
  invalid(vcard('3.0', 'FN'), 'No colon divides name and value in "FN"', 3);
  assert.deepEqual(
    judged(vcard('5.0', 'FN:a')),
    refuse('address-data-unsupported', 'vCard 5.0 is not known here, only 2.1, 3.0, 4.0.', 2),
  );
  assert.deepEqual(
    readContact(Uint8Array.from([...bytes('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:'), 0xe9, 10])),
    refuse('address-data-invalid', 'The text is not valid UTF-8.', 3),
  );
});

test('RFC 6352 §6.2.3: there is a largest card', () => {
  const frame = vcard('3.0', 'FN:a', 'NOTE:').length;
  const sized = (size: number) => vcard('3.0', 'FN:a', `NOTE:${'x'.repeat(size - frame)}`);
  assert.ok(!isRefusal(judged(sized(MAX_CARD_SIZE))));
  const refused = judged(sized(MAX_CARD_SIZE + 1));
  assert.equal(isRefusal(refused) && refused.reason, 'card-too-large');
});

test('what was accepted is read again, in the charset of its lines', () => {
  const octets = Uint8Array.from([...bytes('BEGIN:VCARD\nVERSION:2.1\nN:'), 0xe9, ...bytes('\nEND:VCARD')]);
  assert.equal(parsedContact(octets)?.card.properties[1]?.value, 'é');
  assert.equal(parsedContact(octets), parsedContact(octets));
  assert.equal(parsedContact(bytes('nothing')), undefined);
});
