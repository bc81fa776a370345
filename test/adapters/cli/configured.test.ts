/** The program with a sogo.conf and a real directory: commands beside the server, its files, an outage. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ACCOUNT } from '../../migration/companies.ts';
import { basic } from '../../support/fasti.ts';
import { fasti, type Ran, type Serving, serve, until, withData } from '../../support/process.ts';
import type { Slapd } from '../../support/slapd.ts';
import { directoryOf, entry, GROUPS, PEOPLE, person } from '../directory/ldap/people.ts';

type Site = {
  readonly data: string;
  readonly server: Serving;
  run(...args: readonly string[]): Promise<Ran>;
  /** What OPTIONS answers to alice, or to another login, with a password. */
  come(password: string, login?: string): Promise<{ status: number; text: string }>;
};

const group = (cn: string, member: string): string =>
  entry(`cn=${cn},${GROUPS}`, {
    objectClass: ['groupOfNames', 'mailAccount'],
    cn,
    mail: `${cn}@example.com`,
    member,
  });

/** The columns of `user show`. */
const shown = ({ stdout }: Ran): Readonly<Record<string, string>> =>
  Object.fromEntries(stdout.split('\n').map((line) => [line.slice(0, 16).trim(), line.slice(16)]));

describe('the program with a sogo.conf', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([
      person('alice'),
      person('room', { kind: 'location', multipleBookings: 2 }),
      group('inner', `uid=alice,${PEOPLE}`),
      group('outer', `cn=inner,${GROUPS}`),
    ]);
  });
  after(() => slapd.stop());

  const at = (use: (site: Site) => Promise<void>): Promise<void> =>
    withData(async (data) => {
      const file = path.join(data, 'sogo.conf');
      const source = `type = ldap; ${ACCOUNT} isAddressBook = YES; hostname = "${slapd.url}"`;
      await writeFile(
        file,
        `{ WOLogFile = "${data}/sogo.log"; WOPidFile = "${data}/sogo.pid";
          SOGoUserSources = (
            { id = people; ${source}; IDFieldName = uid; UIDFieldName = uid; baseDN = "${PEOPLE}"; canAuthenticate = YES;
              KindFieldName = kind; MultipleBookingsFieldName = multipleBookings; userPasswordAlgorithm = plain; },
            { id = groups; ${source}; UIDFieldName = cn; baseDN = "${GROUPS}"; },
            { type = sql; id = own; viewURL = built-in; canAuthenticate = YES;
              userPasswordPolicy = ({ label = POLICY_MIN_LENGTH; value = 8; }); }); }`,
      );
      const server = await serve(data, { args: ['--config', file] });
      await use({
        data,
        server,
        run: (...args) => fasti([...args, '--config', file, '--data', data]),
        come: async (password, login = 'alice') => {
          const headers = { authorization: basic(login, password) };
          const answer = await fetch(`${server.origin}/SOGo/dav/`, { method: 'OPTIONS', headers });
          return { status: answer.status, text: await answer.text() };
        },
      });
      assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
    });

  test('user show: groups and members through groups, kind and bookings of a resource', () =>
    at(async ({ run }) => {
      const alice = shown(await run('user', 'show', 'Alice'));
      assert.deepEqual([alice.source, alice.kind, alice.groups], ['people', 'individual', 'inner, outer']);
      const outer = shown(await run('user', 'show', 'outer'));
      assert.deepEqual([outer.source, outer.kind, outer.members], ['groups', 'group', 'alice']);
      const room = shown(await run('user', 'show', 'room'));
      assert.deepEqual([room.kind, room.bookings], ['location', '2 at a time']);
    }));

  test('passwords are set in the directory, and in SQL under its policy', () =>
    at(async ({ data, run, come }) => {
      assert.equal((await come('password of alice')).status, 200);
      assert.equal((await run('user', 'passwd', 'alice', '--password', 'new')).code, 0);
      await until('the old password is forgotten', async () => (await come('password of alice')).status === 401);
      assert.equal((await come('new')).status, 200);
      await run('user', 'passwd', 'alice', '--password', 'password of alice');
      const { code, stderr } = await run('user', 'passwd', 'fasti', '--password', 'short');
      assert.deepEqual([code, stderr], [1, 'fasti: The password was not changed: Length: at least 8 characters\n']);
      const added = await run('user', 'add', 'jo', '--name', 'Jo', '--mail', 'jo@example.com', '--password', 'short');
      assert.deepEqual(
        [added.code, added.stderr],
        [1, 'fasti: The password breaks a rule: Length: at least 8 characters\n'],
      );
      await writeFile(path.join(data, 'users.csv'), 'login,name,mail,password\njo,Jo,jo@example.com,short\n');
      const imported = await run('user', 'import', path.join(data, 'users.csv'));
      assert.equal(imported.code, 2);
      assert.match(imported.stderr, /users\.csv, line 2: the password breaks a rule: Length: at least 8 characters\n/);
      assert.equal((await run('user', 'passwd', 'fasti', '--password', 'long enough')).code, 0);
      assert.equal((await come('long enough', 'fasti')).status, 200);
    }));

  test('app passwords open what they are for until they are revoked, in an outage of the directory too', () =>
    at(async ({ run, come }) => {
      const add = async (scope: string) => {
        const { stdout } = await run('app-password', 'add', 'alice', '--label', 'Phone', '--scope', scope);
        const [, id = '', password = ''] = /password (\S+) of .* Password: (\S+)/.exec(stdout) ?? [];
        return { id, password };
      };
      const [eas, dav] = [await add('eas'), await add('dav')];
      const refused = await come(eas.password);
      assert.deepEqual(
        [refused.status, refused.text.trim()],
        [403, 'This app password was made for another kind of program.'],
      );
      assert.equal((await come(dav.password)).status, 200);
      await slapd.stop();
      assert.equal((await come(dav.password)).status, 200);
      assert.equal((await run('app-password', 'revoke', 'alice', dav.id)).stderr.includes('fasti: '), false);
      await until('it is forgotten', async () => (await come(dav.password)).status === 503);
      const { code, stderr } = await run('user', 'show', 'alice');
      assert.equal(code, 1);
      assert.match(stderr, /^fasti: LDAP source people: [^\n]*ECONNREFUSED[^\n]*$/m);
      assert.doesNotMatch(stderr, /\n {4}at /);
      await slapd.start();
      await until('the directory is asked again', async () => (await come(dav.password)).status === 401);
    }));

  test('WOPidFile holds the pid until the end, WOLogFile is opened anew at SIGHUP', () =>
    at(async ({ data, server, come }) => {
      const [pidFile, log] = [path.join(data, 'sogo.pid'), path.join(data, 'sogo.log')];
      assert.equal(Number(await readFile(pidFile, 'utf8')), server.pid);
      await come('wrong');
      await rename(log, `${log}.1`);
      process.kill(server.pid, 'SIGHUP');
      await until('there is a new log', () => existsSync(log));
      await come('password of alice');
      await until('it is written to', async () => (await readFile(log, 'utf8')).includes('"user":"alice"'));
      assert.match(await readFile(`${log}.1`, 'utf8'), /"status":401/);
      assert.equal(server.stderr(), '');
      await server.end('SIGTERM');
      assert.equal(existsSync(pidFile), false);
    }));
});
