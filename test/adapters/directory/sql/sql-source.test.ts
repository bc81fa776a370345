import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Client } from 'pg';
import { makePassword } from '../../../../src/adapters/directory/passwords/passwords.ts';
import { sqlSource } from '../../../../src/adapters/directory/sql/sql-source.ts';
import { DirectoryUnavailable } from '../../../../src/domain/kernel/directory-errors.ts';
import { userSourceContract } from '../../../contracts/user-source.ts';
import { execute, freshDatabase } from '../../../support/postgres.ts';
import { person, settingsOf, TABLE, viewURL, withView } from './view.ts';

userSourceContract('a view of PostgreSQL as a source', async (users) => {
  const { connection, drop } = await freshDatabase();
  await execute(connection, TABLE, 'create view sogo_view as select * from people');
  const client = new Client(connection);
  await client.connect();
  for (const { uid, name, mails, password, kind, multipleBookings } of users)
    await client.query(
      `insert into people (c_uid, c_name, c_password, c_cn, mail, aliases, "Kind", bookings)
        values ($1, $8, $2, $3, $4, $5, $6, $7)`,
      [
        uid,
        await makePassword(password, { algorithm: 'ssha256' }),
        name,
        mails[0],
        mails.slice(1).join(' '),
        kind,
        multipleBookings,
        uid,
      ],
    );
  await client.end();
  const settings = settingsOf(viewURL(connection), {
    userPasswordAlgorithm: 'ssha256',
    MailFieldNames: ['aliases'],
    KindFieldName: 'Kind',
    MultipleBookingsFieldName: 'bookings',
  });
  const source = sqlSource(settings, { warn: () => undefined });
  const close = async () => {
    await source.close();
    await drop();
  };
  return { source, close };
});

describe('a view that SOGo reads', () => {
  test('has all that is known of a user in the columns that the settings name', () =>
    withView(async (world) => {
      await person(world, {
        c_uid: 'jo',
        c_cn: 'Jo Doe',
        mail: 'jo@example.com',
        aliases: 'doe@example.com  JO@example.com j@example.com',
        Kind: 'Location',
        bookings: -1,
        domain: 'example.com',
        imap_login: 'jo.imap',
        imap_host: 'imaps://imap.example.com',
        sieve_host: 'sieve://sieve.example.com',
        ou: 'Sales',
      });
      const source = world.source({
        MailFieldNames: ['aliases'],
        KindFieldName: 'Kind',
        MultipleBookingsFieldName: 'bookings',
        DomainFieldName: 'domain',
        IMAPLoginFieldName: 'imap_login',
        IMAPHostFieldName: 'imap_host',
        SieveHostFieldName: 'sieve_host',
        ModulesConstraints: { Mail: { ou: 'sales' }, Calendar: { ou: 'staff' }, ActiveSync: { active: 'true' } },
      });
      assert.deepEqual(await source.find('jo', ''), {
        uid: 'jo',
        name: 'Jo Doe',
        mails: ['jo@example.com', 'doe@example.com', 'j@example.com'],
        kind: 'location',
        multipleBookings: -1,
        domain: 'example.com',
        imapLogin: 'jo.imap',
        imapHost: 'imaps://imap.example.com',
        sieveHost: 'sieve://sieve.example.com',
        deniedModules: ['Calendar'],
      });
    }));

  test('may have nothing in most of them', () =>
    withView(async (world) => {
      await world.query(`insert into people (c_uid, "Kind") values ('jo', 'robot'), (null, 'thing'), ('', null)`);
      const source = world.source({
        KindFieldName: 'Kind',
        DomainFieldName: 'domain',
        IMAPHostFieldName: 'imap_host',
        ModulesConstraints: { Mail: { ou: 'sales' } },
      });
      const jo = { uid: 'jo', name: 'jo', mails: [], kind: 'individual', deniedModules: ['Mail'] };
      assert.deepEqual(await source.find('jo', ''), jo);
      assert.deepEqual(await source.authenticate('jo', '', ''), { is: 'wrong' });
      assert.deepEqual(await source.search('', 10, ''), []);
      await world.query(`update people set mail = 'x@example.com'`);
      assert.deepEqual(await source.search('', 10, ''), [{ ...jo, mails: ['x@example.com'] }]);
    }));

  test('is found by its name in any case, with a schema, and by that of a view that was made in quotes', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo' });
      await world.query('create schema other');
      const odd = 'v"; drop table people; --';
      const quoted = `"${odd.replace('"', '""')}"`;
      for (const name of ['quoted', '"Quoted"', 'other.shown', 'public."QUOTED"', quoted])
        await world.query(`create view ${name} as select *, '${name.length}' as length from people`);
      for (const view of ['sogo_view', 'SOGO_VIEW', 'public.sogo_view', 'Quoted', 'other.shown', 'OTHER.Shown', odd])
        assert.equal(
          (await world.source({ viewURL: viewURL(world.connection, view) }).find('JO', ''))?.uid,
          'jo',
          view,
        );
      const which = async (view: string, IMAPHostFieldName: string) =>
        (await world.source({ viewURL: viewURL(world.connection, view), IMAPHostFieldName }).find('jo', ''))?.imapHost;
      assert.equal(await which('Quoted', 'length'), '8');
      assert.equal(await which('QUOTED', 'LENGTH'), '15');
    }));

  test('a column of any name is only a name', () =>
    withView(async (world) => {
      const odd = `login" or true --'`;
      await world.query(`alter table people add column "${odd.replace('"', '""')}" text`);
      await world.query('create or replace view sogo_view as select * from people');
      await person(world, { c_uid: 'jo', c_password: 'right' });
      await world.query(`update people set "${odd.replace('"', '""')}" = 'other'`);
      const source = world.source({ LoginFieldNames: [odd], SearchFieldNames: [odd] });
      assert.equal((await source.authenticate('other', 'right', '')).is, 'authenticated');
      assert.deepEqual(await source.authenticate('jo', 'right', ''), { is: 'wrong' });
      assert.equal((await source.search('OTH', 5, '')).length, 1);
    }));

  test('that is not there, or lacks a column, is an outage that says what is missing, and is over when it is there', () =>
    withView(async (world) => {
      const source = world.source({ viewURL: viewURL(world.connection, 'later'), KindFieldName: 'kind' });
      await assert.rejects(source.find('jo', ''), /DirectoryUnavailable: User source directory .*no view later/);
      await world.query('create view later as select * from people');
      await assert.rejects(source.find('jo', ''), /view later has no column kind/);
      await world.query('create or replace view later as select *, "Kind" as kind from people');
      assert.equal(await source.find('jo', ''), undefined);
    }));
});

describe('LoginFieldNames', () => {
  test('are the columns that a login may be in, c_uid only where it is named', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', mail: 'jo@example.com', login2: 'J4711', c_password: 'right' });
      const source = world.source({ LoginFieldNames: ['mail', 'login2'] });
      for (const login of ['JO@example.com', 'j4711']) {
        const outcome = await source.authenticate(login, 'right', '');
        assert.equal(outcome.is === 'authenticated' && outcome.entry.uid, 'jo', login);
        assert.equal((await source.find(login, ''))?.uid, 'jo');
      }
      assert.deepEqual(await source.authenticate('jo', 'right', ''), { is: 'wrong' });
      assert.equal((await source.find('jo', ''))?.uid, 'jo');
    }));

  test('a login that two users share is nobody’s, and the log is told', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: 'right' });
      await person(world, { c_uid: 'Jo', c_password: 'other' });
      await person(world, { c_uid: 'ann', login2: 'shared', c_password: 'right' });
      await person(world, { c_uid: 'bob', login2: 'SHARED', c_password: 'right' });
      const source = world.source({ LoginFieldNames: ['c_uid', 'login2'] });
      for (const login of ['jo', 'Jo', 'shared']) {
        assert.equal(await source.find(login, ''), undefined);
        assert.deepEqual(await source.authenticate(login, 'right', ''), { is: 'wrong' });
        assert.deepEqual(await source.changePassword(login, 'new', undefined, ''), { is: 'no-such-user' });
      }
      assert.match(world.warned.join('\n'), /User source directory: Several users are meant by "jo"/);
    }));

  test('somebody’s own login wins over what another has in a further column', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: 'of jo' });
      await person(world, { c_uid: 'eve', login2: 'jo', c_password: 'of eve' });
      const source = world.source({ LoginFieldNames: ['login2', 'c_uid'] });
      assert.equal((await source.find('jo', ''))?.uid, 'jo');
      assert.equal((await source.authenticate('jo', 'of jo', '')).is, 'authenticated');
      assert.deepEqual(await source.authenticate('jo', 'of eve', ''), { is: 'wrong' });
    }));

  test('a login that is stored decomposed is found however it is typed', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jose\u0301' });
      for (const login of ['josé', 'jose\u0301'])
        assert.equal((await world.source().find(login, ''))?.uid, 'jose\u0301');
    }));
});

test('who is the same only to the database’s collation is another', () =>
  withView(async (world) => {
    await world.query(`create collation loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`);
    await world.query(`create view alike as select c_uid collate loose as c_uid, c_password, c_cn collate loose as c_cn,
      mail collate loose as mail from people`);
    await person(world, { c_uid: 'josé', c_cn: 'José', mail: 'josé@example.com', c_password: 'right' });
    const source = world.source({ viewURL: viewURL(world.connection, 'alike') });
    assert.equal((await source.find('JOSÉ', ''))?.uid, 'josé');
    for (const login of ['jose', 'ｊｏｓé', 'jo-sé']) {
      assert.equal(await source.find(login, ''), undefined, login);
      assert.deepEqual(await source.authenticate(login, 'right', ''), { is: 'wrong' }, login);
      assert.equal(await source.findByMail(`${login}@example.com`, ''), undefined, login);
    }
    assert.equal((await source.search('SÉ', 5, '')).length, 1);
    assert.deepEqual(await source.search('jose', 5, ''), []);
  }));

describe('MailFieldNames and SearchFieldNames', () => {
  test('each address of a column with several is found and searched, none across a space', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', aliases: 'one@example.com two@example.com', ou: 'Sales' });
      const source = world.source({ MailFieldNames: ['aliases'] });
      for (const mail of ['one@example.com', 'TWO@example.com', 'jo@example.com'])
        assert.equal((await source.findByMail(mail, ''))?.uid, 'jo', mail);
      for (const mail of ['one@example.com two@example.com', 'example.com', ' ', ''])
        assert.equal(await source.findByMail(mail, ''), undefined, mail);
      assert.equal((await source.search('TWO@', 5, '')).length, 1);
      assert.deepEqual(await source.search('sales', 5, ''), []);
      assert.equal((await world.source({ SearchFieldNames: ['ou'] }).search('sales', 5, '')).length, 1);
    }));

  test('an address of two users is nobody’s', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', mail: 'team@example.com' });
      await person(world, { c_uid: 'ann', aliases: 'x@example.com TEAM@example.com' });
      assert.equal(await world.source({ MailFieldNames: ['aliases'] }).findByMail('team@example.com', ''), undefined);
    }));
});

describe('authenticationFilter', () => {
  test('keeps out who does not pass it, and nobody else; who is out is still found', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: 'right', active: true });
      await person(world, { c_uid: 'gone', c_password: 'right', active: false });
      for (const authenticationFilter of ['active', "active = true or c_uid = 'x'", 'active -- the others left']) {
        const source = world.source({ authenticationFilter });
        assert.equal((await source.authenticate('jo', 'right', '')).is, 'authenticated', authenticationFilter);
        assert.deepEqual(await source.authenticate('gone', 'right', ''), { is: 'wrong' }, authenticationFilter);
        assert.deepEqual(await source.changePassword('gone', 'new', 'right', ''), { is: 'no-such-user' });
        assert.equal((await source.find('gone', ''))?.uid, 'gone');
      }
    }));

  test('that is no SQL is an outage, never a wrong password', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: 'right' });
      const source = world.source({ authenticationFilter: 'active = = 1' });
      await assert.rejects(source.authenticate('jo', 'right', ''), DirectoryUnavailable);
    }));
});

describe('DomainFieldName', () => {
  const inDomains = (use: Parameters<typeof withView>[0]) =>
    withView(async (world) => {
      for (const domain of ['one.com', 'Two.com', null])
        await person(world, { c_uid: 'jo', c_cn: `Jo of ${domain}`, c_password: `of ${domain}`, domain });
      await use(world);
    });

  test('tells apart who has the same login in two domains', () =>
    inDomains(async (world) => {
      const source = world.source({ DomainFieldName: 'domain' });
      assert.equal((await source.find('jo', 'one.com'))?.domain, 'one.com');
      assert.equal((await source.find('jo', 'two.com'))?.domain, 'Two.com');
      assert.equal(await source.find('jo', 'three.com'), undefined);
      assert.equal(await source.find('jo', ''), undefined);
      assert.equal((await source.authenticate('jo', 'of one.com', 'one.com')).is, 'authenticated');
      assert.deepEqual(await source.authenticate('jo', 'of one.com', 'two.com'), { is: 'wrong' });
      assert.equal((await source.findByMail('jo@example.com', 'one.com'))?.domain, 'one.com');
    }));

  test('a search sees one domain, and that of nobody’s domain only those without', () =>
    inDomains(async (world) => {
      const source = world.source({ DomainFieldName: 'domain' });
      const seen = async (domain: string) => (await source.search('jo', 10, domain)).map(({ name }) => name);
      assert.deepEqual(await seen('two.com'), ['Jo of Two.com']);
      assert.deepEqual(await seen('three.com'), []);
      assert.deepEqual(await seen(''), ['Jo of null']);
    }));

  test('without it a domain is no matter', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo' });
      for (const domain of ['', 'one.com']) {
        assert.equal((await world.source().find('jo', domain))?.uid, 'jo');
        assert.equal((await world.source().search('jo', 10, domain)).length, 1);
      }
    }));
});

describe('stored passwords', () => {
  test('are of the scheme of the settings, or of that before them', () =>
    withView(async (world) => {
      const source = world.source({ userPasswordAlgorithm: 'sha256-crypt' });
      for (const [uid, algorithm, prefix] of [
        ['a', 'sha256-crypt', ''],
        ['b', 'ssha', '{SSHA}'],
        ['c', 'blf-crypt', '{CRYPT}'],
      ] as const) {
        const stored = prefix + (await makePassword('right', { algorithm }));
        await person(world, { c_uid: uid, c_password: stored });
        assert.equal((await source.authenticate(uid, 'right', '')).is, 'authenticated', algorithm);
        for (const wrong of ['wrong', stored])
          assert.deepEqual(await source.authenticate(uid, wrong, ''), { is: 'wrong' });
      }
    }));

  test('that are damaged let nobody in, and the log is told whose', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: '{NO-SUCH}secret' });
      assert.deepEqual(await world.source().authenticate('jo', 'secret', ''), { is: 'wrong' });
      assert.deepEqual(world.warned, [
        'User source directory: The stored password of "jo" cannot be used: there is no password scheme “NO-SUCH”.',
      ]);
    }));

  test('are looked up, one for all, for those who are nobody, so that it takes as long to let them wait', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'only', c_password: '{SSHA}damaged' });
      await world.query('create table asked (at timestamptz)');
      await world.query(`create function noted(stored text) returns text language sql volatile
        as 'insert into asked values (now()); select stored'`);
      await world.query('create view watched as select c_uid, c_cn, mail, noted(c_password) as c_password from people');
      const source = world.source({ viewURL: viewURL(world.connection, 'watched') });
      for (const nobody of ['nobody', '*', 'nobody else']) {
        assert.deepEqual(await source.authenticate(nobody, 'x', ''), { is: 'wrong' });
        await world.query(`do $$ begin assert (select count(*) from asked) = 1; end $$`);
      }
      assert.deepEqual(await source.authenticate('only', 'x', ''), { is: 'wrong' });
      await world.query(`do $$ begin assert (select count(*) from asked) = 2; end $$`);
    }));

  test('of a view without anybody are like those that its settings would make', () =>
    withView(async (world) => {
      for (const userPasswordAlgorithm of ['none', 'ssha', 'blf-crypt'])
        assert.deepEqual(await world.source({ userPasswordAlgorithm }).authenticate('nobody', 'x', ''), {
          is: 'wrong',
        });
    }));
});

describe('a database', () => {
  test('that cannot hold a text has nobody of that name', async () => {
    const { connection, drop } = await freshDatabase();
    const database = `${connection.database}_latin1`;
    await execute(
      connection,
      `create database ${database} template template0 encoding latin1 lc_collate 'C' lc_ctype 'C'`,
    );
    const latin = { ...connection, database };
    await execute(latin, TABLE, `insert into people (c_uid, c_password) values ('jo', 'right')`);
    const source = sqlSource(settingsOf(viewURL(latin, 'people')), { warn: () => undefined });
    try {
      assert.equal(await source.find('日本', ''), undefined);
      assert.deepEqual(await source.authenticate('日本', 'right', ''), { is: 'wrong' });
      assert.equal((await source.authenticate('jo', 'right', '')).is, 'authenticated');
    } finally {
      await source.close();
      await execute(connection, `drop database ${database} with (force)`);
      await drop();
    }
  });
});
