import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeText, unescapeText } from '../../../src/domain/text/escapes.ts';
import { runs } from '../ical/support/lines.ts';

test('RFC 5545 §3.3.11, RFC 6350 §3.4: each escape is one character, and a backslash that escapes one escapes no other', () => {
  assert.equal(unescapeText('a\\, b\\; c\\n\\Nd'), 'a, b; c\n\nd');
  assert.equal(unescapeText('\\\\n \\\\\\n \\\\\\\\n'), '\\n \\\n \\\\n');
});

test('an escape that the standards do not know stays as it is', () => {
  assert.equal(unescapeText('C:\\temp \\x \\'), 'C:\\temp \\x \\');
});

test('what was escaped reads as it was', () => {
  const texts = fc.string({ unit: fc.constantFrom('\\', 'n', 'N', ',', ';', '\n', 'é') });
  fc.assert(
    fc.property(texts, (written) => assert.equal(unescapeText(escapeText(written)), written)),
    runs(1000),
  );
});
