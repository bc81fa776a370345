import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Actions } from '../../../src/adapters/cli/actions.ts';
import { program } from '../../../src/adapters/cli/program.ts';
import { fasti, PROGRAM, serve, withData } from '../../support/process.ts';

const nothing = async (): Promise<number> => 0;
const actions: Actions = {
  serve: nothing,
  addUser: nothing,
  importUsers: nothing,
  listUsers: nothing,
  showUser: nothing,
  setPassword: nothing,
  removeUser: nothing,
  addAppPassword: nothing,
  listAppPasswords: nothing,
  revokeAppPassword: nothing,
  getPreference: nothing,
  setPreference: nothing,
  unsetPreference: nothing,
  removeDoubles: nothing,
  manageAcl: nothing,
  addWebCalendar: nothing,
  listWebCalendars: nothing,
  refreshWebCalendars: nothing,
  removeWebCalendar: nothing,
  mobileconfig: nothing,
  logins: nothing,
  checkConfig: nothing,
  dumpConfig: nothing,
  log: nothing,
  rebuild: nothing,
  verify: nothing,
  raiseEpoch: nothing,
};

type Command = ReturnType<typeof program>;
const everyCommand = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(everyCommand)];

test('every command and every option says what it does', () => {
  const commands = everyCommand(program(actions, '1', () => undefined));
  assert.ok(commands.length >= 10);
  for (const command of commands) {
    assert.ok(command.description().length > 10, command.name());
    for (const { flags, description } of command.options)
      assert.ok(description.length > 3, `${command.name()} ${flags}`);
  }
});

test('the exit codes are in the help', async () => {
  const { code, stdout, stderr } = await fasti(['--help']);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.match(stdout, /Exit codes: 0 done · 1 it failed.*2 the command line is wrong/);
});

const wrong: readonly (readonly string[])[] = [
  [],
  ['user'],
  ['nonsense'],
  ['serve', '--nonsense'],
  ['serve', '--listen', 'nowhere'],
  ['serve', '--listen', '127.0.0.1:65536'],
  ['user', 'add'],
  ['user', 'add', 'jo', '--name', 'Jo'],
  ['log'],
];
for (const args of wrong)
  test(`a wrong command line is told on stderr and leaves with 2: ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await fasti(args, { env: { FASTI_DATA: '/nowhere/at/all' } });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.ok(stderr.length > 0 && !stderr.includes('    at '), stderr);
  });

test('what cannot be used is refused with a sentence and without a stack', () =>
  withData(async (data) => {
    const server = await serve(data);
    const env = { FASTI_DATA: data };
    const user = (login: string, mail: string, name: string, ...more: string[]) =>
      fasti(['user', 'add', login, '--mail', mail, '--name', name, ...more], { env });
    const tries: readonly (readonly [number, RegExp, () => ReturnType<typeof fasti>])[] = [
      [2, /A login has no spaces/, () => user('a b', 'a@example.com', 'A')],
      [2, /A login has no spaces/, () => user('a/b', 'a@example.com', 'A')],
      [2, /cannot stand in a URL/, () => user('..', 'a@example.com', 'A')],
      [2, /at most 128 octets/, () => user('ä'.repeat(65), 'a@example.com', 'A')],
      [2, /is no mail address/, () => user('a', 'nobody', 'A')],
      [2, /full name/, () => user('a', 'a@example.com', ' ')],
      [2, /The password is empty/, () => user('a', 'a@example.com', 'A', '--password', '')],
      [2, /not both/, () => user('a', 'a@example.com', 'A', '--password', 'x', '--password-stdin')],
      [1, /There is a user FASTI already/, () => user('FASTI', 'a@example.com', 'A')],
      [1, /There is no user jo/, () => fasti(['user', 'passwd', 'jo'], { env })],
      [1, /There is no user jo/, () => fasti(['user', 'remove', 'jo'], { env })],
      [2, /There is no projection “jo”; there are accounts/, () => fasti(['rebuild', 'jo'], { env })],
      [2, /neither a path below/, () => fasti(['log', '/SOGo/dav/%zz'], { env })],
      [1, /jo has no account/, () => fasti(['log', '/SOGo/dav/jo/'], { env })],
      [1, /Nothing ever happened at calendar\/x/, () => fasti(['log', 'calendar/x'], { env })],
      [1, /DATABASE_URL/, () => fasti(['verify'], { env: { DATABASE_URL: 'mysql://x' } })],
      [
        1,
        /The database cannot be used: .*/,
        () => fasti(['verify'], { env: { DATABASE_URL: 'postgresql://u@127.0.0.1:1/d' } }),
      ],
    ];
    for (const [code, message, run] of tries) {
      const ran = await run();
      assert.deepEqual({ code: ran.code, stdout: ran.stdout }, { code, stdout: '' }, ran.stderr);
      assert.match(ran.stderr, message);
      assert.equal(ran.stderr.trim().split('\n').length, 1, ran.stderr);
    }
    await server.end('SIGTERM');
  }));

test('the program runs from anywhere, through a symbolic link, on a path with spaces', () =>
  withData(async (data) => {
    const link = path.join(data, 'a link');
    await symlink(PROGRAM, link);
    const spaced = path.join(data, 'with spaces');
    const added = await fasti(['user', 'add', 'jo', '--mail', 'jo@example.com', '--name', 'Jo Doe'], {
      cwd: os.tmpdir(),
      program: link,
      env: { FASTI_DATA: spaced },
    });
    assert.equal(added.code, 0, added.stderr);
    assert.match(added.stdout, /^Added jo\. Password: \S{23}\n$/);
    const listed = await fasti(['user', 'list', '--data', 'with spaces'], { cwd: data });
    assert.deepEqual(listed, { code: 0, stdout: 'jo\tJo Doe\tjo@example.com\n', stderr: '' });
  }));

test('who stops reading what a command prints gets no error for it', async () => {
  const piped = await fasti(['-c', '"$0" config dump all | true', PROGRAM], { program: 'sh' });
  assert.deepEqual(piped, { code: 0, stdout: '', stderr: '' });
});

test('a server goes on when nobody reads its log any more', () =>
  withData(async (data) => {
    const server = await serve(data);
    server.deafen();
    for (const _ of [1, 2, 3]) assert.equal((await fetch(`${server.origin}/SOGo/dav/`)).status, 401);
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
  }));

test('FASTI_LISTEN and FASTI_DATA say where, options win', () =>
  withData(async (data) => {
    const server = await serve(data, { env: { FASTI_DATA: '/nowhere/at/all', FASTI_LISTEN: '127.0.0.1:1' } });
    assert.notEqual(new URL(server.origin).port, '1');
    await server.end('SIGTERM');
    const taken = await fasti(['serve'], { env: { FASTI_DATA: data, FASTI_LISTEN: '192.0.2.1:1' } });
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /Nothing can be served at 192\.0\.2\.1:1/);
  }));

test('a data directory where nothing is kept is named, not made', async () => {
  const nowhere = path.join(os.tmpdir(), `fasti-nowhere-${process.pid}`);
  const { code, stdout, stderr } = await fasti(['verify', '--data', nowhere]);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.equal(stderr, `fasti: There is no Fasti data in ${nowhere}; \`serve\` or \`user add\` makes it.\n`);
  assert.equal(existsSync(nowhere), false);
});
