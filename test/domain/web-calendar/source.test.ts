import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { MAX_WEB_ADDRESS } from '../../../src/domain/limits/web-calendars.ts';
import { nameOfSource, readSource, shownSource } from '../../../src/domain/web-calendar/source.ts';

test('login and password are taken out of an address', () => {
  assert.deepEqual(readSource(' https://jo:p%40ss@Example.org:443/a%20b.ics?k=v#here '), {
    url: 'https://example.org/a%20b.ics?k=v',
    credentials: { login: 'jo', password: 'p@ss' },
  });
  assert.deepEqual(readSource('http://example.org'), { url: 'http://example.org/' });
});

test('webcal and webcals stay what they are; a host is written in one way', () => {
  assert.deepEqual(readSource('WebCal://Example.ORG/x'), { url: 'webcal://example.org/x' });
  assert.deepEqual(readSource('webcals://0x7f.1/x'), { url: 'webcals://127.0.0.1/x' });
});

test('what is no address of the web is refused', () => {
  const long = `https://example.org/${'x'.repeat(MAX_WEB_ADDRESS)}`;
  const wrong = [
    '',
    'calendar',
    '/x.ics',
    'ftp://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'webcal://a b/',
    long,
  ];
  for (const address of [
    ...wrong,
    'https://a%:b@example.org/',
    'https://a%3Ab:c@example.org/',
    'https://a:%0Ab@example.org/',
  ])
    assert.ok(isRefusal(readSource(address)), address);
});

test('a name is that of the file, unless that says nothing; what is shown is the host', () => {
  assert.equal(nameOfSource({ url: 'https://example.org/de/Feiertage%202026.ics' }), 'Feiertage 2026');
  assert.equal(nameOfSource({ url: 'https://example.org/private-1/basic.ics' }), 'example.org');
  assert.equal(nameOfSource({ url: 'webcal://example.org/?id=1' }), 'example.org');
  assert.equal(shownSource({ url: 'webcal://example.org:8443/private?key=1' }), 'webcal://example.org:8443/…');
});
