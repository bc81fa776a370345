import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readConfiguration } from '../../../src/adapters/config/read.ts';
import { type Configuration, settingOf, userSourcesOf } from '../../../src/domain/settings/configuration.ts';
import { told } from '../../../src/domain/settings/report.ts';
import type { LdapSourceSettings, SqlSourceSettings } from '../../../src/domain/settings/user-source.ts';

const fileOf = (name: string) => path.join(import.meta.dirname, 'examples', `${name}.conf`);

/** A configuration such as SOGo's guide shows, without anything to say about it. */
const example = async (name: string): Promise<Configuration> => {
  const report = await readConfiguration({ file: fileOf(name), environment: {} });
  assert.equal(report.is, 'usable', report.is === 'refused' ? report.problems.map(told).join('\n') : '');
  assert.deepEqual(report.warnings.map(told), []);
  return report.configuration;
};

const ldapOf = (configuration: Configuration, domain = ''): readonly LdapSourceSettings[] =>
  userSourcesOf(configuration, domain).filter((source) => source.type === 'ldap');

test('one domain with LDAP', async () => {
  const configuration = await example('single-domain-ldap');
  const [source] = ldapOf(configuration);
  assert.equal(settingOf(configuration, 'SOGoTimeZone'), 'Europe/Berlin');
  assert.equal(
    settingOf(configuration, 'SOGoProfileURL'),
    'postgresql://groupware:s%25cret@db.example.org:5432/groupware/sogo_user_profile',
  );
  assert.deepEqual(settingOf(configuration, 'SOGoCalendarDefaultRoles'), ['PublicViewer', 'ConfidentialDAndTViewer']);
  assert.equal(source?.bindPassword, 'verysecret');
  assert.equal(source.port, 389);
  assert.deepEqual(source.filter, {
    is: 'and',
    of: [
      { is: 'compare', field: 'o', operator: '=', value: 'Example' },
      { is: 'compare', field: 'mail', operator: '=', value: '*' },
      { is: 'compare', field: 'status', operator: '<>', value: 'gone' },
    ],
  });
});

test('people and groups in LDAP', async () => {
  const configuration = await example('ldap-groups');
  const [people, teams] = ldapOf(configuration);
  assert.deepEqual([people?.SOGoLDAPQueryLimit, teams?.SOGoLDAPQueryLimit], [50, 10]);
  assert.deepEqual(people?.ModulesConstraints, { Calendar: { ou: 'staff' } });
  assert.deepEqual(people.lookupFields, ['*', 'memberOf']);
  assert.equal(teams?.hostname, 'ldap://127.0.0.1:389');
  assert.deepEqual(teams.GroupObjectClasses, ['groupofnames', 'posixgroup']);
});

test('Active Directory, found before it is bound, in a file without braces', async () => {
  const configuration = await example('active-directory');
  const [source] = ldapOf(configuration);
  assert.equal(settingOf(configuration, 'SOGoPasswordChangeEnabled'), true);
  assert.deepEqual(source?.bindFields, ['sAMAccountName', 'userPrincipalName']);
  assert.deepEqual(source.MailFieldNames, ['mail', 'proxyAddresses']);
  assert.equal(source.bindPassword, 'p"w\\d');
  assert.equal(source.IMAPLoginFieldName, 'sAMAccountName');
});

test('users in SQL', async () => {
  const [source] = userSourcesOf(await example('sql'), '') as readonly SqlSourceSettings[];
  assert.equal(source?.userPasswordAlgorithm, 'ssha256.b64');
  assert.deepEqual(
    [source.LoginFieldNames, source.MailFieldNames, source.DomainFieldName],
    [['c_uid', 'mail'], ['aliases'], 'c_domain'],
  );
  assert.deepEqual(
    source.userPasswordPolicy.map(({ label }) => label),
    [
      'Minimum of 1 lowercase letter',
      'Minimum of 2 special symbols',
      'Digits: at least 2',
      'Length: at least 10 characters',
    ],
  );
});

test('two domains', async () => {
  const configuration = await example('two-domains');
  assert.deepEqual([...configuration.domains.keys()], ['north.example', 'south.example']);
  assert.equal(settingOf(configuration, 'SOGoTimeZone', 'north.example'), 'America/Montreal');
  assert.equal(settingOf(configuration, 'SOGoTimeZone', 'south.example'), 'Europe/Paris');
  assert.deepEqual(settingOf(configuration, 'SOGoDomainsVisibility'), [['north.example', 'south.example']]);
  assert.deepEqual(
    ['', 'north.example', 'south.example'].map((domain) =>
      ldapOf(configuration, domain).map(({ id, SOGoLDAPQueryLimit }) => [id, SOGoLDAPQueryLimit]),
    ),
    [[], [['north', 20]], [['south', 0]]],
  );
});

test('MySQL is refused, with what to set instead', async () => {
  const report = await readConfiguration({ file: fileOf('mysql'), environment: {} });
  assert.equal(report.is, 'refused');
  assert.deepEqual(
    report.problems.map(({ line, key }) => [line, key]),
    [
      [2, 'SOGoProfileURL'],
      [8, 'SOGoUserSources[0].viewURL'],
    ],
  );
  for (const { sentence } of report.problems)
    assert.match(sentence, /PostgreSQL only: (set FastiDatabaseURL|copy them)/);
});
