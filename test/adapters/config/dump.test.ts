import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dumpConfiguration } from '../../../src/adapters/config/dump.ts';
import {
  type Configuration,
  NOTHING_SET,
  settingOf,
  userSourcesOf,
} from '../../../src/domain/settings/configuration.ts';
import { SETTINGS, type SettingKey } from '../../../src/domain/settings/table.ts';
import { usable } from './support.ts';

const FULL = `{
  SOGoTimeZone = Europe/Berlin; SOGoHideSystemEMail = NO; SOGoCacheCleanupInterval = 0.5; WOPort = "[::1]:1";
  SOGoFreeBusyDefaultInterval = (1, 2); SOGoDomainsVisibility = ((a.example, b.example), (c.example));
  SOGoPageTitle = "say \\"hi\\"\\n\\\\ // \\U2022"; SOGoSuperUsernames = (); SOGoLoginSuffix = "";
  SOGoMailLabelsColors = { $label1 = ("A b", "#f00"); "x y" = { z = 1; }; };
  SOGoUserSources = ({ type = sql; id = s; viewURL = built-in; userPasswordPolicy = ({ label = POLICY_MIN_DIGIT; value = 2; }); });
  domains = { a.example = { SOGoMailDomain = a.example; SOGoUserSources = ({ type = ldap; id = l; hostname = h; baseDN = "dc=a";
    filter = "NOT (a='x' OR b=\\"y'z\\") AND c<>'*'"; ModulesConstraints = { Mail = { ou = x; }; }; mapping = { fax = (a, b); }; port = 389; }); };
    b.example = {}; c.example = {}; };
}`;

describe('dump', () => {
  test('what was set is read back as the same', async () => {
    const { configuration } = await usable(FULL);
    const again = await usable(dumpConfiguration(configuration, false));
    assert.deepEqual(again.configuration, configuration);
    assert.deepEqual(again.warnings, []);
  });

  test('with all, every key is worth the same after it was read back', async () => {
    const { configuration } = await usable(FULL);
    const dumped = dumpConfiguration(configuration, true);
    const again = (await usable(dumped)).configuration;
    const worth = (of: Configuration) =>
      ['', 'a.example'].map((domain) => [
        (Object.keys(SETTINGS) as SettingKey[])
          .filter((key) => key !== 'SOGoUserSources')
          .map((key) => [key, settingOf(of, key, domain)]),
        userSourcesOf(of, domain),
      ]);
    assert.deepEqual(worth(again), worth(configuration));
    assert.match(dumped, /^ {4}SOGoMaximumRequestInterval = 30;$/m);
    assert.match(dumped, /^ {12}UIDFieldName|^ {20}UIDFieldName = uid;$/m);
  });

  test('nothing set is nothing to print, and all defaults with all', () => {
    assert.match(dumpConfiguration(NOTHING_SET, false), /^{\n}$/m);
    assert.match(dumpConfiguration(NOTHING_SET, true), /^ {4}SOGoTimeZone = UTC;$/m);
  });

  test('secrets are left out and named; passwords in addresses are hidden', async () => {
    const { configuration } = await usable(`SOGoEncryptionKey = topsecret; SOGoSMTPServer = "smtp://u:topsecret@h/";
      SOGoProfileURL = "postgresql://u:top%2Fsecret@h:5432/d/t"; FastiRedisURL = "redis://:topsecret@h:6379";
      SOGoUserSources = ({ type = ldap; id = l; hostname = h; baseDN = x; bindPassword = topsecret; });`);
    const dumped = dumpConfiguration(configuration, true);
    assert.doesNotMatch(dumped, /top(%2F)?secret/);
    assert.match(dumped, /Set, and not shown: SOGoEncryptionKey, SOGoUserSources\[0\]\.bindPassword \*\//);
    assert.match(dumped, /"postgresql:\/\/u:••••@h:5432\/d\/t"/);
    assert.match(dumped, /"redis:\/\/:••••@h:6379"/);
    assert.match(dumped, /"smtp:\/\/u:••••@h\/"/);
  });

  test('passwords are hidden wherever in an address they may stand', async () => {
    const { configuration } = await usable(`FastiRedisURL = "redis://h/0?password=topsecret&db=1";
      SOGoProfileURL = "postgresql://jo@corp:topsecret@h/d/t"; SOGoSMTPServer = "smtp://u:top:secret@h@h/";
      OCSFolderInfoURL = "postgresql://h/d/t?user=u&sslpassword=topsecret";`);
    const dumped = dumpConfiguration(configuration, false);
    assert.doesNotMatch(dumped, /top|secret/);
    assert.match(dumped, /"redis:\/\/h\/0\?password=••••&db=1"/);
    assert.match(dumped, /"postgresql:\/\/jo@corp:••••@h\/d\/t"/);
  });
});
