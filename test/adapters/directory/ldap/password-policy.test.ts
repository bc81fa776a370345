import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { InvalidCredentialsError } from 'ldapts';
import { refusedAs } from '../../../../src/adapters/directory/ldap/password-policy.ts';
import { type Slapd, SUFFIX } from '../../../support/slapd.ts';
import { ACCESS, directoryOf, entry, person, type Settings, sourceOn, withSource } from './people.ts';

const policy = (cn: string) => `cn=${cn},ou=policies,${SUFFIX}`;

const policyEntry = (cn: string, attributes: Readonly<Record<string, string | number>>) =>
  entry(policy(cn), { objectClass: ['device', 'pwdPolicy'], cn, pwdAttribute: 'userPassword', ...attributes });

const DAY = 86_400;
const LONG_AGO = '20200101000000Z';
const ago = (seconds: number) =>
  `${new Date(Date.now() - seconds * 1000).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;

const under = (uid: string, name: string, more: Readonly<Record<string, string>> = {}) =>
  person(uid, { pwdPolicySubentry: policy(name), ...more });

describe('password policies of a directory', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf(
      [
        policyEntry('plain', { pwdMinLength: 8, pwdCheckQuality: 2, pwdInHistory: 3 }),
        policyEntry('expires', { pwdMaxAge: DAY }),
        policyEntry('grace', { pwdMaxAge: DAY, pwdGraceAuthNLimit: 3 }),
        policyEntry('warns', { pwdMaxAge: 2 * DAY, pwdExpireWarning: 2 * DAY }),
        policyEntry('reset', { pwdMustChange: 'TRUE' }),
        policyEntry('locks', { pwdLockout: 'TRUE', pwdMaxFailure: 2 }),
        policyEntry('fixed', { pwdAllowUserChange: 'FALSE' }),
        policyEntry('slow', { pwdMinAge: DAY }),
        policyEntry('safe', { pwdSafeModify: 'TRUE' }),
        under('expired', 'expires', { pwdChangedTime: LONG_AGO }),
        under('grace', 'grace', { pwdChangedTime: LONG_AGO }),
        under('warned', 'warns', { pwdChangedTime: ago(DAY) }),
        under('reset', 'reset', { pwdReset: 'TRUE' }),
        under('locked', 'locks', { pwdAccountLockedTime: '000001010000Z' }),
        under('guessed', 'locks'),
        under('fixed', 'fixed'),
        under('slow', 'slow', { pwdChangedTime: ago(60) }),
        under('safe', 'safe'),
        person('jo'),
      ],
      `overlay ppolicy\nppolicy_default ${policy('plain')}\nppolicy_use_lockout\n${ACCESS}`,
    );
  });
  after(() => slapd.stop());

  const withPolicy = (use: Parameters<typeof withSource>[1], settings: Partial<Settings> = {}) =>
    withSource({ hostname: slapd.url, passwordPolicy: true, ...settings }, use);

  const login = async (uid: string, password = `password of ${uid}`, settings: Partial<Settings> = {}) => {
    const source = sourceOn({ hostname: slapd.url, passwordPolicy: true, ...settings });
    try {
      return await source.authenticate(uid, password, '');
    } finally {
      await source.close();
    }
  };

  for (const bindFields of [[], ['uid']])
    describe(bindFields.length === 0 ? 'direct bind' : 'indirect bind', () => {
      test('an expired password is told to who knows it', async () => {
        assert.deepEqual(await login('expired', undefined, { bindFields }), { is: 'password-expired' });
        assert.deepEqual(await login('expired', 'wrong', { bindFields }), { is: 'wrong' });
      });

      test('a password that is to be changed after a reset', async () => {
        for (const bindAsCurrentUser of [false, true])
          assert.deepEqual(await login('reset', undefined, { bindFields, bindAsCurrentUser }), {
            is: 'password-must-change',
          });
        assert.deepEqual(await login('reset', 'wrong', { bindFields }), { is: 'wrong' });
      });

      test('a locked account tells a stranger nothing', async () => {
        for (const password of [undefined, 'wrong'])
          assert.deepEqual(await login('locked', password, { bindFields }), { is: 'wrong' });
      });

      test('a password that expires soon lets in, with a warning', async () => {
        const answer = await login('warned', undefined, { bindFields });
        const warning = answer.is === 'authenticated' ? answer.warning : undefined;
        assert(warning?.is === 'expires' && warning.seconds > 0 && warning.seconds <= DAY, JSON.stringify(answer));
      });

      test('a password without any news lets in without a warning', async () => {
        const answer = await login('jo', undefined, { bindFields });
        assert.deepEqual([answer.is, 'warning' in answer], ['authenticated', false]);
      });
    });

  test('an expired password lets in a few times more, and says how often', () =>
    withPolicy(async (source) => {
      for (const logins of [2, 1, 0]) {
        const answer = await source.authenticate('grace', 'password of grace', '');
        assert.deepEqual(answer.is === 'authenticated' && answer.warning, { is: 'grace', logins });
      }
      assert.deepEqual(await source.authenticate('grace', 'password of grace', ''), { is: 'password-expired' });
    }));

  test('who guesses too often is answered like before, and then not even the right password helps', () =>
    withPolicy(async (source) => {
      for (const password of ['one', 'two', 'three', 'password of guessed'])
        assert.deepEqual(await source.authenticate('guessed', password, ''), { is: 'wrong' }, password);
    }));

  test('without passwordPolicy nothing is asked: let in or not', () =>
    withPolicy(
      async (source) => {
        assert.deepEqual(await source.authenticate('expired', 'password of expired', ''), { is: 'wrong' });
        const answer = await source.authenticate('warned', 'password of warned', '');
        assert.deepEqual([answer.is, 'warning' in answer], ['authenticated', false]);
      },
      { passwordPolicy: false },
    ));

  test('the Password Modify operation of RFC 3062, as the owner and as an admin', () =>
    withPolicy(async (source) => {
      assert.deepEqual(await source.changePassword('jo', 'another long one', 'password of jo', ''), { is: 'changed' });
      assert.equal((await source.authenticate('jo', 'another long one', '')).is, 'authenticated');
      assert.deepEqual(await source.authenticate('jo', 'password of jo', ''), { is: 'wrong' });
      assert.deepEqual(await source.changePassword('jo', 'x', 'wrong', ''), { is: 'wrong-password' });
      assert.deepEqual(await source.changePassword('jo', 'reset by an admin €', undefined, ''), { is: 'changed' });
      assert.equal((await source.authenticate('jo', 'reset by an admin €', '')).is, 'authenticated');
    }));

  test('a directory that wants the old password gets it', () =>
    withPolicy(async (source) => {
      assert.deepEqual(await source.changePassword('safe', 'another one', 'password of safe', ''), { is: 'changed' });
    }));

  test('who has to change the password can', () =>
    withPolicy(async (source) => {
      assert.deepEqual(await source.changePassword('reset', 'chosen myself', 'password of reset', ''), {
        is: 'changed',
      });
      assert.equal((await source.authenticate('reset', 'chosen myself', '')).is, 'authenticated');
    }));

  test('a new password that breaks a rule is refused with it', () =>
    withPolicy(async (source) => {
      await source.changePassword('jo', 'the first one', undefined, '');
      await source.changePassword('jo', 'the second one', 'the first one', '');
      const rule = async (uid: string, password: string, old: string) => {
        const change = await source.changePassword(uid, password, old, '');
        return change.is === 'refused' ? change.rule : change.is;
      };
      assert.equal(await rule('jo', 'short', 'the second one'), 'The new password is too short.');
      assert.equal(await rule('jo', 'the first one', 'the second one'), 'The new password was used before.');
      assert.equal(await rule('fixed', 'another one', 'password of fixed'), 'This password may not be changed.');
      assert.match(await rule('slow', 'another one', 'password of slow'), /a short time ago/);
      assert.match(await rule('expired', 'another one', 'password of expired'), /has expired/);
      assert.match(await rule('jo', '', 'the second one'), /at least one character/);
    }));
});

test('what Active Directory says of an account after its right password', () => {
  const said = (state: string) =>
    new InvalidCredentialsError(
      `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${state}, v3839`,
    );
  const states = {
    '532': 'password-expired',
    '773': 'password-must-change',
    '533': 'account-locked',
    '701': 'account-locked',
  };
  for (const [state, is] of Object.entries({ ...states, '52e': 'wrong', '525': 'wrong', '775': 'wrong' }))
    assert.deepEqual(refusedAs(said(state), undefined), { is }, state);
});
