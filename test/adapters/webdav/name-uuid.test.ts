import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameUuid, URL_NAMES } from '../../../src/adapters/webdav/name-uuid.ts';

test('RFC 9562 Appendix A.4: a name has the same UUID every time', () =>
  assert.equal(
    nameUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com'),
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  ));

test('other names and other namespaces have other ones', () => {
  const one = nameUuid(URL_NAMES, 'https://dav.example.com/');
  assert.notEqual(nameUuid(URL_NAMES, 'https://dav.example.com/a'), one);
  assert.notEqual(nameUuid(one, 'https://dav.example.com/'), one);
});
