/** `abOU`: address books that an LDAP directory keeps for people, as clients see them among their own. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { directoryOf, entry, PEOPLE, person, withSource } from '../adapters/directory/ldap/people.ts';
import { card, type Fasti } from '../support/fasti.ts';
import { ADMIN, type Slapd } from '../support/slapd.ts';
import { request, startSite } from './site.ts';

const unit = (dn: string, ou: string, more = {}) => entry(dn, { objectClass: 'organizationalUnit', ou, ...more });

const cardEntry = (cn: string, book: string, displayName: string) =>
  entry(`cn=${cn},${book}`, { objectClass: 'inetOrgPerson', cn, displayName, sn: 'Doe', mail: 'cay@example.com' });

const FRIENDS = `ou=friends,ou=books,uid=ann,${PEOPLE}`;
const CARD = { 'content-type': 'text/vcard' };
const PROP = (names: string) =>
  `<propfind xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop>${names}</prop></propfind>`;
const NAMED = (name: string, more = '') =>
  `<propertyupdate xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><set><prop><displayname>${name}</displayname>${more}</prop></set></propertyupdate>`;

describe('address books that a directory keeps for people, among their own', () => {
  let slapd: Slapd;
  let site: Fasti;
  before(async () => {
    slapd = await directoryOf([
      ...['ann', 'bob', 'cay', 'dee', 'eve'].map((uid) => person(uid)),
      unit(`ou=books,uid=ann,${PEOPLE}`, 'books'),
      unit(FRIENDS, 'friends', { description: 'My friends' }),
      cardEntry('1.vcf', FRIENDS, 'Cay Doe'),
      unit(`ou=books,uid=cay,${PEOPLE}`, 'books'),
      ...['personal', 'people'].flatMap((ou) => {
        const book = `ou=${ou},ou=books,uid=cay,${PEOPLE}`;
        return [unit(book, ou), cardEntry('2.vcf', book, 'Dee Doe')];
      }),
    ]);
    site = await startSite(`{ SOGoUserSources = ({
      type = ldap; id = people; IDFieldName = uid; UIDFieldName = uid; CNFieldName = cn; bindFields = (uid);
      bindDN = "${ADMIN.bindDN}"; bindPassword = "${ADMIN.bindPassword}"; hostname = "${slapd.url}"; baseDN = "${PEOPLE}";
      canAuthenticate = YES; isAddressBook = YES; abOU = books; objectClasses = (inetOrgPerson); }); }`);
  });
  after(async () => {
    await site.stop();
    await slapd.stop();
  });

  const asker =
    (login: string) =>
    async (method: string, name: string, body?: string, headers: Readonly<Record<string, string>> = {}) => {
      const where = name.startsWith('/') ? `/SOGo/dav${name}` : `/SOGo/dav/${login}/Contacts/${name}`;
      const answer = await request(site, method, where, login, `password of ${login}`, body, headers);
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    };
  type Ask = ReturnType<typeof asker>;
  const propfind = async (ask: Ask, name: string, depth: '0' | '1', names = '<displayname/>') =>
    (await ask('PROPFIND', name, PROP(names), { depth })).text;
  const listed = async (ask: Ask, name = '') =>
    [...(await propfind(ask, name, '1')).matchAll(/<D:href>[^<]*\/Contacts\/([^<]+)<\/D:href>/g)].map(([, of]) => of);
  const query = (text: string) =>
    `<R:addressbook-query xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><R:address-data/></prop><R:filter><R:prop-filter name="FN"><R:text-match>${text}</R:text-match></R:prop-filter></R:filter></R:addressbook-query>`;

  test('are listed in the home of their owner, as address books', async () => {
    const ann = asker('ann');
    assert.deepEqual(await listed(ann), ['personal/', 'friends/', 'people/']);
    const book = await propfind(ann, 'friends/', '0', '<displayname/><resourcetype/><current-user-privilege-set/>');
    assert.match(book, /<D:displayname>My friends<\/D:displayname>/);
    assert.match(book, /<R:addressbook\/>/);
    assert.doesNotMatch(book, /<R:directory\/>/);
    assert.match(book, /<D:bind\/>.*<D:write-properties\/>/s);
    assert.match((await ann('OPTIONS', 'friends/')).headers.get('allow') ?? '', /PROPPATCH, DELETE|DELETE, PROPPATCH/);
    assert.doesNotMatch(await propfind(ann, '/ann/', '0', '<R:directory-gateway/>'), /friends/);
  });

  test('are read, searched and fetched as those of the directory', async () => {
    const ann = asker('ann');
    assert.deepEqual(await listed(ann, 'friends/'), ['friends/', 'friends/1.vcf']);
    assert.match((await ann('GET', 'friends/1.vcf')).text, /FN:Cay Doe/);
    assert.match((await ann('REPORT', 'friends/', query('cay'))).text, /FN:Cay Doe/);
    assert.doesNotMatch((await ann('REPORT', 'friends/', query('nobody'))).text, /FN:/);
    const multiget = `<R:addressbook-multiget xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><R:address-data/></prop><href>/SOGo/dav/ann/Contacts/friends/1.vcf</href></R:addressbook-multiget>`;
    assert.match((await ann('REPORT', 'friends/', multiget)).text, /FN:Cay Doe/);
  });

  test('nobody else sees them', async () => {
    const bob = asker('bob');
    assert.deepEqual(await listed(bob), ['personal/', 'people/']);
    for (const [method, name] of [
      ['PROPFIND', 'friends/'],
      ['GET', 'friends/1.vcf'],
      ['GET', '/ann/Contacts/friends/1.vcf'],
      ['PROPFIND', '/ann/Contacts/friends/'],
    ] as const)
      assert.equal((await bob(method, name, undefined, { depth: '0' })).status, 404, `${method} ${name}`);
    assert.notEqual((await bob('DELETE', '/ann/Contacts/friends/1.vcf')).status, 204);
    assert.match((await asker('ann')('GET', 'friends/1.vcf')).text, /FN:Cay Doe/);
  });

  test('their owner makes one, fills it, names it anew and deletes it', async () => {
    const bob = asker('bob');
    const mkcol = (more = '') =>
      `<mkcol xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype><collection/><R:addressbook/></resourcetype><displayname>Team</displayname>${more}</prop></set></mkcol>`;
    const described = '<R:addressbook-description>All of us</R:addressbook-description>';
    const refused = await bob('MKCOL', 'team/', mkcol(described), { 'content-type': 'application/xml' });
    assert.deepEqual([refused.status, refused.text.includes('keeps nothing')], [403, true]);
    assert.deepEqual(await listed(bob), ['personal/', 'people/']);
    assert.equal((await bob('MKCOL', 'team/', mkcol(), { 'content-type': 'application/xml' })).status, 201);
    assert.equal((await bob('MKCOL', 'team/')).status, 405);
    assert.match(await propfind(bob, 'team/', '0'), /<D:displayname>Team</);
    assert.equal((await bob('PUT', 'team/a.vcf', card('a', 'FN:Eve Roe', 'N:Roe;Eve;;;'), CARD)).status, 201);
    assert.equal((await bob('PUT', 'team/a.vcf', card('a', 'FN:Eve Poe', 'N:Poe;Eve;;;'), CARD)).status, 204);
    assert.match((await bob('GET', 'team/a.vcf')).text, /FN:Eve Poe/);
    assert.match((await bob('PROPPATCH', 'team/', NAMED('Us', described))).text, /424 .*403 /s);
    assert.match(await propfind(bob, 'team/', '0'), /<D:displayname>Team</);
    assert.match((await bob('PROPPATCH', 'team/', NAMED(' '))).text, /A name is not empty/);
    assert.equal((await bob('PROPPATCH', 'team/', NAMED('Us'), { 'if-match': '"x"' })).status, 412);
    assert.equal((await bob('PROPPATCH', 'team/', NAMED('Us'), { prefer: 'return=minimal' })).status, 204);
    assert.match(await propfind(bob, 'team/', '0'), /<D:displayname>Us</);
    assert.equal((await bob('DELETE', 'team/a.vcf')).status, 204);
    assert.equal((await bob('DELETE', 'team/', undefined, { depth: '0' })).status, 400);
    assert.equal((await bob('DELETE', 'team/')).status, 204);
    assert.deepEqual(await listed(bob), ['personal/', 'people/']);
  });

  test('what they hold is copied into one’s other books; nothing is moved or copied into them', async () => {
    const ann = asker('ann');
    const to = (name: string) => ({ destination: `/SOGo/dav/ann/Contacts/${name}` });
    assert.equal((await ann('COPY', 'friends/1.vcf', undefined, to('personal/1.vcf'))).status, 201);
    assert.match((await ann('GET', 'personal/1.vcf')).text, /FN:Cay Doe/);
    for (const [method, name, into, status] of [
      ['COPY', 'personal/1.vcf', 'friends/2.vcf', 403],
      ['MOVE', 'personal/1.vcf', 'friends/2.vcf', 403],
      ['MOVE', 'friends/1.vcf', 'personal/2.vcf', 405],
      ['MOVE', 'friends/', 'mine/', 405],
      ['COPY', 'friends/', 'mine/', 405],
    ] as const)
      assert.equal((await ann(method, name, undefined, to(into))).status, status, `${method} ${name}`);
    assert.deepEqual(await listed(ann, 'friends/'), ['friends/', 'friends/1.vcf']);
  });

  test('of a name that everybody has, one’s own is seen; of a name that one made, that which one made', async () => {
    const cay = asker('cay');
    assert.deepEqual((await listed(cay)).toSorted(), ['people/', 'personal/']);
    for (const name of ['personal', 'people']) assert.match((await cay('GET', `${name}/2.vcf`)).text, /FN:Dee Doe/);
    assert.equal((await cay('PUT', 'personal/b.vcf', card('b', 'FN:Fay Doe', 'N:Doe;Fay;;;'), CARD)).status, 201);
    assert.deepEqual((await listed(cay, 'personal/')).toSorted(), ['personal/', 'personal/2.vcf', 'personal/b.vcf']);
    assert.equal((await cay('DELETE', 'personal/')).status, 403);
    const dee = asker('dee');
    assert.equal((await dee('PUT', 'personal/c.vcf', card('c'), CARD)).status, 201);
    assert.equal(
      (await dee('MOVE', 'personal/c.vcf', undefined, { destination: '/SOGo/dav/dee/Contacts/personal/d.vcf' })).status,
      201,
    );
    await withSource({ hostname: slapd.url, abOU: 'books' }, async ({ personalBooks }) =>
      assert.equal(await personalBooks?.create('personal', 'Hidden', 'dee', ''), 'created'),
    );
    assert.deepEqual(await listed(dee, 'personal/'), ['personal/', 'personal/d.vcf']);
    assert.deepEqual(await listed(dee), ['personal/', 'people/']);
  });

  test('while their directory is out the home lists the others, and nothing takes the place of what is not seen', async () => {
    const [ann, cay, eve] = [asker('ann'), asker('cay'), asker('eve')];
    assert.equal((await eve('PUT', 'personal/e.vcf', card('e'), CARD)).status, 201);
    assert.deepEqual(await listed(ann), ['personal/', 'friends/', 'people/']);
    assert.equal((await cay('GET', 'personal/2.vcf')).status, 200);
    await slapd.stop();
    try {
      assert.deepEqual(await listed(ann), ['personal/', 'people/']);
      assert.match((await eve('GET', 'personal/e.vcf')).text, /UID:e/);
      assert.equal((await eve('PUT', 'personal/f.vcf', card('f'), CARD)).status, 201);
      for (const [method, name, body] of [
        ['GET', 'personal/2.vcf'],
        ['DELETE', 'personal/'],
        ['MKCOL', 'more/'],
        ['PUT', 'personal/a.vcf', card('a')],
      ] as const) {
        const answer = await cay(method, name, body, body === undefined ? {} : CARD);
        assert.equal(answer.status, 503, `${method} ${name}`);
        assert.ok(answer.headers.has('retry-after'), method);
      }
    } finally {
      await slapd.start();
    }
  });
});
