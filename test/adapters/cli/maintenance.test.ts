import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Found, verdictOf } from '../../../src/adapters/cli/maintenance.ts';
import { attach } from '../../../src/adapters/postgres/embedded.ts';
import { ask } from '../../crash/load.ts';
import { event } from '../../support/fasti.ts';
import { execute } from '../../support/postgres.ts';
import { fasti, serve, withData } from '../../support/process.ts';

const PERSONAL = '/SOGo/dav/fasti/Calendar/personal/';

test('verify names a row that was changed by hand, rebuild mends it, and the server goes on', () =>
  withData(async (data, password) => {
    const server = await serve(data);
    const run = (...args: readonly string[]) => fasti([...args, '--data', data]);
    const target = { origin: server.origin, login: 'fasti', password };
    const put = (name: string) =>
      ask(target, 'PUT', `${PERSONAL}${name}.ics`, { 'content-type': 'text/calendar' }, event(name));
    assert.equal((await put('a')).status, 201);
    const fine = await run('verify');
    assert.deepEqual(fine, {
      code: 0,
      stdout: 'Everything agrees with the log: 3 events, up to position 3.\n',
      stderr: '',
    });

    const { connection } = await attach({ dataDirectory: data, log: { info: () => undefined } });
    await execute(connection, `update fasti.members set size = 1 where name = 'a.ics'`);
    const wrong = await run('verify');
    assert.deepEqual({ code: wrong.code, stdout: wrong.stdout }, { code: 1, stdout: '' });
    assert.match(wrong.stderr, /^members \["[\w-]{22}", "a\.ics"\]\n {2}live: {4}\{.*"size":1,.*\n {2}rebuilt: \{/);
    assert.match(wrong.stderr, /\n1 row differs from the log; bin\/fasti rebuild makes them anew\.\n$/);

    const other = await run('rebuild', 'collections');
    assert.deepEqual({ code: other.code, stdout: other.stdout }, { code: 0, stdout: 'Rebuilt.\n' });
    assert.equal((await run('verify')).code, 1);
    assert.equal((await run('rebuild', 'members')).code, 0);
    assert.equal((await run('verify')).code, 0);

    await execute(connection, `update fasti.collections set name = 'lost'`);
    assert.equal((await run('rebuild')).code, 0);
    assert.equal((await run('verify')).code, 0);
    assert.equal((await put('b')).status, 201);
    await server.end('SIGTERM');
  }));

test('verify warns of changes to rows that are not there, and fails only for rows that differ', () => {
  const fine: Found = { position: 9, events: 7, differences: [], count: 0, patchesWithoutRow: 0 };
  const differences = [{ table: 't', key: '["a"]', live: undefined, rebuilt: '{}' }];
  const agrees = ['Everything agrees with the log: 7 events, up to position 9.'];
  const warning = (many: string) =>
    `Warning: at least ${many} made to rows that are not there, which is an error of the program.`;
  assert.deepEqual(verdictOf(fine), { code: 0, stdout: agrees, stderr: [] });
  assert.deepEqual(verdictOf({ ...fine, patchesWithoutRow: 1 }), {
    code: 0,
    stdout: agrees,
    stderr: [warning('1 change was')],
  });
  assert.deepEqual(verdictOf({ ...fine, differences, count: 1, patchesWithoutRow: 2 }), {
    code: 1,
    stdout: [],
    stderr: [
      warning('2 changes were'),
      't ["a"]\n  live:    (no such row)\n  rebuilt: {}',
      '1 row differs from the log; bin/fasti rebuild makes them anew.',
    ],
  });
});

test('after raise-epoch every client resynchronizes', () =>
  withData(async (data, password) => {
    const server = await serve(data);
    const target = { origin: server.origin, login: 'fasti', password };
    const sync = (token: string) =>
      ask(
        target,
        'REPORT',
        PERSONAL,
        { 'content-type': 'application/xml' },
        `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><prop/></sync-collection>`,
      );
    await ask(target, 'PUT', `${PERSONAL}a.ics`, { 'content-type': 'text/calendar' }, event('a'));
    const token = /<D:sync-token>([^<]+)</.exec((await sync('')).text)?.[1] ?? '';
    assert.equal((await sync(token)).status, 207);
    const raised = await fasti(['raise-epoch', '--data', data]);
    assert.deepEqual({ code: raised.code, stderr: raised.stderr }, { code: 0, stderr: '' });
    assert.match(raised.stdout, /^Epoch 2: /);
    const refused = await sync(token);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /<D:valid-sync-token\/>/);
    await server.end('SIGTERM');
  }));
