/** What collections of others are called in the homes of their subscribers, whatever their owners are called. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic, type Fasti } from '../../support/fasti.ts';

const OWNERS = ['first_last', 'first', 'jo@other.example', 'mary.o+neil', 'zoë'] as const;

let fasti: Fasti;
const XML = { 'content-type': 'application/xml' };
const inverse = (element: string) => element.replace(/^<([\w-]+)/, '<$1 xmlns="urn:inverse:params:xml:ns:inverse-dav"');

const post = async (login: string, path: string, element: string): Promise<void> => {
  const { status } = await ask(fasti, 'POST', path, { ...XML, authorization: basic(login) }, inverse(element));
  assert.ok(status === 200 || status === 204, `${login} ${path}: ${status}`);
};

/** Somebody shares a calendar of his with a grantee, and ann subscribes to it. */
const share = async (owner: string, name: string, grantee = 'ann'): Promise<string> => {
  const path = `/SOGo/dav/${encodeURIComponent(owner)}/Calendar/${encodeURIComponent(name)}/`;
  const made = await ask(fasti, 'MKCALENDAR', path, { authorization: basic(owner) });
  assert.equal(made.status, 201);
  await post(owner, path, `<acl-query><set-roles user="${grantee}"><PublicViewer/></set-roles></acl-query>`);
  await post('ann', path, '<subscribe/>');
  return path;
};

const listed = async (): Promise<string[]> => {
  const { text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/ann/Calendar/', { authorization: basic('ann'), depth: '1' });
  return [...text.matchAll(/<D:href>([^<]*_[^<]*)</g)].map(([, path = '']) => path);
};

const OWNER = '<propfind xmlns="DAV:"><prop><displayname/><owner/></prop></propfind>';
const asAnn = (path: string) =>
  ask(fasti, 'PROPFIND', path, { ...XML, authorization: basic('ann'), depth: '0' }, OWNER);

describe('collections of others in somebody’s home', () => {
  before(async () => {
    const people = ['ann', ...OWNERS].map((uid) =>
      entry(uid, { mails: [`${uid.replaceAll(/[^a-z]/g, '')}@example.com`] }),
    );
    fasti = await startDav({
      configuration: {
        system: { SOGoSubscriptionFolderFormat: '%{UserName} has %{FolderName}, write to %{Email}; %{Other}' },
        domains: new Map(),
      },
      directory: directoryWith({
        '': {
          ...sourceOf('all', [...people, entry('staff', { kind: 'group' })]),
          members: async (group) => (group === 'staff' ? ['ann', 'first'] : undefined),
          groupsOf: async (login) => (['ann', 'first'].includes(login) ? ['staff'] : []),
        },
      }),
    });
  });
  after(() => fasti.stop());

  test('a listed path leads to its collection, whatever is in the names', async () => {
    for (const [at, owner] of OWNERS.entries()) await share(owner, `a b_${at} ü%`);
    const paths = await listed();
    assert.equal(paths.length, OWNERS.length);
    for (const path of paths) {
      const { status, text } = await asAnn(path);
      assert.equal(status, 207, path);
      assert.ok(text.includes(`<D:href>${path}</D:href>`), path);
    }
  });

  test('the configuration says how they are called', async () => {
    const path = await share('mary.o+neil', 'tea & cake');
    const { text } = await asAnn(path);
    assert.match(
      text,
      /<D:displayname>Mary.o\+neil Doe has tea &amp; cake, write to maryoneil@example.com; %{Other}<\/D:displayname>/,
    );
  });

  test('of two that an underscore makes one name of, the first is meant, and the other where that is gone', async () => {
    const first = await share('first', 'last_x');
    const second = await share('first_last', 'x');
    const name = '/SOGo/dav/ann/Calendar/first_last_x/';
    assert.equal((await listed()).filter((path) => path === name).length, 1);
    const ownerOf = async () => /<D:owner><D:href>([^<]*)</.exec((await asAnn(name)).text)?.[1];
    assert.equal(await ownerOf(), '/SOGo/dav/first/');
    await post('first', first, '<acl-query><set-roles user="ann"/></acl-query>');
    assert.equal(await ownerOf(), '/SOGo/dav/first_last/');
    await post('ann', second, '<unsubscribe/>');
    assert.equal((await asAnn(name)).status, 404);
  });

  test('who may see it by way of a group subscribes as anybody does', async () => {
    await share('zoë', 'for all of us', '@staff');
    assert.ok((await listed()).includes('/SOGo/dav/ann/Calendar/zo%C3%AB_for%20all%20of%20us/'));
  });
});
