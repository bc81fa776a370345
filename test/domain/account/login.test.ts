import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldLogin, loginProblem } from '../../../src/domain/account/login.ts';

test('logins that differ in case or in how accents are composed are one', () => {
  assert.equal(foldLogin('JO'), 'jo');
  assert.equal(foldLogin('Jose\u0301'), 'jos\u00e9');
});

test('a login with a space around it is another, and nobody can have it', () => {
  for (const login of [' jo', 'jo ', 'jo\t', '\u00a0jo']) {
    assert.equal(foldLogin(login), login);
    assert.match(loginProblem(login) ?? '', /no spaces/);
  }
});

test('nobody is called as those who have no login, in whatever case', () => {
  for (const login of ['public', 'anonymous', 'Anonymous']) assert.match(loginProblem(login) ?? '', /who have none/);
  assert.equal(loginProblem('public-relations'), undefined);
});
