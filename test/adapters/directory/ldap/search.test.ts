import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Slapd } from '../../../support/slapd.ts';
import { ACCESS, directoryOf, entry, PEOPLE, person, type Settings, withSource } from './people.ts';

describe('a search in an LDAP source', () => {
  let slapd: Slapd;
  before(async () => {
    const people = Array.from({ length: 30 }, (_, i) => person(`p${i}`, { telephoneNumber: `+49 30 ${i}` }));
    const elsewhere = entry(`ou=elsewhere,${PEOPLE}`, {
      objectClass: ['referral', 'extensibleObject'],
      ou: 'elsewhere',
      ref: `ldap://127.0.0.1:1/${PEOPLE}`,
    });
    slapd = await directoryOf([...people, elsewhere], `${ACCESS}\nlimits dn.exact="uid=p0,${PEOPLE}" size=7`);
  });
  after(() => slapd.stop());

  const count = async (limit: number, settings: Partial<Settings> = {}, text = 'example.com') => {
    let found = -1;
    await withSource({ hostname: slapd.url, ...settings }, async (source) => {
      found = (await source.search(text, limit, '')).length;
    });
    return found;
  };

  test('as many as were asked for, SOGoLDAPQueryLimit at most', async () => {
    assert.equal(await count(100), 30);
    assert.equal(await count(4), 4);
    assert.equal(await count(0), 0);
    assert.equal(await count(100, { SOGoLDAPQueryLimit: 5 }), 5);
    assert.equal(await count(3, { SOGoLDAPQueryLimit: 5 }), 3);
  });

  test('what a server with a limit of its own gives is taken', async () => {
    const settings = { bindDN: `uid=p0,${PEOPLE}`, bindPassword: 'password of p0' };
    assert.equal(await count(100, settings), 7);
  });

  test('the search fields and no others, the ones that the directory does not know included', async () => {
    assert.equal(await count(100, { SearchFieldNames: ['telephonenumber'] }, '30 2'), 11);
    assert.equal(await count(100, { SearchFieldNames: ['sn', 'no-such-attribute'] }, 'p2'), 11);
    assert.equal(await count(100, { SearchFieldNames: ['sn'] }, '@example.com'), 0);
  });

  test('without a text everybody', async () => {
    assert.equal(await count(100, {}, ''), 30);
    assert.equal(await count(10, {}, ''), 10);
  });

  test('what a directory takes for nothing is in nobody', async () => {
    for (const text of ['\0', '\u200b', '\u00ad', ' ', '\t', 'p\u0007'])
      assert.equal(await count(100, {}, text), 0, JSON.stringify(text));
  });

  test('what is said to be on another server is not looked for there', () =>
    withSource({ hostname: slapd.url }, async (source) => {
      assert.equal((await source.search('elsewhere', 10, '')).length, 0);
      assert.equal(await source.find('elsewhere', ''), undefined);
      assert.equal((await source.find('p1', ''))?.uid, 'p1');
    }));

  test('the scope of the source', async () => {
    assert.equal(await count(100, { scope: 'ONE' }), 30);
    assert.equal(await count(100, { scope: 'BASE' }), 0);
    assert.equal(await count(100, { scope: 'BASE', baseDN: `uid=p1,${PEOPLE}` }), 1);
    assert.equal(await count(100, { scope: 'ONE', baseDN: PEOPLE.slice(PEOPLE.indexOf(',') + 1) }), 0);
  });
});
