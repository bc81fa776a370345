import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  checkPassword,
  makePassword,
  passwordProblem,
} from '../../../../src/adapters/directory/passwords/passwords.ts';
import { MAX_PASSWORD_CHECKS, MAX_PASSWORD_OCTETS, MAX_WAITING_LOGINS } from '../../../../src/domain/limits.ts';
import { PASSWORD_SCHEMES } from '../../../../src/domain/settings/password-scheme.ts';

const PASSWORD = 'pässwörd €';
const KEY = '0123456789abcdef';

/** What others stored, by the scheme that the settings name. */
const STORED: readonly (readonly [algorithm: string, stored: string])[] = [
  ['none', PASSWORD],
  ['plain', PASSWORD],
  ['plain', `{CLEARTEXT}${PASSWORD}`],
  ['plain.b64', Buffer.from(PASSWORD).toString('base64')],
  ['plain.hex', Buffer.from(PASSWORD).toString('hex').toUpperCase()],
  // printf %s 'pässwörd €' | openssl dgst -md5, and -binary | base64; likewise with the others
  ['md5', 'ef3fb7c474b0972dcb2757c6e8f8270b'],
  ['plain-md5', 'EF3FB7C474B0972DCB2757C6E8F8270B'],
  ['ldap-md5', '7z+3xHSwly3LJ1fG6PgnCw=='],
  ['none', '{MD5}7z+3xHSwly3LJ1fG6PgnCw=='],
  ['md5.b64', '7z+3xHSwly3LJ1fG6PgnCw=='],
  ['sha', '58baec5f058a0ffe07b5a21d23918d828f645749'],
  ['none', '{SHA}WLrsXwWKD/4HtaIdI5GNgo9kV0k='],
  ['none', '{SHA.b64}WLrsXwWKD/4HtaIdI5GNgo9kV0k='],
  ['sha256', '6OaMpS98G+mszSip5GS3bP5KdnG8PCoQJgk4XyUToeI='],
  ['sha256', 'e8e68ca52f7c1be9accd28a9e464b76cfe4a7671bc3c2a102609385f2513a1e2'],
  ['sha256.hex', 'e8e68ca52f7c1be9accd28a9e464b76cfe4a7671bc3c2a102609385f2513a1e2'],
  ['sha512', 'MmTbal+yxGQJKiR4bu0xm1wpX3R2868BWWXQ6t+GXzlAF+yDNLajjHa2X8kp1PxMLpwtXUyAXmbH5QiSKBm8Kw=='],
  // (printf %s 'pässwörd €salt' | openssl dgst -md5 -binary; printf salt) | base64; likewise with the others
  ['smd5', 'xEw8lQd41ZgVFMrVxHTYpnNhbHQ='],
  ['ssha', '0h8DI485XwJob1HUbgjjJuoX4pFzYWx0'],
  ['md5', '{ssha}0h8DI485XwJob1HUbgjjJuoX4pFzYWx0'],
  ['md5', '{Ssha.HEX}d21f03238f395f02686f51d46e08e326ea17e29173616c74'],
  ['ssha256', '62GfBHDaXPrCY6v7YCojSK+OnfaniRKNc6TCryLkZWtzYWx0'],
  ['ssha512', 'v/CjIDT8toleAyjPHk4ycxo2wX2hOmPekTnSyEc9/xgilXqTSI7Sk4wHybjDHxRFxKQrtlIQbt6BS2PTAbQtTXNhbHQ='],
  // test/adapters/directory/passwords/crypt has more of these
  ['crypt', 'abzp3RXJm5gNA'],
  ['crypt', '$1$saltsalt$BCnFYBlTD5LGL8V6/LtMc0'],
  ['plain', '{CRYPT}$5$saltsalt$CoGZiho8BEWGEMmvfXK/vXAQ7sOSxIARfzYTl3RfwkC'],
  ['crypt', '$2y$04$aaaaaaaaaaaaaaaaaaaaaOeTBXUuJgDtbwPcmV1szEA.IMu/FhfpS'],
  ['md5-crypt', '$1$saltsalt$BCnFYBlTD5LGL8V6/LtMc0'],
  ['sha256-crypt', '$5$saltsalt$CoGZiho8BEWGEMmvfXK/vXAQ7sOSxIARfzYTl3RfwkC'],
  ['blf-crypt', '{BLF-CRYPT}$2y$04$aaaaaaaaaaaaaaaaaaaaaOeTBXUuJgDtbwPcmV1szEA.IMu/FhfpS'],
  // python3 -c 'import hashlib; print(hashlib.pbkdf2_hmac("sha1", "pässwörd €".encode(), b"0123456789abcdef", 5000, 20).hex())'
  ['pbkdf2', '$1$0123456789abcdef$5000$1d3f843d82e74099498ca3a15b2699a65737e6ba'],
  // hashlib.scrypt("pässwörd €".encode(), salt=b"0123456789abcdef", n=1024, r=8, p=1, dklen=32)
  ['scrypt', '$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg==$Lp7Lh0PSM9lVYun9B6eMDAurpXRxroCKU2jLlCNPRtM='],
  // openssl enc -aes-128-cbc -nopad over the password filled with zeros, -K of KEY, -iv of fedcba9876543210
  ['sym-aes-128-cbc', '$AES-128-CBC$ZmVkY2JhOTg3NjU0MzIxMA==$SGER7ktrkVrTCmiEy2KqKA=='],
  // A vector with a NUL, which is where SOGo stops to read it.
  ['sym-aes-128-cbc', '$AES-128-CBC$ZmUAY2JhOTg3NjU0MzIxMA==$4wT3QRwxEJYiGqKWqNVozg=='],
];

/** Dovecot's own test of its schemes, and the reference implementation's of argon2. */
const OF_OTHERS: readonly (readonly [password: string, stored: string])[] = [
  ['test', '{CRAM-MD5}e02d374fde0dc75a17a557039a3a5338c7743304777dccd376f332bee68d2cf6'],
  ['test', '{PBKDF2}$1$bUnT4Pl7yFtYX0KU$5000$50a83cafdc517b9f46519415e53c6a858908680a'],
  ['test', '{SMD5}JTu1KRwptKZJg/RLd+6Vn5GUd0M='],
  ['test', '{SSHA}H/zrDv8FXUu1JmwvVYijfrYEF34jVZcO'],
  ['test', '{CRYPT}//EsnG9FLTKjo'],
  ['password', '{ARGON2I}$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA'],
  ['password', '{ARGON2ID}$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
];

describe('stored passwords', () => {
  let folder: string;
  let keyPath: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'fasti-key-'));
    keyPath = path.join(folder, 'key');
    await writeFile(keyPath, KEY);
  });
  after(() => rm(folder, { recursive: true }));
  const check = (password: string, stored: string, algorithm = 'none') =>
    checkPassword(password, stored, { algorithm, keyPath });

  for (const [algorithm, stored] of STORED)
    test(`${algorithm}: ${stored.slice(0, 30)}… is the hash of its password and of no other`, async () => {
      assert.deepEqual(await check(PASSWORD, stored, algorithm), { is: 'right' });
      for (const other of ['passwörd €', 'PÄSSWÖRD €', Buffer.from(PASSWORD).toString('latin1')])
        assert.deepEqual(await check(other, stored, algorithm), { is: 'wrong' }, other);
    });

  for (const [password, stored] of OF_OTHERS)
    test(`${stored.slice(0, 30)}… of others is understood`, async () => {
      assert.deepEqual(await check(password, stored), { is: 'right' });
      assert.deepEqual(await check(`${password.slice(0, 3)}X`, stored), { is: 'wrong' });
    });

  for (const algorithm of [...PASSWORD_SCHEMES, 'scrypt', 'ssha.hex', 'sha256.b64', 'sha512-crypt.b64', 'pbkdf2.hex'])
    test(`${algorithm}: what is made is checked, with the name before it too`, async () => {
      const made = await makePassword(PASSWORD, { algorithm, keyPath });
      assert.deepEqual(await check(PASSWORD, made, algorithm), { is: 'right' });
      assert.deepEqual(await check('wrong', made, algorithm), { is: 'wrong' });
      assert.deepEqual(await check(PASSWORD, `{${algorithm.toUpperCase()}}${made}`), { is: 'right' });
    });

  test('a password is salted: the same one is never stored the same', async () => {
    for (const algorithm of ['crypt', 'md5-crypt', 'blf-crypt', 'smd5', 'ssha512', 'pbkdf2', 'argon2id', 'scrypt'])
      assert.notEqual(await makePassword('x', { algorithm }), await makePassword('x', { algorithm }), algorithm);
  });

  test('what is made has the form that SOGo reads', async () => {
    const forms: readonly (readonly [string, RegExp])[] = [
      ['crypt', /^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/],
      ['md5-crypt', /^\$1\$[./0-9A-Za-z]{8}\$[./0-9A-Za-z]{22}$/],
      ['blf-crypt', /^\$2y\$10\$[./0-9A-Za-z]{53}$/],
      ['sha', /^[0-9a-f]{40}$/],
      ['ssha', /^[0-9A-Za-z+/]{38}==$/],
      ['pbkdf2', /^\$1\$[0-9a-f]{16}\$5000\$[0-9a-f]{40}$/],
      ['argon2', /^\$argon2i\$v=19\$m=\d+,t=\d+,p=1\$[0-9A-Za-z+/]{22}\$[0-9A-Za-z+/]{43}$/],
      ['sym-aes-128-cbc', /^\$AES-128-CBC\$[0-9A-Za-z+/]{22}==\$[0-9A-Za-z+/]{22}==$/],
    ];
    for (const [algorithm, form] of forms) assert.match(await makePassword('secret', { algorithm, keyPath }), form);
  });

  test('SOGo keeps one block of what it encrypts, Fasti all of it', async () => {
    const long = 'pässwörd € longer than a block';
    // openssl enc -aes-128-cbc -nopad, as above
    const whole = 'gJ8DN4+tTod/QBsYXaHdo10yx7OyeQu5I0GNnxQ4CCGsPqlacM7Z7Ix4rEdiZoW7';
    const first = Buffer.from(whole, 'base64').subarray(0, 16).toString('base64');
    const stored = (text: string) => `{SYM-AES-128-CBC}$AES-128-CBC$ZmVkY2JhOTg3NjU0MzIxMA==$${text}`;
    assert.deepEqual(await check(long, stored(whole)), { is: 'right' });
    assert.deepEqual(await check(`${long.slice(0, -1)}x`, stored(whole)), { is: 'wrong' });
    assert.deepEqual(await check(long, stored(first)), { is: 'right' });
    assert.deepEqual(await check(`x${long}`, stored(first)), { is: 'wrong' });
  });

  test('a damaged or unknown value is nobody’s password, and the log learns why, not what', async () => {
    for (const stored of [
      '',
      '{}',
      '{NO-SUCH}x',
      '{SSHA.rot13}x',
      '{SSHA.b64.b64}x',
      '{constructor}x',
      '{SSHA}',
      '{SSHA}%%%%',
      '{SSHA}c2hvcnQ=',
      '{MD5}zz',
      '{MD5}abcd',
      '{SHA.hex}abc',
      '{CRAM-MD5}00',
      '{CRYPT}',
      '{CRYPT}!',
      '{CRYPT}$y$j9T$salt$hash',
      '{BLF-CRYPT}$2y$31$aaaaaaaaaaaaaaaaaaaaaOeTBXUuJgDtbwPcmV1szEA.IMu/FhfpS',
      '{SHA512-CRYPT}$6$rounds=999999999$salt$hash',
      '{PBKDF2}$1$salt$0$50a83cafdc517b9f46519415e53c6a858908680a',
      '{PBKDF2}$1$salt$999999999$50a83cafdc517b9f46519415e53c6a858908680a',
      '{ARGON2ID}$argon2id$v=19$m=9999999,t=9999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
      '{ARGON2ID}$argon2id$v=19$m=8,t=0,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
      '{ARGON2ID}$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbH!$CTFhFdXP',
      '{SCRYPT}$scrypt$ln=31,r=8,p=1$AAAA$AAAA',
      '{SYM-AES-128-CBC}$AES-128-CBC$AAAA$AAAA',
    ]) {
      const checked = await check('test', stored);
      assert.equal(checked.is, 'unusable', stored);
      assert.ok(checked.is === 'unusable' && checked.reason !== '' && !checked.reason.includes('c29tZXNhbH'), stored);
    }
  });

  test('without its key an encrypted password is nobody’s, and none can be made', async () => {
    const short = path.join(folder, 'short');
    await writeFile(short, 'short');
    const stored = '$AES-128-CBC$ZmVkY2JhOTg3NjU0MzIxMA==$SGER7ktrkVrTCmiEy2KqKA==';
    for (const at of [undefined, path.join(folder, 'none'), short]) {
      const storage = { algorithm: 'sym-aes-128-cbc', keyPath: at };
      assert.equal((await checkPassword(PASSWORD, stored, storage)).is, 'unusable');
      await assert.rejects(makePassword(PASSWORD, storage), /keyPath|the key in/);
    }
  });

  test('what no scheme keeps apart is no password', async () => {
    for (const password of ['', 'test\0', 'te\0st', '\ud800', 'x'.repeat(MAX_PASSWORD_OCTETS + 1)]) {
      assert.notEqual(passwordProblem(password), undefined);
      assert.deepEqual(await check(password, password === '' ? '{PLAIN}' : password, 'plain'), { is: 'wrong' });
    }
    assert.equal(passwordProblem('x'.repeat(MAX_PASSWORD_OCTETS)), undefined);
  });

  test('few are checked at a time, some wait, and the rest is told to come again', async () => {
    const stored = await makePassword('x', { algorithm: 'scrypt' });
    const many = Array.from({ length: MAX_PASSWORD_CHECKS + MAX_WAITING_LOGINS + 5 }, () => check('y', '{PLAIN}x'));
    assert.deepEqual(await check('x', stored), { is: 'too-busy' });
    const outcomes = (await Promise.all(many)).map(({ is }) => is);
    assert.equal(outcomes.filter((is) => is === 'too-busy').length, 5);
    assert.equal(outcomes.filter((is) => is === 'wrong').length, MAX_PASSWORD_CHECKS + MAX_WAITING_LOGINS);
    assert.deepEqual(await check('x', stored, 'scrypt'), { is: 'right' });
  });
});
