/** What the tests' directory holds, and sources over it. */
import path from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import {
  type LdapSource,
  type LdapSourceOptions,
  ldapSource,
} from '../../../../src/adapters/directory/ldap/ldap-source.ts';
import { makePassword } from '../../../../src/adapters/directory/passwords/passwords.ts';
import type { LdapSourceSettings } from '../../../../src/domain/settings/user-source.ts';
import { ADMIN, type Slapd, SUFFIX, startSlapd } from '../../../support/slapd.ts';

export const SCHEMA = path.join(import.meta.dirname, 'fasti.schema');

export const PEOPLE = `ou=people,${SUFFIX}`;
export const GROUPS = `ou=groups,${SUFFIX}`;

type Values = string | number | readonly (string | number)[];

const inLine = (name: string, value: string | number): string =>
  `${name}:: ${Buffer.from(String(value)).toString('base64')}`;

/** One entry as LDIF (RFC 2849), every value in base64. */
export const entry = (dn: string, attributes: Readonly<Record<string, Values>>): string =>
  [
    inLine('dn', dn),
    ...Object.entries(attributes).flatMap(([name, values]) => [values].flat().map((value) => inLine(name, value))),
    '',
  ].join('\n');

/** A person who can have all that the tests need. */
export const person = (uid: string, more: Readonly<Record<string, Values>> = {}): string =>
  entry(`uid=${uid},${PEOPLE}`, {
    objectClass: ['inetOrgPerson', 'mailAccount'],
    uid,
    cn: `Name of ${uid}`,
    sn: uid,
    mail: `${uid}@example.com`,
    userPassword: `password of ${uid}`,
    ...more,
  });

/** The folders that everything stands in. */
export const FOLDERS = [
  entry(SUFFIX, { objectClass: 'domain', dc: 'example' }),
  ...['people', 'groups', 'policies'].map((ou) =>
    entry(`ou=${ou},${SUFFIX}`, { objectClass: 'organizationalUnit', ou }),
  ),
].join('\n');

/** Who may do what: as most directories have it. */
export const ACCESS = `
access to attrs=userPassword,unicodePwd by self write by anonymous auth by * none
access to * by users read by * none`;

/** A directory with these entries in its folders. */
export const directoryOf = (entries: readonly string[], settings = ACCESS): Promise<Slapd> =>
  startSlapd({ ldif: [FOLDERS, ...entries].join('\n'), schema: SCHEMA, settings });

/** Sets values as the administrator. */
export const change = async (slapd: Slapd, dn: string, type: string, values: string[] | Buffer[]): Promise<void> => {
  const client = new Client({ url: slapd.url });
  await client.bind(ADMIN.bindDN, ADMIN.bindPassword);
  await client.modify(dn, new Change({ operation: 'replace', modification: new Attribute({ type, values }) }));
  await client.unbind();
};

const DEFAULTS: Omit<LdapSourceSettings, 'hostname'> = {
  type: 'ldap',
  id: 'people',
  canAuthenticate: true,
  isAddressBook: true,
  listRequiresDot: true,
  CNFieldName: 'cn',
  IDFieldName: 'uid',
  UIDFieldName: 'uid',
  MailFieldNames: ['mail'],
  SearchFieldNames: ['sn', 'displayname', 'cn', 'mail', 'telephonenumber'],
  baseDN: PEOPLE,
  scope: 'SUB',
  ...ADMIN,
  bindAsCurrentUser: false,
  bindFields: [],
  lookupFields: ['*'],
  passwordPolicy: false,
  updateSambaNTLMPasswords: false,
  globalAddressBookFirstEntriesCount: -1,
  disableSubgroups: false,
  mapping: {},
  objectClasses: [],
  GroupObjectClasses: ['group', 'groupofnames', 'groupofuniquenames', 'posixgroup'],
  modifiers: [],
  ModulesConstraints: {},
  userPasswordAlgorithm: 'plain',
  SOGoLDAPContactInfoAttribute: 'description',
  SOGoLDAPQueryLimit: 0,
  SOGoLDAPQueryTimeout: 0,
  SOGoLDAPGroupExpansionEnabled: false,
};

const { bindDN: _, bindPassword: __, ...ANONYMOUS } = DEFAULTS;

export type Settings = Partial<LdapSourceSettings> & {
  readonly hostname: string;
  /** Without an account of its own. */
  readonly anonymous?: true;
};

/** A source with SOGo's defaults; passwords are stored as they are. */
export const sourceOn = ({ anonymous, ...settings }: Settings, options: Partial<LdapSourceOptions> = {}): LdapSource =>
  ldapSource(
    { ...(anonymous === undefined ? DEFAULTS : ANONYMOUS), ...settings },
    { encode: (algorithm, password) => makePassword(password, { algorithm }), warn: () => undefined, ...options },
  );

/** Gives a source to a test and closes it. */
export const withSource = async (settings: Settings, use: (source: LdapSource) => Promise<void>): Promise<void> => {
  const source = sourceOn(settings);
  try {
    await use(source);
  } finally {
    await source.close();
  }
};
