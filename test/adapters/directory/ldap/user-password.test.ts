import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userPassword } from '../../../../src/adapters/directory/ldap/user-password.ts';
import { makePassword } from '../../../../src/adapters/directory/passwords/passwords.ts';

const made = (algorithm: string) =>
  userPassword(algorithm, 'secret', (name, password) => makePassword(password, { algorithm: name }));

test('a value of userPassword names its scheme as directories do, digests in base64', async () => {
  const md5 = 'Xr4ilOzQ4PCOq3aQ0qbuaQ==';
  const sha = '5en6G6MezRroT3XKqkdPOmY/BfQ=';
  const expected = {
    none: 'secret',
    plain: 'secret',
    md5: `{MD5}${md5}`,
    'plain-md5.b64': `{MD5}${md5}`,
    sha: `{SHA}${sha}`,
    'sha1.base64': `{SHA}${sha}`,
  };
  for (const [algorithm, value] of Object.entries(expected)) assert.equal(await made(algorithm), value, algorithm);
});

test('an encoding that is not LDAP’s is named', async () => {
  assert.equal(await made('md5.hex'), '{MD5.HEX}5ebe2294ecd0e0f08eab7690d2a6ee69');
  assert.equal(await made('plain.b64'), '{PLAIN.B64}c2VjcmV0');
});

test('salted digests and other forms', async () => {
  const forms = {
    ssha256: /^\{SSHA256\}[A-Za-z0-9+/]{48,}={0,2}$/,
    'sha512-crypt': /^\{CRYPT\}\$6\$/,
    'blf-crypt': /^\{CRYPT\}\$2[aby]\$/,
    'cram-md5': /^\{CRAM-MD5\}[0-9a-f]{64}$/,
    argon2id: /^\{ARGON2\}\$argon2id\$/,
  };
  for (const [algorithm, form] of Object.entries(forms)) assert.match(await made(algorithm), form, algorithm);
});
