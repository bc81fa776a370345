import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountLogin, candidates, type Domains, visibleFrom } from '../../../src/domain/directory/domains.ts';

const ONE: Domains = {
  configured: [],
  basedUid: false,
  forbidUnknown: false,
  allowed: [],
  suffix: '',
  visibility: [],
};
const TWO: Domains = { ...ONE, configured: ['acme.com', 'coyote.com'] };

const asked = (domains: Domains, login: string) =>
  candidates(domains, login).map((candidate) => `${candidate.login} in ${candidate.domain || 'system'}`);

describe('where a login is looked for', () => {
  test('without domains, at the system level', () => assert.deepEqual(asked(ONE, 'Jo'), ['jo in system']));

  test('a login that names no domain is looked for everywhere', () =>
    assert.deepEqual(asked(TWO, 'jo'), ['jo in system', 'jo in acme.com', 'jo in coyote.com']));

  test('a login that names a domain is never looked for in another', () =>
    assert.deepEqual(asked(TWO, 'jo@ACME.com'), ['jo@acme.com in acme.com', 'jo@acme.com in system']));

  test('a domain that is not configured is a part of the login', () =>
    assert.deepEqual(asked(TWO, 'jo@else.org'), [
      'jo@else.org in system',
      'jo@else.org in acme.com',
      'jo@else.org in coyote.com',
    ]));

  test('SOGoEnableDomainBasedUID: the domain is taken off, where logins are unique in it', () =>
    assert.deepEqual(asked({ ...TWO, basedUid: true }, 'jo@acme.com'), [
      'jo in acme.com',
      'jo@acme.com in acme.com',
      'jo@acme.com in system',
    ]));

  test('SOGoForbidUnknownDomainsAuth: nowhere without a known domain', () => {
    const strict = { ...TWO, forbidUnknown: true, allowed: ['else.org'] };
    assert.deepEqual(asked(strict, 'jo'), []);
    assert.deepEqual(asked(strict, 'jo@evil.org'), []);
    assert.deepEqual(asked(strict, 'jo@acme.com').length, 2);
    assert.deepEqual(asked(strict, 'jo@Else.org').length, 3);
  });

  test('SOGoLoginSuffix: what lacks it gets it', () => {
    assert.deepEqual(asked({ ...ONE, suffix: '@acme.com' }, 'jo'), ['jo@acme.com in system']);
    assert.deepEqual(asked({ ...ONE, suffix: '@acme.com' }, 'jo@ACME.com'), ['jo@acme.com in system']);
  });
});

test('domains see themselves, and those of their groups', () => {
  const grouped = {
    ...TWO,
    visibility: [
      ['acme.com', 'coyote.com'],
      ['acme.com', 'road.com'],
    ],
  };
  assert.deepEqual(visibleFrom(TWO, 'acme.com'), ['acme.com']);
  assert.deepEqual(visibleFrom(grouped, 'acme.com'), ['acme.com', 'coyote.com', 'road.com']);
  assert.deepEqual(visibleFrom(grouped, 'coyote.com'), ['coyote.com', 'acme.com']);
  assert.deepEqual(visibleFrom(grouped, ''), ['']);
});

test('an account is named by its login, with the domain only where that makes it unique', () => {
  assert.equal(accountLogin(TWO, 'Jo', 'acme.com'), 'jo');
  assert.equal(accountLogin({ ...TWO, basedUid: true }, 'Jo', 'acme.com'), 'jo@acme.com');
  assert.equal(accountLogin({ ...TWO, basedUid: true }, 'jo@acme.com', 'acme.com'), 'jo@acme.com');
  assert.equal(accountLogin({ ...TWO, basedUid: true }, 'jo', ''), 'jo');
});
