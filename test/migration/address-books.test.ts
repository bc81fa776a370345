/** Directories with `isAddressBook` as clients see them: found, searched, read, changed by modifiers, and out for a while. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { change, directoryOf, entry, GROUPS, PEOPLE, person } from '../adapters/directory/ldap/people.ts';
import { card, type Fasti } from '../support/fasti.ts';
import { type Slapd, SUFFIX } from '../support/slapd.ts';
import { ACCOUNT } from './companies.ts';
import { request, startSite } from './site.ts';

const CARDDAV = 'urn:ietf:params:xml:ns:carddav';
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);

const query = (property: string, text: string, more = ''): string =>
  `<R:addressbook-query xmlns="DAV:" xmlns:R="${CARDDAV}"><prop><R:address-data/></prop><R:filter><R:prop-filter name="${property}"><R:text-match><![CDATA[${text}]]></R:text-match></R:prop-filter></R:filter>${more}</R:addressbook-query>`;

const multiget = (...hrefs: readonly string[]): string =>
  `<R:addressbook-multiget xmlns="DAV:" xmlns:R="${CARDDAV}"><prop><R:address-data/></prop>${hrefs.map((href) => `<href>${href}</href>`).join('')}</R:addressbook-multiget>`;

/** Names directly below the book that an answer has cards of, in order; and whether it says that there are more. */
const namesIn = async (answer: Response): Promise<readonly [readonly string[], boolean]> => {
  const text = await answer.text();
  assert.equal(answer.status, 207, text);
  const names = [...text.matchAll(/<D:href>[^<]*\/Contacts\/everybody\/([^<]+)<\/D:href><D:propstat>/g)];
  return [names.map(([, name]) => name ?? '').sort(), text.includes('507 Insufficient Storage')];
};

describe('a directory as an address book', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([
      person('ann', { cn: 'Ann Doe' }),
      person('boss', { cn: 'Boss Doe' }),
      person('odd', { cn: String.raw`(uid=*) \2a #1 & <b>`, accountStatus: 'frozen' }),
      person('new', { cn: 'Zoë New' }),
      entry(`cn=team,${GROUPS}`, {
        objectClass: ['group', 'extensibleObject'],
        cn: 'The Team',
        uid: 'team',
        member: [`uid=ann,${PEOPLE}`, `uid=boss,${PEOPLE}`],
      }),
    ]);
    await change(slapd, `uid=ann,${PEOPLE}`, 'jpegPhoto', [JPEG]);
  });
  after(() => slapd.stop());

  const source = (more: string): string => `{
    type = ldap; id = everybody; IDFieldName = uid; UIDFieldName = uid; CNFieldName = cn; bindFields = (uid); ${ACCOUNT}
    baseDN = "${SUFFIX}"; canAuthenticate = YES; isAddressBook = YES; hostname = "${slapd.url}"; ${more} }`;
  const at = async (more: string, use: (site: Fasti) => Promise<void>, system = ''): Promise<void> => {
    const site = await startSite(`{ ${system} SOGoUserSources = (${source(more)}); }`);
    try {
      await use(site);
    } finally {
      await site.stop();
    }
  };
  type Headers = Readonly<Record<string, string>>;
  const as = (site: Fasti, login: string, method: string, name: string, body?: string, headers: Headers = {}) =>
    request(site, method, `/SOGo/dav/${login}/Contacts/${name}`, login, `password of ${login}`, body, headers);
  const VCARD = { 'content-type': 'text/vcard' };

  test('displayName, listRequiresDot = NO: it is named and lists everybody, with what was asked', () =>
    at('listRequiresDot = NO; displayName = "Our <people>";', async (site) => {
      const home = await (await as(site, 'ann', 'PROPFIND', '', undefined, { depth: '1' })).text();
      assert.match(home, /Contacts\/everybody\/<.*?<D:displayname>Our &lt;people/s);
      const listed = await as(site, 'ann', 'PROPFIND', 'everybody/', undefined, { depth: '1' });
      assert.deepEqual(await namesIn(listed), [['ann', 'boss', 'new', 'odd', 'team'], false]);
    }));

  test('pictures come through, and a group is a list in the form that is asked for', () =>
    at('', async (site) => {
      const ann = await (await as(site, 'ann', 'GET', 'everybody/ann')).text();
      assert.ok(ann.replaceAll('\r\n ', '').includes(JPEG.toString('base64')), ann);
      const apple = await (await as(site, 'ann', 'GET', 'everybody/team')).text();
      assert.match(apple, /^X-ADDRESSBOOKSERVER-KIND:group\r$/m);
      assert.deepEqual(apple.replaceAll('\r\n ', '').match(/urn:uuid:\w+/g), ['urn:uuid:ann', 'urn:uuid:boss']);
      const group = await as(site, 'ann', 'GET', 'everybody/team', undefined, { accept: 'text/vcard; version=4.0' });
      const text = await group.text();
      assert.match(text, /^KIND:group\r$/m);
      assert.equal(text.match(/^MEMBER[:;]/gm)?.length, 2);
    }));

  test('a query means its text: what LDAP has a meaning for is text, too', () =>
    at('', async (site) => {
      for (const [property, text, names] of [
        ['FN', '*', ['odd']],
        ['FN', '(uid=*)', ['odd']],
        ['FN', String.raw`\2a`, ['odd']],
        ['FN', '& <b>', ['odd']],
        ['FN', 'ZOË', ['new']],
        ['FN', ' DOE', ['ann', 'boss']],
        ['EMAIL', 'boss@', ['boss']],
        ['EMAIL', '*@', []],
        ['FN', ')(uid=*', []],
        ['FN', '.', ['ann', 'boss', 'new', 'odd', 'team']],
      ] as const)
        assert.deepEqual(
          await namesIn(await as(site, 'ann', 'REPORT', 'everybody/', query(property, text))),
          [names, false],
          text,
        );
    }));

  test('limits of the client and of the settings are kept, and what is beyond is told', () =>
    at('listRequiresDot = NO; SOGoLDAPQueryLimit = 2; globalAddressBookFirstEntriesCount = 1;', async (site) => {
      const count = async (answer: Response) => {
        const [names, isTruncated] = await namesIn(answer);
        return [names.length, isTruncated];
      };
      const one = '<R:limit><R:nresults>1</R:nresults></R:limit>';
      const asked = (text: string, more = '') => as(site, 'ann', 'REPORT', 'everybody/', query('FN', text, more));
      assert.deepEqual(await count(await asked('o')), [2, true]);
      assert.deepEqual(await count(await asked('doe')), [2, false]);
      assert.deepEqual(await count(await asked('doe', one)), [1, true]);
      const listed = await as(site, 'ann', 'PROPFIND', 'everybody/', undefined, { depth: '1' });
      assert.deepEqual(await count(listed), [1, true]);
    }));

  test('modifiers write and remove entries, on conditions; others only read', () =>
    at(`modifiers = (Boss); objectClasses = (inetOrgPerson); baseDN = "${PEOPLE}";`, async (site) => {
      const place = 'everybody/cay';
      const text = card('cay', 'FN:Cay Doe', 'N:Doe;Cay;;;', 'EMAIL;TYPE=WORK:cay@example.com');
      const status = async (answer: Promise<Response>) => (await answer).status;
      const put = (login: string, headers: Headers, body = text) =>
        as(site, login, 'PUT', place, body, { ...VCARD, ...headers });
      assert.equal(await status(put('ann', {})), 403);
      assert.equal(await status(put('boss', { 'if-match': '"x"' })), 412);
      const made = await put('boss', { 'if-none-match': '*' });
      assert.deepEqual([made.status, made.headers.get('etag')], [201, null]);
      assert.equal(await status(put('boss', { 'if-none-match': '*' })), 412);
      const got = await as(site, 'ann', 'GET', place);
      assert.match(await got.text(), /^FN:Cay Doe\r$/m);
      const etag = got.headers.get('etag') ?? '';
      const moved = text.replace('EMAIL', 'TEL;TYPE=CELL:+1 555 1\r\nEMAIL');
      assert.equal(await status(put('boss', { 'if-match': etag }, moved)), 204);
      assert.equal(await status(put('boss', { 'if-match': etag }, moved)), 412);
      assert.match(await (await as(site, 'ann', 'GET', place)).text(), /^TEL;TYPE=CELL:\+1 555 1\r$/m);
      assert.equal(await status(put('boss', {}, 'BEGIN:VCARD\r\n')), 403);
      const privileges = async (login: string) => {
        const body = '<propfind xmlns="DAV:"><prop><current-user-privilege-set/></prop></propfind>';
        const answer = await as(site, login, 'PROPFIND', 'everybody/', body, { depth: '0' });
        const told = await answer.text();
        return ['read', 'write', 'bind', 'unbind'].filter((name) => told.includes(`<D:${name}/>`));
      };
      assert.deepEqual(await privileges('ann'), ['read']);
      assert.deepEqual(await privileges('boss'), ['read', 'write', 'bind', 'unbind']);
      assert.equal(await status(as(site, 'ann', 'DELETE', place)), 403);
      assert.equal(await status(as(site, 'boss', 'DELETE', place, undefined, { 'if-match': etag })), 412);
      assert.equal(await status(as(site, 'boss', 'DELETE', place)), 204);
      assert.equal(await status(as(site, 'boss', 'GET', place)), 404);
    }));

  test('where the module is closed, by the settings or to somebody, there is no directory either', async () => {
    const gateway = async (site: Fasti, login: string) => {
      const body = `<propfind xmlns="DAV:"><prop><directory-gateway xmlns="${CARDDAV}"/></prop></propfind>`;
      const path = `/SOGo/dav/${login}/`;
      const told = await request(site, 'PROPFIND', path, login, `password of ${login}`, body, { depth: '0' });
      return (await told.text()).includes('/Contacts/everybody/');
    };
    const doors = async (site: Fasti, login: string) => {
      const found = await Promise.all([
        as(site, login, 'GET', 'everybody/ann'),
        as(site, login, 'REPORT', 'everybody/', query('FN', 'ann')),
        as(site, login, 'PROPFIND', 'everybody/', undefined, { depth: '1' }),
        as(site, login, 'PUT', 'everybody/x', card('x'), VCARD),
      ]);
      return [await gateway(site, login), ...found.map(({ status }) => status)];
    };
    await at('ModulesConstraints = { Contacts = { mail = "ann@example.com"; }; };', async (site) => {
      assert.deepEqual(await doors(site, 'odd'), [false, 403, 403, 403, 403]);
      assert.deepEqual(await doors(site, 'ann'), [true, 200, 207, 207, 403]);
    });
    await at(
      '',
      async (site) => assert.deepEqual(await doors(site, 'ann'), [false, 403, 403, 403, 403]),
      'SOGoAddressBookDAVAccessEnabled = NO;',
    );
  });

  test('while it is out one’s own books are there, and whoever asks it is told to come again', () =>
    at('listRequiresDot = NO;', async (site) => {
      const own = await as(site, 'ann', 'PUT', 'personal/friend.vcf', card('friend', 'FN:Friend'), VCARD);
      assert.equal(own.status, 201);
      await slapd.stop();
      try {
        const home = await as(site, 'ann', 'PROPFIND', '', undefined, { depth: '1' });
        assert.equal(home.status, 207);
        assert.match(await home.text(), /Contacts\/personal\/<.*Contacts\/everybody\/</s);
        assert.equal((await as(site, 'ann', 'GET', 'personal/friend.vcf')).status, 200);
        for (const [method, name, body, headers] of [
          ['PROPFIND', 'everybody/', undefined, { depth: '1' }],
          ['REPORT', 'everybody/', query('FN', 'ann'), {}],
          ['REPORT', 'everybody/', multiget('/SOGo/dav/ann/Contacts/everybody/ann'), {}],
          ['GET', 'everybody/ann', undefined, {}],
          ['PUT', 'everybody/ann', card('ann'), VCARD],
        ] as const) {
          const answer = await as(site, 'ann', method, name, body, headers);
          assert.equal(answer.status, 503, `${method} ${name}`);
          assert.ok(answer.headers.has('retry-after'), method);
        }
      } finally {
        await slapd.start();
      }
      assert.equal((await as(site, 'ann', 'GET', 'everybody/ann')).status, 200);
    }));
});
