import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from 'pg';
import type { AddressBookEvent } from '../../src/domain/address-book/events.ts';
import type { ContactEvent } from '../../src/domain/contact/events.ts';
import { gramsOf } from '../../src/domain/contact/search-grams.ts';
import type { CollectionId, MemberId, Position, PrincipalId } from '../../src/domain/kernel/ids.ts';
import { collections } from '../../src/projections/collections.ts';
import { contacts, namesHolding } from '../../src/projections/contacts.ts';
import { members } from '../../src/projections/members.ts';
import { card } from '../support/fasti.ts';
import { lookedAt } from './looked-at.ts';
import { inOrder, rowsOf } from './rows.ts';

const book = 'b' as CollectionId;
const other = 'd' as CollectionId;
const object = 'o' as MemberId;
const stored = (text: string) => ({ stored: new TextEncoder().encode(text) });
const kai = stored(
  card('kai', 'FN:Kai Röth', 'N:Röth;Kai;;;', 'EMAIL:kai@example.com', 'ORG:Acme;Sales', 'CATEGORIES:A,B'),
);
const place = { object, book, name: 'a.vcf' };

const born: ContactEvent = { type: 'contact-created', data: { ...place, uid: 'kai', component: 'vcard' }, body: kai };
const changed: ContactEvent = {
  type: 'contact-changed',
  data: { ...place, component: 'vcard', created: 1 as Position },
  body: stored(card('', 'FN:Anna')),
};
const moved: ContactEvent = {
  type: 'contact-moved',
  data: {
    ...{ object, book: other, name: 'b.vcf', uid: 'kai', component: 'vcard' },
    ...{ created: 1 as Position, fromBook: book, fromName: 'a.vcf' },
  },
  body: kai,
};
const deleted: ContactEvent = { type: 'contact-deleted', data: { ...place, created: 1 as Position } };
const ended: AddressBookEvent = {
  type: 'address-book-deleted',
  data: { book, owner: 'p' as PrincipalId, name: 'friends' },
};
const made: AddressBookEvent = {
  type: 'address-book-created',
  data: { book, owner: 'p' as PrincipalId, name: 'friends', set: [], removed: [] },
};

test('address books: one row each beside the calendars, without what only calendars have', () => {
  const row = {
    ...{ collection: book, kind: 'address-book', owner: 'p', name: 'friends', components: 'vcard vlist' },
    ...{ transparency: null, timezone: null, web: null, created: 1, created_at: 1 },
  };
  assert.deepEqual(rowsOf(collections, inOrder([made])), { collections: [row] });
  assert.deepEqual(rowsOf(collections, inOrder([made, ended])), { collections: [] });
});

test('contacts are members of their book, which have no place in time', () => {
  const row = {
    ...{ collection: book, name: 'a.vcf', object, uid: 'kai', component: 'vcard', classification: null },
    ...{ etag: 'event-1', body: 1, size: kai.stored.byteLength, is_utf8: true, position: 1 },
    ...{ created_at: 1, modified_at: 1 },
    ...{ starts: null, ends: null, brief: null, floating: null, busy: null, timing: null },
  };
  assert.deepEqual(rowsOf(members, inOrder([born])), { members: [row], removals: [] });
  const gone = { collection: book, position: 2, name: 'a.vcf', created: 1, classification: null };
  // Nobody remembers whether it had a birthday.
  const birthday = { ...gone, collection: 'birthdays-b', name: 'o.ics', classification: 'PUBLIC' };
  assert.deepEqual(rowsOf(members, inOrder([born, deleted])), { members: [], removals: [gone, birthday] });
  assert.deepEqual(rowsOf(members, inOrder([born, moved])).removals, [gone, birthday]);
  assert.deepEqual(rowsOf(members, inOrder([born, deleted, ended])), { members: [], removals: [] });
});

test('a text in another charset is marked, so that nobody takes it for UTF-8', () => {
  const latin: ContactEvent = { ...born, body: { stored: Uint8Array.from([0xe9]) } };
  assert.equal(rowsOf(members, inOrder([latin])).members?.[0]?.is_utf8, false);
});

test('what a card says stands in SOGo’s columns, and is found by its search keys', () => {
  const [row] = rowsOf(contacts, inOrder([born])).contacts ?? [];
  const { search, grams, ...columns } = row ?? {};
  assert.deepEqual(columns, {
    ...{ collection: book, name: 'a.vcf', givenname: 'Kai', cn: 'Kai Röth', sn: 'Röth', screenname: '', locality: '' },
    ...{ mail: 'kai@example.com', o: 'Acme', ou: 'Sales', telephonenumber: '', categories: 'A\nB' },
    ...{ component: 'vcard', hascertificate: false },
  });
  assert.match(String(search), /^KAI ROTH$/m);
  assert.equal(grams, gramsOf(book, String(search)).join(' '));
});

test('the columns follow the card: changed, moved, deleted, gone with the book', () => {
  assert.equal(rowsOf(contacts, inOrder([born, changed])).contacts?.[0]?.cn, 'Anna');
  const [there] = rowsOf(contacts, inOrder([born, moved])).contacts ?? [];
  assert.deepEqual([there?.collection, there?.name, there?.cn], [other, 'b.vcf', 'Kai Röth']);
  assert.deepEqual(rowsOf(contacts, inOrder([born, deleted])), { contacts: [] });
  assert.deepEqual(rowsOf(contacts, inOrder([born, ended])), { contacts: [] });
});

test('a card that nobody can read any more is found by every search, and then read', () => {
  const { body: _, ...erased } = born;
  assert.equal(rowsOf(contacts, inOrder([erased])).contacts?.[0]?.search, null);
});

/** Two books of 5,000 cards with the same names. */
const fill = async (client: Client): Promise<void> => {
  for (const at of ['one', 'two']) {
    const names = Array.from({ length: 5000 }, (_, n) => `CARD ${n.toString(36).padStart(4, '0').toUpperCase()}`);
    const grams = names.map((name) => gramsOf(at, name).join(' '));
    await client.query(
      `insert into contacts (collection, name, givenname, cn, sn, screenname, locality, mail, o, ou, telephonenumber,
          categories, component, hascertificate, search, grams)
        select $1, name, '', '', '', '', '', '', '', '', '', '', 'vcard', false, name, grams
        from unnest($2::text[], $3::text[]) as c (name, grams)`,
      [at, names, grams],
    );
  }
  await client.query('analyze contacts');
};

test('a search looks at what it finds in its own book, and not at the book', async () => {
  const { kinds, rows } = await lookedAt(fill, (sql) => namesHolding(sql, 'one' as CollectionId, ['CARD 02X'], 1000));
  assert.ok(!kinds.includes('Seq Scan'), kinds.join());
  assert.ok(rows >= 36 && rows < 200, `${rows} rows were looked at`);
});
