import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fasti, serve, withData } from '../../support/process.ts';

const PUT = '/SOGo/dav/fasti/Calendar/personal/a.ics';
const EVENT = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//test//EN',
  'BEGIN:VEVENT',
  'UID:a',
  'DTSTAMP:20260101T000000Z',
  'DTSTART:20260701T100000Z',
  'SUMMARY:Lunch',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

const passwordIn = (text: string): string => /Password: (\S+)/.exec(text)?.[1] ?? assert.fail(text);

test('rights are given, told and taken while the server runs; whom they are given to sees what they show', () =>
  withData(async (data, password) => {
    const server = await serve(data);
    const run = (...args: readonly string[]) => fasti([...args, '--data', data]);
    const acl = (...args: readonly string[]) => run('manage-acl', ...args);
    const added = await run('user', 'add', 'ann', '--mail', 'ann@example.com', '--name', 'Ann');
    const ask = async (login: string, secret: string, method: string, path: string, body?: string) => {
      const authorization = `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`;
      const headers = { authorization, 'content-type': 'text/calendar', depth: '1' };
      const answer = await fetch(server.origin + path, { method, headers, ...(body !== undefined && { body }) });
      return { status: answer.status, text: await answer.text() };
    };
    const ann = (method: string, path: string) => ask('ann', passwordIn(added.stdout), method, path);
    const PERSONAL = 'Calendar/personal';
    const quiet = { code: 0, stdout: '', stderr: '' };

    assert.deepEqual(await acl('get', 'fasti', PERSONAL, 'ann'), quiet);
    assert.deepEqual(await acl('add', 'fasti', PERSONAL, 'ann', '["PublicViewer", "PrivateDAndTViewer"]'), quiet);
    assert.deepEqual(await acl('add', 'fasti', PERSONAL, '<default>', '[]'), quiet);
    assert.deepEqual(await acl('get', 'fasti', PERSONAL, 'ALL'), {
      code: 0,
      stdout: 'Rights for ann ["PublicViewer","PrivateDAndTViewer"]\nRights for <default> []\n',
      stderr: '',
    });
    assert.equal((await ask('fasti', password, 'PUT', PUT, EVENT)).status, 201);
    assert.match((await ann('GET', PUT)).text, /SUMMARY:Lunch/);

    assert.deepEqual(await acl('subscribe', 'fasti', PERSONAL, 'ann'), quiet);
    assert.match((await ann('PROPFIND', '/SOGo/dav/ann/Calendar/')).text, /ann\/Calendar\/fasti_personal\//);
    assert.deepEqual(await acl('unsubscribe', 'fasti', PERSONAL, 'ann'), quiet);
    assert.doesNotMatch((await ann('PROPFIND', '/SOGo/dav/ann/Calendar/')).text, /fasti_personal/);

    assert.deepEqual(await acl('remove', 'fasti', PERSONAL, 'ann'), quiet);
    assert.equal((await ann('GET', PUT)).status, 404);
    const { stdout } = await run('log', '/SOGo/dav/fasti/Calendar/personal/');
    assert.match(stdout, /tool:fasti .*changed who may do what with the calendar personal/);
    assert.match(stdout, /ann: PublicViewer, PrivateDAndTViewer/);
    assert.deepEqual(await run('verify').then(({ code, stderr }) => ({ code, stderr })), { code: 0, stderr: '' });
    await server.end('SIGTERM');
  }));

test('what cannot be meant is told in a sentence, and changes nothing', () =>
  withData(async (data) => {
    const acl = (...args: readonly string[]) => fasti(['manage-acl', ...args, '--data', data]);
    for (const [args, code, said] of [
      [['give', 'fasti', 'Calendar/personal', 'ann'], 2, /There are get, add, remove/],
      [['get', 'fasti', 'personal', 'ann'], 2, /Calendar\/NAME or Contacts\/NAME/],
      [['get', 'nobody', 'Calendar/personal', 'ALL'], 1, /There is no user nobody/],
      [['get', 'fasti', 'Calendar/none', 'ALL'], 1, /fasti has no Calendar\/none/],
      [['add', 'fasti', 'Calendar/personal', 'nobody', '["PublicViewer"]'], 1, /no user and no group nobody/],
      [['add', 'fasti', 'Calendar/personal', 'fasti', '["PublicViewer"]'], 1, /The owner may do everything/],
      [['add', 'fasti', 'Calendar/personal', 'ALL', '["PublicViewer"]'], 2, /<default>/],
      [['add', 'fasti', 'Calendar/personal', '<default>'], 2, /Rights are a JSON list/],
      [['add', 'fasti', 'Calendar/personal', '<default>', '["ObjectViewer"]'], 2, /PublicViewer/],
      [['remove', 'fasti', 'Calendar/personal', '<default>', '["PublicViewer"]'], 2, /only given with add/],
    ] as const) {
      const { code: left, stdout, stderr } = await acl(...args);
      assert.deepEqual([left, stdout], [code, ''], args.join(' '));
      assert.match(stderr, said);
    }
    assert.deepEqual(await acl('get', 'fasti', 'Calendar/personal', 'ALL'), { code: 0, stdout: '', stderr: '' });
  }));
