import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SourceEntry, UserKind, UserSource } from '../../src/domain/ports.ts';

/** A user or resource as every kind of directory can hold one. The first address is the one to show. */
export type PlainUser = {
  readonly uid: string;
  readonly name: string;
  readonly mails: readonly string[];
  readonly password: string;
  readonly kind?: UserKind;
  readonly multipleBookings?: number;
};

/** A group whose members are the uids of users and of other groups. */
export type PlainGroup = {
  readonly uid: string;
  readonly name: string;
  readonly mail: string;
  readonly members: readonly string[];
};

export type SourceUnderTest = { readonly source: UserSource; close(): Promise<void> };

/** Makes a source that holds these and nobody else, can authenticate, and searches in names and mail addresses. */
export type MakeSource = (users: readonly PlainUser[], groups: readonly PlainGroup[]) => Promise<SourceUnderTest>;

const JO: PlainUser = {
  uid: 'jo',
  name: 'Jo Doe',
  mails: ['jo@example.com', 'j.doe@example.com'],
  password: 'Correct Horse 1',
};
const JOSE: PlainUser = { uid: 'josé', name: 'José Ferreira', mails: ['jose@example.com'], password: 'pásswörd €' };
const ODD: PlainUser = {
  uid: 'o.hara',
  name: String.raw`Ann O'Hara (50%_off\*) "Q"`,
  mails: ['o.hara@example.com'],
  password: String.raw`a'b"c\d%e*f(g)h`,
};
const ROOM: PlainUser = {
  uid: 'room',
  name: 'Great Room',
  mails: ['room@example.com'],
  password: 'Resource 1',
  kind: 'location',
  multipleBookings: 2,
};
/** Whose passwords the tests change. */
const CHANGING: readonly PlainUser[] = ['own', 'wrong', 'admin'].map((uid) => ({
  uid: `change-${uid}`,
  name: `Changing ${uid}`,
  mails: [`change-${uid}@example.com`],
  password: 'Before 1',
}));

const USERS = [JO, JOSE, ODD, ROOM, ...CHANGING];

/** Texts that mean something in a filter, a statement, a pattern or a string of C, or look like `jo`. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  '*',
  'j*',
  'jo*',
  'j?',
  'j_',
  '%',
  'jo%',
  'jo)(uid=*',
  '*)(objectClass=*',
  'jo)(|(password=*))',
  String.raw`jo\2a`,
  'jo\\',
  String.raw`\6a\6f`,
  "jo'",
  "jo' or '1'='1",
  "jo'; drop table users; --",
  'jo"',
  '$1',
  'jo\0',
  '\0',
  'jo\n',
  ' jo',
  'jo ',
  'jo,dc=example',
  'uid=jo',
  'jo\u200b',
  'jo\ud800',
  'jo\u0301',
  '\uff4a\uff4f',
  'j\u03bf',
  '\u0458o',
  'j\u00f8',
  'j'.repeat(100_000),
];

const entryOf = ({ uid, name, mails, kind = 'individual', multipleBookings }: PlainUser) => ({
  uid,
  name,
  mails,
  kind,
  ...(multipleBookings === undefined ? {} : { multipleBookings }),
});

/** What every source tells; where its mail is kept is its own affair. */
const plain = ({ uid, name, mails, kind, multipleBookings }: SourceEntry) => ({
  uid,
  name,
  mails,
  kind,
  ...(multipleBookings === undefined ? {} : { multipleBookings }),
});

const known = (entry: SourceEntry | undefined) => entry && plain(entry);
const names = (entries: readonly SourceEntry[]) => entries.map(({ name }) => name).sort();

/** The port `UserSource` as every source keeps it, groups apart. */
export const userSourceContract = (title: string, make: MakeSource): void => {
  describe(title, () => {
    let made: SourceUnderTest;
    before(async () => {
      made = await make(USERS, []);
    });
    after(() => made.close());
    const find = (login: string) => made.source.find(login, '');
    const login = (uid: string, password: string) => made.source.authenticate(uid, password, '');
    const search = async (text: string, limit = 10) => names(await made.source.search(text, limit, ''));

    test('users and resources are found by their login, with all that is known of them', async () => {
      for (const user of USERS) assert.deepEqual(known(await find(user.uid)), entryOf(user));
    });

    test('a login is the same in any case and normal form, and told as the directory spells it', async () => {
      for (const spelling of ['JO', 'Jo', 'jO']) assert.equal((await find(spelling))?.uid, 'jo', spelling);
      for (const spelling of ['JOSÉ', 'Jose\u0301', 'jose\u0301'])
        assert.equal((await find(spelling))?.uid, 'josé', spelling);
    });

    test('a login that is only similar is nobody’s', async () => {
      const isNobody = async (hostile: string): Promise<void> => {
        const shown = JSON.stringify(hostile.slice(0, 40));
        assert.equal(await find(hostile), undefined, shown);
        assert.equal(await made.source.findByMail(hostile, ''), undefined, shown);
        assert.deepEqual(await login(hostile, JO.password), { is: 'wrong' }, shown);
      };
      await Promise.all(HOSTILE.map(isNobody));
    });

    test('users are found by each of their addresses, in any case', async () => {
      for (const mail of ['jo@example.com', 'J.Doe@Example.COM'])
        assert.deepEqual(known(await made.source.findByMail(mail, '')), entryOf(JO), mail);
    });

    test('an address that is only similar is nobody’s', async () => {
      const others = ['jo', 'o@example.com', 'jo@example.co', '*@example.com', 'j%@example.com', 'j_@example.com'];
      for (const mail of [...others, 'jo@example.com j.doe@example.com', 'jo@example.com\0', ' jo@example.com'])
        assert.equal(await made.source.findByMail(mail, ''), undefined, mail);
    });

    test('the right password lets its owner in, in whatever case the login is typed', async () => {
      for (const user of [JO, JOSE, ODD]) {
        const outcome = await login(user.uid.toUpperCase(), user.password);
        assert.deepEqual(outcome.is === 'authenticated' ? plain(outcome.entry) : outcome, entryOf(user));
      }
    });

    test('a wrong password and an unknown login are answered alike', async () => {
      const wrong = [
        '',
        ' ',
        'correct horse 1',
        'Correct Horse 1 ',
        'Correct Horse 1\0',
        'Correct Horse',
        '*',
        '\ud800',
      ];
      for (const password of [...wrong, JOSE.password, 'x'.repeat(100_000)])
        assert.deepEqual(await login('jo', password), { is: 'wrong' }, JSON.stringify(password.slice(0, 40)));
      for (const password of ['', JO.password]) assert.deepEqual(await login('nobody', password), { is: 'wrong' });
    });

    test('a search finds whatever contains the text in a name or an address, in any case', async () => {
      assert.deepEqual(await search('DOE'), ['Jo Doe']);
      assert.deepEqual(await search('jo'), ['Jo Doe', 'José Ferreira']);
      assert.deepEqual(await search('room@exam'), ['Great Room']);
      assert.deepEqual(await search('no such person'), []);
    });

    test('nothing in a searched text has a meaning of its own', async () => {
      for (const text of ["O'Hara", '(50', '50%_off', String.raw`f\*)`, '"Q"', '*)'])
        assert.deepEqual(await search(text), [ODD.name], text);
      for (const text of ['J*', 'J%', 'J_', 'Doe)(cn=*', "' or true --", '\\', '\0', 'Doe\0', '\ud800'])
        assert.deepEqual(
          await search(text),
          USERS.filter(({ name }) => name.includes(text))
            .map(({ name }) => name)
            .sort(),
          JSON.stringify(text),
        );
    });

    test('a search gives as many as were asked for', async () => {
      assert.equal((await search('example.com', 3)).length, 3);
      assert.equal((await search('example.com', 100)).length, USERS.length);
    });

    test('who knows the old password can change it, and then only the new one is right', async () => {
      const change = await made.source.changePassword('Change-OWN', 'After 2 ä', 'Before 1', '');
      assert.deepEqual(change, { is: 'changed' });
      assert.deepEqual(await login('change-own', 'Before 1'), { is: 'wrong' });
      assert.equal((await login('change-own', 'After 2 ä')).is, 'authenticated');
    });

    test('without the old password nothing is changed', async () => {
      const change = await made.source.changePassword('change-wrong', 'After 2', 'before 1', '');
      assert.deepEqual(change, { is: 'wrong-password' });
      assert.equal((await login('change-wrong', 'Before 1')).is, 'authenticated');
    });

    test('an admin needs no old password', async () => {
      assert.deepEqual(await made.source.changePassword('change-admin', 'After 2', undefined, ''), { is: 'changed' });
      assert.equal((await login('change-admin', 'After 2')).is, 'authenticated');
    });

    test('the password of nobody cannot be changed', async () => {
      for (const nobody of ['nobody', '*', 'change-*', "'", 'change-own\0'])
        for (const old of ['Before 1', undefined])
          assert.deepEqual(await made.source.changePassword(nobody, 'After 2', old, ''), { is: 'no-such-user' });
    });

    test('a user is no group, and nobody is in any', async () => {
      assert.equal(await made.source.members('jo', ''), undefined);
      assert.equal(await made.source.members('nobody', ''), undefined);
      assert.deepEqual(await made.source.groupsOf('jo', ''), []);
      assert.deepEqual(await made.source.groupsOf('*', ''), []);
    });
  });
};

/** The port `UserSource` for sources that have groups. */
export const groupsContract = (title: string, make: MakeSource): void => {
  describe(title, () => {
    const group = (uid: string, ...members: readonly string[]): PlainGroup => ({
      uid,
      name: `Group ${uid}`,
      mail: `${uid}@example.com`,
      members,
    });
    const groups = [group('sales', 'jo', 'o.hara'), group('all', 'sales', 'josé'), group('a-loop', 'a-loop', 'jo')];
    let made: SourceUnderTest;
    before(async () => {
      made = await make([JO, JOSE, ODD], groups);
    });
    after(() => made.close());
    const members = async (uid: string) => [...((await made.source.members(uid, '')) ?? ['no such group'])].sort();
    const groupsOf = async (uid: string) => [...(await made.source.groupsOf(uid, ''))].sort();

    test('a group is found by its login and its address', async () => {
      const { uid, name, mail } = group('sales');
      for (const found of [await made.source.find('Sales', ''), await made.source.findByMail(mail, '')])
        assert.deepEqual(known(found), { uid, name, mails: [mail], kind: 'group' });
    });

    test('members of groups within a group are its members, once', async () => {
      assert.deepEqual(await members('sales'), ['jo', 'o.hara']);
      assert.deepEqual(await members('ALL'), ['jo', 'josé', 'o.hara']);
    });

    test('a group within itself ends', async () => {
      assert.deepEqual(await members('a-loop'), ['jo']);
    });

    test('a user is in the groups that name him, and in those that these are in', async () => {
      assert.deepEqual(await groupsOf('Jo'), ['a-loop', 'all', 'sales']);
      assert.deepEqual(await groupsOf('josé'), ['all']);
      assert.deepEqual(await groupsOf('nobody'), []);
    });

    test('what is only similar to a group is none', async () => {
      for (const hostile of HOSTILE)
        assert.equal(await made.source.members(hostile, ''), undefined, hostile.slice(0, 40));
    });
  });
};
