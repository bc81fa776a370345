/** Cards for tests, written as lines. */
import assert from 'node:assert/strict';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { type AddressObject, addressObject } from '../../../src/domain/vcard/address-object.ts';
import type { Property } from '../../../src/domain/vcard/card.ts';
import { bytes, crlf } from '../ical/support/lines.ts';

/** A VCARD of that version around the lines; the first of them is line 3. */
export const vcard = (version: string, ...lines: readonly string[]): string =>
  crlf('BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD');

/** The card in the octets or the text, which must be accepted. */
export function read(source: string | Uint8Array): AddressObject {
  const object = addressObject(typeof source === 'string' ? bytes(source) : source);
  assert.ok(!isRefusal(object), isRefusal(object) ? object.detail : '');
  return object;
}

/** The first property of a card of 3.0 with that line. */
export function line(written: string, version = '3.0'): Property {
  const of = read(vcard(version, 'FN:x', written)).card.properties[2];
  assert.ok(of !== undefined);
  return of;
}
