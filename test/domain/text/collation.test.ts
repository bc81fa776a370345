import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Collation, collationKey, collationNamed } from '../../../src/domain/text/collation.ts';

const contains = (collation: Collation, text: string, part: string): boolean =>
  collationKey(collation, text).includes(collationKey(collation, part));

test('RFC 4790 §9.2: i;ascii-casemap does not tell the cases of ASCII letters apart, and only of those', () => {
  assert.ok(contains('i;ascii-casemap', 'Team Meeting', 'mEET'));
  assert.ok(contains('i;ascii-casemap', 'Müller', 'MüL'));
  assert.ok(!contains('i;ascii-casemap', 'MÜLLER', 'mül'));
});

test('RFC 4790 §9.3: i;octet tells everything apart', () => {
  assert.ok(contains('i;octet', 'uid-1@example.com', '-1@'));
  assert.ok(!contains('i;octet', 'Uid', 'uid'));
});

test('RFC 5051: i;unicode-casemap knows the cases of all scripts, and compositions', () => {
  assert.ok(contains('i;unicode-casemap', 'MÜLLER', 'mül'));
  assert.ok(contains('i;unicode-casemap', 'Встреча', 'ВСТРЕЧА'));
  assert.ok(contains('i;unicode-casemap', 'Mu\u0308ller', 'M\u00fc'));
  assert.ok(!contains('i;unicode-casemap', 'Müller', 'mul!'));
});

test('RFC 5051 §2: the example, a digraph becomes its title case and is taken apart', () => {
  for (const form of ['\u01c4', '\u01c5', '\u01c6'])
    assert.equal(collationKey('i;unicode-casemap', form), '\u0044\u007a\u030c');
});

test('a letter whose capital is several letters stays what it is', () => {
  assert.equal(collationKey('i;unicode-casemap', 'ß'), 'ß');
});

test('RFC 4791 §7.5: the default is i;ascii-casemap; SOGo’s name for i;unicode-casemap is known, others are not', () => {
  assert.equal(collationNamed('default'), 'i;ascii-casemap');
  assert.equal(collationNamed('i;unicasemap'), 'i;unicode-casemap');
  assert.equal(collationNamed('i;octet'), 'i;octet');
  assert.equal(collationNamed('i;nosuch'), undefined);
  assert.equal(collationNamed('i;*'), undefined);
  assert.equal(collationNamed('constructor'), undefined);
});
