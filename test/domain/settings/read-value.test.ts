import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LDAP_SOURCE } from '../../../src/domain/settings/ldap-source.ts';
import { readValue, wanted } from '../../../src/domain/settings/read-value.ts';
import type { Kind, Row } from '../../../src/domain/settings/row.ts';
import { SQL_SOURCE } from '../../../src/domain/settings/sql-source.ts';
import { SETTINGS } from '../../../src/domain/settings/table.ts';

const row = (type: Kind, more: Partial<Row> = {}): Row => ({ type, level: 'S', meaning: '', honoured: true, ...more });

/** Each given value is read as the one beside it; undefined: it is refused. */
const reads = (of: Row, pairs: readonly (readonly [unknown, unknown])[]): void => {
  for (const [given, expected] of pairs) assert.deepEqual(readValue(of, given), expected, JSON.stringify(given));
};

describe('conversions', () => {
  test('booleans are written in many ways', () =>
    reads(row('boolean'), [
      ['YES', true],
      ['yes', true],
      ['true', true],
      ['1', true],
      [1, true],
      [true, true],
      [' Y ', true],
      ['NO', false],
      ['False', false],
      ['0', false],
      [0, false],
      [false, false],
      ['maybe', undefined],
      ['', undefined],
      [2, undefined],
      [['YES'], undefined],
      [null, undefined],
      ['constructor', undefined],
    ]));

  test('whole numbers may be quoted and have a range', () =>
    reads(row('integer', { min: 0, max: 12 }), [
      ['7', 7],
      [7, 7],
      [' 7 ', 7],
      ['+7', 7],
      ['12', 12],
      ['-1', undefined],
      ['13', undefined],
      ['7.5', undefined],
      [7.5, undefined],
      ['seven', undefined],
      ['', undefined],
      ['0x7', undefined],
      ['1e1', undefined],
      ['9'.repeat(400), undefined],
      [Number.NaN, undefined],
      [true, undefined],
    ]));

  test('numbers may have a fraction', () =>
    reads(row('number', { min: 0 }), [
      ['300.0', 300],
      ['0.8', 0.8],
      [0.8, 0.8],
      ['-0.1', undefined],
      ['1,5', undefined],
    ]));

  test('hours are stored with minutes by SOGo, and must be full', () =>
    reads(SETTINGS.SOGoDayStartTime, [
      ['8', 8],
      [8, 8],
      ['08:00', 8],
      ['12:00', 12],
      ['08:30', undefined],
      ['13:00', undefined],
    ]));

  test('one value of a list of values, in its own spelling', () =>
    reads(row('enum', { values: ['cas', 'saml2'] }), [
      ['CAS', 'cas'],
      ['saml2', 'saml2'],
      ['kerberos', undefined],
      ['', undefined],
    ]));

  test('a value alone is a list of one, an empty text an empty list', () => {
    reads(row('list'), [
      ['a', ['a']],
      [
        ['a', 5],
        ['a', '5'],
      ],
      ['', []],
      [[], []],
      [[['a']], undefined],
      [{ a: 'b' }, undefined],
    ]);
    reads(row('list', { values: ['Mail', 'Calendar'] }), [
      [['mail'], ['Mail']],
      [['Contacts'], undefined],
    ]);
    reads(SETTINGS.SOGoCalendarDefaultRoles, [
      [['publicviewer'], ['PublicViewer']],
      [
        ['PublicViewer', 'ConfidentialViewer', 'PrivateViewer', 'ObjectCreator', 'ObjectEraser', 'PublicModifier'],
        undefined,
      ],
    ]);
    reads(SETTINGS.SOGoFreeBusyDefaultInterval, [
      [
        ['7', '14'],
        [7, 14],
      ],
      [['7'], undefined],
      [['7', 'x'], undefined],
    ]);
  });

  test('mail domains are folded', () => {
    reads(row('domain-list'), [
      [
        ['Example.ORG', 'MÜNCHEN.example'],
        ['example.org', 'münchen.example'],
      ],
      [['a@b'], undefined],
    ]);
    reads(row('domain-groups'), [
      [
        [['A', 'b'], ['c']],
        [['a', 'b'], ['c']],
      ],
    ]);
  });

  test('a port alone is open to this machine only', () =>
    reads(row('listen'), [
      ['127.0.0.1:20000', '127.0.0.1:20000'],
      ['[::1]:20000', '[::1]:20000'],
      ['20000', '127.0.0.1:20000'],
      [20000, '127.0.0.1:20000'],
      ['*:80', '0.0.0.0:80'],
      ['localhost:1', 'localhost:1'],
      ['127.0.0.1', undefined],
      ['host:70000', undefined],
      ['::1:20000', undefined],
      ['a b:1', undefined],
    ]));

  test('time zones, addresses and mail addresses are such', () => {
    reads(row('time-zone'), [
      ['Europe/Berlin', 'Europe/Berlin'],
      ['America/Montreal', 'America/Montreal'],
      ['Mars/Base', undefined],
      ['', undefined],
    ]);
    reads(row('url'), [
      ['https://host/x', 'https://host/x'],
      ['host', undefined],
      ['https://a b', undefined],
    ]);
    reads(row('database-url'), [
      ['mysql://u:p@h:3306/d/t', 'mysql://u:p@h:3306/d/t'],
      ['d/t', undefined],
    ]);
    reads(row('mail-address'), [
      ['a@b', 'a@b'],
      ['a', undefined],
      ['a@b@c', undefined],
      ['a b@c', undefined],
    ]);
  });

  test('free dictionaries keep what they hold, dates and octets aside', () => {
    reads(row('dictionary'), [
      [{ a: { b: ['c', 1, true] } }, { a: { b: ['c', 1, true] } }],
      ['a', undefined],
      [{ a: new Date(0) }, undefined],
      [{ a: null }, undefined],
    ]);
    reads(row('dictionaries'), [
      [[{ a: 'b' }], [{ a: 'b' }]],
      [{ a: 'b' }, [{ a: 'b' }]],
      [['a'], undefined],
    ]);
  });
});

describe('values of sources', () => {
  test('filters', () => {
    reads(LDAP_SOURCE.filter, [
      ["a='b'", { is: 'compare', field: 'a', operator: '=', value: 'b' }],
      ["a='b", undefined],
      [['a'], undefined],
    ]);
  });

  test('constraints of modules, and attribute mappings', () => {
    reads(LDAP_SOURCE.ModulesConstraints, [
      [{ Calendar: { ou: 'staff' } }, { Calendar: { ou: 'staff' } }],
      [{ Kitchen: { ou: 'x' } }, undefined],
      [{ Mail: 'x' }, undefined],
    ]);
    reads(LDAP_SOURCE.mapping, [
      [
        { fax: ['a', 'b'], cn: 'c' },
        { fax: ['a', 'b'], cn: ['c'] },
      ],
      [['a'], undefined],
    ]);
  });

  test('password schemes, with an encoding', () =>
    reads(SQL_SOURCE.userPasswordAlgorithm, [
      ['PBKDF2', 'pbkdf2'],
      ['ssha256.B64', 'ssha256.b64'],
      ['sha512-crypt', 'sha512-crypt'],
      ['rot13', undefined],
      ['md5.rot13', undefined],
      ['', undefined],
    ]));
});

describe('userPasswordPolicy', () => {
  const matching = (rule: unknown, password: string): boolean => {
    const rules = readValue(SQL_SOURCE.userPasswordPolicy, [rule]);
    assert.equal(rules?.length, 1, JSON.stringify(rule));
    return rules.every(({ regex }) => new RegExp(regex).test(password));
  };

  test('SOGo’s five names count what they say', () => {
    const of = (label: string, value: unknown) => ({ label, value });
    const cases: readonly (readonly [unknown, string, string])[] = [
      [of('POLICY_MIN_LOWERCASE_LETTER', 2), 'A1bC2d', 'A1bC2D'],
      [of('POLICY_MIN_UPPERCASE_LETTER', '1'), 'aBc', 'abc'],
      [of('POLICY_MIN_DIGIT', 3), '1a2b3', '1a2bc'],
      [of('POLICY_MIN_SPECIAL_SYMBOLS', 2), 'a#b!', 'a#b-'],
      [of('POLICY_MIN_LENGTH', 8), 'abcd\nfgh', 'abcdefg'],
    ];
    for (const [rule, right, wrong] of cases) {
      assert.equal(matching(rule, right), true, JSON.stringify(rule));
      assert.equal(matching(rule, wrong), false, JSON.stringify(rule));
    }
  });

  test('an own rule stays as it is written; a label that is missing is made', () => {
    reads(SQL_SOURCE.userPasswordPolicy, [
      [[{ label: 'Eight', regex: '.{8,}' }], [{ label: 'Eight', regex: '.{8,}' }]],
      [[{ regex: '[a-z]' }], [{ label: 'Must match [a-z]', regex: '[a-z]' }]],
    ]);
  });

  test('a count of 0 is no rule', () =>
    reads(SQL_SOURCE.userPasswordPolicy, [[[{ label: 'POLICY_MIN_DIGIT', value: 0 }], []]]));

  test('what does not compile, is endless or no rule is refused', () =>
    reads(SQL_SOURCE.userPasswordPolicy, [
      [[{ regex: '(' }], undefined],
      [[{ regex: 'a'.repeat(501) }], undefined],
      [[{ label: 'POLICY_MIN_DIGIT', value: 1.5 }], undefined],
      [[{ label: 'POLICY_MIN_DIGIT', value: 1000 }], undefined],
      [[{ label: 'no regex' }], undefined],
      [['a'], undefined],
      ['a', undefined],
    ]));
});

test('what is wanted is said with its range and its values, and where a filter ends to be one', () => {
  assert.equal(wanted(SETTINGS.SOGoDayStartTime, 'x'), 'wants a full hour from 0 to 12');
  assert.equal(wanted(SETTINGS.WOMaxUploadSize, 'x'), 'wants a whole number not below 0');
  assert.equal(wanted(SETTINGS.SOGoSecretType, 'x'), 'wants one of “none”, “plain”, “env”');
  assert.equal(
    wanted(SETTINGS.SOGoDisableExport, 'x'),
    'wants a list of at most 3 out of “Mail”, “Calendar”, “Contacts”',
  );
  assert.equal(
    wanted(LDAP_SOURCE.filter, "a='b' c"),
    "wants a filter such as (o='acme' AND mail='*'); at character 7: Expected AND, OR or the end, but there is c",
  );
});
