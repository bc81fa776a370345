import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { directoryOf as directoryOfParts } from '../../../src/adapters/directory/directory.ts';
import type { Domains } from '../../../src/domain/directory/domains.ts';
import type { Directory, UserSource } from '../../../src/domain/ports.ts';
import { finding, LISTING } from '../../contracts/directory-book.ts';
import { SUFFIX } from '../../support/slapd.ts';
import { directoryOf, entry, person, type Settings, sourceOn } from './ldap/people.ts';

const DOMAINS: Domains = {
  configured: ['one', 'two', 'three'],
  basedUid: false,
  forbidUnknown: false,
  allowed: [],
  suffix: '',
  visibility: [['one', 'two']],
};

const directory = (sources: Readonly<Record<string, readonly UserSource[]>>, basedUid = false): Directory =>
  directoryOfParts({
    domains: { ...DOMAINS, basedUid },
    sources: (domain) => sources[domain] ?? [],
    mailDomain: () => undefined,
    warn: () => undefined,
  });

describe('the address books of an installation', () => {
  test('are those of one’s domain, of domains it sees, and of the system where entries have domains', async () => {
    const slapd = await directoryOf([
      ...['one', 'two', 'three'].flatMap((ou) => [
        entry(`ou=${ou},${SUFFIX}`, { objectClass: 'organizationalUnit', ou }),
        entry(`uid=of-${ou},ou=${ou},${SUFFIX}`, { objectClass: 'inetOrgPerson', uid: `of-${ou}`, cn: ou, sn: ou }),
      ]),
      person('system'),
    ]);
    const source = (id: string, ou: string, isAddressBook = true) =>
      sourceOn({ hostname: slapd.url, id, baseDN: `ou=${ou},${SUFFIX}`, isAddressBook, listRequiresDot: false });
    const all = directory({
      '': [source('plain', 'people'), source('by-domain', '%d')],
      one: [source('of-one', 'one'), source('hidden', 'one', false)],
      two: [source('of-two', 'two')],
      three: [source('of-three', 'three')],
    });
    const ids = (domain: string) => all.books(domain).map(({ id }) => id);
    assert.deepEqual(ids('one'), ['of-one', 'of-two', 'by-domain']);
    assert.deepEqual(ids('two'), ['of-two', 'of-one', 'by-domain']);
    assert.deepEqual(ids('three'), ['of-three', 'by-domain']);
    assert.deepEqual(ids(''), ['plain', 'by-domain']);

    const byDomain = (domain: string) => {
      const book = all.books(domain).find(({ id }) => id === 'by-domain');
      assert.ok(book);
      return book;
    };
    const names = async (domain: string, limit = 10) => {
      const { cards, truncated } = await byDomain(domain).cards(LISTING, limit);
      return [cards.map(({ name }) => name), truncated];
    };
    assert.deepEqual(await names('one'), [['of-one', 'of-two'], false]);
    assert.deepEqual(await names('two'), [['of-two', 'of-one'], false]);
    assert.deepEqual(await names('three'), [['of-three'], false]);
    assert.deepEqual(await names(''), [[], false]);
    assert.deepEqual(await names('one', 1), [['of-one'], true]);
    assert.equal((await byDomain('one').card('of-two'))?.name, 'of-two');
    assert.equal(await byDomain('one').card('of-three'), undefined);
    assert.deepEqual((await byDomain('one').cards(finding('FN', 'three'), 10)).cards, []);
    await all.close();
    await slapd.stop();
  });

  test('may be changed by modifiers of their own domain, not by namesakes of another', async () => {
    const book = (settings: Partial<Settings>) =>
      sourceOn({ hostname: 'ldap://127.0.0.1:1', modifiers: ['ann'], ...settings });
    for (const basedUid of [true, false]) {
      const all = directory(
        { '': [book({ id: 'all', baseDN: `ou=%d,${SUFFIX}` })], one: [book({ id: 'of-one' })], two: [] },
        basedUid,
      );
      const writable = (login: string, domain: string) =>
        all.books(domain).flatMap((each) => (each.isWritableBy(login) ? [each.id] : []));
      assert.deepEqual(writable('ann@one', 'one'), basedUid ? ['of-one'] : []);
      assert.deepEqual(writable('ann', 'one'), ['of-one', 'all']);
      assert.deepEqual(writable('ann@two', 'two'), []);
      assert.deepEqual(writable('ann', 'two'), ['all']);
      assert.deepEqual(writable('bob@one', 'one'), []);
      assert.deepEqual(writable('ann', ''), ['all']);
      await all.close();
    }
  });

  test('those that a directory keeps for somebody are his alone', async () => {
    const slapd = await directoryOf([
      entry(`ou=one,${SUFFIX}`, { objectClass: 'organizationalUnit', ou: 'one' }),
      entry(`uid=ann,ou=one,${SUFFIX}`, { objectClass: 'inetOrgPerson', uid: 'ann', cn: 'Ann', sn: 'Ann' }),
    ]);
    const source = sourceOn({ hostname: slapd.url, baseDN: `ou=one,${SUFFIX}`, abOU: 'books' });
    const all = directory({ one: [source] }, true);
    const books = await all.personalBooks('ann@one', 'one');
    assert.ok(books);
    assert.deepEqual(await books.list(), []);
    assert.equal(await books.create('mine', 'Mine'), 'created');
    const [mine] = await books.list();
    assert.deepEqual([mine?.id, mine?.isWritableBy('ann@one'), mine?.isWritableBy('ann@two')], ['mine', true, false]);
    assert.equal(await all.personalBooks('bob@one', 'one'), undefined);
    assert.equal(await all.personalBooks('ann@one', 'two'), undefined);
    await all.close();
    await slapd.stop();
  });
});
