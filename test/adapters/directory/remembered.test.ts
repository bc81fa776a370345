import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LdapSource } from '../../../src/adapters/directory/ldap/ldap-source.ts';
import { remembered } from '../../../src/adapters/directory/remembered.ts';
import { DirectoryUnavailable } from '../../../src/domain/kernel/directory-errors.ts';
import { MAX_REMEMBERED_PEOPLE, REMEMBERED_PEOPLE_TIME } from '../../../src/domain/limits.ts';
import type { UserSource } from '../../../src/domain/ports.ts';
import { type Configuration, NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import { directoryWith, entry as somebody, sourceOf } from '../../support/dav.ts';
import { ask, basic, event, startConfigured } from '../../support/fasti.ts';
import { type Slapd, SUFFIX } from '../../support/slapd.ts';
import { change, directoryOf, entry, GROUPS, PEOPLE, person, sourceOn } from './ldap/people.ts';

const STAFF = `cn=staff,${GROUPS}`;
const user = (uid: string) => `uid=${uid},${PEOPLE}`;

/** A directory that remembers, its clock, and how often its source was asked. */
const over = (source: UserSource) => {
  const asked = { find: 0, groupsOf: 0 };
  const clock = { now: 0 };
  const counting: UserSource = {
    ...source,
    find: (...of) => {
      asked.find += 1;
      return source.find(...of);
    },
    groupsOf: (...of) => {
      asked.groupsOf += 1;
      return source.groupsOf(...of);
    },
  };
  return { directory: remembered(directoryWith({ '': counting }), () => clock.now), asked, clock };
};

describe('what an LDAP directory says of people', () => {
  let slapd: Slapd;
  let source: LdapSource;
  before(async () => {
    slapd = await directoryOf([
      ...['jo', 'ann'].map((uid) => person(uid)),
      entry(STAFF, {
        objectClass: ['groupOfNames', 'extensibleObject'],
        cn: 'staff',
        uid: 'staff',
        mail: 'staff@example.com',
        member: user('ann'),
      }),
    ]);
    source = sourceOn({ hostname: slapd.url, baseDN: SUFFIX }, { neighbours: () => [source] });
  });
  after(async () => {
    await source.close();
    await slapd.stop();
  });

  test('is asked once for many requests', async () => {
    const { directory, asked } = over(source);
    for (let request = 0; request < 20; request += 1) {
      assert.equal((await directory.visible('jo', ''))?.login, 'jo');
      assert.deepEqual(await directory.groupsOf('ann'), ['staff']);
    }
    // `groupsOf` finds its login first.
    assert.deepEqual(asked, { find: 2, groupsOf: 1 });
  });

  test('and once for many requests at the same time', async () => {
    const { directory, asked } = over(source);
    await Promise.all(Array.from({ length: 20 }, () => directory.visible('jo', '')));
    assert.equal(asked.find, 1);
  });

  test('for each domain that asks, as it may see others', async () => {
    const { directory, asked } = over(source);
    await directory.visible('jo', '');
    await directory.visible('jo', 'b.example');
    assert.equal(asked.find, 2);
  });

  test('what changes there is followed within that time', async () => {
    const { directory, clock } = over(source);
    assert.deepEqual(await directory.groupsOf('ann'), ['staff']);
    assert.equal((await directory.visible('jo', ''))?.name, 'Name of jo');
    await change(slapd, STAFF, 'member', [user('jo')]);
    await change(slapd, user('jo'), 'cn', ['Jo Doe']);
    clock.now = REMEMBERED_PEOPLE_TIME - 1;
    assert.deepEqual(await directory.groupsOf('ann'), ['staff']);
    clock.now = REMEMBERED_PEOPLE_TIME;
    assert.deepEqual(await directory.groupsOf('ann'), []);
    assert.equal((await directory.visible('jo', ''))?.name, 'Jo Doe');
  });

  test('or at once, when it is told', async () => {
    const { directory } = over(source);
    await change(slapd, STAFF, 'member', [user('ann')]);
    assert.deepEqual(await directory.groupsOf('ann'), ['staff']);
    await change(slapd, STAFF, 'member', [user('jo')]);
    directory.forget();
    assert.deepEqual(await directory.groupsOf('ann'), []);
  });

  test('that it is out is not kept', async () => {
    const { directory } = over(source);
    await slapd.stop();
    await assert.rejects(directory.visible('jo', ''), DirectoryUnavailable);
    await slapd.start();
    assert.equal((await directory.visible('jo', ''))?.login, 'jo');
  });
});

test('that there is nobody is not kept: he may be added at any moment', async () => {
  const people = [somebody('jo')];
  const { directory } = over(sourceOf('all', people));
  assert.equal(await directory.visible('ann', ''), undefined);
  people.push(somebody('ann'));
  assert.equal((await directory.visible('ann', ''))?.login, 'ann');
});

test('of too many people those asked first are let go', async () => {
  const people = Array.from({ length: MAX_REMEMBERED_PEOPLE + 1 }, (_, at) => somebody(`u${at}`));
  const byUid = new Map(people.map((one) => [one.uid, one]));
  const { directory, asked } = over({ ...sourceOf('all', []), find: async (login) => byUid.get(login) });
  for (const { uid } of people) await directory.visible(uid, '');
  asked.find = 0;
  await directory.visible('u1', '');
  assert.equal(asked.find, 0);
  await directory.visible('u0', '');
  assert.equal(asked.find, 1);
});

test('whoever looks at what is shared with him costs the directory one question on its owner', async () => {
  const source = sourceOf('all', [somebody('jo'), somebody('ann')]);
  const asked: string[] = [];
  const find: UserSource['find'] = async (login, domain) => {
    asked.push(login);
    return source.find(login, domain);
  };
  const configuration: Configuration = { ...NOTHING_SET, system: { SOGoCalendarDefaultRoles: ['PublicViewer'] } };
  const fasti = await startConfigured(configuration, { directory: directoryWith({ '': { ...source, find } }) });
  try {
    const path = '/SOGo/dav/jo/Calendar/personal/x.ics';
    assert.equal((await ask(fasti, 'PUT', path, { 'content-type': 'text/calendar' }, event('x'))).status, 201);
    asked.length = 0;
    for (let request = 0; request < 10; request += 1)
      assert.equal((await ask(fasti, 'GET', path, { authorization: basic('ann') })).status, 200);
    assert.deepEqual(asked, ['jo']);
  } finally {
    await fasti.stop();
  }
});
