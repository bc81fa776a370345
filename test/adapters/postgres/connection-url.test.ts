import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConnectionUrl } from '../../../src/adapters/postgres/connection-url.ts';

const connection = (text: string) => {
  const parsed = parseConnectionUrl(text, 'DATABASE_URL');
  assert.equal(parsed.is, 'connection', parsed.is === 'problem' ? parsed.problem : '');
  return parsed.is === 'connection' ? parsed.connection : {};
};

const problem = (text: string): string => {
  const parsed = parseConnectionUrl(text, 'SOGoProfileURL');
  assert.equal(parsed.is, 'problem', text);
  return parsed.is === 'problem' ? parsed.problem : '';
};

test('a PostgreSQL address is user, password, host, port and database', () => {
  assert.deepEqual(connection('postgresql://ada:se%40cret@db.example.org:5433/groupware'), {
    host: 'db.example.org',
    port: 5433,
    database: 'groupware',
    user: 'ada',
    password: 'se@cret',
  });
  assert.deepEqual(connection('postgres://localhost/fasti'), { host: 'localhost', port: 5432, database: 'fasti' });
  assert.equal(connection('postgresql://[::1]/fasti').host, '::1');
});

test("the last part of SOGo's address is a table and not used", () => {
  const parsed = connection('postgresql://sogo:sogo@127.0.0.1:5432/sogo/sogo_user_profile');
  assert.deepEqual(parsed, { host: '127.0.0.1', port: 5432, database: 'sogo', user: 'sogo', password: 'sogo' });
});

test('a socket is named by its folder', () => {
  assert.deepEqual(connection('postgresql://ada@/fasti?host=/run/postgresql'), {
    host: '/run/postgresql',
    port: 5432,
    database: 'fasti',
    user: 'ada',
  });
  assert.equal(connection('postgresql:///fasti?host=/run/postgresql').host, '/run/postgresql');
});

test('sslmode says whether the connection is encrypted and the server checked', () => {
  assert.equal(connection('postgresql://h/d?sslmode=disable').ssl, undefined);
  assert.deepEqual(connection('postgresql://h/d?sslmode=require').ssl, { rejectUnauthorized: false });
  assert.equal(connection('postgresql://h/d?sslmode=verify-full').ssl, true);
  assert.match(problem('postgresql://h/d?sslmode=perhaps'), /sslmode is one of/);
});

test('another database is refused with what to set instead', () => {
  assert.match(
    problem('mysql://sogo:secret@localhost/sogo/sogo_user_profile'),
    /SOGoProfileURL.*mysql.*postgresql:\/\//,
  );
  assert.match(problem('redis://localhost'), /postgresql:\/\//);
});

test('what is no address is refused, and a password is never repeated', () => {
  for (const text of [
    '',
    'localhost',
    'postgresql://ada:secret@h',
    'postgresql://ada:secret@h/a/b/c',
    'postgresql://a:%zz@h/secret',
  ]) {
    assert.doesNotMatch(problem(text), /secret/);
  }
});
