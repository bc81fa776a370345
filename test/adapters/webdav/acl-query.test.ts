import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic, type Fasti } from '../../support/fasti.ts';

const GROUP = entry('staff', { kind: 'group' });

const DIRECTORY = directoryWith(
  {
    'a.example': {
      ...sourceOf('a', [...['jo', 'ann', 'bob', 'root'].map((uid) => entry(uid)), GROUP]),
      groupsOf: async (login) => (login === 'ann' ? ['staff'] : []),
    },
    'b.example': sourceOf('b', [entry('bea'), entry('chief')]),
  },
  { visibility: [['a.example', 'b.example']] },
);

let fasti: Fasti;
let unshared: Fasti;

const query = async (verb: string, as = 'jo', place = 'Calendar/personal', of = fasti) => {
  const body = `<acl-query xmlns="urn:inverse:params:xml:ns:inverse-dav">${verb}</acl-query>`;
  const headers = { authorization: basic(as), 'content-type': 'application/xml' };
  const { status, text } = await ask(of, 'POST', `/SOGo/dav/jo/${place}/`, headers, body);
  return { status, text, ids: [...text.matchAll(/<id>([^<]*)<\/id>/g)].map(([, id]) => id) };
};
const rolesOf = async (user: string, place?: string) => {
  const { text } = await query(`<roles user="${user}"/>`, 'jo', place);
  return [...text.matchAll(/<(\w+)\/>/g)].map(([, role]) => role);
};

/** The entries of an access control list. */
const listOf = async (place: string): Promise<string> => {
  const body = '<propfind xmlns="DAV:"><prop><acl/></prop></propfind>';
  const { text } = await ask(fasti, 'PROPFIND', `/SOGo/dav/jo/${place}/`, { depth: '0' }, body);
  return /<D:acl>(.*)<\/D:acl>/s.exec(text)?.[1] ?? '';
};

describe('acl-query', () => {
  before(async () => {
    const domains = new Map([
      ['a.example', { SOGoSuperUsernames: ['root'], SOGoContactsDefaultRoles: ['ObjectViewer'] as const }],
      ['b.example', { SOGoSuperUsernames: ['chief'] }],
    ]);
    const off = { SOGoDisableSharing: ['Contacts'], SOGoDisableSharingAnyAuthUser: ['Calendar'] } as const;
    fasti = await startDav({ configuration: { system: {}, domains }, directory: DIRECTORY });
    unshared = await startDav({ configuration: { system: off, domains }, directory: DIRECTORY });
  });
  after(async () => {
    await fasti.stop();
    await unshared.stop();
  });

  test('a group is given roles under its name with or without SOGo’s @, and has it in the list', async () => {
    assert.equal((await query('<set-roles user="staff"><PublicViewer/></set-roles>')).status, 204);
    assert.equal((await query('<set-roles user="@staff"><PublicModifier/></set-roles>')).status, 204);
    assert.deepEqual((await query('<user-list/>')).ids, ['&lt;default&gt;', '@staff']);
    assert.deepEqual(await rolesOf('@staff'), ['PublicModifier']);
  });

  test('who was given no roles himself is told with those of his groups, though he was never here', async () => {
    assert.deepEqual(await rolesOf('ann'), ['PublicModifier']);
    assert.deepEqual(await rolesOf('bob'), []);
  });

  test('somebody is added with the roles of his groups, which then are his own', async () => {
    assert.equal((await query('<add-users users="ann,bob"/>')).status, 204);
    assert.deepEqual((await query('<user-list/>')).ids, ['&lt;default&gt;', 'ann', '@staff']);
    assert.equal((await query('<remove-user user="staff"/>')).status, 204);
    assert.deepEqual(await rolesOf('ann'), ['PublicModifier']);
    assert.deepEqual((await query('<user-list/>')).ids, ['&lt;default&gt;', 'ann']);
  });

  test('the list as it is told, sent back by ACL, changes nothing: with groups, denials and what the domain gives', async () => {
    await query('<set-roles user="staff"><PublicViewer/><PublicModifier/><PrivateDAndTViewer/></set-roles>');
    await query('<set-roles users="bob,anonymous"/>');
    await query('<set-roles user="bob"/>', 'jo', 'Contacts/personal');
    for (const place of ['Calendar/personal', 'Contacts/personal']) {
      const list = await listOf(place);
      assert.match(list, /<D:deny>/);
      const { position } = await fasti.log.head();
      const sent = `<D:acl xmlns:D="DAV:" xmlns:I="urn:inverse:params:xml:ns:inverse-dav">${list}</D:acl>`;
      const headers = { 'content-type': 'application/xml' };
      assert.equal((await ask(fasti, 'ACL', `/SOGo/dav/jo/${place}/`, headers, sent)).status, 200);
      assert.equal((await fasti.log.head()).position, position);
    }
    assert.match(await listOf('Contacts/personal'), /<D:authenticated\/>.*<D:inherited>/);
    await query('<remove-users users="staff,bob,anonymous"/>');
    await query('<remove-user user="bob"/>', 'jo', 'Contacts/personal');
  });

  test('the domain’s roles are those of everybody in what has none for him', async () => {
    assert.deepEqual(await rolesOf('bob', 'Contacts/personal'), ['ObjectViewer']);
    assert.deepEqual(await rolesOf('&lt;default&gt;', 'Contacts/personal'), ['ObjectViewer']);
    assert.deepEqual(await rolesOf('anonymous', 'Contacts/personal'), []);
  });

  test('superusers of the domain manage rights, those of another do not; to strangers there is nothing', async () => {
    assert.equal((await query('<set-roles user="bob"><ObjectCreator/></set-roles>', 'root')).status, 204);
    assert.deepEqual(await rolesOf('bob'), ['ObjectCreator']);
    assert.equal((await query('<user-list/>', 'chief')).status, 404);
    assert.equal((await query('<user-list/>', 'bea')).status, 404);
    assert.equal((await query('<user-list/>', 'bob')).status, 403);
  });

  test('who has left the directory can still be taken off the list', async () => {
    await query('<set-roles user="bea"><ObjectEraser/></set-roles>');
    const { sql } = fasti.log;
    await sql`update accounts set login = 'gone' where login = 'bea'`;
    assert.ok((await query('<user-list/>')).ids.includes('gone'));
    assert.equal((await query('<remove-user user="gone"/>')).status, 204);
    assert.ok(!(await query('<user-list/>')).ids.includes('gone'));
  });

  test('where nothing is shared no roles are given, and taken they are', async () => {
    const inBook = await query(
      '<set-roles user="bob"><ObjectViewer/></set-roles>',
      'jo',
      'Contacts/personal',
      unshared,
    );
    assert.equal(inBook.status, 403);
    assert.match(inBook.text, /No address book is shared on this server\./);
    assert.equal((await query('<add-user user="bob"/>', 'jo', 'Contacts/personal', unshared)).status, 403);
    assert.equal((await query('<remove-user user="bob"/>', 'jo', 'Contacts/personal', unshared)).status, 204);
  });

  test('where nothing is shared with everybody, roles are given to people', async () => {
    const withAll = '<set-roles users="bob,&lt;default&gt;"><PublicViewer/></set-roles>';
    const refused = await query(withAll, 'jo', 'Calendar/personal', unshared);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /No calendar is shared with everybody on this server\./);
    assert.equal((await query('<roles user="bob"/>', 'jo', 'Calendar/personal', unshared)).status, 204);
    const one = '<set-roles user="bob"><PublicViewer/></set-roles>';
    assert.equal((await query(one, 'jo', 'Calendar/personal', unshared)).status, 204);
  });

  test('more names than anybody is given roles at once are refused before anybody is looked up', async () => {
    const names = Array.from({ length: 501 }, (_, at) => `u${at}`).join(',');
    const { status, text } = await query(`<set-roles users="${names}"><PublicViewer/></set-roles>`);
    assert.equal(status, 403);
    assert.match(text, /limited-number-of-aces/);
  });
});
