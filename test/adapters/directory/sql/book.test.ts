import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { Client } from 'pg';
import { sqlSource } from '../../../../src/adapters/directory/sql/sql-source.ts';
import type { SourceBook } from '../../../../src/domain/ports.ts';
import type { ContactFilter } from '../../../../src/domain/vcard/filter.ts';
import { property } from '../../../../src/domain/vcard/property.ts';
import { bookOf, cardIn, directoryBookContract, finding, LISTING, textOf } from '../../../contracts/directory-book.ts';
import { execute, freshDatabase } from '../../../support/postgres.ts';
import { settingsOf, TABLE, viewURL, withView } from './view.ts';

directoryBookContract('a view of PostgreSQL as an address book', async (contacts) => {
  const { connection, drop } = await freshDatabase();
  await execute(connection, TABLE, 'create view sogo_view as select * from people');
  const query = async (text: string, values: readonly unknown[]): Promise<void> => {
    const client = new Client(connection);
    await client.connect();
    await client.query(text, [...values]);
    await client.end();
  };
  for (const { uid, name, mails, kind } of contacts)
    await query('insert into people (c_uid, c_name, c_cn, mail, aliases, "Kind") values ($1, $2, $3, $4, $5, $6)', [
      uid,
      uid,
      name,
      mails[0],
      mails.slice(1).join(' '),
      kind,
    ]);
  return {
    source: (settings) =>
      sqlSource(settingsOf(viewURL(connection), { MailFieldNames: ['aliases'], KindFieldName: 'Kind', ...settings }), {
        warn: () => undefined,
      }),
    rename: (uid, name) => query('update people set c_cn = $2 where c_uid = $1', [uid, name]),
    stop: drop,
    close: drop,
  };
});

describe('a view with more of SOGo’s columns as an address book', () => {
  const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(100_000)]);
  const DER = Buffer.concat([Buffer.from([0x30, 0x82]), randomBytes(1_000)]);
  const SET_UP = [
    `create table people (c_uid text, c_name text, c_password text, c_cn text, mail text, domain text, "GivenName" text,
      c_sn text, c_telephonenumber text, mobile int8, o varchar(20), c_ou text, jpegphoto bytea, usercertificate bytea)`,
    'create view sogo_view as select c_uid, c_name, c_password, c_cn, mail, domain, "GivenName" as givenname, c_sn, c_telephonenumber, mobile, o, c_ou, jpegphoto, usercertificate from people',
  ];
  const names = async (book: SourceBook, filter: ContactFilter, domain = '') =>
    (await book.cards(filter, 100, domain)).cards.map(({ name }) => name);

  test('columns have the names of LDAP, with c_ before them or not; octets are octets', () =>
    withView(async (world) => {
      await world.query(
        `insert into people values ('jo', 'jo.name', 'x', 'Jo Doe', 'jo@example.com', '', 'Jo', 'Doe', '+1 555 1', 5552, 'Fasti', 'Sales', $1, $2)`,
        [JPEG, DER],
      );
      const book = bookOf(world.source({ displayName: 'All of us' }));
      assert.deepEqual([book.id, book.displayName], ['directory', 'All of us']);
      const found = await book.card('JO.name', '');
      assert.ok(found);
      const card = cardIn(found.text);
      const lines = ['UID', 'FN', 'N', 'ORG', 'EMAIL', 'TEL'].map((name) => textOf(card, name));
      assert.deepEqual(lines, ['jo.name', 'Jo Doe', 'Doe;Jo;;;', 'Fasti;Sales', 'jo@example.com', '+1 555 1']);
      for (const [name, octets] of [
        ['PHOTO', JPEG],
        ['KEY', DER],
      ] as const)
        assert.equal(property(card, name)?.value, octets.toString('base64'));
      for (const [name, text] of [
        ['TEL', '5552'],
        ['ORG', 'sales'],
        ['N', 'doe;jo'],
        ['UID', 'jo.name'],
      ] as const)
        assert.deepEqual(await names(book, finding(name, text)), ['jo.name'], name);
      assert.deepEqual(await names(book, finding('TITLE', 'x')), []);
      assert.deepEqual(await names(book, finding('NICKNAME', 'jo')), []);
    }, SET_UP));

  test('with DomainFieldName everybody sees his own domain', () =>
    withView(async (world) => {
      for (const [uid, domain] of [
        ['ann', 'example.com'],
        ['bob', 'Example.COM'],
        ['cay', 'example.org'],
        ['dee', null],
      ])
        await world.query('insert into people (c_uid, c_name, c_cn, mail, domain) values ($1, $1, $1, $1, $2)', [
          uid,
          domain,
        ]);
      const book = bookOf(world.source({ DomainFieldName: 'domain', listRequiresDot: false }));
      assert.equal(book.isOfDomains, true);
      assert.deepEqual(await names(book, LISTING, 'example.com'), ['ann', 'bob']);
      assert.deepEqual(await names(book, LISTING, 'example.org'), ['cay']);
      assert.deepEqual(await names(book, LISTING, 'example.net'), []);
      assert.deepEqual(await names(book, LISTING), ['dee']);
      assert.deepEqual(await names(book, finding('FN', 'cay'), 'example.com'), []);
      assert.equal(await book.card('cay', 'example.com'), undefined);
      assert.equal((await book.card('bob', 'example.com'))?.name, 'bob');
    }, SET_UP));

  test('of many entries each is told once, whatever the order and the number of pages', () =>
    withView(async (world) => {
      await world.query(`insert into people (c_uid, c_name, c_cn, mail)
        select 'p' || n, case n % 2 when 0 then 'p' || n end, 'Person ' || n, 'p' || n || '@example.com' from generate_series(1, 450) as n`);
      const book = bookOf(world.source({ listRequiresDot: false }));
      const { cards, truncated } = await book.cards(LISTING, 1_000, '');
      assert.deepEqual([new Set(cards.map(({ name }) => name)).size, cards.length, truncated], [450, 450, false]);
      assert.equal((await names(book, finding('FN', 'person 4'))).length, 62);
    }, SET_UP));

  test('a source that is no address book has none', () =>
    withView(async (world) => {
      assert.equal(world.source({ isAddressBook: false }).book, undefined);
    }));
});
