import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeAccount } from '../../../src/adapters/directory/close-account.ts';
import { type Actor, type CorrelationId, START } from '../../../src/domain/kernel/ids.ts';
import { principalOf } from '../../../src/projections/accounts.ts';
import { collectionsOf } from '../../../src/projections/collections.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic, card, event, type Fasti, startConfigured, startFasti } from '../../support/fasti.ts';

const VCF = { 'content-type': 'text/vcard' };
const BOOK = '/SOGo/dav/jo/Contacts/personal/';
const query = (filter: string, prop = '<R:address-data/>'): string =>
  `<R:addressbook-query xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns="DAV:"><prop>${prop}</prop><R:filter>${filter}</R:filter></R:addressbook-query>`;
const named = (text: string): string => `<R:prop-filter name="FN"><R:text-match>${text}</R:text-match></R:prop-filter>`;
const hrefsIn = (text: string): string[] => [...text.matchAll(/<D:href>([^<]*)/g)].map(([, href]) => href ?? '');

/** vCard 2.1 in Windows-1252: no UTF-8, and legal. */
const LEGACY = Buffer.from(
  'BEGIN:VCARD\r\nVERSION:2.1\r\nUID:fr\r\nN:B\xe9ranger;Fran\xe7ois\r\nFN:Fran\xe7ois B\xe9ranger\r\nEND:VCARD\r\n',
  'latin1',
);

/** A text in UTF-8 with a fold inside an ü, which RFC 5545 §3.1 and RFC 6350 §3.2 allow. */
const foldedInside = (text: string): Uint8Array<ArrayBuffer> => {
  const octets = Buffer.from(text);
  const at = octets.indexOf('ü') + 1;
  return new Uint8Array(Buffer.concat([octets.subarray(0, at), Buffer.from('\r\n '), octets.subarray(at)]));
};

describe('what is sent comes back octet by octet, and is read by everybody else', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo');
  });
  after(() => fasti.stop());

  const octetsOf = async (path: string): Promise<Buffer> => {
    const response = await fetch(fasti.origin + path, { headers: { authorization: basic('jo') } });
    assert.equal(response.status, 200);
    return Buffer.from(await response.arrayBuffer());
  };

  test('a card of vCard 2.1 in another charset', async () => {
    const path = `${BOOK}fr.vcf`;
    assert.equal((await ask(fasti, 'PUT', path, VCF, new Uint8Array(LEGACY))).status, 201);
    assert.deepEqual(await octetsOf(path), LEGACY);
    for (const filter of [named('françois'), '<R:prop-filter name="VERSION"/>']) {
      const { status, text } = await ask(fasti, 'REPORT', BOOK, {}, query(filter));
      assert.equal(status, 207);
      assert.match(text, /FN:François Béranger/);
    }
    const asked = { accept: 'text/vcard;version=4.0' };
    assert.match((await ask(fasti, 'GET', path, asked)).text, /VERSION:4\.0[\s\S]*François Béranger/);
  });

  test('a copy and a move of it have the same octets', async () => {
    const to = { destination: '/SOGo/dav/jo/Contacts/other/fr.vcf' };
    assert.equal((await ask(fasti, 'MKCOL', '/SOGo/dav/jo/Contacts/other/')).status, 201);
    assert.equal((await ask(fasti, 'COPY', `${BOOK}fr.vcf`, to)).status, 201);
    assert.deepEqual(await octetsOf(to.destination), LEGACY);
    const all = { destination: '/SOGo/dav/jo/Contacts/all/' };
    assert.equal((await ask(fasti, 'COPY', '/SOGo/dav/jo/Contacts/other/', all)).status, 201);
    assert.deepEqual(await octetsOf(`${all.destination}fr.vcf`), LEGACY);
    assert.equal((await ask(fasti, 'MOVE', to.destination, { destination: `${BOOK}fr.vcf` })).status, 204);
    assert.deepEqual(await octetsOf(`${BOOK}fr.vcf`), LEGACY);
  });

  for (const [path, type, sent, collection] of [
    [`${BOOK}müller.vcf`, 'text/vcard', card('m', 'FN:Müller'), BOOK],
    [
      '/SOGo/dav/jo/Calendar/personal/m.ics',
      'text/calendar',
      event('m', 'SUMMARY:Müller'),
      '/SOGo/dav/jo/Calendar/personal/',
    ],
  ] as const)
    test(`a fold inside a character: ${type}`, async () => {
      const octets = foldedInside(sent);
      const encoded = encodeURI(path);
      assert.equal((await ask(fasti, 'PUT', encoded, { 'content-type': type }, octets)).status, 201);
      assert.deepEqual(await octetsOf(encoded), Buffer.from(octets));
      const data = type === 'text/vcard' ? '<R:address-data/>' : '<C:calendar-data/>';
      const sync = `<sync-collection xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns:C="urn:ietf:params:xml:ns:caldav"><sync-token/><prop>${data}</prop></sync-collection>`;
      const { status, text } = await ask(fasti, 'REPORT', collection, {}, sync);
      assert.equal(status, 207);
      assert.match(text.replaceAll(/(&#13;|\r)?\n /g, ''), /:Müller/);
    });
});

describe('a search costs what it finds, and finds what is there', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo');
    for (const [name, ...lines] of [
      ['kai', 'FN:Kai Roth', 'ORG:Acme', 'TEL:+49 30 123456'],
      ['long', 'FN:Long', ...Array.from({ length: 900 }, (_, n) => `EMAIL:address.number.${n}@example.com`)],
    ] as const)
      assert.equal((await ask(fasti, 'PUT', `${BOOK}${name}.vcf`, VCF, card(name, ...lines))).status, 201);
  });
  after(() => fasti.stop());

  const found = async (filter: string) => hrefsIn((await ask(fasti, 'REPORT', BOOK, {}, query(filter, ''))).text);
  const match = (name: string, text: string) =>
    `<R:prop-filter name="${name}"><R:text-match>${text}</R:text-match></R:prop-filter>`;

  test('by any of name, organisation and phone, however short the text', async () => {
    for (const filter of [match('FN', 'kai ro'), match('ORG', 'cme'), match('TEL', '30 1234'), match('FN', 'ka')])
      assert.deepEqual(await found(filter), [`${BOOK}kai.vcf`], filter);
  });

  test('in a card that is too long for the index', async () =>
    assert.deepEqual(await found(match('EMAIL', 'number.899@')), [`${BOOK}long.vcf`]));

  test('what a card no longer says is not found', async () => {
    const changed = card('kai', 'FN:Kai Berg', 'ORG:Acme');
    assert.equal((await ask(fasti, 'PUT', `${BOOK}kai.vcf`, VCF, changed)).status, 204);
    assert.deepEqual(await found(match('FN', 'roth')), []);
    assert.deepEqual(await found(match('FN', 'berg')), [`${BOOK}kai.vcf`]);
    assert.equal((await ask(fasti, 'DELETE', `${BOOK}kai.vcf`)).status, 204);
    assert.deepEqual(await found(match('FN', 'berg')), []);
  });
});

test('within a limit whose names, addresses or words begin with the text come first, then all others, by name', async () => {
  const fasti = await startFasti('jo');
  const put = async (name: string, ...lines: string[]): Promise<void> => {
    assert.equal((await ask(fasti, 'PUT', `${BOOK}${name}.vcf`, VCF, card(name, ...lines))).status, 201);
  };
  const first = async (limit: number, text: string, properties: readonly string[]): Promise<string[]> => {
    const conditions = properties.map((of) => named(text).replace('FN', of)).join('');
    const body = `<R:addressbook-query xmlns:R="urn:ietf:params:xml:ns:carddav" xmlns="DAV:"><prop/><R:filter test="anyof">${conditions}</R:filter><R:limit><R:nresults>${limit}</R:nresults></R:limit></R:addressbook-query>`;
    const { text: answer } = await ask(fasti, 'REPORT', BOOK, {}, body);
    return hrefsIn(answer).map((href) => href.slice(BOOK.length, -'.vcf'.length));
  };
  try {
    await put('a', 'FN:Rosemary Ash', 'N:Ash;Rosemary;;;');
    await put('b', 'FN:Zoe Doe', 'N:Doe;Zoe;;;', 'EMAIL:mary@example.com');
    await put('c', 'FN:Émary Zim', 'N:Zim;Émary;;;');
    await put('d', 'FN:Mary Zim', 'N:Zim;Mary;;;');
    await put('e', 'FN:Ann Mary Poe', 'N:Poe;Ann;Mary;;');
    await put('f', 'FN:mary Abe', 'N:Abe;mary;;;');
    const both = ['FN', 'EMAIL'];
    assert.deepEqual(await first(10, 'mary', both), ['e', 'f', 'd', 'b', 'c', 'a']);
    assert.deepEqual(await first(3, 'MARY', both), ['e', 'f', 'd', '']);
    assert.deepEqual(await first(4, 'ma', both), ['e', 'f', 'd', 'b', '']);
    // What the index likes best is refused: the text stands elsewhere in it than was asked for.
    for (let n = 0; n < 12; n += 1) await put(`g${n}`, `FN:Person ${n}`, `N:${n};Person;;;`, 'ORG:Quuxland');
    await put('z', 'FN:Zed Toquux', 'N:Toquux;Zed;;;');
    assert.deepEqual(await first(1, 'quux', ['FN']), ['z']);
    // Who is named last comes first all the same.
    await put('y', 'FN:Zed Land', 'N:Land;Zed;;;');
    assert.deepEqual(await first(1, 'land', ['FN', 'ORG']), ['y', '']);
  } finally {
    await fasti.stop();
  }
});

test('the book of addresses that somebody wrote to is there for those who want it', async () => {
  const system = { SOGoMailAddOutgoingAddresses: true };
  const fasti = await startConfigured({ system, domains: new Map() }, {}, 'jo');
  const book = '/SOGo/dav/jo/Contacts/collected/';
  try {
    const asked = '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>';
    const home = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/Contacts/', { depth: '1' }, asked);
    assert.match(home.text, /Contacts\/collected\/<[\s\S]*Collected Address Book/);
    assert.equal((await ask(fasti, 'MKCOL', book)).status, 405);
    assert.equal((await ask(fasti, 'DELETE', book)).status, 403);
    assert.equal((await ask(fasti, 'PUT', `${book}a.vcf`, VCF, card('a'))).status, 201);
    assert.equal((await ask(fasti, 'GET', `${book}a.vcf`)).status, 200);
    assert.equal((await ask(fasti, 'DELETE', book)).status, 204);
    assert.equal((await ask(fasti, 'GET', `${book}a.vcf`)).status, 404);
    assert.equal((await ask(fasti, 'PROPFIND', book, { depth: '0' })).status, 207);
  } finally {
    await fasti.stop();
  }
});

test('without a word of the kind there is no such book', async () => {
  const fasti = await startFasti('jo');
  try {
    assert.equal((await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/Contacts/collected/', { depth: '0' })).status, 404);
    assert.equal((await ask(fasti, 'PUT', '/SOGo/dav/jo/Contacts/collected/a.vcf', VCF, card('a'))).status, 409);
  } finally {
    await fasti.stop();
  }
});

test('address books that are closed to somebody are 403 for every method, and his principal names none', async () => {
  const directory = directoryWith({ '': sourceOf('all', [entry('jo', { deniedModules: ['Contacts'] })]) });
  const fasti = await startDav({ directory });
  try {
    for (const [method, path, headers, body] of [
      ['PROPFIND', '', { depth: '1' }],
      ['PUT', 'personal/a.vcf', VCF, card('a')],
      ['GET', 'personal/a.vcf', {}],
      ['MKCOL', 'new/', {}],
      ['REPORT', 'personal/', {}, query(named('x'))],
      ['DELETE', 'personal/', {}],
    ] as const)
      assert.equal((await ask(fasti, method, `/SOGo/dav/jo/Contacts/${path}`, headers, body)).status, 403, method);
    const asked =
      '<propfind xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><R:addressbook-home-set/></prop></propfind>';
    const { text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/', { depth: '1' }, asked);
    assert.match(text, /<R:addressbook-home-set\/><\/D:prop><D:status>HTTP\/1\.1 404/);
    assert.deepEqual(hrefsIn(text), ['/SOGo/dav/jo/', '/SOGo/dav/jo/freebusy.ifb', '/SOGo/dav/jo/Calendar/']);
  } finally {
    await fasti.stop();
  }
});

test('what SOGoDAVCalendarStartTimeLimit leaves out of calendars it leaves in address books', async () => {
  const fasti = await startConfigured({ system: { SOGoDAVCalendarStartTimeLimit: 1 }, domains: new Map() }, {}, 'jo');
  try {
    assert.equal((await ask(fasti, 'PUT', `${BOOK}a.vcf`, VCF, card('a'))).status, 201);
    const sync = '<sync-collection xmlns="DAV:"><sync-token/><prop/></sync-collection>';
    assert.deepEqual(hrefsIn((await ask(fasti, 'REPORT', BOOK, {}, sync)).text), [`${BOOK}a.vcf`]);
    const all = await ask(fasti, 'PROPFIND', BOOK, { depth: '1' });
    assert.deepEqual(hrefsIn(all.text).slice(0, 2), [BOOK, `${BOOK}a.vcf`]);
  } finally {
    await fasti.stop();
  }
});

test('with the account its address books go', async () => {
  const fasti = await startFasti('jo');
  try {
    const { log } = fasti;
    assert.equal((await ask(fasti, 'PUT', `${BOOK}a.vcf`, VCF, card('a'))).status, 201);
    const principal = await principalOf(log.sql, '', 'jo');
    assert.ok(principal !== undefined);
    const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'c' as CorrelationId } as const;
    assert.equal(await closeAccount(log, log.sql, { domain: '', login: 'jo' }, metadata), true);
    assert.deepEqual(await collectionsOf(log.sql, principal, 'address-book'), []);
  } finally {
    await fasti.stop();
  }
});

test('who changed a card came through CardDAV', async () => {
  const fasti = await startFasti('jo');
  try {
    assert.equal((await ask(fasti, 'PUT', `${BOOK}a.vcf`, VCF, card('a'))).status, 201);
    const protocols = new Map<string, string>();
    for await (const events of fasti.log.read(START))
      for (const { type, protocol } of events) protocols.set(type, protocol);
    assert.equal(protocols.get('contact-created'), 'carddav');
  } finally {
    await fasti.stop();
  }
});
