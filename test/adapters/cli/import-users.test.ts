import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fasti, type Ran, withData } from '../../support/process.ts';

/** Commands on a data directory; `import` reads its file from standard input. */
const withUsers = (
  use: (run: (...args: readonly string[]) => Promise<Ran>, load: (csv: string) => Promise<Ran>) => Promise<void>,
): Promise<void> =>
  withData((data) =>
    use(
      (...args) => fasti([...args, '--data', data]),
      (input) => fasti(['user', 'import', '-', '--data', data], { input }),
    ),
  );

/** Who is there beside the first user. */
const list = async (run: (...args: readonly string[]) => Promise<Ran>): Promise<readonly string[]> =>
  (await run('user', 'list')).stdout.split('\n').filter((line) => line !== '' && !line.startsWith('fasti\t'));

test('user add: a resource with several addresses, and how often it may be booked', () =>
  withUsers(async (run) => {
    const mails = ['--mail', 'room@example.com', '--mail', 'hall@example.com'];
    const added = await run(
      'user',
      'add',
      'room',
      '--name',
      'Hall',
      ...mails,
      '--kind',
      'location',
      '--multiple-bookings',
      '-1',
    );
    assert.equal(added.code, 0, added.stderr);
    assert.deepEqual(await list(run), ['room\tHall\troom@example.com, hall@example.com\tlocation']);
    assert.match((await run('user', 'show', 'room')).stdout, /^bookings +without limit, shown as busy$/m);
  }));

test('user import: all at once, with the passwords that were made', () =>
  withUsers(async (run, load) => {
    const { code, stdout, stderr } = await load(
      'login,name,mail,password,kind,multiple-bookings\n' +
        'Ann,Ann Doe,ann@example.com a@example.com,secret,,\n' +
        'beam,"Beamer, large",beam@example.com,,thing,3\n',
    );
    assert.deepEqual([code, stderr], [0, 'Imported 2 users.\n']);
    assert.match(stdout, /^beam,[a-z2-9]{5}(-[a-z2-9]{5}){3}\n$/);
    assert.deepEqual(await list(run), [
      'ann\tAnn Doe\tann@example.com, a@example.com',
      'beam\tBeamer, large\tbeam@example.com\tthing',
    ]);
    assert.match((await run('user', 'show', 'beam')).stdout, /^bookings +3 at a time$/m);
  }));

test('user import: nobody at all when a line cannot be used, or a login is taken', () =>
  withUsers(async (run, load) => {
    for (const [line, code, message] of [
      ['jo,Jo,nowhere', 2, '-, line 3: “nowhere” is no mail address.'],
      ['ANN,Ann,ann@example.com', 2, '-, line 3: the login ann is that of line 2, too.'],
      ['jo,Jo', 2, '-, line 3: there are 2 fields, and the header names 3.'],
      ['fasti,Other,x@example.com', 1, 'Nothing was imported: there are users fasti already.'],
    ] as const) {
      const ran = await load(`login,name,mail\nann,Ann,ann@example.com\n${line}\n`);
      assert.deepEqual([ran.code, ran.stdout, ran.stderr], [code, '', `fasti: ${message}\n`]);
    }
    assert.deepEqual(await list(run), []);
  }));
