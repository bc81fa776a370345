import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from 'ldapts';
import { isRefusal } from '../../../../src/domain/kernel/refusal.ts';
import type { SourceBook } from '../../../../src/domain/ports.ts';
import { bookOf, cardIn, finding, textOf } from '../../../contracts/directory-book.ts';
import { ADMIN, type Slapd } from '../../../support/slapd.ts';
import { directoryOf, entry, GROUPS, PEOPLE, person, type Settings, withSource } from './people.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);

const vcard = (...lines: string[]) => cardIn(['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n'));

const NEW = vcard(
  'UID:whatever',
  'FN:New Person',
  String.raw`N:Person\, the second;New;;;`,
  'EMAIL;TYPE=HOME:new@home.example',
  'EMAIL;TYPE=WORK:new@example.com',
  'TEL;TYPE=HOME,FAX:+1 555 5',
  'TEL:+1 555 1',
  'TEL;TYPE=CELL,PREF:+1 555 4',
  'ORG:Fasti;Sales;North',
  'ADR;TYPE=WORK:;;1 Street;Town;WS;12345;CA',
  'NICKNAME:Newt,Newbie',
  String.raw`NOTE:Two\nlines`,
  'BDAY:1980-02-29',
  'X-UNKNOWN:kept nowhere',
  `PHOTO;ENCODING=b;TYPE=JPEG:${JPEG.toString('base64')}`,
);

describe('an LDAP address book with modifiers', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([
      person('old', {
        cn: ['Old Person', 'O. Person'],
        mail: 'old@example.com',
        proxyAddresses: ['SMTP:old@example.com', 'smtp:older@example.com'],
        roomNumber: '42',
        telephoneNumber: '+1 555 1',
        jpegPhoto: 'x',
      }),
      person('leaf'),
      entry(`cn=team,${GROUPS}`, { objectClass: ['group', 'extensibleObject'], cn: 'team', uid: 'team' }),
    ]);
  });
  after(() => slapd.stop());

  const withBook = (use: (book: SourceBook) => Promise<void>, settings: Partial<Settings> = {}) =>
    withSource(
      {
        hostname: slapd.url,
        modifiers: ['Admin'],
        objectClasses: ['inetOrgPerson', 'mozillaAbPersonAlpha'],
        MailFieldNames: ['mail', 'proxyAddresses'],
        ...settings,
      },
      (source) => use(bookOf(source)),
    );
  const stored = async (dn: string): Promise<Record<string, unknown> | undefined> => {
    const client = new Client({ url: slapd.url });
    await client.bind(ADMIN.bindDN, ADMIN.bindPassword);
    const found = await client.search(dn, { scope: 'base' }).catch(() => undefined);
    await client.unbind();
    return found?.searchEntries[0];
  };
  const read = async (book: SourceBook, name: string) => {
    const card = await book.card(name, '');
    assert.ok(card, name);
    return cardIn(card.text);
  };

  test('those who are named may write, and nobody else', () =>
    withBook(async (book) => {
      assert.deepEqual(['admin', 'ADMIN', 'jo', ''].map(book.isWritableBy), [true, true, false, false]);
    }));

  test('a new card is an entry of the classes and the name of the settings', () =>
    withBook(async (book) => {
      const name = 'New, "Person"+1';
      assert.equal(await book.put(name, NEW, ''), 'created');
      const dn = String.raw`uid=New\, \"Person\"\+1,` + PEOPLE;
      const { dn: _, jpegPhoto, objectClass, ...found } = (await stored(dn)) ?? {};
      assert.deepEqual(jpegPhoto, JPEG);
      assert.deepEqual(objectClass, ['inetOrgPerson', 'mozillaAbPersonAlpha']);
      assert.deepEqual(found, {
        uid: name,
        cn: 'New Person',
        displayName: 'New Person',
        givenName: 'New',
        sn: 'Person, the second',
        mail: 'new@example.com',
        mozillaSecondEmail: 'new@home.example',
        facsimileTelephoneNumber: '+1 555 5',
        telephoneNumber: '+1 555 1',
        mobile: '+1 555 4',
        o: 'Fasti',
        ou: ['Sales', 'North'],
        street: '1 Street',
        l: 'Town',
        st: 'WS',
        postalCode: '12345',
        c: 'CA',
        mozillaNickname: ['Newt', 'Newbie'],
        description: 'Two\nlines',
        birthyear: '1980',
        birthmonth: '02',
        birthday: '29',
      });
      const card = await read(book, name.toLowerCase());
      assert.equal(textOf(card, 'UID'), name);
      assert.equal(textOf(card, 'BDAY'), '1980-02-29');
      assert.deepEqual((await book.cards(finding('NICKNAME', 'newbie'), 10, '')).cards.length, 1);
      assert.equal(await book.remove(name, ''), 'removed');
      assert.equal(await book.remove(name, ''), 'absent');
      assert.equal(await book.card(name, ''), undefined);
    }));

  test('what a directory has no attributes for is left out', () =>
    withBook(
      async (book) => {
        assert.equal(await book.put('plain', NEW, ''), 'created');
        const card = await read(book, 'plain');
        assert.deepEqual([textOf(card, 'NICKNAME'), textOf(card, 'TEL')], [undefined, '+1 555 1']);
        assert.equal(await book.put('plain', vcard('FN:Plain', 'NICKNAME:P', 'TEL:+1 555 7'), ''), 'changed');
        assert.equal(textOf(await read(book, 'plain'), 'TEL'), '+1 555 7');
      },
      { objectClasses: ['inetOrgPerson'] },
    ));

  test('a changed card changes what differs, and nothing that it knows nothing of', () =>
    withBook(async (book) => {
      const before = await stored(`uid=old,${PEOPLE}`);
      const { text } = (await book.card('old', '')) ?? { text: '' };
      assert.equal(await book.put('old', cardIn(text), ''), 'changed');
      assert.deepEqual(await stored(`uid=old,${PEOPLE}`), before);
      const changed = text
        .replace('TEL;TYPE=WORK:+1 555 1', 'TEL;TYPE=CELL:+1 555 9')
        .replace('EMAIL;TYPE=INTERNET,WORK:older@example.com', 'EMAIL;TYPE=INTERNET,WORK:newer@example.com');
      assert.equal(await book.put('OLD', cardIn(changed), ''), 'changed');
      const { telephoneNumber: _, ...kept } = before ?? {};
      assert.deepEqual(await stored(`uid=old,${PEOPLE}`), {
        ...kept,
        mobile: '+1 555 9',
        mail: ['old@example.com', 'newer@example.com'],
      });
    }));

  test('where the name of a person names the entry, it stays', () =>
    withBook(
      async (book) => {
        assert.equal(await book.put('Named So', vcard('FN:Named So', 'N:So;Named;;;'), ''), 'created');
        assert.equal(await book.put('Named So', vcard('FN:Called Otherwise', 'N:So;Named;;;'), ''), 'changed');
        const card = await read(book, 'Named So');
        assert.deepEqual([textOf(card, 'UID'), textOf(card, 'FN')], ['Named So', 'Called Otherwise']);
      },
      { IDFieldName: 'cn', UIDFieldName: 'cn' },
    ));

  test('what the directory refuses is told with its reason', async () => {
    const refused = async (settings: Partial<Settings>, name: string, card = NEW) => {
      let reason: string | undefined;
      await withBook(async (book) => {
        const done = await book.put(name, card, '');
        assert.ok(isRefusal(done), String(done));
        reason = done.reason;
      }, settings);
      return reason;
    };
    assert.equal(await refused({ objectClasses: [] }, 'none'), 'not-allowed');
    assert.equal(await refused({ objectClasses: ['nonsense'] }, 'none'), 'address-data-invalid');
    assert.equal(await refused({ baseDN: `ou=absent,${PEOPLE}` }, 'none'), 'no-such-resource');
    assert.equal(await refused({ anonymous: true }, 'none'), 'not-allowed');
    assert.equal(await refused({ baseDN: GROUPS, IDFieldName: 'cn' }, 'team'), 'not-allowed');
    assert.equal(await refused({}, 'a/b'), 'name-unusable');
    const list = vcard('FN:List', 'N:List;;;;', 'X-ADDRESSBOOKSERVER-KIND:group');
    assert.equal(await refused({}, 'list', list), 'not-allowed');
    assert.equal(await stored(`uid=none,${PEOPLE}`), undefined);
  });
});
