import type { Json } from '../kernel/event.ts';
import { LDAP_SOURCE } from './ldap-source.ts';
import { readValue } from './read-value.ts';
import type { Given, Rows } from './row.ts';
import type { SetLdapSource } from './set-source.ts';
import { SQL_SOURCE } from './sql-source.ts';
import { type PreferenceKey, ROWS, SETTINGS, type Setting, type SettingKey, type SettingValues } from './table.ts';
import type { LdapSourceSettings, UserSourceSettings } from './user-source.ts';

/** What is set, converted and checked; domains by name in lower case. */
export type Configuration = {
  readonly system: SettingValues;
  readonly domains: ReadonlyMap<string, SettingValues>;
};

/** A start without any configuration. */
export const NOTHING_SET: Configuration = { system: {}, domains: new Map() };

/** Values of a domain ('' or a name without settings: none). */
const valuesIn = ({ domains }: Configuration, domain: string): SettingValues => domains.get(domain) ?? {};

/**
 * The value of a key for a domain: the domain's, else the system's, else the shipped default. The first level that has the
 * key wins, whatever its value.
 */
export const settingOf = <K extends SettingKey>(configuration: Configuration, key: K, domain = ''): Setting<K> => {
  const set = valuesIn(configuration, domain)[key] ?? configuration.system[key];
  return (set ?? ROWS[key]?.default) as Setting<K>;
};

/** A user's stored preferences, by key, as they were stored. */
export type StoredDefaults = Readonly<Record<string, Json>>;

/** The value of a preference of a user: his own, else that of `settingOf`. A stored value of the wrong kind reads as unset. */
export const preferenceOf = <K extends PreferenceKey>(
  configuration: Configuration,
  domain: string,
  stored: StoredDefaults,
  key: K,
): Setting<K> => {
  const own = readValue(SETTINGS[key], stored[key]);
  return own === undefined ? settingOf(configuration, key, domain) : (own as Setting<K>);
};

/** The defaults of rows that have one. */
const defaultsOf = <R extends Rows>(rows: R): Defaults<R> =>
  Object.fromEntries(
    Object.entries(rows).flatMap(([key, row]) => (row.default === undefined ? [] : [[key, row.default]])),
  ) as Defaults<R>;
type Defaults<R extends Rows> = {
  readonly [K in keyof R as R[K] extends { readonly default: unknown } ? K : never]: Given<R[K]>;
};
const LDAP_DEFAULTS = defaultsOf(LDAP_SOURCE);
const SQL_DEFAULTS = defaultsOf(SQL_SOURCE);

/** In place of `name` SOGo searches these. */
const NAME = ['sn', 'displayname', 'cn'];

const ldapSource = (configuration: Configuration, domain: string, set: SetLdapSource): LdapSourceSettings => {
  const inherited = {
    SOGoLDAPContactInfoAttribute: settingOf(configuration, 'SOGoLDAPContactInfoAttribute', domain),
    SOGoLDAPQueryLimit: settingOf(configuration, 'SOGoLDAPQueryLimit', domain),
    SOGoLDAPQueryTimeout: settingOf(configuration, 'SOGoLDAPQueryTimeout', domain),
    SOGoLDAPGroupExpansionEnabled: settingOf(configuration, 'SOGoLDAPGroupExpansionEnabled', domain),
  };
  const source = { ...LDAP_DEFAULTS, ...inherited, ...set };
  return {
    ...source,
    IMAPLoginFieldName: set.IMAPLoginFieldName ?? source.UIDFieldName,
    SearchFieldNames: source.SearchFieldNames.flatMap((field) => (field === 'name' ? NAME : [field])),
    GroupObjectClasses: source.GroupObjectClasses.map((name) => name.toLowerCase()),
  };
};

/**
 * The sources that are set for a domain, '' for the system level, with every default in place. A domain does not inherit
 * the system's: those are asked for themselves, and serve every domain.
 */
export const userSourcesOf = (configuration: Configuration, domain: string): readonly UserSourceSettings[] => {
  const { SOGoUserSources = [] } = domain === '' ? configuration.system : valuesIn(configuration, domain);
  return SOGoUserSources.map((set) =>
    set.type === 'ldap' ? ldapSource(configuration, domain, set) : { ...SQL_DEFAULTS, ...set },
  );
};
