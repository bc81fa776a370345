import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LEGACY_LINES } from '../../../src/domain/limits.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { cardText } from '../../../src/domain/vcard/charset.ts';
import { decodeQuotedPrintable } from '../../../src/domain/vcard/quoted-printable.ts';
import { bytes } from '../ical/support/lines.ts';

/** Text and octets, one after the other. */
const octets = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...bytes(part)] : part)));

const LEGACY = 'BEGIN:VCARD\nVERSION:2.1\n';

test('vCard 2.1 §2.1.5: each line has the charset that it names, with its folded lines', () => {
  assert.equal(
    cardText(octets(LEGACY, 'N;CHARSET=SHIFT_JIS:', [0x8e, 0x52], '\n ', [0x93, 0x63], '\nFN:', [0xe9], '\n')),
    `${LEGACY}N;CHARSET=SHIFT_JIS:山\n 田\nFN:é\n`,
  );
  assert.equal(
    cardText(octets(LEGACY, 'N;CHARSET="ISO-8859-2";X=Y:', [0xb3], '\nFN;CHARSET=x-own:é', [10, 0xe9])),
    `${LEGACY}N;CHARSET="ISO-8859-2";X=Y:ł\nFN;CHARSET=x-own:é\né`,
  );
});

test('RFC 6350 §3.1: a newer card is UTF-8', () => {
  const problem = cardText(octets('BEGIN:VCARD\nVERSION:4.0\nFN:', [0xe9], '\n'));
  assert.ok(isProblem(problem));
  assert.deepEqual([problem.line, problem.message], [3, 'The text is not valid UTF-8.']);
});

test('there is a limit to lines that are decoded one by one', () => {
  const lines = (count: number) => cardText(octets(LEGACY, '\n'.repeat(count - 3), [0xe9]));
  assert.equal(typeof lines(MAX_LEGACY_LINES), 'string');
  const problem = lines(MAX_LEGACY_LINES + 1);
  assert.ok(isProblem(problem));
  assert.equal(problem.line, MAX_LEGACY_LINES + 1);
});

test('RFC 2045 §6.7: what is not encoded stays, wherever it stands; a NUL goes', () => {
  assert.equal(decodeQuotedPrintable('é=C3=A9=00 山x=3D=', undefined), 'éé 山x==');
  assert.equal(decodeQuotedPrintable('=8e=52山=93=63', 'Shift_JIS'), '山山田');
  assert.equal(decodeQuotedPrintable('=4G=G4=e9', 'iso-8859-1'), '=4G=G4é');
});
