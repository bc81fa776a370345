import assert from 'node:assert/strict';
import { test } from 'node:test';
import { homeHref, principalHref, uuidUrn } from '../../../src/adapters/webdav/identity.ts';
import { account } from './samples.ts';

test('a login stands encoded in the URL of its principal', () => {
  const accented = { ...account, login: 'zoë@example.com' };
  assert.equal(principalHref('/SOGo/dav/', accented), '/SOGo/dav/zo%C3%AB@example.com/');
  assert.equal(homeHref('/SOGo/dav/', account, 'calendar'), '/SOGo/dav/jo/Calendar/');
});

test('an opaque id of 128 bits is a UUID; what is made up is none', () => {
  assert.equal(uuidUrn('AAECAwQFBgcICQoLDA0ODw'), 'urn:uuid:00010203-0405-0607-0809-0a0b0c0d0e0f');
  assert.equal(uuidUrn(''), undefined);
  assert.equal(uuidUrn('short'), undefined);
});
