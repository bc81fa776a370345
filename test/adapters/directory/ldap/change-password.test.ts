import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { Client } from 'ldapts';
import { DirectoryUnavailable } from '../../../../src/domain/kernel/directory-errors.ts';
import { ADMIN, type Slapd } from '../../../support/slapd.ts';
import { ACCESS, directoryOf, PEOPLE, person, withSource } from './people.ts';

/** In quotation marks, UTF-16, little end first. */
const utf16 = (text: string) =>
  Buffer.from([...`"${text}"`].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));

describe('new passwords in an LDAP directory', () => {
  let slapd: Slapd;
  const trusted = tls.getCACertificates('default');
  before(async () => {
    const windows = (uid: string) =>
      person(uid, { sAMAccountName: uid }).concat(`unicodePwd:: ${utf16(`password of ${uid}`).toString('base64')}\n`);
    slapd = await directoryOf(
      [person('jo'), person('al'), person('own'), windows('win'), windows('adm'), windows('other')],
      `access to dn.exact="uid=al,${PEOPLE}" attrs=userPassword by anonymous auth by * none\n${ACCESS}\noverlay constraint\nconstraint_attribute unicodePwd size 64\nconstraint_attribute userPassword size 300`,
    );
    tls.setDefaultCACertificates([...trusted, slapd.ca]);
  });
  after(async () => {
    tls.setDefaultCACertificates(trusted);
    await slapd.stop();
  });

  /** The octets of an attribute, as an administrator reads them. */
  const stored = async (uid: string, attribute: string) => {
    const client = new Client({ url: slapd.url });
    await client.bind(ADMIN.bindDN, ADMIN.bindPassword);
    const { searchEntries } = await client.search(`uid=${uid},${PEOPLE}`, {
      scope: 'base',
      attributes: [attribute],
      explicitBufferAttributes: [attribute],
    });
    await client.unbind();
    return searchEntries[0]?.[attribute];
  };

  /** What OpenLDAP can compare; the others are stored alike and for other programs. */
  const schemes = ['none', 'plain', 'crypt', 'md5-crypt', 'sha256-crypt', 'sha512-crypt', 'md5', 'ldap-md5', 'smd5'];
  for (const userPasswordAlgorithm of [...schemes, 'sha', 'sha1', 'ssha', 'ssha.b64'])
    test(`a new password under ${userPasswordAlgorithm} is one that the directory lets in`, () =>
      withSource({ hostname: slapd.url, userPasswordAlgorithm }, async (source) => {
        const password = `änother for ${userPasswordAlgorithm}`;
        assert.deepEqual(await source.changePassword('own', password, undefined, ''), { is: 'changed' });
        assert.equal((await source.authenticate('own', password, '')).is, 'authenticated');
        assert.deepEqual(await source.authenticate('own', `${password}.`, ''), { is: 'wrong' });
        assert.deepEqual(await source.changePassword('own', 'in between', password, ''), { is: 'changed' });
      }));

  test('an owner whom the directory does not let is told so, an admin is let', () =>
    withSource({ hostname: slapd.url }, async (source) => {
      const change = await source.changePassword('al', 'new', 'password of al', '');
      assert.deepEqual(change, { is: 'refused', rule: 'The directory does not let this password be changed.' });
      assert.deepEqual(await source.changePassword('al', 'new', undefined, ''), { is: 'changed' });
      assert.equal((await source.authenticate('al', 'new', '')).is, 'authenticated');
    }));

  test('Active Directory: an owner removes the old unicodePwd and adds the new one, in UTF-16 and quotation marks', () =>
    withSource({ hostname: slapd.secureUrl }, async (source) => {
      assert.deepEqual(await source.changePassword('win', 'Grüße €1', 'password of win', ''), { is: 'changed' });
      assert.deepEqual(await stored('win', 'unicodePwd'), utf16('Grüße €1'));
      // The old value is to be the one that is there: an administrator’s replacement would not ask.
      await assert.rejects(source.changePassword('win', 'next', 'password of win', ''), DirectoryUnavailable);
      assert.deepEqual(await stored('win', 'unicodePwd'), utf16('Grüße €1'));
    }));

  test('Active Directory: an admin replaces unicodePwd, by StartTLS too', () =>
    withSource({ hostname: `${slapd.url}/????!StartTLS` }, async (source) => {
      assert.deepEqual(await source.changePassword('adm', 'new', undefined, ''), { is: 'changed' });
      assert.deepEqual(await stored('adm', 'unicodePwd'), utf16('new'));
    }));

  test('what breaks a rule of the directory is refused, with its own words where they are for people', () =>
    withSource({ hostname: slapd.secureUrl }, async (source) => {
      const refusal = await source.changePassword('other', 'x'.repeat(40), 'password of other', '');
      assert(refusal.is === 'refused' && refusal.rule.includes('rules of the domain'), JSON.stringify(refusal));
      assert.deepEqual(await stored('other', 'unicodePwd'), utf16('password of other'));
      const own = await source.changePassword('jo', 'x'.repeat(400), undefined, '');
      assert(own.is === 'refused' && /^modify breaks constraint/.test(own.rule), JSON.stringify(own));
      assert(!/0x/.test(own.rule), own.rule);
    }));

  test('Active Directory: no password travels without TLS', () =>
    withSource({ hostname: slapd.url }, async (source) => {
      for (const old of ['password of other', undefined])
        await assert.rejects(
          source.changePassword('other', 'new', old, ''),
          (error) => error instanceof DirectoryUnavailable && error.message.includes('over TLS only'),
        );
      assert.deepEqual(await stored('other', 'unicodePwd'), utf16('password of other'));
    }));

  test('the wrong old password, nobody, and no new one', () =>
    withSource({ hostname: slapd.url }, async (source) => {
      for (const wrong of ['', 'wrong', 'password of al'])
        assert.deepEqual(await source.changePassword('jo', 'new', wrong, ''), { is: 'wrong-password' });
      assert.deepEqual(await source.changePassword('nobody', 'new', 'old', ''), { is: 'no-such-user' });
      assert.equal((await source.changePassword('jo', '', 'password of jo', '')).is, 'refused');
      assert.equal((await source.authenticate('jo', 'password of jo', '')).is, 'authenticated');
    }));
});
