import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Configuration,
  NOTHING_SET,
  preferenceOf,
  settingOf,
  userSourcesOf,
} from '../../../src/domain/settings/configuration.ts';
import type { SetLdapSource, SetSqlSource } from '../../../src/domain/settings/set-source.ts';
import type { SettingValues } from '../../../src/domain/settings/table.ts';

const configured = (system: SettingValues, domain: SettingValues = {}): Configuration => ({
  system,
  domains: new Map([['north.example', domain]]),
});

describe('resolution', () => {
  test('nothing set: the shipped default, or undefined without one', () => {
    assert.equal(settingOf(NOTHING_SET, 'SOGoTimeZone'), 'UTC');
    assert.equal(settingOf(NOTHING_SET, 'SOGoCalendarDAVAccessEnabled'), true);
    assert.equal(settingOf(NOTHING_SET, 'WOLogFile'), undefined);
    assert.deepEqual(settingOf(NOTHING_SET, 'SOGoUserSources'), []);
  });

  test('the domain goes before the system, the system before the default', () => {
    const both = configured({ SOGoTimeZone: 'Europe/Rome' }, { SOGoTimeZone: 'Europe/Paris' });
    assert.equal(settingOf(both, 'SOGoTimeZone', 'north.example'), 'Europe/Paris');
    assert.equal(settingOf(both, 'SOGoTimeZone', 'elsewhere.example'), 'Europe/Rome');
    assert.equal(settingOf(both, 'SOGoTimeZone'), 'Europe/Rome');
    assert.equal(
      settingOf(configured({ SOGoTimeZone: 'Europe/Rome' }), 'SOGoTimeZone', 'north.example'),
      'Europe/Rome',
    );
  });

  test('the first level that has the key wins, with NO, 0 and nothing at all in a list too', () => {
    const denied = configured(
      {
        SOGoHideSystemEMail: true,
        SOGoDAVCalendarStartTimeLimit: 90,
        SOGoSuperUsernames: ['root'],
        SOGoMailDomain: 'x',
      },
      { SOGoHideSystemEMail: false, SOGoDAVCalendarStartTimeLimit: 0, SOGoSuperUsernames: [], SOGoMailDomain: '' },
    );
    assert.equal(settingOf(denied, 'SOGoHideSystemEMail', 'north.example'), false);
    assert.equal(settingOf(denied, 'SOGoDAVCalendarStartTimeLimit', 'north.example'), 0);
    assert.deepEqual(settingOf(denied, 'SOGoSuperUsernames', 'north.example'), []);
    assert.equal(settingOf(denied, 'SOGoMailDomain', 'north.example'), '');
  });
});

describe('preferences', () => {
  const configuration = configured(
    { SOGoTimeZone: 'Europe/Rome' },
    { SOGoCalendarEventsDefaultClassification: 'PRIVATE' },
  );

  test('the user goes before his domain', () => {
    const own = { SOGoCalendarEventsDefaultClassification: 'CONFIDENTIAL', SOGoTimeZone: 'Asia/Tokyo' };
    assert.equal(
      preferenceOf(configuration, 'north.example', own, 'SOGoCalendarEventsDefaultClassification'),
      'CONFIDENTIAL',
    );
    assert.equal(preferenceOf(configuration, 'north.example', own, 'SOGoTimeZone'), 'Asia/Tokyo');
  });

  test('what he did not choose is his domain’s, the system’s, the default', () => {
    assert.equal(
      preferenceOf(configuration, 'north.example', {}, 'SOGoCalendarEventsDefaultClassification'),
      'PRIVATE',
    );
    assert.equal(preferenceOf(configuration, 'north.example', {}, 'SOGoTimeZone'), 'Europe/Rome');
    assert.equal(preferenceOf(configuration, 'north.example', {}, 'SOGoCalendarTasksDefaultClassification'), 'PUBLIC');
  });

  test('a stored value is converted; one of the wrong kind reads as unset', () => {
    assert.equal(preferenceOf(configuration, '', { SOGoBusyOffHours: 1 }, 'SOGoBusyOffHours'), true);
    assert.equal(preferenceOf(configuration, '', { SOGoDayEndTime: '17:00' }, 'SOGoDayEndTime'), 17);
    for (const wrong of ['nowhere', 5, null, ['Asia/Tokyo'], { zone: 'UTC' }])
      assert.equal(preferenceOf(configuration, '', { SOGoTimeZone: wrong }, 'SOGoTimeZone'), 'Europe/Rome');
  });
});

describe('sources of users', () => {
  const ldap: SetLdapSource = { type: 'ldap', id: 'people', baseDN: 'dc=example', hostname: 'localhost' };
  const sql: SetSqlSource = { type: 'sql', id: 'table', viewURL: 'built-in' };

  test('every default is in place', () => {
    const [first, second] = userSourcesOf(configured({ SOGoUserSources: [ldap, sql] }), '');
    assert.deepEqual(
      first?.type === 'ldap' && [
        first.UIDFieldName,
        first.IMAPLoginFieldName,
        first.scope,
        first.MailFieldNames,
        first.canAuthenticate,
      ],
      ['uid', 'uid', 'SUB', ['mail'], false],
    );
    assert.deepEqual(
      second?.type === 'sql' && [
        second.LoginFieldNames,
        second.SearchFieldNames,
        second.IMAPLoginFieldName,
        second.listRequiresDot,
      ],
      [['c_uid'], ['c_cn', 'mail'], 'c_uid', true],
    );
  });

  test('`name` is searched for as SOGo does; classes of groups are folded', () => {
    const [source] = userSourcesOf(
      configured({ SOGoUserSources: [{ ...ldap, GroupObjectClasses: ['posixGroup'], UIDFieldName: 'mail' }] }),
      '',
    );
    assert.ok(source?.type === 'ldap');
    assert.deepEqual(source.SearchFieldNames, ['sn', 'displayname', 'cn', 'mail', 'telephonenumber']);
    assert.deepEqual(source.GroupObjectClasses, ['posixgroup']);
    assert.equal(source.IMAPLoginFieldName, 'mail');
  });

  test('a limit of the source goes before its domain’s, that before the system’s', () => {
    const limitIn = (own: Partial<SetLdapSource>, domain: SettingValues) => {
      const all = configured({ SOGoLDAPQueryLimit: 1 }, { ...domain, SOGoUserSources: [{ ...ldap, ...own }] });
      const [source] = userSourcesOf(all, 'north.example');
      return source?.type === 'ldap' ? source.SOGoLDAPQueryLimit : undefined;
    };
    assert.equal(limitIn({ SOGoLDAPQueryLimit: 3 }, { SOGoLDAPQueryLimit: 2 }), 3);
    assert.equal(limitIn({}, { SOGoLDAPQueryLimit: 2 }), 2);
    assert.equal(limitIn({}, {}), 1);
  });

  test('a domain has its own sources and not those of the system', () => {
    const all = configured({ SOGoUserSources: [ldap] }, { SOGoUserSources: [sql] });
    assert.deepEqual(
      userSourcesOf(all, '').map(({ id }) => id),
      ['people'],
    );
    assert.deepEqual(
      userSourcesOf(all, 'north.example').map(({ id }) => id),
      ['table'],
    );
    assert.deepEqual(userSourcesOf(configured({ SOGoUserSources: [ldap] }), 'north.example'), []);
  });
});
