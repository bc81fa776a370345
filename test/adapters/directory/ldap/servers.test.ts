import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serversOf } from '../../../../src/adapters/directory/ldap/servers.ts';

type Where = Omit<Parameters<typeof serversOf>[0], 'id'>;

const shown = (where: Where) =>
  serversOf({ id: 'people', ...where }).map(({ host, port, tls }) => `${host} ${port} ${tls}`);

test('hostname: URLs and hosts, in order', () => {
  assert.deepEqual(shown({ hostname: 'ldap://127.0.0.1:3389' }), ['127.0.0.1 3389 none']);
  assert.deepEqual(shown({ hostname: 'ldaps://ldap.example.com' }), ['ldap.example.com 636 from-the-start']);
  assert.deepEqual(shown({ hostname: ' one  ldap://two/ three:390\n' }), [
    'one 389 none',
    'two 389 none',
    'three 390 none',
  ]);
  assert.deepEqual(shown({ hostname: 'ldap://[::1]:390 [::1]' }), ['::1 390 none', '::1 389 none']);
});

test('StartTLS is an extension of the URL', () => {
  for (const extension of ['!StartTLS', 'StartTLS', '!starttls', 'x-other,!StartTLS', '1.3.6.1.4.1.1466.20037'])
    assert.deepEqual(shown({ hostname: `ldap://a:390/????${extension}` }), ['a 390 StartTLS'], extension);
  assert.deepEqual(shown({ hostname: 'ldap://a/????' }), ['a 389 none']);
});

test('the deprecated port and encryption', () => {
  assert.deepEqual(shown({ hostname: 'a ldap://b:3389', port: 390 }), ['a 390 none', 'b 3389 none']);
  assert.deepEqual(shown({ hostname: 'a', encryption: 'SSL' }), ['a 636 from-the-start']);
  assert.deepEqual(shown({ hostname: 'a', encryption: 'STARTTLS', port: 390 }), ['a 390 StartTLS']);
});

test('what is no server is refused by name', () => {
  const refused = {
    '': 'names no server',
    'http://a': 'http://a is neither',
    'ldap://': 'ldap:// is neither',
    'a:b': 'a:b is neither',
  };
  for (const [hostname, reason] of Object.entries(refused))
    assert.throws(
      () => shown({ hostname }),
      (error) =>
        error instanceof TypeError && error.message.includes(`people: hostname`) && error.message.includes(reason),
      hostname,
    );
});
