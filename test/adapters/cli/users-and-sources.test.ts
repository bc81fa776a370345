import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { ClientConfig } from 'pg';
import { attach } from '../../../src/adapters/postgres/embedded.ts';
import { basic, event } from '../../support/fasti.ts';
import { execute } from '../../support/postgres.ts';
import { fasti, type Ran, serve, until, withData } from '../../support/process.ts';
import { viewURL } from '../directory/sql/view.ts';

type Beside = {
  run(...args: readonly string[]): Promise<Ran>;
  /** The status of a request for `a.ics` in a user's personal calendar, with the password `one`. */
  ask(method: string, login: string): Promise<number>;
  readonly connection: ClientConfig;
};

/** Runs commands beside a server, all with the same sogo.conf. */
const beside = (conf: (connection: ClientConfig) => string, use: (world: Beside) => Promise<void>) =>
  withData(async (data) => {
    const file = path.join(data, 'sogo.conf');
    const first = await serve(data);
    const { connection } = await attach({ dataDirectory: data, log: { info: () => undefined } });
    await writeFile(file, conf(connection));
    await first.end('SIGTERM');
    const server = await serve(data, { args: ['--config', file] });
    await use({
      run: (...args) => fasti([...args, '--data', data, '--config', file]),
      ask: async (method, login) => {
        const headers = { authorization: basic(login, 'one'), 'content-type': 'text/calendar' };
        const body = method === 'PUT' ? { body: event('a') } : {};
        const place = `${server.origin}/SOGo/dav/${login}/Calendar/personal/a.ics`;
        return (await fetch(place, { method, headers, ...body })).status;
      },
      connection,
    });
    await server.end('SIGTERM');
  });

const ADD = ['user', 'add', 'jo', '--name', 'Jo Doe', '--mail', 'jo@example.com', '--password', 'one'] as const;
const BUILT_IN = '{ type = sql; id = own; viewURL = built-in; canAuthenticate = YES; }';
const viewOf = (connection: ClientConfig): string =>
  `{ type = sql; id = people; viewURL = "${viewURL(connection, 'public.people')}"; userPasswordAlgorithm = none; canAuthenticate = YES; }`;

const PEOPLE = [
  'create table public.people (c_uid text, c_name text, c_password text, c_cn text, mail text)',
  `insert into public.people values ('jo', 'jo', 'one', 'Jo Other', 'jo@example.com')`,
];

test('a user of another source is not added, and keeps what he has when he is to be removed here', () =>
  beside(
    (connection) => `{ SOGoUserSources = (${BUILT_IN}, ${viewOf(connection)}); }`,
    async ({ run, ask, connection }) => {
      await execute(connection, ...PEOPLE);
      assert.equal(await ask('PUT', 'jo'), 201);
      const added = await run(...ADD);
      assert.deepEqual([added.code, added.stderr], [1, 'fasti: There is a user jo already.\n']);
      const removed = await run('user', 'remove', 'jo');
      assert.equal(removed.code, 1);
      assert.match(removed.stderr, /another source/);
      assert.equal(await ask('GET', 'jo'), 200);
    },
  ));

test('of somebody who has left another source everything can be removed', () =>
  beside(
    (connection) => `{ SOGoUserSources = (${viewOf(connection)}); }`,
    async ({ run, ask, connection }) => {
      await execute(connection, ...PEOPLE);
      assert.equal(await ask('PUT', 'jo'), 201);
      await execute(connection, 'delete from public.people');
      assert.match((await run('user', 'remove', 'jo')).stdout, /^Removed jo and all calendars/);
      await execute(connection, PEOPLE[1] ?? '');
      await until('the account is forgotten', async () => (await ask('GET', 'jo')) === 404);
    },
  ));

test('nobody is added where no source would find him', () =>
  beside(
    (connection) => `{ SOGoUserSources = (${viewOf(connection)}); }`,
    async ({ run }) => {
      const { code, stderr } = await run(...ADD);
      assert.equal(code, 1);
      assert.match(stderr, /viewURL = built-in/);
      assert.match((await run('user', 'list')).stdout, /^fasti\t[^\n]*\n$/);
    },
  ));

test('built-in users of a domain leave nothing to whoever gets the login next', () =>
  beside(
    () => `{ SOGoEnableDomainBasedUID = YES; domains = { acme.com = { SOGoUserSources = (${BUILT_IN}); }; }; }`,
    async ({ run, ask }) => {
      await run(...ADD);
      assert.equal(await ask('PUT', 'jo@acme.com'), 201);
      assert.match((await run('user', 'remove', 'jo')).stdout, /^Removed jo and all calendars/);
      await run(...ADD);
      await until('jo is somebody else', async () => (await ask('GET', 'jo@acme.com')) === 404);
    },
  ));
