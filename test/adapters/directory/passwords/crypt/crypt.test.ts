import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { crypt } from '../../../../../src/adapters/directory/passwords/crypt/crypt.ts';
import { cryptOffLoop } from '../../../../../src/adapters/directory/passwords/crypt/off-loop.ts';
import { MAX_BCRYPT_COST, MAX_CRYPT_ROUNDS } from '../../../../../src/domain/limits.ts';

const PASSWORD = 'pässwörd €';

describe('crypt(3)', () => {
  // python3 -c 'import crypt; print(crypt.crypt("pässwörd €", "ab"))' with each of the settings; $apr1$ is of openssl passwd.
  for (const hash of [
    'abzp3RXJm5gNA',
    '$1$saltsalt$BCnFYBlTD5LGL8V6/LtMc0',
    '$apr1$saltsalt$1k1bw0Ix30rlAgKciQcoP0',
    '$5$saltsalt$CoGZiho8BEWGEMmvfXK/vXAQ7sOSxIARfzYTl3RfwkC',
    '$6$saltsalt$IJF3ApjaEpb6nRgPYbAutZo9aj8lqly1n3WO4adAtlu2.Hj4WTBJAHX.Cd7vYHPudmSfuhUmRaYZS25ccvFp81',
    '$6$rounds=1234$saltsalt$QBgSIptVddwboqcMk34zFBD3iO6VxwYEcXY.siw0T1mHjTgnsnwSbZNcVdKFH0HMguCCPMH82pBoE7cA70Wqo1',
    '$2a$04$aaaaaaaaaaaaaaaaaaaaaOeTBXUuJgDtbwPcmV1szEA.IMu/FhfpS',
    '$2b$04$aaaaaaaaaaaaaaaaaaaaaOeTBXUuJgDtbwPcmV1szEA.IMu/FhfpS',
    '$2y$04$aaaaaaaaaaaaaaaaaaaaaOeTBXUuJgDtbwPcmV1szEA.IMu/FhfpS',
  ])
    test(`${hash.slice(0, 12)}… is what the C library makes`, () => {
      assert.equal(crypt(PASSWORD, hash), hash);
      assert.notEqual(crypt('another', hash), hash);
    });

  // python3 -c 'import crypt, hashlib; print(hashlib.sha256("\n".join(crypt.crypt("x" * n, "ab") for n in range(131)).encode()).hexdigest())'
  for (const [setting, digest] of [
    ['ab', 'a5e8399e33264a79b7fc817e9abd3e65b10a776b52a62ddb86a2cfaae40464b8'],
    ['$1$saltsalt$', 'd4125144d765fcdfc6421b8737192de9a9e1adbbe970c55eb24ec508cc44cd7f'],
    ['$5$rounds=1000$saltsalt$', 'b9653080f2c38ac70f3ae042d550fbad0d0e697b16e8861a1385629a281c4f27'],
    ['$6$rounds=1000$saltsalt$', 'bd6b79120f997893f321c4cd7d8774e3ef4b3b480aa4ad0be18366d8039076b3'],
    ['$2b$04$aaaaaaaaaaaaaaaaaaaaaa', 'd15799559393ada525d7ccd2dcf76954289b702c9d4812b7781f108e96501ad8'],
  ] as const)
    test(`${setting}: passwords of 0 to 130 octets are hashed as by the C library`, () => {
      const hashes = Array.from({ length: 131 }, (_, length) => crypt('x'.repeat(length), setting));
      assert.equal(createHash('sha256').update(hashes.join('\n')).digest('hex'), digest);
    });

  test('a setting of no known form, or one that would take minutes, gives nothing', () => {
    for (const setting of [
      '',
      'a',
      '*0',
      '!',
      '$',
      '$y$j9T$salt$',
      '$2$04$aaaaaaaaaaaaaaaaaaaaaa',
      '$2y$03$aaaaaaaaaaaaaaaaaaaaaa',
      '$2y$04$short',
      `$2y$${MAX_BCRYPT_COST + 1}$aaaaaaaaaaaaaaaaaaaaaa`,
      `$5$rounds=${MAX_CRYPT_ROUNDS + 1}$salt$`,
      '$6$rounds=999999999$salt$',
    ])
      assert.equal(crypt('x', setting), undefined, setting);
  });

  test('several at a time are answered off the event loop, each with its own', async () => {
    const settings = ['ab', '$1$saltsalt$', '$2y$04$aaaaaaaaaaaaaaaaaaaaaa', 'cd', '*'];
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 0);
    const hashes = await Promise.all([...settings, '$2y$10$aaaaaaaaaaaaaaaaaaaaaa'].map((s) => cryptOffLoop('x', s)));
    clearInterval(turning);
    assert.deepEqual(
      hashes.slice(0, settings.length),
      settings.map((setting) => crypt('x', setting)),
    );
    assert.ok(turns > 1);
  });
});
