import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_TEXT_MATCH } from '../../src/domain/limits.ts';
import { card } from '../support/fasti.ts';
import { tellsNothing, underAttack } from './target.ts';

const VCF = { 'content-type': 'text/vcard' };
const BOOK = '/SOGo/dav/jo/Contacts/personal/';

describe('cards that mean harm', () => {
  const attack = underAttack();

  const sent = async (name: string, body: string | Uint8Array<ArrayBuffer>) => {
    const answer = await attack.target.ask('PUT', `${BOOK}${name}.vcf`, VCF, body);
    tellsNothing(answer.text);
    return answer;
  };

  /** That the server says no, stores nothing and tells nothing. */
  const refused = async (status: number, body: string | Uint8Array<ArrayBuffer>): Promise<string> => {
    const before = await attack.target.position();
    const answer = await sent('bad', body);
    assert.equal(answer.status, status, answer.text.slice(0, 1000));
    assert.equal(await attack.target.position(), before, 'nothing was stored');
    return answer.text;
  };

  for (const [what, body] of [
    ['empty', ''],
    ['no vCard', 'hello'],
    ['a calendar', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n'],
    ['not ended', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\n'],
    ['two cards', card('a') + card('b')],
    ['NUL', card('a', 'NOTE:\0')],
    ['octets that are no UTF-8', new Uint8Array(Buffer.from(card('a', 'NOTE:\xff'), 'latin1'))],
    ['no name', 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:x\r\nEND:VCARD\r\n'],
    ['a UID without end', card('x'.repeat(100_000))],
    ['more properties than anybody has', card('a', ...Array.from({ length: 25_000 }, () => 'TEL:1'))],
    ['more parameters than anybody needs', card('a', `TEL${';X=1'.repeat(10_000)}:1`)],
    [
      'cards within cards',
      `${'BEGIN:VCARD\r\nVERSION:2.1\r\nN:a\r\nAGENT:\r\n'.repeat(1000)}${'END:VCARD\r\n'.repeat(1000)}`,
    ],
  ] as const)
    test(what, async () => {
      const text = await refused(403, body);
      assert.match(text, /<R:(valid|supported)-address-data\/>/);
    });

  test('larger than a card may be', async () => {
    const text = await refused(413, card('a', `NOTE:${'x'.repeat(6 * 1024 * 1024)}`));
    assert.match(text, /<R:max-resource-size\/>/);
  });

  test('a card of a person with ten thousand addresses is kept, and found', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `EMAIL:${n}@example.com`);
    assert.equal((await sent('many', card('many', ...many))).status, 201);
    const query =
      '<R:addressbook-query xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns="DAV:"><prop/><R:filter><R:prop-filter name="EMAIL"><R:text-match>9999@</R:text-match></R:prop-filter></R:filter></R:addressbook-query>';
    const { status, text } = await attack.target.ask('REPORT', BOOK, { 'content-type': 'application/xml' }, query);
    assert.equal(status, 207);
    assert.match(text, /many\.vcf/);
  });

  test('what a search looks for means nothing to the database', async () => {
    for (const text of [
      "'; drop table contacts; --",
      '%',
      '_',
      '\\',
      '{1,2}',
      '" or 1=1',
      'a'.repeat(MAX_TEXT_MATCH),
    ]) {
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      const query = `<R:addressbook-query xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns="DAV:"><prop/><R:filter><R:prop-filter name="FN"><R:text-match>${escaped}</R:text-match></R:prop-filter></R:filter></R:addressbook-query>`;
      const answer = await attack.target.ask('REPORT', BOOK, { 'content-type': 'application/xml' }, query);
      assert.equal(answer.status, 207, text);
      assert.doesNotMatch(answer.text, /\.vcf/, text);
    }
  });

  test('more conditions than a filter may have', async () => {
    const one = '<R:prop-filter name="FN"><R:text-match>a</R:text-match></R:prop-filter>';
    const query = `<R:addressbook-query xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns="DAV:"><prop/><R:filter>${one.repeat(200)}</R:filter></R:addressbook-query>`;
    const answer = await attack.target.ask('REPORT', BOOK, { 'content-type': 'application/xml' }, query);
    assert.equal(answer.status, 403);
    assert.match(answer.text, /<R:supported-filter\/>/);
  });

  test('a media type without end in Accept', async () => {
    const accept = Array.from({ length: 2000 }, () => 'text/vcard;v=4').join(',');
    assert.equal((await sent('a', card('a'))).status, 201);
    const answer = await attack.target.ask('GET', `${BOOK}a.vcf`, { accept });
    assert.ok([200, 431].includes(answer.status), String(answer.status));
  });
});
