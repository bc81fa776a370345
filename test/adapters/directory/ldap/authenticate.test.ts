import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Slapd, SUFFIX } from '../../../support/slapd.ts';
import { directoryOf, entry, PEOPLE, person, type Settings, sourceOn, withSource } from './people.ts';

const OTHERS = `ou=example.org,${SUFFIX}`;

describe('a login at an LDAP source', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([
      person('jo', { employeeNumber: '7', mail: ['jo@example.com', 'jo.doe@example.com'] }),
      person('al', { employeeNumber: 'jo', displayName: 'jo@example.com' }),
      person('josé', { octets: 'josé' }),
      person('two', { employeeNumber: 'same' }),
      person('three', { employeeNumber: 'same' }),
      person('straße', {}),
      person('b,ou=x', {}).replace(/^dn:.*$/m, `dn:: ${Buffer.from(`uid=b\\,ou\\=x,${PEOPLE}`).toString('base64')}`),
      person('locked-out', { userPassword: [] }),
      entry(OTHERS, { objectClass: 'organizationalUnit', ou: 'example.org' }),
      person('jo@example.org', {}).replace(
        /^dn:.*$/m,
        `dn:: ${Buffer.from(`uid=jo@example.org,${OTHERS}`).toString('base64')}`,
      ),
    ]);
  });
  after(() => slapd.stop());

  /** Who is let in, or why not. */
  const login = async (name: string, password: string, settings: Partial<Settings> = {}, domain = '') => {
    let outcome = '';
    await withSource({ hostname: slapd.url, ...settings }, async (source) => {
      const answer = await source.authenticate(name, password, domain);
      outcome = answer.is === 'authenticated' ? answer.entry.uid : answer.is;
    });
    return outcome;
  };

  const direct = {};
  const indirect = { bindFields: ['uid'] };
  const asUser = { bindAsCurrentUser: true };
  const asUserIndirect = { bindAsCurrentUser: true, bindFields: ['uid'] };
  const ways = { direct, indirect, asUser, asUserIndirect };

  for (const [way, settings] of Object.entries(ways)) {
    test(`${way}: the right password, and no other`, async () => {
      assert.equal(await login('jo', 'password of jo', settings), 'jo');
      for (const wrong of ['', 'password of al', 'Password of jo', '{SSHA}'])
        assert.equal(await login('jo', wrong, settings), 'wrong', wrong);
    });

    test(`${way}: an empty password lets nobody in, nor a login that is none`, async () => {
      for (const name of ['jo', 'nobody', '', 'locked-out'])
        for (const password of ['', 'password of nobody']) assert.equal(await login(name, password, settings), 'wrong');
    });

    test(`${way}: a name with characters of a DN is a name`, async () => {
      assert.equal(await login('b,ou=x', 'password of b,ou=x', settings), 'b,ou=x');
      assert.equal(await login(`jo,${PEOPLE}`, 'password of jo', settings), 'wrong');
      assert.equal(await login('jo+sn=jo', 'password of jo', settings), 'wrong');
    });

    test(`${way}: what the directory only takes for the same is nobody`, async () => {
      assert.equal(await login('STRASSE', 'password of straße', settings), 'wrong');
      assert.equal(await login('jo\u00ad', 'password of jo', settings), 'wrong');
      assert.equal(await login('jo ', 'password of jo', settings), 'wrong');
      assert.equal(await login('STRAßE', 'password of straße', settings), 'straße');
    });
  }

  test('an indirect bind by any of several fields; the login is that of UIDFieldName', async () => {
    const settings = { bindFields: ['uid', 'mail', 'employeeNumber'] };
    for (const name of ['JO.DOE@example.com', 'jo@example.com', '7'])
      assert.equal(await login(name, 'password of jo', settings), 'jo', name);
    assert.equal(await login('7', 'password of al', settings), 'wrong');
  });

  test('a name that is several people’s is nobody’s', async () => {
    const settings = { bindFields: ['uid', 'employeeNumber'] };
    for (const uid of ['two', 'three']) {
      assert.equal(await login('same', `password of ${uid}`, settings), 'wrong');
      assert.equal(await login(uid, `password of ${uid}`, settings), uid);
    }
    for (const uid of ['jo', 'al']) assert.equal(await login('jo', `password of ${uid}`, settings), 'wrong');
    const warnings: string[] = [];
    const source = sourceOn({ hostname: slapd.url, ...settings }, { warn: (sentence) => warnings.push(sentence) });
    await source.authenticate('same', 'password of two', '');
    await source.close();
    assert.deepEqual(
      warnings.map((sentence) => [`uid=two,${PEOPLE}`, `uid=three,${PEOPLE}`].every((dn) => sentence.includes(dn))),
      [true],
    );
  });

  test('a direct bind in a source of one level', async () => {
    for (const way of [direct, asUser])
      assert.equal(await login('jo', 'password of jo', { ...way, scope: 'ONE' }), 'jo');
  });

  test('a direct bind with a field that is not the login', async () => {
    assert.equal(await login('jo', 'password of jo', { UIDFieldName: 'employeeNumber' }), '7');
    assert.equal(await login('7', 'password of jo', { UIDFieldName: 'employeeNumber' }), 'wrong');
  });

  test('a directory that compares octets finds a login in either normal form', async () => {
    const settings = { bindFields: ['octets'], UIDFieldName: 'octets' };
    for (const name of ['josé', 'jose\u0301']) {
      assert.equal(await login(name, 'password of josé', settings), 'josé', name);
      assert.equal(await login(name, 'password of josé', indirect), 'josé', name);
    }
  });

  test('a base that is the domain’s', async () => {
    const settings = { baseDN: `ou=%d,${SUFFIX}` };
    for (const way of Object.values(ways)) {
      const name = 'jo@example.org';
      assert.equal(await login(name, `password of ${name}`, { ...settings, ...way }, 'example.org'), name);
      for (const domain of ['', 'people', 'example.net', `people,${SUFFIX}`])
        assert.equal(await login(name, `password of ${name}`, { ...settings, ...way }, domain), 'wrong', domain);
    }
    await withSource({ hostname: slapd.url, ...settings }, async (source) => {
      assert.equal((await source.find('jo@example.org', 'example.org'))?.uid, 'jo@example.org');
      assert.equal(await source.find('jo@example.org', ''), undefined);
      assert.deepEqual(await source.search('jo', 10, ''), []);
      assert.equal((await source.search('jo', 10, 'example.org')).length, 1);
    });
  });

  test('bindAsCurrentUser reads as the user, so that no account of our own is needed', async () => {
    const settings = { anonymous: true, bindAsCurrentUser: true } as const;
    assert.equal(await login('jo', 'password of jo', settings), 'jo');
    assert.equal(await login('jo', 'password of al', settings), 'wrong');
    assert.equal(await login('jo', 'password of jo', { anonymous: true }), 'wrong');
  });

  test('a user’s bind is never left over for a search', () =>
    withSource({ hostname: slapd.url, anonymous: true, bindAsCurrentUser: true }, async (source) => {
      assert.equal((await source.authenticate('jo', 'password of jo', '')).is, 'authenticated');
      assert.equal(await source.find('jo', ''), undefined);
      assert.deepEqual(await source.search('jo', 10, ''), []);
    }));
});
