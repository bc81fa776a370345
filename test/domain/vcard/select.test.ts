import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedProperty, type PropSelection, selectProperties } from '../../../src/domain/vcard/select.ts';
import { crlf } from '../ical/support/lines.ts';
import { read, vcard } from './cards.ts';

const prop = (written: string, novalue = false): PropSelection => ({ ...namedProperty(written), novalue });
const selected = (source: string, ...selection: PropSelection[]) =>
  selectProperties(read(source).card, source, selection);

const card = vcard('3.0', 'FN:Jo', 'TEL:1', 'X-ABC.TEL;TYPE=home:', ' 2', 'x-abc-1.tel:3', 'NOTE;X="a:b":', ' long');

test('RFC 6352 §10.4.2: the named properties only, in any group, their lines as they were', () => {
  assert.equal(
    selected(card, prop('VERSION'), prop('tel')),
    crlf('BEGIN:VCARD', 'VERSION:3.0', 'TEL:1', 'X-ABC.TEL;TYPE=home:', ' 2', 'x-abc-1.tel:3', 'END:VCARD'),
  );
});

test('RFC 6352 §10.4.2: a name with a group means that group only', () => {
  assert.equal(selected(card, prop('x-ABC.TEL')), crlf('BEGIN:VCARD', 'X-ABC.TEL;TYPE=home:', ' 2', 'END:VCARD'));
});

test('RFC 6352 §10.4.2: novalue leaves name, parameters and colon', () => {
  assert.equal(
    selected(card, prop('NOTE', true), prop('X-ABC.TEL', true)),
    crlf('BEGIN:VCARD', 'X-ABC.TEL;TYPE=home:', 'NOTE;X="a:b":', 'END:VCARD'),
  );
  assert.equal(selected(card, prop('FN', true), prop('FN')), crlf('BEGIN:VCARD', 'FN:Jo', 'END:VCARD'));
});

test('nothing selected is an empty card', () => {
  assert.equal(selected(card), crlf('BEGIN:VCARD', 'END:VCARD'));
  assert.equal(selected(card, prop('X-NOT-THERE')), crlf('BEGIN:VCARD', 'END:VCARD'));
});

test('a picture of vCard 2.1 goes with the empty line that ends it', () => {
  const source = vcard('2.1', 'N:a', 'PHOTO;BASE64:', ' AAAA', '', 'TEL:1');
  assert.equal(selected(source, prop('TEL')), crlf('BEGIN:VCARD', 'TEL:1', 'END:VCARD'));
  assert.equal(selected(source, prop('PHOTO')), crlf('BEGIN:VCARD', 'PHOTO;BASE64:', ' AAAA', '', 'END:VCARD'));
});

test('novalue ends where the value begins, whatever quotes stand in a parameter or in the value', () => {
  const source = vcard('3.0', 'FN:Jo', 'NOTE;X=a"b:secret"l:x', 'TEL;X=a"b,"c:d":1', 'item1.URL:a:b');
  assert.equal(
    selected(source, prop('NOTE', true), prop('TEL', true), prop('URL', true)),
    crlf('BEGIN:VCARD', 'NOTE;X=a"b:', 'TEL;X=a"b,"c:d":', 'item1.URL:', 'END:VCARD'),
  );
});
