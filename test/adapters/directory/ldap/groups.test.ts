import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LdapSource } from '../../../../src/adapters/directory/ldap/ldap-source.ts';
import { MAX_GROUP_DEPTH } from '../../../../src/domain/limits.ts';
import { type Slapd, SUFFIX } from '../../../support/slapd.ts';
import { directoryOf, entry, GROUPS, PEOPLE, person, type Settings, sourceOn, withSource } from './people.ts';
import { startRanges } from './ranges.ts';

const user = (uid: string) => `uid=${uid},${PEOPLE}`;
const group = (cn: string) => `cn=${cn},${GROUPS}`;

const groupEntry = (
  cn: string,
  objectClass: string,
  members: Readonly<Record<string, string | number | readonly string[]>>,
) => entry(group(cn), { objectClass: [objectClass, 'extensibleObject'], cn, mail: `${cn}@example.com`, ...members });

const CHAIN = Array.from({ length: MAX_GROUP_DEPTH + 3 }, (_, i) => `chain${i}`);

describe('groups of an LDAP source', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([
      ...['jo', 'al', 'zoé', 'inactive'].map((uid) => person(uid, { accountStatus: uid })),
      person('outside', {}).replace(/^dn:.*$/m, `dn: uid=outside,${SUFFIX}`),
      groupEntry('names', 'groupOfNames', {
        member: [user('jo').toUpperCase(), user('zoé'), user('gone'), user('inactive')],
      }),
      groupEntry('unique', 'groupOfUniqueNames', { uniqueMember: [`${user('al')}#'0101'B`, user('jo')] }),
      groupEntry('posix', 'posixGroup', { gidNumber: 7, memberUid: ['jo', 'names', 'not-here'] }),
      groupEntry('windows', 'group', { member: user('al') }),
      groupEntry('empty', 'group', {}),
      groupEntry('beyond', 'groupOfNames', { member: [`uid=outside,${SUFFIX}`, user('al')] }),
      groupEntry('outer', 'groupOfNames', { member: [group('inner'), user('al')] }),
      groupEntry('inner', 'groupOfNames', { member: [group('outer'), group('unnamed')] }),
      groupEntry('unnamed', 'groupOfNames', { member: user('jo'), mail: [] }),
      ...CHAIN.map((cn, i) =>
        groupEntry(cn, 'groupOfNames', {
          member: [group(CHAIN[i + 1] ?? 'none'), ...(i === CHAIN.length - 1 ? [user('jo')] : [user('al')])],
        }),
      ),
      groupEntry('large', 'groupOfNames', {
        member: [user('jo'), ...Array.from({ length: 500 }, (_, i) => user(`nobody${i}`))],
      }),
    ]);
  });
  after(() => slapd.stop());

  /** Groups and their members as two sources, as the guide has it. */
  const withGroups = async (use: (groups: LdapSource) => Promise<void>, settings: Partial<Settings> = {}) => {
    const people = sourceOn({ hostname: slapd.url });
    const groups = sourceOn(
      { hostname: slapd.url, id: 'groups', baseDN: GROUPS, UIDFieldName: 'cn', IDFieldName: 'cn', ...settings },
      { neighbours: () => [people] },
    );
    try {
      await use(groups);
    } finally {
      await Promise.all([people.close(), groups.close()]);
    }
  };
  const sorted = (logins: readonly string[] | undefined) => logins && [...logins].sort();

  test('members by DN of every kind of group; those that are gone are not there', () =>
    withGroups(async (source) => {
      const expected = {
        names: ['inactive', 'jo', 'zoé'],
        unique: ['al', 'jo'],
        windows: ['al'],
        empty: [],
        large: ['jo'],
      };
      for (const [cn, members] of Object.entries(expected))
        assert.deepEqual(sorted(await source.members(cn, '')), members, cn);
    }));

  test('members by login are users, even when a group is called the same', () =>
    withGroups(async (source) =>
      assert.deepEqual(sorted(await source.members('posix', '')), ['jo', 'names', 'not-here']),
    ));

  test('a member outside of every base is looked up by its DN', () =>
    withGroups(async (source) =>
      assert.deepEqual(sorted(await source.members('beyond', '')), ['Name of outside', 'al']),
    ));

  test('groups within groups, in a circle too; a group without an address passes its members on', () =>
    withGroups(async (source) => {
      assert.deepEqual(sorted(await source.members('outer', '')), ['al', 'jo']);
      assert.deepEqual(sorted(await source.members('inner', '')), ['al', 'jo']);
      assert.equal(await source.members('unnamed', ''), undefined);
    }));

  test('groups within groups down to a depth', () =>
    withGroups(async (source) => {
      assert.deepEqual(sorted(await source.members('chain0', '')), ['al']);
      assert.deepEqual(sorted(await source.members('chain3', '')), ['al', 'jo']);
      const deep = (await source.groupsOf('jo', '')).filter((cn) => cn.startsWith('chain'));
      assert.equal(deep.length, MAX_GROUP_DEPTH + 1);
    }));

  test('disableSubgroups', () =>
    withGroups(
      async (source) => {
        assert.deepEqual(sorted(await source.members('outer', '')), ['al']);
        assert.deepEqual(
          sorted(await source.groupsOf('al', '')),
          sorted(['windows', 'beyond', 'outer', ...CHAIN.slice(0, -1)]),
        );
      },
      { disableSubgroups: true },
    ));

  test('the groups of a user: by DN, by login, and through groups', () =>
    withGroups(async (source) => {
      const direct = ['names', 'unique', 'posix', 'large'];
      const groups = (await source.groupsOf('JO', '')).filter((cn) => !cn.startsWith('chain'));
      assert.deepEqual(sorted(groups), sorted([...direct, 'inner', 'outer']));
      assert.deepEqual(await source.groupsOf('nobody', ''), []);
      for (const hostile of ['*', 'jo)(cn=*', '', 'jo\0'])
        assert.deepEqual(await source.groupsOf(hostile, ''), [], hostile);
    }));

  test('groups and members in one source; whom its filter leaves out is no member', async () => {
    const filter = { is: 'compare', field: 'accountStatus', operator: '<>', value: 'inactive' } as const;
    const inOne = { hostname: slapd.url, baseDN: SUFFIX, filter, CNFieldName: 'uid', UIDFieldName: 'mail' };
    await withSource(inOne, async (source) => {
      assert.deepEqual(sorted(await source.members('names@example.com', '')), ['jo@example.com', 'zoé@example.com']);
      assert.equal((await source.groupsOf('jo@example.com', '')).includes('names@example.com'), true);
    });
  });

  test('GroupObjectClasses says what a group is', () =>
    withGroups(
      async (source) => {
        assert.equal(await source.members('names', ''), undefined);
        assert.deepEqual(await source.members('windows', ''), ['al']);
        assert.deepEqual(await source.groupsOf('al', ''), ['windows']);
      },
      { GroupObjectClasses: ['group'] },
    ));
});

test('Active Directory tells the members of a large group in parts, and all of them are members', async () => {
  const uids = Array.from({ length: 11 }, (_, i) => `u${i}`);
  const directory = await startRanges(group('all'), uids.map(user), 3);
  await withSource({ hostname: directory.url }, async (source) =>
    assert.deepEqual(await source.members('all', ''), uids),
  );
  directory.close();
});
