import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, card, event } from '../../support/fasti.ts';
import { fasti, serve, withData } from '../../support/process.ts';

type Request = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
};

/** What is asked for, in turn; then the answers of `log`, the server still running. */
const history = async (
  requests: readonly Request[],
  use: (log: (...args: readonly string[]) => ReturnType<typeof fasti>) => Promise<void>,
): Promise<void> =>
  withData(async (data, password) => {
    const server = await serve(data);
    for (const { method, path, headers, body } of requests) {
      const answer = await fetch(`${server.origin}/SOGo/dav/fasti${path}`, {
        method,
        headers: {
          authorization: basic('fasti', password),
          'user-agent': 'Test/1',
          ...(body === undefined ? {} : { 'content-type': 'text/calendar' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.text()}`);
    }
    await use((...args) => fasti(['log', ...args, '--data', data]));
    await server.end('SIGTERM');
  });

/** Who did what, without when and where it stands. */
const heads = (stdout: string): readonly string[] =>
  stdout.split('\n').flatMap((line) => /^\d{4}-\S+ \S+ {2}(.*?) · /.exec(line)?.[1]?.trim() ?? []);

test('a path tells of all that ever was there: created, changed, deleted, made anew, moved', () =>
  history(
    [
      { method: 'PUT', path: '/Calendar/personal/a.ics', body: event('a', 'SUMMARY:Lunch') },
      { method: 'PUT', path: '/Calendar/personal/a.ics', body: event('a', 'SUMMARY:Dinner') },
      { method: 'DELETE', path: '/Calendar/personal/a.ics' },
      { method: 'PUT', path: '/Calendar/personal/a.ics', body: event('b', 'SUMMARY:Again\u202e') },
      {
        method: 'MOVE',
        path: '/Calendar/personal/a.ics',
        headers: { destination: '/SOGo/dav/fasti/Calendar/personal/b.ics' },
      },
      { method: 'PUT', path: '/Calendar/personal/other.ics', body: event('other') },
    ],
    async (log) => {
      const { code, stdout, stderr } = await log('/SOGo/dav/fasti/Calendar/personal/a.ics');
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.deepEqual(heads(stdout), [
        'fasti  created a.ics',
        'fasti  changed a.ics',
        'fasti  deleted a.ics',
        'fasti  created a.ics',
        'fasti  moved b.ics',
      ]);
      assert.match(stdout, /^ {2}- SUMMARY:Lunch\n {2}\+ SUMMARY:Dinner$/m);
      assert.match(stdout, /^ {2}\+ SUMMARY:Again<U\+202e>$/m);
      assert.match(stdout, /caldav from 127\.0\.0\.1 \(Test\/1\)/);
      const json = await log('http://localhost/SOGo/dav/fasti/Calendar/personal/b.ics', '--json');
      const lines = json.stdout
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      assert.deepEqual(
        lines.map((line) => typeof line === 'object' && line !== null && 'type' in line && line.type),
        ['calendar-object-created', 'calendar-object-moved'],
      );
      assert.match(json.stdout, /"text":"BEGIN:VCALENDAR\\r\\n/);
    },
  ));

test('what is in a calendar that was renamed since is found under the new name', () =>
  history(
    [
      { method: 'MKCALENDAR', path: '/Calendar/work/' },
      { method: 'PUT', path: '/Calendar/work/a%20b.ics', body: event('a') },
      { method: 'MOVE', path: '/Calendar/work/', headers: { destination: '/SOGo/dav/fasti/Calendar/job/' } },
    ],
    async (log) => {
      assert.deepEqual(heads((await log('/fasti/Calendar/job/a%20b.ics')).stdout), ['fasti  created a b.ics']);
      assert.deepEqual(heads((await log('/fasti/Calendar/work/')).stdout), [
        'fasti  created the calendar work',
        'fasti  renamed the calendar job',
      ]);
      assert.deepEqual(heads((await log('fasti')).stdout), ['fasti  opened the account']);
    },
  ));

test('a path among the contacts tells of cards and books, and nothing of calendars of the same name', () =>
  history(
    [
      { method: 'MKCALENDAR', path: '/Calendar/friends/' },
      { method: 'MKCOL', path: '/Contacts/friends/' },
      {
        method: 'PUT',
        path: '/Contacts/friends/a.vcf',
        headers: { 'content-type': 'text/vcard' },
        body: card('a', 'NOTE:1'),
      },
      {
        method: 'PUT',
        path: '/Contacts/friends/a.vcf',
        headers: { 'content-type': 'text/vcard' },
        body: card('a', 'NOTE:2'),
      },
    ],
    async (log) => {
      const { stdout } = await log('/SOGo/dav/fasti/Contacts/friends/a.vcf');
      assert.deepEqual(heads(stdout), ['fasti  created a.vcf', 'fasti  changed a.vcf']);
      assert.match(stdout, /carddav from [\s\S]*\n {2}- NOTE:1\n {2}\+ NOTE:2/);
      const book = await log('/SOGo/dav/fasti/Contacts/friends/');
      assert.deepEqual(heads(book.stdout), ['fasti  created the address book friends']);
    },
  ));
