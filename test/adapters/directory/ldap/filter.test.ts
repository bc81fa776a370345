import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { qualified } from '../../../../src/adapters/directory/ldap/filter.ts';
import type { Qualifier } from '../../../../src/domain/settings/qualifier.ts';
import { directoryOf, person, withSource } from './people.ts';

const is = (field: string, value: string): Qualifier => ({ is: 'compare', field, operator: '=', value });
const isNot = (field: string, value: string): Qualifier => ({ is: 'compare', field, operator: '<>', value });

describe('the filter of a source', () => {
  const texts: readonly (readonly [Qualifier, string])[] = [
    [is('uid', 'alice'), '(uid=alice)'],
    [isNot('uid', 'alice'), '(!(uid=alice))'],
    [is('mail', '*'), '(mail=*)'],
    [isNot('mail', '*'), '(!(mail=*))'],
    [is('mail', '**'), '(mail=*)'],
    [is('cn', 'A*'), '(cn=A*)'],
    [is('cn', '*e'), '(cn=*e)'],
    [is('cn', 'A**b*c*d'), '(cn=A*b*c*d)'],
    [is('cn', String.raw`(a)\*`), String.raw`(cn=\28a\29\5c*)`],
    [is('cn', 'a)(uid=*'), String.raw`(cn=a\29\28uid=*)`],
    [{ is: 'not', of: is('o', 'x') }, '(!(o=x))'],
    [
      {
        is: 'and',
        of: [{ is: 'or', of: [is('objectClass', 'mailUser'), is('objectClass', 'mailGroup')] }, isNot('uid', 'a')],
      },
      '(&(|(objectClass=mailUser)(objectClass=mailGroup))(!(uid=a)))',
    ],
  ];
  for (const [qualifier, text] of texts) test(text, () => assert.equal(qualified(qualifier).toString(), text));

  test('only what passes it is found, searched and let in', async () => {
    const slapd = await directoryOf([
      person('active', { accountStatus: 'active', o: 'Alinto' }),
      person('inactive', { accountStatus: 'inactive', o: 'Alinto' }),
      person('elsewhere', { accountStatus: 'active', o: 'Other (GmbH)*' }),
    ]);
    const filter: Qualifier = {
      is: 'and',
      of: [is('o', 'Al*o'), is('mail', '*'), isNot('accountStatus', 'inactive')],
    };
    for (const bindFields of [[], ['uid']])
      await withSource({ hostname: slapd.url, filter, bindFields }, async (source) => {
        assert.equal((await source.find('active', ''))?.uid, 'active');
        assert.equal((await source.authenticate('active', 'password of active', '')).is, 'authenticated');
        assert.deepEqual(
          (await source.search('example.com', 10, '')).map(({ uid }) => uid),
          ['active'],
        );
        for (const out of ['inactive', 'elsewhere']) {
          assert.equal(await source.find(out, ''), undefined, out);
          assert.equal(await source.findByMail(`${out}@example.com`, ''), undefined, out);
          assert.deepEqual(await source.authenticate(out, `password of ${out}`, ''), { is: 'wrong' }, out);
        }
      });
    await slapd.stop();
  });
});
