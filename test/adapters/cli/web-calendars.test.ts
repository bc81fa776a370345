import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fasti, withData } from '../../support/process.ts';
import { calendar, feedEvent, serving, startWebServer, type WebServer } from '../../support/web-server.ts';

const ALLOWED = { FastiWebCalendarsAllowInternal: '("127.0.0.1")' };

describe('web-calendar', () => {
  let web: WebServer = undefined as never;
  before(async () => {
    web = await startWebServer({
      '/private-key/cal.ics': serving(calendar(feedEvent('a'), feedEvent('b', 'DTEND:20250101'))),
    });
  });
  after(() => web.stop());

  test('add, list, refresh, remove: what is said tells no secret', () =>
    withData(async (data) => {
      const run = (args: readonly string[], input?: string) =>
        fasti(['web-calendar', ...args, '--data', data], { env: ALLOWED, ...(input !== undefined && { input }) });
      const url = `http://jo:sesame@127.0.0.1:${web.port}/private-key/cal.ics`;
      const added = await run(['add', 'fasti', '-', '--name', 'Team'], `${url}\n`);
      const said = /^Added (\w+), “Team”, for fasti\.\n\1: 1 objects, 1 could not be taken\n$/.exec(added.stdout);
      assert.deepEqual([added.code, added.stderr], [0, '']);
      const id = said?.[1] ?? assert.fail(added.stdout);
      const [, ...asked] = Buffer.from(web.asked[0]?.headers.authorization?.slice(6) ?? '', 'base64')
        .toString()
        .split(':');
      assert.deepEqual(asked, ['sesame']);
      const listed = await run(['list', 'fasti']);
      assert.match(
        listed.stdout,
        new RegExp(
          `^${id}\\thttp://127.0.0.1:${web.port}/…\\tfetched .*\\t1 objects\\t1 could not be taken\\tnext [^\\t]*\\n$`,
        ),
      );
      delete web.answers['/private-key/cal.ics'];
      const failed = await run(['refresh', 'fasti']);
      assert.deepEqual(failed, { code: 1, stdout: '', stderr: `${id}: 127.0.0.1 has no such calendar (404).\n` });
      assert.match((await run(['list', 'fasti'])).stdout, /failed 1 times: 127\.0\.0\.1 has no such calendar/);
      const history = await fasti(['log', `/SOGo/dav/fasti/Calendar/${id}`, '--data', data]);
      assert.match(history.stdout, /had the calendar fetched from another server/);
      for (const { stdout, stderr } of [added, listed, failed, history])
        assert.doesNotMatch(stdout + stderr, /sesame|private-key/);
      assert.deepEqual(await run(['remove', 'fasti', id]), {
        code: 0,
        stdout: `Removed ${id} of fasti.\n`,
        stderr: '',
      });
      assert.deepEqual(await run(['list', 'fasti']), { code: 0, stdout: '', stderr: '' });
    }));

  test('what is not there or cannot be is told', () =>
    withData(async (data) => {
      const run = (...args: readonly string[]) => fasti(['web-calendar', ...args, '--data', data]);
      assert.match((await run('add', 'nobody', 'https://example.org/')).stderr, /no user nobody/);
      assert.match((await run('add', 'fasti', 'nonsense')).stderr, /This is no address/);
      assert.match((await run('refresh', 'fasti', 'x')).stderr, /no web calendar x/);
      assert.match((await run('remove', 'fasti', 'x')).stderr, /no web calendar x/);
      const inside = await run('add', 'fasti', `${web.origin}/`);
      assert.equal(inside.code, 1);
      assert.match(inside.stderr, /127\.0\.0\.1 has no address on the public Internet/);
      const env = { FastiWebCalendarsAllowInternal: '("10.0.0.0/99", "a b")' };
      const wrong = await fasti(['web-calendar', 'list', 'fasti', '--data', data], { env });
      assert.deepEqual(
        [wrong.code, wrong.stderr],
        [2, 'fasti: FastiWebCalendarsAllowInternal: no network, address or host: 10.0.0.0/99, a b\n'],
      );
    }));
});
