import type { Qualifier } from './qualifier.ts';

/** SOGo's modules that an attribute of the user can close to him. */
export const MODULES = ['Mail', 'Calendar', 'Contacts', 'ActiveSync'] as const;
export type Module = (typeof MODULES)[number];

/** Module → attribute → the value it must have. */
export type ModulesConstraints = Readonly<Partial<Record<Module, Readonly<Record<string, string>>>>>;

/** One dictionary of SOGoUserSources, checked; the names are SOGo's, absent keys have SOGo's defaults. */
type AnySource = {
  /** Unique over the whole installation. */
  readonly id: string;
  readonly canAuthenticate: boolean;
  readonly isAddressBook: boolean;
  readonly displayName?: string;
  readonly listRequiresDot: boolean;
  readonly IMAPHostFieldName?: string;
  readonly SieveHostFieldName?: string;
  readonly IMAPLoginFieldName?: string;
  readonly KindFieldName?: string;
  readonly MultipleBookingsFieldName?: string;
  readonly ModulesConstraints: ModulesConstraints;
  /** A scheme of `passwords`, in lower case, with its encoding suffix where one was given: `ssha256.b64`. */
  readonly userPasswordAlgorithm: string;
};

export type LdapSourceSettings = AnySource & {
  readonly type: 'ldap';
  readonly CNFieldName: string;
  readonly IDFieldName: string;
  readonly UIDFieldName: string;
  readonly MailFieldNames: readonly string[];
  /** `name` was expanded to sn, displayname and cn. */
  readonly SearchFieldNames: readonly string[];
  readonly baseDN: string;
  readonly filter?: Qualifier;
  readonly scope: 'BASE' | 'ONE' | 'SUB';
  readonly bindDN?: string;
  readonly bindPassword?: string;
  readonly bindAsCurrentUser: boolean;
  /** Empty: direct bind. */
  readonly bindFields: readonly string[];
  readonly lookupFields: readonly string[];
  /** Space-separated URLs or host names, as written. */
  readonly hostname: string;
  readonly port?: number;
  readonly encryption?: 'SSL' | 'STARTTLS';
  readonly passwordPolicy: boolean;
  readonly updateSambaNTLMPasswords: boolean;
  readonly globalAddressBookFirstEntriesCount: number;
  readonly disableSubgroups: boolean;
  readonly mapping: Readonly<Record<string, readonly string[]>>;
  readonly objectClasses: readonly string[];
  /** In lower case. */
  readonly GroupObjectClasses: readonly string[];
  readonly modifiers: readonly string[];
  readonly abOU?: string;
  readonly SOGoLDAPContactInfoAttribute: string;
  /** 0: no limit. */
  readonly SOGoLDAPQueryLimit: number;
  /** Seconds; 0: no limit. */
  readonly SOGoLDAPQueryTimeout: number;
  readonly SOGoLDAPGroupExpansionEnabled: boolean;
};

/** One rule of `userPasswordPolicy`: what a new password must match, and how it is told to people. */
export type PasswordRule = { readonly label: string; readonly regex: string };

export type SqlSourceSettings = AnySource & {
  readonly type: 'sql';
  /** `postgresql://user:password@host:port/database/view`; 'built-in' are Fasti's own users in its own database. */
  readonly viewURL: string;
  readonly userPasswordPolicy: readonly PasswordRule[];
  readonly prependPasswordScheme: boolean;
  readonly keyPath?: string;
  /** SQL of the admin, put behind `and` of every authentication. */
  readonly authenticationFilter?: string;
  readonly LoginFieldNames: readonly string[];
  /** Columns beside `mail`. */
  readonly MailFieldNames: readonly string[];
  readonly SearchFieldNames: readonly string[];
  readonly DomainFieldName?: string;
};

export type UserSourceSettings = LdapSourceSettings | SqlSourceSettings;
