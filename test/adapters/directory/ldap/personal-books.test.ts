import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isRefusal } from '../../../../src/domain/kernel/refusal.ts';
import type { UserSource } from '../../../../src/domain/ports.ts';
import { cardIn, finding, LISTING, textOf } from '../../../contracts/directory-book.ts';
import type { Slapd } from '../../../support/slapd.ts';
import { directoryOf, entry, PEOPLE, person, type Settings, withSource } from './people.ts';

const card = (...lines: string[]) => cardIn(['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n'));

describe('address books that an LDAP directory keeps for people', () => {
  let slapd: Slapd;
  before(async () => {
    const book = `ou=friends,ou=books,uid=ann,${PEOPLE}`;
    slapd = await directoryOf([
      person('ann'),
      person('bob'),
      entry(`ou=books,uid=ann,${PEOPLE}`, { objectClass: 'organizationalUnit', ou: 'books' }),
      entry(book, { objectClass: 'organizationalUnit', ou: 'friends', description: 'My friends' }),
      entry(`cn=1234.vcf,${book}`, {
        objectClass: 'inetOrgPerson',
        cn: '1234.vcf',
        displayName: 'Cay Doe',
        sn: 'Doe',
        mail: 'cay@example.com',
      }),
    ]);
  });
  after(() => slapd.stop());

  const withBooks = (
    use: (books: NonNullable<UserSource['personalBooks']>) => Promise<void>,
    more: Partial<Settings> = {},
  ) =>
    withSource({ hostname: slapd.url, abOU: 'books', objectClasses: ['inetOrgPerson'], ...more }, async (source) => {
      assert.ok(source.personalBooks);
      await use(source.personalBooks);
    });
  type Books = NonNullable<UserSource['personalBooks']>;
  const named = async (books: Books, login = 'ann') =>
    (await books.list(login, '')).map(({ id, displayName }) => [id, displayName]);
  const only = async (books: Books, id: string, login = 'ann') => {
    const book = (await books.list(login, '')).find((one) => one.id === id);
    assert.ok(book, id);
    return book;
  };

  test('are the units in the container of a user, whose entries are cards', async () => {
    for (const abOU of ['books', 'ou=books'])
      await withBooks(
        async (books) => {
          assert.deepEqual(await named(books), [['friends', 'My friends']]);
          assert.deepEqual([await named(books, 'bob'), await named(books, 'nobody')], [[], []]);
          const book = await only(books, 'friends');
          assert.deepEqual(
            [book.isWritableBy('ann'), book.isWritableBy('bob'), book.listRequiresDot],
            [true, false, false],
          );
          for (const filter of [LISTING, finding('FN', 'cay'), finding('EMAIL', 'cay@', 'starts-with')]) {
            const { cards } = await book.cards(filter, 10);
            assert.deepEqual(
              cards.map(({ name }) => name),
              ['1234.vcf'],
            );
            assert.equal(textOf(cardIn(cards[0]?.text ?? ''), 'FN'), 'Cay Doe');
          }
        },
        { abOU },
      );
  });

  test('without abOU there are none', () =>
    withSource({ hostname: slapd.url }, async (source) => assert.equal(source.personalBooks, undefined)));

  test('their owner makes, renames, fills and deletes them', () =>
    withBooks(async (books) => {
      assert.equal(await books.create('work, etc', 'At work', 'bob', ''), 'created');
      assert.deepEqual(await named(books, 'bob'), [['work, etc', 'At work']]);
      assert.equal(await books.rename('work, etc', 'Work', 'bob', ''), 'renamed');
      const book = await only(books, 'work, etc', 'bob');
      assert.equal(book.displayName, 'Work');
      assert.equal(await book.put('a+b.vcf', card('FN:Dee Roe', 'N:Roe;Dee;;;', 'EMAIL:dee@example.com')), 'created');
      assert.equal(await book.put('a+b.vcf', card('FN:Dee Poe', 'N:Poe;Dee;;;', 'EMAIL:dee@example.com')), 'changed');
      const read = cardIn((await book.card('a+b.vcf'))?.text ?? '');
      assert.deepEqual(
        ['UID', 'FN', 'N', 'EMAIL'].map((name) => textOf(read, name)),
        ['a+b.vcf', 'Dee Poe', 'Poe;Dee;;;', 'dee@example.com'],
      );
      assert.deepEqual(await named(books), [['friends', 'My friends']]);
      assert.equal(await book.remove('absent.vcf'), 'absent');
      assert.equal(await books.remove('work, etc', 'bob', ''), 'removed');
      assert.deepEqual(await named(books, 'bob'), []);
    }));

  test('what cannot be is refused', () =>
    withBooks(async (books) => {
      const reason = (done: unknown) => (isRefusal(done) ? done.reason : done);
      assert.equal(reason(await books.create('friends', 'Again', 'ann', '')), 'name-taken');
      assert.equal(reason(await books.rename('absent', 'x', 'ann', '')), 'no-such-resource');
      assert.equal(reason(await books.remove('absent', 'ann', '')), 'no-such-resource');
      assert.equal(reason(await books.create('x', 'x', 'nobody', '')), 'no-such-resource');
      for (const id of ['', 'a/b', '%d', 'x\0'])
        assert.equal(reason(await books.create(id, 'x', 'ann', '')), 'name-unusable');
      assert.equal(reason(await books.remove('friends,ou=books', 'ann', '')), 'no-such-resource');
      assert.deepEqual(await named(books), [['friends', 'My friends']]);
    }));
});
