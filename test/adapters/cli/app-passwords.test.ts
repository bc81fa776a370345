import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikeAppPassword } from '../../../src/domain/account/app-passwords.ts';
import { fasti, serve, withData } from '../../support/process.ts';

type Run = (...args: readonly string[]) => ReturnType<typeof fasti>;

const beside = (use: (run: Run) => Promise<void>): Promise<void> =>
  withData(async (data) => {
    const server = await serve(data);
    await use((...args) => fasti([...args, '--data', data]));
    await server.end('SIGTERM');
  });

const ADDED =
  /^Added app password (?<id>[A-Za-z0-9]{1,12}) of (?<login>\w+), for (?<scope>dav|eas)\. Password: (?<password>\S+) \(it is not shown again\)\n$/;

const add = async (run: Run, ...args: readonly string[]) => {
  const { code, stdout, stderr } = await run('app-password', 'add', 'fasti', ...args);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const { id = '', scope = '', password = '' } = ADDED.exec(stdout)?.groups ?? {};
  assert.equal(looksLikeAppPassword(password), true, stdout);
  return { id, scope, password };
};

test('an app password is shown once, listed by its label, and revoked by its id', () =>
  beside(async (run) => {
    assert.deepEqual(await run('app-password', 'list', 'fasti'), { code: 0, stdout: '', stderr: '' });
    const phone = await add(run, '--label', ' Phone ', '--scope', 'eas');
    const desk = await add(run, '--label', 'Desk', '--scope', 'dav');
    assert.notEqual(phone.password, desk.password);
    const listed = (await run('app-password', 'list', 'FASTI')).stdout.split('\n').map((line) => line.split('\t'));
    assert.deepEqual(
      listed.slice(0, -1).map(([id, scope, , used, label]) => [id, scope, used, label]),
      [
        [phone.id, 'eas', 'not used yet', 'Phone'],
        [desk.id, 'dav', 'not used yet', 'Desk'],
      ],
    );
    const revoked = await run('app-password', 'revoke', 'fasti', phone.id);
    const said = `Revoked app password ${phone.id} of fasti.\n`;
    assert.deepEqual(revoked, { code: 0, stdout: said, stderr: '' });
    assert.equal((await run('app-password', 'list', 'fasti')).stdout.split('\n').length, 2);
    const again = await run('app-password', 'revoke', 'fasti', phone.id);
    assert.deepEqual([again.code, again.stderr], [1, 'fasti: There is no such app password.\n']);
  }));

test('the log says which app passwords there were, and nothing that opens anything', () =>
  beside(async (run) => {
    const { id, password } = await add(run, '--label', 'Phone', '--scope', 'dav');
    await run('app-password', 'revoke', 'fasti', id);
    const { stdout } = await run('log', '/SOGo/dav/fasti/');
    assert.match(stdout, new RegExp(`created an app password  · .*\\n {4}${id}\\n {4}for dav, “Phone”\\n`));
    assert.match(stdout, new RegExp(`revoked an app password  · .*\\n {4}${id}\\n`));
    const json = await run('log', '/SOGo/dav/fasti/', '--json');
    for (const text of [stdout, json.stdout]) {
      assert.ok(!text.includes(password));
      assert.doesNotMatch(text, /[0-9a-f]{64}/);
    }
  }));

test('what cannot be done is told in a sentence', () =>
  beside(async (run) => {
    const tries: readonly (readonly [number, RegExp, readonly string[]])[] = [
      [1, /There is no user nobody/, ['add', 'nobody', '--label', 'Phone', '--scope', 'dav']],
      [1, /There is no user nobody/, ['list', 'nobody']],
      [1, /A label has 1 to 100 octets, no control characters/, ['add', 'fasti', '--label', ' ', '--scope', 'dav']],
      [2, /scope/, ['add', 'fasti', '--label', 'Phone', '--scope', 'imap']],
      [2, /label/, ['add', 'fasti', '--scope', 'dav']],
      [1, /There is no such app password/, ['revoke', 'fasti', 'none']],
    ];
    for (const [code, message, args] of tries) {
      const ran = await run('app-password', ...args);
      assert.deepEqual({ code: ran.code, stdout: ran.stdout }, { code, stdout: '' }, ran.stderr);
      assert.match(ran.stderr, message);
    }
  }));
