import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inVersion } from '../../../src/domain/contact/in-version.ts';

const card = 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:kai\r\nFN:Kai\r\nN:;Kai;;;\r\nEND:VCARD\r\n';
const list = 'BEGIN:VLIST\r\nUID:t.vlf\r\nVERSION:1.0\r\nFN:Team\r\nCARD;FN=Kai:kai.vcf\r\nEND:VLIST\r\n';

test('a card in the version that it has is as it was sent', () => assert.equal(inVersion(card, '3.0'), card));

test('a card in the other version says so', () =>
  assert.match(inVersion(card, '4.0'), /^BEGIN:VCARD\r\nVERSION:4\.0\r\n/));

test('a list of SOGo’s is a group, as each version knows it', () => {
  assert.match(inVersion(list, '4.0'), /\r\nKIND:group\r\n(?:[\s\S]*\r\n)?MEMBER/);
  assert.match(
    inVersion(list, '3.0'),
    /\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n(?:[\s\S]*\r\n)?X-ADDRESSBOOKSERVER-MEMBER/,
  );
});

test('what cannot be read is as it was sent', () => assert.equal(inVersion('nothing', '4.0'), 'nothing'));
