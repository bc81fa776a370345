import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attach } from '../../../src/adapters/postgres/embedded.ts';
import { basic, event } from '../../support/fasti.ts';
import { execute } from '../../support/postgres.ts';
import { fasti, serve, until, withData } from '../../support/process.ts';

const FULL = ['--mail', 'jo@example.com', '--name', 'Jo Doe'];

/** A server on a fresh data directory, commands beside it, and requests of jo. */
const beside = (
  use: (
    run: (...args: readonly string[]) => ReturnType<typeof fasti>,
    ask: (method: string, path: string, password: string, body?: string) => Promise<Response>,
    data: string,
  ) => Promise<void>,
): Promise<void> =>
  withData(async (data) => {
    const server = await serve(data);
    const run = (...args: readonly string[]) => fasti([...args, '--data', data]);
    const ask = (method: string, path: string, password: string, body?: string) =>
      fetch(`${server.origin}/SOGo/dav/jo${path}`, {
        method,
        headers: { authorization: basic('jo', password), depth: '0', 'content-type': 'text/calendar' },
        ...(body === undefined ? {} : { body }),
      });
    await use(run, ask, data);
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
  });

test('a user who is added while the server runs can log in; a new password takes effect at once', () =>
  beside(async (run, ask) => {
    assert.equal((await ask('OPTIONS', '/', 'one')).status, 401);
    assert.equal((await run('user', 'add', 'Jo', ...FULL, '--password', 'one')).stdout, 'Added Jo.\n');
    assert.equal((await ask('OPTIONS', '/', 'one')).status, 200);
    assert.match((await run('user', 'list')).stdout, /^jo\tJo Doe\tjo@example\.com$/m);
    const changed = await run('user', 'passwd', 'JO');
    const [, second = ''] = /^Changed the password of JO\. Password: (\S+)\n$/.exec(changed.stdout) ?? [];
    await until('the old password is forgotten', async () => (await ask('OPTIONS', '/', 'one')).status === 401);
    assert.equal((await ask('OPTIONS', '/', second)).status, 200);
  }));

test('a password is read from the first line of standard input', () =>
  beside(async (_run, ask, data) => {
    const args = ['user', 'add', 'jo', ...FULL, '--password-stdin', '--data', data];
    assert.equal((await fasti(args, { input: 'pass wörd\nmore\n' })).stdout, 'Added jo.\n');
    assert.equal((await ask('OPTIONS', '/', 'pass wörd')).status, 200);
    const empty = await fasti(['user', 'passwd', 'jo', '--password-stdin', '--data', data], { input: '' });
    assert.equal(empty.code, 2);
  }));

test('a removed user is out, and whoever gets the login next is somebody else', () =>
  beside(async (run, ask) => {
    await run('user', 'add', 'jo', ...FULL, '--password', 'one');
    assert.equal((await ask('PUT', '/Calendar/personal/a.ics', 'one', event('a'))).status, 201);
    assert.equal((await ask('MKCALENDAR', '/Calendar/work/', 'one')).status, 201);
    assert.match((await run('user', 'remove', 'jo')).stdout, /^Removed jo and all calendars and address books\./);
    await until('the user is forgotten', async () => (await ask('OPTIONS', '/', 'one')).status === 401);
    await run('user', 'add', 'jo', ...FULL, '--password', 'one');
    assert.equal((await ask('GET', '/Calendar/personal/a.ics', 'one')).status, 404);
    assert.equal((await ask('PROPFIND', '/Calendar/work/', 'one')).status, 404);
    assert.equal((await ask('PUT', '/Calendar/personal/a.ics', 'one', event('a'))).status, 201);
    const verified = await run('verify');
    assert.equal(verified.code, 0, verified.stderr);
  }));

test('a removal that was cut off leaves nothing to the next who gets the login, and can be ended later', () =>
  beside(async (run, ask, data) => {
    const { connection } = await attach({ dataDirectory: data, log: { info: () => undefined } });
    const cutOff = () => execute(connection, `delete from fasti.users where login = 'jo'`, `notify fasti_users`);
    for (const again of [() => run('user', 'remove', 'jo'), async () => undefined]) {
      assert.equal((await run('user', 'add', 'jo', ...FULL, '--password', 'one')).code, 0);
      assert.equal((await ask('GET', '/Calendar/personal/a.ics', 'one')).status, 404);
      assert.equal((await ask('PUT', '/Calendar/personal/a.ics', 'one', event('a'))).status, 201);
      await cutOff();
      assert.equal((await again())?.code ?? 0, 0);
    }
    assert.equal((await run('user', 'add', 'jo', ...FULL, '--password', 'one')).code, 0);
    assert.equal((await ask('GET', '/Calendar/personal/a.ics', 'one')).status, 404);
  }));

test('user import: what no program could send or read is refused with the line, or the file when it is not UTF-8', () =>
  withData(async (data) => {
    const load = (input: string) =>
      fasti(['user', 'import', '-', '--data', data], { input: Buffer.from(input, 'latin1') });
    for (const [line, message] of [
      ['jo,Jo,j\0o@example.com,one', /^fasti: .*line 2: “j\0o@example\.com” is no mail address\.\n$/],
      ['jo,Jo,jo@example.com,one\ttwo', /^fasti: .*line 2: A password has no control characters/],
      ['jo,J\xf6,jo@example.com,one', /^fasti: .* is not UTF-8; save it as UTF-8\.\n$/],
    ] as const) {
      const { code, stdout, stderr } = await load(`login,name,mail,password\n${line}\n`);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
    }
  }));
