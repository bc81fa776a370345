import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fasti, serve, withData } from '../../support/process.ts';
import { readPropertyList } from '../../support/property-list.ts';

test('a profile is printed as the server gives it; what it cannot be of is said', () =>
  withData(async (data, password) => {
    const server = await serve(data);
    const run = (...args: readonly string[]) => fasti(['mobileconfig', ...args, '--data', data]);
    const authorization = `Basic ${Buffer.from(`fasti:${password}`).toString('base64')}`;
    const served = async (path: string) =>
      (await fetch(`${server.origin}/SOGo/so/fasti/${path}mobileconfig`, { headers: { authorization } })).text();

    const all = await run('fasti', '--url', server.origin);
    assert.deepEqual(all, { code: 0, stdout: await served(''), stderr: '' });
    const calendar = await run('FASTI', '--calendar', 'personal', '--url', server.origin);
    assert.deepEqual(calendar, { code: 0, stdout: await served('Calendar/personal/'), stderr: '' });
    const book = await run('fasti', '--address-book', 'personal', '--url', server.origin);
    assert.deepEqual(book, { code: 0, stdout: await served('Contacts/personal/'), stderr: '' });

    const { stdout } = await run('fasti', '--url', 'https://dav.example.com/SOGo/');
    assert.deepEqual(
      (
        (await readPropertyList(stdout)) as {
          PayloadContent: readonly { CalDAVHostName?: string; CalDAVPort?: number }[];
        }
      ).PayloadContent.map(({ CalDAVHostName, CalDAVPort }) => [CalDAVHostName, CalDAVPort]).at(0),
      ['dav.example.com', 443],
    );
    const listening = await run('fasti');
    assert.match(
      listening.stdout,
      /<key>CalDAVHostName<\/key><string>127\.0\.0\.1<\/string><key>CalDAVPort<\/key><integer>20000</,
    );

    assert.deepEqual(await run('nobody'), { code: 1, stdout: '', stderr: 'fasti: There is no user nobody.\n' });
    const none = await run('fasti', '--calendar', 'none');
    assert.deepEqual(none, { code: 1, stdout: '', stderr: 'fasti: There is no calendar of this name.\n' });
    for (const url of ['dav.example.com', 'ftp://dav.example.com', 'https://jo:secret@dav.example.com', '/']) {
      const { code, stdout: said, stderr } = await run('fasti', '--url', url);
      assert.deepEqual([code, said], [2, ''], url);
      assert.match(stderr, /--url wants the address of the server/);
    }
    assert.equal((await run('fasti', '--calendar', 'a', '--address-book', 'b')).code, 2);
    await server.end('SIGTERM');
  }));
