/** Rights are those of people, not of names: who gets a name later, or has the same elsewhere, gets nothing with it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeAccount } from '../../../../src/adapters/directory/close-account.ts';
import type { Actor, CorrelationId } from '../../../../src/domain/kernel/ids.ts';
import type { UserSource } from '../../../../src/domain/ports.ts';
import type { Configuration } from '../../../../src/domain/settings/configuration.ts';
import type { SettingValues } from '../../../../src/domain/settings/table.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../../support/dav.ts';
import { event, type Fasti } from '../../../support/fasti.ts';
import { membersIn, send, XML } from './table.ts';

const ICS = { 'content-type': 'text/calendar' };
const INVERSE = 'xmlns="urn:inverse:params:xml:ns:inverse-dav"';
const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'c' as CorrelationId } as const;

/** What people do here. */
class People {
  readonly fasti: Fasti;

  constructor(fasti: Fasti) {
    this.fasti = fasti;
  }

  status = async (who: string, method: string, path: string, body?: string): Promise<number> => {
    const headers = body?.startsWith('BEGIN') ? ICS : XML;
    return (await send(this.fasti, who, method, `/SOGo/dav${path}`, { ...headers, depth: '1' }, body)).status;
  };

  /** Somebody makes a calendar with one event in it. */
  make = async (who: string, name: string, summary = name): Promise<void> => {
    const path = `/${who}/Calendar/${name}/`;
    assert.equal(await this.status(who, 'MKCALENDAR', path), 201);
    assert.equal(await this.status(who, 'PUT', `${path}x.ics`, event(summary, `SUMMARY:${summary}`)), 201);
  };

  give = (who: string, name: string, grantee: string, ...roles: readonly string[]): Promise<number> =>
    this.status(
      who,
      'POST',
      `/${who}/Calendar/${name}/`,
      `<acl-query ${INVERSE}><set-roles user="${grantee}">${roles.map((role) => `<${role}/>`).join('')}</set-roles></acl-query>`,
    );

  subscribe = (who: string, owner: string, name: string): Promise<number> =>
    this.status(who, 'POST', `/${owner}/Calendar/${name}/`, `<subscribe ${INVERSE}/>`);

  /** Names in somebody's home, as somebody sees it. */
  home = async (who: string, owner = who): Promise<readonly string[]> => {
    const body = '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>';
    const { text } = await send(
      this.fasti,
      who,
      'PROPFIND',
      `/SOGo/dav/${owner}/Calendar/`,
      { ...XML, depth: '1' },
      body,
    );
    return [...membersIn(text).keys()].filter((name) => !/^(?:Calendar$|personal)|\.(ics|xml)$/.test(name)).sort();
  };

  get = async (who: string, path: string): Promise<string> =>
    (await send(this.fasti, who, 'GET', `/SOGo/dav${path}`)).text;
}

const system = (settings: Configuration['system']): Configuration => ({ system: settings, domains: new Map() });

describe('who has a name after somebody else', () => {
  const logins = ['jo', 'ann', 'bob', 'a', 'a_b'];
  const groups = { ann: [] as string[] };
  let people: People;
  before(async () => {
    const source: UserSource = {
      ...sourceOf('all', [...logins.map((uid) => entry(uid)), entry('staff', { kind: 'group' })]),
      groupsOf: async (login) => (login === 'ann' ? groups.ann : []),
    };
    people = new People(await startDav({ directory: directoryWith({ '': source }) }));
    for (const who of logins) assert.equal(await people.status(who, 'PROPFIND', `/${who}/`), 207);
  });
  after(() => people.fasti.stop());

  const close = (login: string): Promise<boolean> =>
    closeAccount(people.fasti.log, people.fasti.log.sql, { domain: '', login }, metadata);

  test('a grantee’s successor in his login has none of his roles and none of his subscriptions', async () => {
    await people.make('jo', 'kept');
    assert.equal(await people.give('jo', 'kept', 'bob', 'PublicModifier'), 204);
    assert.equal(await people.subscribe('bob', 'jo', 'kept'), 200);
    assert.deepEqual(await people.home('bob'), ['jo_kept']);
    assert.equal(await close('bob'), true);
    assert.deepEqual([await people.home('bob'), await people.home('bob', 'jo')], [[], []]);
    assert.equal(await people.status('bob', 'GET', '/jo/Calendar/kept/x.ics'), 404);
    assert.equal(await people.status('bob', 'PUT', '/jo/Calendar/kept/new.ics', event('new')), 404);
  });

  test('an owner’s successor shares nothing that he has not shared himself', async () => {
    await people.make('jo', 'work', 'old work');
    assert.equal(await people.give('jo', 'work', 'ann', 'PublicViewer'), 204);
    assert.equal(await people.subscribe('ann', 'jo', 'work'), 200);
    assert.match(await people.get('ann', '/ann/Calendar/jo_work/x.ics'), /old work/);
    assert.equal(await close('jo'), true);
    assert.deepEqual([await people.home('ann'), await people.home('jo')], [[], []]);
    await people.make('jo', 'work', 'new work');
    assert.deepEqual([await people.home('ann'), await people.home('ann', 'jo')], [[], []]);
    for (const path of ['/ann/Calendar/jo_work/x.ics', '/jo/Calendar/work/x.ics'])
      assert.equal(await people.status('ann', 'GET', path), 404);
  });

  test('a calendar that is made anew under its old name is shared with nobody', async () => {
    await people.make('a', 'again');
    assert.equal(await people.give('a', 'again', 'ann', 'PublicModifier', 'ObjectCreator'), 204);
    assert.equal(await people.subscribe('ann', 'a', 'again'), 200);
    assert.deepEqual(await people.home('ann'), ['a_again']);
    const { status } = await send(people.fasti, 'a', 'DELETE', '/SOGo/dav/a/Calendar/again/');
    assert.equal(status, 204);
    await people.make('a', 'again', 'remade');
    assert.deepEqual(await people.home('ann'), []);
    assert.equal(await people.status('ann', 'GET', '/ann/Calendar/a_again/x.ics'), 404);
    assert.equal(await people.status('ann', 'PUT', '/a/Calendar/again/new.ics', event('new')), 404);
  });

  test('two calendars that would be called alike in a home are the first that may be seen, each with its own rights', async () => {
    await people.make('a', 'b_c', 'of a');
    await people.make('a_b', 'c', 'of a_b');
    assert.equal(await people.give('a', 'b_c', 'ann', 'PublicViewer'), 204);
    assert.equal(await people.give('a_b', 'c', 'ann', 'PublicModifier'), 204);
    assert.equal(await people.subscribe('ann', 'a', 'b_c'), 200);
    assert.equal(await people.subscribe('ann', 'a_b', 'c'), 200);
    const path = '/ann/Calendar/a_b_c/x.ics';
    const listed = async () =>
      (await send(people.fasti, 'ann', 'PROPFIND', '/SOGo/dav/ann/Calendar/', { depth: '1' })).text.match(/a_b_c\/</g)
        ?.length;
    assert.match(await people.get('ann', path), /SUMMARY:of a\r/);
    assert.equal(await listed(), 1);
    assert.equal(await people.status('ann', 'PUT', path, event('of a_b', 'SUMMARY:by ann')), 403);
    assert.equal(await people.give('a', 'b_c', 'ann'), 204);
    assert.match(await people.get('ann', path), /SUMMARY:of a_b\r/);
    assert.equal(await people.status('ann', 'PUT', path, event('of a_b', 'SUMMARY:by ann')), 204);
    assert.match(await people.get('a_b', '/a_b/Calendar/c/x.ics'), /by ann/);
    assert.match(await people.get('a', '/a/Calendar/b_c/x.ics'), /SUMMARY:of a\r/);
    assert.equal(await people.status('ann', 'MKCALENDAR', '/ann/Calendar/a_b_c/'), 405);
  });

  test('who leaves a group has its roles no more, at once', async () => {
    await people.make('a', 'grouped');
    assert.equal(await people.give('a', 'grouped', '@staff', 'PublicViewer'), 204);
    const path = '/a/Calendar/grouped/x.ics';
    assert.equal(await people.status('ann', 'GET', path), 404);
    groups.ann = ['staff'];
    assert.equal(await people.status('ann', 'GET', path), 200);
    groups.ann = [];
    assert.equal(await people.status('ann', 'GET', path), 404);
  });
});

describe('who has the same name in another domain', () => {
  let people: People;
  before(async () => {
    const settings: SettingValues = { SOGoSuperUsernames: ['root@a.example'] };
    const configuration = {
      system: {},
      domains: new Map([['a.example', settings]]),
    };
    const source = (id: string) =>
      sourceOf(
        id,
        ['jo', 'ann', 'root'].map((uid) => entry(uid)),
      );
    const directory = directoryWith(
      { 'a.example': source('a'), 'b.example': source('b') },
      { basedUid: true, visibility: [['a.example', 'b.example']] },
    );
    people = new People(await startDav({ configuration, directory }));
  });
  after(() => people.fasti.stop());

  test('has neither the roles nor the calendars nor the powers of the other', async () => {
    await people.make('jo@a.example', 'ours');
    assert.equal(await people.give('jo@a.example', 'ours', 'ann@a.example', 'PublicModifier'), 204);
    const path = '/jo@a.example/Calendar/ours/x.ics';
    assert.equal(await people.status('ann@b.example', 'PROPFIND', '/jo@a.example/'), 207);
    const answers: Record<string, number> = {};
    for (const who of ['ann@a.example', 'root@a.example', 'ann@b.example', 'jo@b.example', 'root@b.example'])
      answers[who] = await people.status(who, 'GET', path);
    assert.deepEqual(answers, {
      'ann@a.example': 200,
      'root@a.example': 200,
      'ann@b.example': 404,
      'jo@b.example': 404,
      'root@b.example': 404,
    });
  });
});

describe('what the configuration closes', () => {
  test('SOGoDisableSharing and a closed module end what was shared before', async () => {
    const denied: ('Calendar' | 'Contacts')[] = [];
    const source: UserSource = {
      ...sourceOf(
        'all',
        ['jo', 'ann'].map((uid) => entry(uid)),
      ),
      find: async (uid) =>
        uid === 'jo' || uid === 'ann' ? entry(uid, { deniedModules: uid === 'jo' ? denied : [] }) : undefined,
    };
    const directory = directoryWith({ '': source });
    const people = new People(await startDav({ directory }));
    const unshared = system({ SOGoDisableSharing: ['Calendar'] });
    const closed = new People(await startDav({ configuration: unshared, directory, beside: people.fasti }));
    try {
      await people.make('jo', 'open');
      assert.equal(await people.status('ann', 'PROPFIND', '/ann/'), 207);
      assert.equal(await people.give('jo', 'open', 'ann', 'PublicModifier', 'ObjectCreator'), 204);
      assert.equal(await people.subscribe('ann', 'jo', 'open'), 200);
      const seen = async (by: People) => [
        await by.home('ann'),
        await by.status('ann', 'GET', '/ann/Calendar/jo_open/x.ics'),
        await by.status('ann', 'GET', '/jo/Calendar/open/x.ics'),
        await by.status('ann', 'PUT', '/jo/Calendar/open/x.ics', event('open', 'X-A:1')),
      ];
      assert.deepEqual(await seen(people), [['jo_open'], 200, 200, 204]);
      assert.deepEqual(await seen(closed), [[], 404, 404, 404]);
      denied.push('Calendar');
      assert.deepEqual(await seen(people), [[], 404, 404, 404]);
    } finally {
      await closed.fasti.stop();
      await people.fasti.stop();
    }
  });
});
