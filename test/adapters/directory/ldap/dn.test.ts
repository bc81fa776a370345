import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseOf, escapeValue, foldDn, isWithin } from '../../../../src/adapters/directory/ldap/dn.ts';

test('RFC 4514 §2.4: a value in a DN cannot end it', () => {
  const values = {
    'James "Jim" Smith, III': String.raw`James \"Jim\" Smith\, III`,
    ' #a ': String.raw`\ #a\ `,
    ' ': String.raw`\ `,
    '#a': String.raw`\#a`,
    'a\\ ': String.raw`a\\\ `,
    'a+b=c;d<e>f': String.raw`a\+b\=c\;d\<e\>f`,
    'a\0b': String.raw`a\00b`,
    Lučić: 'Lučić',
  };
  for (const [value, escaped] of Object.entries(values)) assert.equal(escapeValue(value), escaped);
});

test('a DN is within a base whatever its case and spaces', () => {
  assert.equal(isWithin('uid=jo,ou=People,dc=example,dc=com', 'ou=people, DC=example,DC = com'), true);
  assert.equal(isWithin('dc=example,dc=com', 'dc=example,dc=com'), true);
  assert.equal(isWithin('uid=jo,ou=other,dc=example,dc=com', 'ou=people,dc=example,dc=com'), false);
  assert.equal(isWithin('dc=com', 'dc=example,dc=com'), false);
  assert.equal(isWithin(String.raw`cn=a\,ou=people,dc=com`, 'ou=people,dc=com'), false);
  assert.equal(isWithin('uid=jo', ''), false);
  assert.equal(foldDn('UID=Jo , OU = People'), 'uid=jo,ou=people');
});

test('%d in a base is the domain of the login, which cannot leave its place', () => {
  assert.equal(baseOf('dc=com', 'example.org'), 'dc=com');
  assert.equal(baseOf('ou=%d,dc=com', 'example.org'), 'ou=example.org,dc=com');
  assert.equal(baseOf('ou=%d,dc=com', 'a,ou=b'), String.raw`ou=a\,ou\=b,dc=com`);
  assert.equal(baseOf('ou=%d,dc=com', '$&'), 'ou=$&,dc=com');
  assert.equal(baseOf('ou=%d,dc=com', ''), undefined);
});
