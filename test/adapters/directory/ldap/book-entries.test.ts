import assert from 'node:assert/strict';
import { randomBytes, X509Certificate } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { SourceBook } from '../../../../src/domain/ports.ts';
import { contactListOf } from '../../../../src/domain/vcard/contact-list.ts';
import { convertCard } from '../../../../src/domain/vcard/convert.ts';
import { mediaOf, octetsOf } from '../../../../src/domain/vcard/media.ts';
import { property } from '../../../../src/domain/vcard/property.ts';
import { bookOf, cardIn, finding, LISTING, textOf } from '../../../contracts/directory-book.ts';
import { type Slapd, SUFFIX } from '../../../support/slapd.ts';
import { change, directoryOf, entry, GROUPS, PEOPLE, person, type Settings, sourceOn, withSource } from './people.ts';

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(100_000)]);

const FULL = person('full', {
  objectClass: ['inetOrgPerson', 'mailAccount', 'mozillaAbPersonAlpha'],
  cn: 'Full Entry',
  givenName: 'Full',
  sn: 'Entry; Jr, Esq.',
  displayName: 'Full\nEntry',
  mail: ['full@example.com', 'entry@example.com'],
  mozillaSecondEmail: 'full@home.example',
  mozillaNickname: ['Fully', 'F, the first'],
  telephoneNumber: ['+1 555 1', '+1 555 2'],
  homePhone: '+1 555 3',
  mobile: '+1 555 4',
  facsimileTelephoneNumber: '+1 555 5',
  pager: '+1 555 6',
  title: 'Head of “Things”',
  o: 'Fasti; Ltd',
  ou: ['Sales', 'North'],
  street: '1 Work Street',
  l: 'Worktown',
  st: 'WS',
  postalCode: '12345',
  c: 'CA',
  mozillaHomeStreet: '2 Home Street',
  mozillaHomeLocalityName: 'Hometown',
  mozillaHomeUrl: 'https://home.example/full',
  nsAIMid: 'fullaim',
  birthyear: '1980',
  birthmonth: '2',
  birthday: '29',
  description: 'First line\r\nEND:VCARD\r\nBEGIN:VCARD',
  carLicense: 'mapped',
});

const withBook = (settings: Settings, use: (book: SourceBook) => Promise<void>) =>
  withSource(settings, (source) => use(bookOf(source)));

describe('the entries of an LDAP directory as cards', () => {
  let slapd: Slapd;
  let certificate: Buffer;
  before(async () => {
    slapd = await directoryOf([
      FULL,
      person('bare', { cn: 'Bare', mail: 'bare@example.com' }),
      ...Array.from({ length: 30 }, (_, n) => person(`many-${n}`)),
      entry(`cn=team,${GROUPS}`, {
        objectClass: ['group', 'extensibleObject'],
        cn: 'team',
        uid: 'team',
        mail: 'team@example.com',
        description: 'The team',
        member: [`uid=full,${PEOPLE}`, `uid=bare,${PEOPLE}`, `cn=nested,${GROUPS}`, `uid=gone,${PEOPLE}`],
      }),
      entry(`cn=nested,${GROUPS}`, { objectClass: ['group', 'extensibleObject'], cn: 'nested', uid: 'nested' }),
      entry(`cn=unix,${GROUPS}`, {
        objectClass: ['posixGroup', 'extensibleObject'],
        cn: 'unix',
        uid: 'unix',
        gidNumber: 1,
        memberUid: ['bare', 'nobody'],
      }),
    ]);
    certificate = new X509Certificate(slapd.ca).raw;
    await change(slapd, `uid=full,${PEOPLE}`, 'jpegPhoto', [JPEG]);
    await change(slapd, `uid=full,${PEOPLE}`, 'userCertificate;binary', [certificate]);
  });
  after(() => slapd.stop());
  const full = async (book: SourceBook) => {
    const card = await book.card('full', '');
    assert.ok(card);
    return card;
  };

  test('every attribute of the guide has its property', () =>
    withBook({ hostname: slapd.url }, async (book) => {
      const { text } = await full(book);
      const unfolded = text.replaceAll('\r\n ', '');
      const lines = unfolded.split('\r\n').filter((line) => !/^(PHOTO|KEY)/.test(line));
      assert.deepEqual(lines, [
        'BEGIN:VCARD',
        'VERSION:3.0',
        'UID:full',
        String.raw`FN:Full\nEntry`,
        String.raw`N:Entry\; Jr\, Esq.;Full;;;`,
        String.raw`NICKNAME:Fully,F\, the first`,
        String.raw`ORG:Fasti\; Ltd;Sales;North`,
        'EMAIL;TYPE=INTERNET,WORK,PREF:full@example.com',
        'EMAIL;TYPE=INTERNET,WORK:entry@example.com',
        'EMAIL;TYPE=INTERNET,HOME:full@home.example',
        'TITLE:Head of “Things”',
        'TEL;TYPE=WORK:+1 555 1',
        'TEL;TYPE=WORK:+1 555 2',
        'TEL;TYPE=HOME:+1 555 3',
        'TEL;TYPE=CELL:+1 555 4',
        'TEL;TYPE=FAX:+1 555 5',
        'TEL;TYPE=PAGER:+1 555 6',
        'URL;TYPE=HOME:https://home.example/full',
        String.raw`NOTE:First line\nEND:VCARD\nBEGIN:VCARD`,
        'X-AIM:fullaim',
        'ADR;TYPE=WORK:;;1 Work Street;Worktown;WS;12345;CA',
        'ADR;TYPE=HOME:;;2 Home Street;Hometown;;;',
        'BDAY;VALUE=date:1980-02-29',
        'END:VCARD',
        '',
      ]);
    }));

  test('pictures and certificates come through octet for octet, in both versions', () =>
    withBook({ hostname: slapd.url }, async (book) => {
      const { text } = await full(book);
      for (const source of [text, convertCard(cardIn(text), text, '4.0')]) {
        const octets = (name: string) => {
          const of = property(cardIn(source), name);
          const media = of && mediaOf(of);
          assert.ok(media?.is === 'base64');
          return { mediaType: media.mediaType, octets: Buffer.from(octetsOf(media.base64) ?? []) };
        };
        assert.deepEqual(octets('PHOTO'), { mediaType: 'image/jpeg', octets: JPEG });
        assert.deepEqual(octets('KEY'), { mediaType: 'application/pkix-cert', octets: certificate });
      }
    }));

  test('what is no picture, or a larger one than clients show, is left out', async () => {
    const photo = async () =>
      withBook({ hostname: slapd.url }, async (book) =>
        assert.equal(property(cardIn((await full(book)).text), 'PHOTO'), undefined),
      );
    await change(slapd, `uid=full,${PEOPLE}`, 'jpegPhoto', [Buffer.concat([JPEG, randomBytes(1024 * 1024)])]);
    await photo();
    await change(slapd, `uid=full,${PEOPLE}`, 'jpegPhoto', [JPEG]);
  });

  test('mapping names other attributes, the first that has a value counts, and searches look there', () =>
    withBook(
      {
        hostname: slapd.url,
        mapping: { mozillaNickname: ['roomNumber', 'carLicense'], telephonenumber: ['pager'] },
        SOGoLDAPContactInfoAttribute: 'ou',
      },
      async (book) => {
        const card = cardIn((await full(book)).text);
        assert.equal(textOf(card, 'NICKNAME'), 'mapped');
        assert.equal(textOf(card, 'TEL'), '+1 555 6');
        assert.equal(textOf(card, 'X-SOGO-CONTACTINFO'), 'Sales');
        const names = async (name: string, text: string) =>
          (await book.cards(finding(name, text), 100, '')).cards.map((found) => found.name);
        assert.deepEqual(await names('NICKNAME', 'MAPP'), ['full']);
        assert.deepEqual(await names('NICKNAME', 'Fully'), []);
      },
    ));

  test('each property of a card is searched where it comes from, whatever rules its attribute has', () =>
    withBook({ hostname: slapd.url }, async (book) => {
      const searches = {
        N: 'jr, esq',
        ORG: 'ltd;sales',
        TITLE: '“things”',
        TEL: '555 5',
        URL: 'home.example',
        ADR: 'hometown',
        NOTE: 'first',
        NICKNAME: 'the first',
        EMAIL: 'full@home',
        'X-AIM': 'fullaim',
      };
      for (const [name, text] of Object.entries(searches)) {
        const found = await book.cards(finding(name, text), 100, '');
        assert.deepEqual(
          found.cards.map((card) => card.name),
          ['full'],
          name,
        );
      }
    }));

  test('groups are lists of their members, in other sources too; of those that are gone nothing is said', async () => {
    const people = sourceOn({ hostname: slapd.url, id: 'people' });
    const groups = sourceOn({ hostname: slapd.url, id: 'groups', baseDN: GROUPS }, { neighbours: () => [people] });
    const list = async (name: string) => {
      const card = await bookOf(groups).card(name, '');
      assert.ok(card);
      for (const text of [card.text, convertCard(cardIn(card.text), card.text, '4.0')]) {
        const read = contactListOf(cardIn(text));
        assert.ok(read);
        assert.equal(read.uid, name);
      }
      return cardIn(card.text);
    };
    const team = await list('team');
    assert.equal(textOf(team, 'EMAIL'), 'team@example.com');
    assert.equal(contactListOf(team)?.description, 'The team');
    assert.deepEqual(contactListOf(team)?.members, [
      { uid: 'full', email: 'full@example.com', name: 'Full Entry' },
      { uid: 'bare', email: 'bare@example.com', name: 'Bare' },
      { uid: 'nested', name: 'nested' },
    ]);
    assert.deepEqual(contactListOf(await list('unix'))?.members, [
      { uid: 'bare', email: 'bare@example.com', name: 'Bare' },
    ]);
    assert.deepEqual(contactListOf(await list('nested'))?.members, []);
    const found = await bookOf(groups).cards(finding('X-ADDRESSBOOKSERVER-MEMBER', 'urn:uuid:bare', 'equals'), 100, '');
    assert.deepEqual(found.cards.map(({ name }) => name).sort(), ['team', 'unix']);
    await Promise.all([people.close(), groups.close()]);
  });

  test('the limits of the settings hold for searches and for listings', async () => {
    const counted = (settings: Partial<Settings>, wanted: string | undefined) => {
      let answer: readonly [number, boolean] = [0, false];
      return withBook({ hostname: slapd.url, listRequiresDot: false, ...settings }, async (book) => {
        const filter = wanted === undefined ? LISTING : finding('UID', wanted);
        const { cards, truncated } = await book.cards(filter, 1_000, '');
        answer = [cards.length, truncated];
      }).then(() => answer);
    };
    assert.deepEqual(await counted({}, 'many'), [30, false]);
    assert.deepEqual(await counted({ SOGoLDAPQueryLimit: 7 }, 'many'), [7, true]);
    assert.deepEqual(await counted({ SOGoLDAPQueryLimit: 30 }, 'many'), [30, false]);
    assert.deepEqual(await counted({ globalAddressBookFirstEntriesCount: 5 }, undefined), [5, true]);
    assert.deepEqual(await counted({ globalAddressBookFirstEntriesCount: 5 }, 'many'), [30, false]);
    assert.deepEqual(await counted({ SOGoLDAPQueryLimit: 3, globalAddressBookFirstEntriesCount: 5 }, undefined), [
      3,
      true,
    ]);
    assert.deepEqual(await counted({}, undefined), [32, false]);
  });

  test('with %d in its base, a book holds the entries of one domain', () =>
    withBook({ hostname: slapd.url, baseDN: `ou=%d,${SUFFIX}`, listRequiresDot: false }, async (book) => {
      const names = async (domain: string) =>
        (await book.cards(LISTING, 100, domain)).cards.map(({ name }) => name).sort();
      assert.equal(book.isOfDomains, true);
      assert.deepEqual(await names('groups'), ['nested', 'team', 'unix']);
      assert.equal((await names('people')).length, 32);
      assert.deepEqual(await names(''), []);
      assert.deepEqual(await names('people,dc=x'), []);
      assert.equal(await book.card('full', 'groups'), undefined);
      assert.equal((await book.card('full', 'people'))?.name, 'full');
    }));

  test('a directory that tells less than there is, is told of', async () => {
    const strict = await directoryOf(
      Array.from({ length: 450 }, (_, n) => person(`p${n}`)),
      `sizelimit 430\naccess to * by * read`,
    );
    await withBook({ hostname: strict.url, anonymous: true, listRequiresDot: false }, async (book) => {
      const { cards, truncated } = await book.cards(LISTING, 1_000, '');
      assert.deepEqual([cards.length, truncated], [430, true]);
    });
    await strict.stop();
  });
});
