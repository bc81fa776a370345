import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SourceEntry } from '../../../../src/domain/ports.ts';
import type { Slapd } from '../../../support/slapd.ts';
import { directoryOf, entry, GROUPS, PEOPLE, person, type Settings, withSource } from './people.ts';

const KINDS = { KindFieldName: 'kind', MultipleBookingsFieldName: 'multipleBookings' } as const;

describe('what an LDAP entry says of its user', () => {
  let slapd: Slapd;
  before(async () => {
    const resource = (uid: string, more: Parameters<typeof person>[1]) =>
      person(uid, { objectClass: ['inetOrgPerson', 'mailAccount', 'CalendarResource'], ...more });
    slapd = await directoryOf(
      [
        person('jo', {
          cn: ['Jo Doe', 'Doe, Jo'],
          mailHost: 'imap.example.com',
          sieveHost: 'sieve://s.example.com:4190',
          imapLogin: 'u1',
        }),
        person('many', {
          mail: ['a@example.com', 'b@example.com', 'A@Example.com'],
          proxyAddresses: [
            'smtp:c@example.com',
            'SMTP:d@example.com',
            'x500:/o=x',
            'sip:e@example.com',
            'smtp:B@example.com',
            'f@example.com',
          ],
        }),
        person('dept', { ou: ['Sales', 'Employees'], departmentNumber: '7', memberOf: `cn=staff,${GROUPS}` }),
        person('room', { kind: 'Location', multipleBookings: -1 }),
        person('beamer', { kind: 'thing', multipleBookings: 3 }),
        person('pool', { kind: 'group' }),
        person('odd', { kind: 'robot', multipleBookings: 3 }),
        resource('car', {}),
        resource('hall', { kind: 'location', multipleBookings: 0 }),

        entry(`cn=staff,${GROUPS}`, {
          objectClass: ['groupOfNames', 'mailAccount'],
          cn: 'staff',
          mail: 'staff@example.com',
          member: [`uid=dept,${PEOPLE}`],
        }),
        entry(`cn=silent,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'silent', member: [`uid=dept,${PEOPLE}`] }),
        entry(`ou=no login,${PEOPLE}`, {
          objectClass: ['organizationalUnit', 'mailAccount'],
          ou: 'no login',
          mail: 'none@example.com',
        }),
      ],
      `overlay memberof\n${'access to attrs=userPassword by anonymous auth by * none\naccess to * by users read by * none'}`,
    );
  });
  after(() => slapd.stop());

  const found = async (uid: string, settings: Partial<Settings> = {}): Promise<SourceEntry> => {
    let entry: SourceEntry | undefined;
    await withSource({ hostname: slapd.url, ...settings }, async (source) => {
      entry = await source.find(uid, '');
    });
    assert(entry, uid);
    return entry;
  };

  test('name, addresses, and where the mail is kept', async () => {
    assert.deepEqual(await found('jo'), {
      uid: 'jo',
      name: 'Jo Doe',
      mails: ['jo@example.com'],
      kind: 'individual',
      deniedModules: [],
    });
    const fields = { IMAPHostFieldName: 'mailhost', SieveHostFieldName: 'SieveHost', IMAPLoginFieldName: 'imapLogin' };
    const { imapHost, imapLogin, sieveHost } = await found('jo', fields);
    assert.deepEqual([imapHost, imapLogin, sieveHost], ['imap.example.com', 'u1', 'sieve://s.example.com:4190']);
    assert.equal((await found('jo', { CNFieldName: 'sn' })).name, 'jo');
    assert.equal((await found('jo', { CNFieldName: 'displayName' })).name, 'jo');
  });

  test('addresses in the order of MailFieldNames, each once; of proxyAddresses the primary first, without protocol', async () => {
    const mails = async (...MailFieldNames: readonly string[]) => (await found('many', { MailFieldNames })).mails;
    assert.deepEqual(await mails('mail'), ['a@example.com', 'b@example.com']);
    assert.deepEqual(await mails('proxyAddresses'), [
      'd@example.com',
      'c@example.com',
      'B@example.com',
      'f@example.com',
    ]);
    assert.deepEqual(await mails('mail', 'PROXYADDRESSES'), [
      'a@example.com',
      'b@example.com',
      'd@example.com',
      'c@example.com',
      'f@example.com',
    ]);
  });

  test('an address of proxyAddresses is found without its protocol', () =>
    withSource({ hostname: slapd.url, MailFieldNames: ['proxyAddresses'] }, async (source) => {
      for (const mail of ['c@example.com', 'D@example.com', 'f@example.com'])
        assert.equal((await source.findByMail(mail, ''))?.uid, 'many', mail);
      for (const mail of ['smtp:c@example.com', 'e@example.com', 'a@example.com'])
        assert.equal(await source.findByMail(mail, ''), undefined, mail);
    }));

  test('resources by KindFieldName or CalendarResource, and how often they can be booked at a time', async () => {
    const kinds = {
      room: ['location', -1],
      beamer: ['thing', 3],
      pool: ['group', 0],
      car: ['thing', 0],
      hall: ['location', 0],
    };
    for (const [uid, expected] of Object.entries(kinds)) {
      const { kind, multipleBookings } = await found(uid, KINDS);
      assert.deepEqual([kind, multipleBookings], expected, uid);
    }
    for (const uid of ['odd', 'jo']) {
      const { kind, multipleBookings } = await found(uid, KINDS);
      assert.deepEqual([kind, multipleBookings], ['individual', undefined], uid);
    }
    assert.equal((await found('room')).kind, 'individual');
    assert.equal((await found('car')).kind, 'thing');
  });

  test('a module is denied where an attribute has not the value of its constraint', async () => {
    const denied = async (uid: string, ModulesConstraints: Settings['ModulesConstraints']) =>
      (await found(uid, { ModulesConstraints: ModulesConstraints ?? {} })).deniedModules;
    assert.deepEqual(await denied('dept', { Calendar: { ou: 'EMPLOYEES' }, Mail: { ou: 'Board' } }), ['Mail']);
    assert.deepEqual(await denied('dept', { ActiveSync: { ou: 'employees', departmentNumber: '7' } }), []);
    assert.deepEqual(await denied('dept', { ActiveSync: { ou: 'employees', departmentNumber: '8' } }), ['ActiveSync']);
    assert.deepEqual(await denied('jo', { Contacts: { ou: 'employees' } }), ['Contacts']);
  });

  test('a constraint on an operational attribute', async () => {
    const settings = {
      ModulesConstraints: { Calendar: { memberOf: `cn=staff,${GROUPS}` } },
      lookupFields: ['*', 'memberOf'],
    };
    assert.deepEqual((await found('jo', settings)).deniedModules, ['Calendar']);
    assert.deepEqual((await found('dept', settings)).deniedModules, []);
  });

  test('a group counts with a mail address only', () =>
    withSource({ hostname: slapd.url, baseDN: GROUPS, UIDFieldName: 'cn' }, async (source) => {
      const staff = { uid: 'staff', name: 'staff', mails: ['staff@example.com'], kind: 'group', deniedModules: [] };
      assert.deepEqual(await source.find('staff', ''), staff);
      assert.deepEqual(await source.search('s', 10, ''), [staff]);
      assert.equal(await source.find('silent', ''), undefined);
      assert.equal(await source.members('silent', ''), undefined);
    }));

  test('an entry without a login is nobody', () =>
    withSource({ hostname: slapd.url }, async (source) => {
      assert.equal(await source.findByMail('none@example.com', ''), undefined);
      assert.deepEqual(await source.search('none@', 10, ''), []);
    }));
});
