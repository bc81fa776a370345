import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { readConfiguration } from '../../../src/adapters/config/read.ts';
import { MAX_CONFIGURATION_OCTETS } from '../../../src/domain/limits.ts';
import { NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import { told } from '../../../src/domain/settings/report.ts';
import { refused, usable } from './support.ts';

/** The one thing that is told of a text that is refused. */
const onlyProblem = async (text: string, environment: NodeJS.ProcessEnv = {}): Promise<string> => {
  const problems = await refused(text, environment);
  assert.equal(problems.length, 1, problems.join('\n'));
  return problems[0] ?? '';
};

/** The one thing that is odd about a text that can be used. */
const onlyWarning = async (text: string, environment: NodeJS.ProcessEnv = {}): Promise<string> => {
  const { warnings } = await usable(text, environment);
  assert.equal(warnings.length, 1, warnings.join('\n'));
  return warnings[0] ?? '';
};

const LDAP = 'type = ldap; id = people; baseDN = "dc=example"; hostname = localhost;';
const SQL = 'type = sql; id = table; viewURL = "postgresql://u:p@h/d/view";';

describe('a file', () => {
  test('values are converted to what their keys want', async () => {
    const { configuration, warnings } = await usable(`{
      SOGoHideSystemEMail = "YES"; SOGoMaximumRequestCount = "100"; SOGoCacheCleanupInterval = 300.5;
      SOGoSuperUsernames = admin; WOPort = 20000; SOGoDomainsVisibility = ((A.example, B.example)); SOGoDisableExport = (mail);
      domains = { A.example = {}; b.example = {}; };
    }`);
    assert.deepEqual(warnings, []);
    assert.deepEqual(configuration.system, {
      SOGoHideSystemEMail: true,
      SOGoMaximumRequestCount: 100,
      SOGoCacheCleanupInterval: 300.5,
      SOGoSuperUsernames: ['admin'],
      WOPort: '127.0.0.1:20000',
      SOGoDomainsVisibility: [['a.example', 'b.example']],
      SOGoDisableExport: ['Mail'],
    });
    assert.deepEqual([...configuration.domains.keys()], ['a.example', 'b.example']);
  });

  test('what does not convert is refused, all of it at once, with its line and what is wanted', async () =>
    assert.deepEqual(
      await refused(
        '{\n  SOGoHideSystemEMail = perhaps;\n  SOGoTimeZone = Mars/Base;\n  domains = {\n    a.example = {\n      SOGoMailDomain = (x);\n    };\n  };\n}',
      ),
      [
        'sogo.conf:2: SOGoHideSystemEMail wants YES or NO.',
        'sogo.conf:3: SOGoTimeZone wants the name of a time zone such as Europe/Berlin.',
        'sogo.conf:6: domains.a.example.SOGoMailDomain wants a text.',
      ],
    ));

  test('what can be read is checked with the rest, so that everything is told at once', async () =>
    assert.deepEqual(
      (await refused('SOGoHideSystemEMail = perhaps;\nFastiTLSKey = /key;')).map((problem) =>
        problem.split(':').slice(0, 3).join(':'),
      ),
      ['sogo.conf:1: SOGoHideSystemEMail wants YES or NO.', 'sogo.conf:2: FastiTLSKey is of no use alone'],
    ));

  test('an empty text is no value of a choice, an address or a file that may be unset', async () => {
    const { configuration, warnings } = await usable(
      'SOGoAuthenticationType = ""; SOGoCASServiceURL = ""; WOLogFile = ""; SOGoLoginSuffix = "";',
    );
    assert.deepEqual([configuration.system, warnings], [{ SOGoLoginSuffix: '' }, []]);
    assert.match(await onlyProblem('SOGoTimeZone = "";'), /wants the name of a time zone/);
    assert.match(await onlyProblem('SOGoHideSystemEMail = "";'), /wants YES or NO/);
  });

  test('what is no property list is refused with line and column', async () =>
    assert.equal(
      await onlyProblem('{\n  a = b\n}x'),
      'sogo.conf:3: column 2: Expected the end of the text, but there is x; perhaps a bracket is closed too early.',
    ));

  test('an empty file is told of, and everything is as without it', async () => {
    const { configuration, warnings } = await usable('');
    assert.deepEqual(configuration, NOTHING_SET);
    assert.deepEqual(warnings, ['sogo.conf:1: The file is empty: all defaults hold.']);
  });

  test('a byte order mark is no part of it', async () =>
    assert.equal((await usable('\ufeffSOGoMailDomain = x.example;')).configuration.system.SOGoMailDomain, 'x.example'));

  test('what is not UTF-8 is refused with its line', async () =>
    assert.deepEqual(await refused(Buffer.from('{\n  SOGoPageTitle = "B\xfcro";\n}', 'latin1')), [
      'sogo.conf:2: The file is not UTF-8 from here on; save it as UTF-8.',
    ]));

  test('what is not there or too large is refused', async () => {
    const missing = await readConfiguration({ file: '/nowhere/sogo.conf', environment: {} });
    assert.ok(
      missing.is === 'refused' &&
        /^\/nowhere\/sogo.conf: The file cannot be read: ENOENT/.test(missing.problems.map(told).join()),
    );
    assert.match(await onlyProblem(' '.repeat(MAX_CONFIGURATION_OCTETS + 1)), /larger than/);
  });
});

describe('names', () => {
  test('an unknown key warns, with the key that was probably meant', async () => {
    assert.equal(
      await onlyWarning('\nSOGoTimezone = UTC;'),
      'sogo.conf:2: SOGoTimezone is not a key that SOGo or Fasti know; did you mean SOGoTimeZone?',
    );
    assert.equal(await onlyWarning('Nonsense = 1;'), 'sogo.conf:1: Nonsense is not a key that SOGo or Fasti know.');
  });

  test('a key that is set twice warns with both lines', async () =>
    assert.equal(
      await onlyWarning('SOGoMailDomain = a.example;\n\nSOGoMailDomain = b.example;'),
      'sogo.conf:3: SOGoMailDomain is set in line 1 and again in line 3; the latter counts.',
    ));

  test('an old name is read with a warning; the new one wins where both are set', async () => {
    const { configuration, warnings } = await usable(
      'TimeZone = Europe/Rome; SOGoDefaultMailDomain = old.example; SOGoMailDomain = new.example;',
    );
    assert.deepEqual(configuration.system, { SOGoTimeZone: 'Europe/Rome', SOGoMailDomain: 'new.example' });
    assert.deepEqual(warnings, [
      'sogo.conf:1: TimeZone is the old name of SOGoTimeZone.',
      'sogo.conf:1: SOGoDefaultMailDomain is the old name of SOGoMailDomain, which is set too and counts.',
    ]);
  });

  test('that is so in whatever order they stand', async () =>
    assert.deepEqual(
      (await usable('SOGoMailDomain = new.example; SOGoDefaultMailDomain = old.example;')).configuration.system,
      { SOGoMailDomain: 'new.example' },
    ));

  test('an old name of SOGoUserSources holds sources', async () => {
    const { configuration } = await usable(`SOGoLDAPSources = ({ ${LDAP} });`);
    assert.equal(configuration.system.SOGoUserSources?.[0]?.id, 'people');
    assert.match(
      await onlyProblem('\nSOGoLDAPSources = ({ type = ldap; id = x; baseDN = y; });'),
      /^sogo.conf:2: SOGoUserSources\[0\].hostname is missing/,
    );
  });

  test('a removed key is refused with what to do instead', async () => {
    assert.equal(
      await onlyProblem('\nSOGoCalendarDefaultCategoryColor = "#fff";'),
      'sogo.conf:2: SOGoCalendarDefaultCategoryColor was removed in SOGo 2.3.1: set SOGoCalendarCategories and SOGoCalendarCategoriesColors instead.',
    );
    assert.match(
      await onlyProblem('SOGoGlobalAddressBookFirstEntries = YES;'),
      /globalAddressBookFirstEntriesCount in the source/,
    );
  });

  test('a key of the system warns inside a domain and does not count there', async () => {
    const { configuration, warnings } = await usable(
      'domains = { a.example = {\nWOPort = 1; SOGoMailDomain = a.example; SOGoLoginModule = Calendar; }; };',
    );
    assert.deepEqual(warnings, [
      'sogo.conf:2: domains.a.example.WOPort counts for the whole system only and is not read inside a domain.',
    ]);
    assert.deepEqual(configuration.domains.get('a.example'), {
      SOGoMailDomain: 'a.example',
      SOGoLoginModule: 'Calendar',
    });
  });
});

describe('domains', () => {
  test('their names are mail domains', async () => {
    assert.equal(
      await onlyProblem('domains = {\n"a b" = {}; };'),
      'sogo.conf:2: domains.a b is not the name of a mail domain.',
    );
    assert.match(await onlyProblem('domains = (a, b);'), /^sogo.conf:1: domains wants a dictionary/);
    assert.match(await onlyProblem('domains = { a.example = b; };'), /wants a dictionary of keys/);
    assert.match(
      await onlyProblem('domains = { a.example = {};\nA.example = {}; };'),
      /^sogo.conf:2: domains.a.example is there twice/,
    );
    assert.match(
      await onlyWarning('domains = { a.example = {\nSOGoMailDomain = b.example; }; };'),
      /^sogo.conf:2: domains.a.example.SOGoMailDomain is b.example: SOGo wants/,
    );
  });

  test('lists that name a domain which is not there warn', async () => {
    assert.equal(
      await onlyWarning('SOGoLoginDomains = (x.example); domains = { a.example = {}; };'),
      'sogo.conf:1: SOGoLoginDomains names x.example, which is not a key of domains.',
    );
    assert.match(
      await onlyWarning('SOGoDomainsVisibility = ((a.example, x.example)); domains = { a.example = {}; };'),
      /SOGoDomainsVisibility names x.example/,
    );
    assert.match(await onlyWarning('SOGoForbidUnknownDomainsAuth = YES;'), /lets nobody in/);
  });
});

describe('sources of users', () => {
  const inSource = (text: string) => `SOGoUserSources = (\n{ ${text} });`;

  test('what a source is nothing without is named', async () => {
    assert.deepEqual(await refused(inSource('type = ldap; id = x;')), [
      'sogo.conf:2: SOGoUserSources[0].baseDN is missing: a source of users is nothing without it.',
      'sogo.conf:2: SOGoUserSources[0].hostname is missing: a source of users is nothing without it.',
    ]);
    assert.match(await onlyProblem(inSource('type = sql; id = x;')), /SOGoUserSources\[0\].viewURL is missing/);
    assert.match(
      await onlyProblem(inSource('type = ldap; baseDN = x; hostname = y;')),
      /SOGoUserSources\[0\].id is missing/,
    );
    assert.match(
      await onlyProblem(inSource('id = x;')),
      /^sogo.conf:2: SOGoUserSources\[0\].type is missing or unknown/,
    );
    assert.match(await onlyProblem(inSource('type = nis; id = x;')), /type is missing or unknown/);
    assert.match(await onlyProblem(inSource('type = ldap; id = x; baseDN = y; hostname = "";')), /hostname is missing/);
    assert.match(await onlyProblem('SOGoUserSources = (x);'), /SOGoUserSources\[0\] wants a dictionary/);
  });

  test('ids are unique over the whole installation', async () =>
    assert.equal(
      await onlyProblem(
        `SOGoUserSources = ({ ${LDAP} });\ndomains = { a.example = { SOGoUserSources = ({\n${LDAP} }); }; };`,
      ),
      'sogo.conf:3: domains.a.example.SOGoUserSources[0].id is “people”, as is that of SOGoUserSources[0]: ids are unique over the whole installation.',
    ));

  test('behind a source that is wrong the others keep their places', async () =>
    assert.deepEqual(
      (await refused(`SOGoUserSources = (\n{ type = nis; },\n{ ${LDAP} },\n{ ${LDAP} });`)).map((problem) =>
        problem.split(' ', 2).join(' '),
      ),
      ['sogo.conf:2: SOGoUserSources[0].type', 'sogo.conf:4: SOGoUserSources[2].id'],
    ));

  test('a dictionary alone is one source', async () =>
    assert.equal((await usable(`SOGoUserSources = { ${LDAP} };`)).configuration.system.SOGoUserSources?.length, 1));

  test('unknown keys warn, and keys of the other kind say so', async () => {
    assert.equal(
      await onlyWarning(inSource(`${LDAP}\nbaseDn = x;`)),
      'sogo.conf:3: SOGoUserSources[0].baseDn is not a key that SOGo or Fasti know; did you mean baseDN?',
    );
    assert.match(
      await onlyWarning(inSource(`${SQL} GroupObjectClasses = (group);`)),
      /means something in a source of LDAP only: SQL has no groups\.$/,
    );
    assert.match(await onlyWarning(inSource(`${LDAP} keyPath = x;`)), /means something in a source of SQL only\.$/);
  });

  test('wrong values are told with their line', async () => {
    assert.match(
      await onlyProblem(inSource(`${LDAP}\nfilter = "a > 'x'";`)),
      /^sogo.conf:3: SOGoUserSources\[0\].filter wants a filter such as/,
    );
    assert.match(await onlyProblem(inSource(`${LDAP}\nscope = ALL;`)), /^sogo.conf:3: .*one of “BASE”, “ONE”, “SUB”/);
    assert.match(
      await onlyProblem(inSource(`${SQL}\nuserPasswordAlgorithm = rot13;`)),
      /^sogo.conf:3: .*wants one of none, plain, crypt/,
    );
    assert.match(
      await onlyProblem(inSource(`${SQL}\nuserPasswordPolicy = ({ regex = "("; });`)),
      /^sogo.conf:3: .*userPasswordPolicy wants a list of/,
    );
  });

  test('databases other than PostgreSQL are refused with what to do instead', async () => {
    for (const scheme of ['mysql', 'oracle'])
      assert.match(
        await onlyProblem(inSource(`type = sql; id = x;\nviewURL = "${scheme}://u:p@h/d/v";`)),
        new RegExp(`^sogo.conf:3: SOGoUserSources\\[0\\].viewURL is ${scheme}, and .*PostgreSQL only: copy`),
      );
    assert.match(
      await onlyProblem(inSource('type = sql; id = x; viewURL = "postgresql://u:p@h/d";')),
      /database\/view/,
    );
    assert.deepEqual((await usable(inSource('type = sql; id = x; viewURL = "built-in";'))).warnings, []);
  });

  test('a rule for passwords that some password keeps busy is refused, one that none does is not', async () => {
    for (const slow of ['^(a+)+$', '^(([a-z])+.)+[A-Z]$', '(.*[0-9].*){8}'])
      assert.match(
        await onlyProblem(inSource(`${SQL}\nuserPasswordPolicy = ({ label = busy; regex = "${slow}"; });`)),
        /^sogo.conf:3: .*has a rule \(“busy”\) that takes too long/,
        slow,
      );
    for (const fine of ['[a-z]', '.{8,}', '^(?=.*[a-z])(?=.*[0-9]).{10,}$', '([%$&*(){}!?@#].*){2,}'])
      assert.deepEqual(
        (await usable(inSource(`${SQL}\nuserPasswordPolicy = ({ regex = "${fine}"; });`))).warnings,
        [],
        fine,
      );
  });
});

describe('secrets', () => {
  test('a published one that protects something is refused', async () => {
    assert.match(
      await onlyProblem('\nSOGoEncryptionKey = MySOGoEncryptionKey;'),
      /^sogo.conf:2: SOGoEncryptionKey is SOGo’s published default/,
    );
    assert.match(
      await onlyProblem('SOGoPasswordRecoveryEnabled = YES;\nSOGoJWTSecret = SOGo;'),
      /^sogo.conf:2: SOGoJWTSecret is SOGo’s/,
    );
    assert.match(
      await onlyProblem('SOGoURLEncryptionEnabled = YES;\nSOGoURLEncryptionPassphrase = SOGoSuperSecret0;'),
      /^sogo.conf:2: SOGoURLEncryptionPassphrase is/,
    );
  });

  test('a published one that protects nothing is not', async () => {
    assert.deepEqual(
      (await usable('SOGoJWTSecret = SOGo; SOGoURLEncryptionPassphrase = SOGoSuperSecret0;')).warnings,
      [],
    );
    assert.deepEqual(
      (await usable('SOGoPasswordRecoveryEnabled = YES; SOGoJWTSecret = x; SOGoEncryptionKey = y;')).warnings,
      [],
    );
  });

  test('the passphrase of addresses has 16 characters, the secret 32', async () => {
    assert.match(await onlyProblem('SOGoURLEncryptionPassphrase = short;'), /exactly 16/);
    assert.match(await onlyProblem(`SOGoSecretType = plain; SOGoSecretValue = "${'é'.repeat(32)}";`), /exactly 32/);
    assert.deepEqual((await usable(`SOGoSecretType = plain; SOGoSecretValue = "${'x'.repeat(32)}";`)).warnings, []);
  });

  test('the secret may be in a variable, which must be there', async () => {
    const text = 'SOGoSecretType = env;\nSOGoSecretValue = "SOGO_SECRET";';
    assert.match(
      await onlyProblem(text),
      /^sogo.conf:2: SOGoSecretValue names an environment variable that is not set/,
    );
    assert.match(await onlyProblem(text, { SOGO_SECRET: 'short' }), /does not hold exactly 32/);
    assert.deepEqual((await usable(text, { SOGO_SECRET: 'x'.repeat(32) })).warnings, []);
    assert.match(await onlyProblem('SOGoSecretType = plain;'), /SOGoSecretValue is not set/);
    assert.match(await onlyWarning('SOGoSecretValue = x;'), /not used while SOGoSecretType is none/);
  });

  test('no sentence holds one', async () => {
    const told = await refused(
      'SOGoURLEncryptionPassphrase = topsecret; SOGoProfileURL = "mysql://u:topsecret@h/d/t"; FastiRedisURL = "http://u:topsecret@h";',
    );
    assert.equal(told.length, 3);
    assert.ok(!told.join().includes('topsecret'));
  });
});

describe('databases, proxies, certificates', () => {
  test('a profile elsewhere than in PostgreSQL needs a database of Fasti’s', async () => {
    const profile = 'SOGoProfileURL = "mysql://u:p@h/d/t";';
    assert.match(
      await onlyProblem(`\n${profile}`),
      /^sogo.conf:2: SOGoProfileURL is not PostgreSQL, .*FastiDatabaseURL/,
    );
    for (const own of ['embedded', '"postgresql://u:p@h/d"'])
      assert.deepEqual((await usable(`${profile} FastiDatabaseURL = ${own};`)).warnings, []);
    assert.deepEqual((await usable(profile, { DATABASE_URL: 'postgresql://h/d' })).warnings, []);
    assert.match(await onlyProblem('FastiDatabaseURL = "mysql://u:p@h/d";'), /FastiDatabaseURL wants `embedded` or/);
  });

  test('one of SOGo’s three shared tables alone warns', async () =>
    assert.match(await onlyWarning('OCSStoreURL = "postgresql://h/d/t";'), /OCSStoreURL is set without the others/));

  test('proxies are addresses and networks', async () => {
    assert.deepEqual((await usable('FastiTrustedProxies = (127.0.0.1, 10.0.0.0/8, "::1", "fd00::/8");')).warnings, []);
    assert.deepEqual(await refused('FastiTrustedProxies = (proxy, 10.0.0.0/33, 1.2.3.4/5/6, 1.2.3.4/);'), [
      'sogo.conf:1: FastiTrustedProxies wants addresses and networks such as 10.0.0.0/8, not “proxy”.',
      'sogo.conf:1: FastiTrustedProxies wants addresses and networks such as 10.0.0.0/8, not “10.0.0.0/33”.',
      'sogo.conf:1: FastiTrustedProxies wants addresses and networks such as 10.0.0.0/8, not “1.2.3.4/5/6”.',
      'sogo.conf:1: FastiTrustedProxies wants addresses and networks such as 10.0.0.0/8, not “1.2.3.4/”.',
    ]);
    assert.match(
      await onlyWarning('SOGoTrustProxyAuthentication = YES;'),
      /has no effect: FastiTrustedProxies names no proxy/,
    );
    assert.deepEqual(
      (await usable('SOGoTrustProxyAuthentication = YES;', { FASTI_TRUSTED_PROXY: '127.0.0.1' })).warnings,
      [],
    );
  });

  test('certificate and key go together', async () => {
    assert.match(await onlyProblem('FastiTLSKey = /k;'), /FastiTLSKey is of no use alone/);
    assert.deepEqual((await usable('FastiTLSKey = /k; FastiTLSCertificate = /c;')).warnings, []);
  });

  test('a block that is longer than SOGo’s cache remembers warns, as Fasti remembers it', async () => {
    assert.match(
      await onlyWarning('SOGoFailedLoginBlockInterval = 301;'),
      /longer than SOGoCacheCleanupInterval \(300 s\)/,
    );
    assert.deepEqual(
      (await usable('SOGoFailedLoginBlockInterval = 600; SOGoCacheCleanupInterval = 600;')).warnings,
      [],
    );
  });
});

describe('environment', () => {
  const read = async (environment: NodeJS.ProcessEnv) => readConfiguration({ environment });

  test('a variable with the name of a key goes before the file', async () => {
    const { configuration, warnings } = await usable('SOGoTimeZone = Europe/Rome; SOGoMailDomain = a.example;', {
      SOGoTimeZone: 'Europe/Berlin',
      WOPort: '[::1]:20000',
    });
    assert.deepEqual(warnings, []);
    assert.deepEqual(configuration.system, {
      SOGoTimeZone: 'Europe/Berlin',
      SOGoMailDomain: 'a.example',
      WOPort: '[::1]:20000',
    });
  });

  test('what begins as a property list is one; all else is the value itself', async () => {
    const report = await read({
      SOGoSuperUsernames: '(root, "the admin")',
      SOGoPageTitle: 'a = b; c',
      SOGoUserSources: `({ ${LDAP} })`,
    });
    assert.equal(report.is, 'usable');
    assert.deepEqual(report.configuration.system, {
      SOGoSuperUsernames: ['root', 'the admin'],
      SOGoPageTitle: 'a = b; c',
      SOGoUserSources: [{ type: 'ldap', id: 'people', baseDN: 'dc=example', hostname: 'localhost' }],
    });
  });

  test('what is wrong names the environment', async () => {
    const report = await read({
      SOGoTimeZone: 'Mars/Base',
      SOGoUserSources: '({ type = ldap;\n id = x; })',
      SOGoDisableExport: '(Mail',
    });
    assert.equal(report.is, 'refused');
    assert.deepEqual(report.problems.map(told).toSorted(), [
      'environment: SOGoDisableExport is not a property list, at character 1: This list has no end: ) is missing.',
      'environment: SOGoTimeZone wants the name of a time zone such as Europe/Berlin.',
      'environment: SOGoUserSources[0].baseDN is missing: a source of users is nothing without it.',
      'environment: SOGoUserSources[0].hostname is missing: a source of users is nothing without it.',
    ]);
  });

  test('a variable that looks like a key and is none warns; others’ are nothing to us', async () => {
    const report = await read({
      SOGoTimezone: 'UTC',
      WORKDIR: '/x',
      OCSP_URL: 'x',
      NGXThing: 'x',
      SxSomething: 'x',
      FASTI_DATA: '/x',
      SOGO_SECRET: 'x',
      HOME: '/',
    });
    assert.equal(report.is, 'usable');
    assert.deepEqual(report.warnings.map(told), [
      'environment: SOGoTimezone is not a key that SOGo or Fasti know; did you mean SOGoTimeZone?',
    ]);
    assert.deepEqual(report.configuration, NOTHING_SET);
  });

  test('an old name is read there too', async () => {
    const report = await read({ SOGoDefaultMailDomain: 'a.example' });
    assert.ok(report.is === 'usable' && report.configuration.system.SOGoMailDomain === 'a.example');
    assert.deepEqual(report.warnings.map(told), [
      'environment: SOGoDefaultMailDomain is the old name of SOGoMailDomain.',
    ]);
  });
});

test('without a file and without a key in the environment the checker is not loaded: it is slow', () => {
  const read = path.join(import.meta.dirname, '../../../src/adapters/config/read.ts');
  const loads = (environment: string): boolean => {
    const script = `import { readConfiguration } from ${JSON.stringify(read)};
      import { registerHooks } from 'node:module';
      let loaded = false;
      registerHooks({ load: (url, context, next) => { loaded ||= url.includes('/zod/'); return next(url, context); } });
      await readConfiguration({ environment: ${environment} });
      console.log(loaded);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.match(stdout, /^(true|false)\n$/, stderr);
    return stdout === 'true\n';
  };
  assert.equal(loads('{ HOME: "/" }'), false);
  assert.equal(loads('{ SOGoTimeZone: "UTC" }'), true);
});
