import { Told } from '../adapters/cli/told.ts';
import type { AccountName } from '../adapters/directory/close-account.ts';
import { foldLogin } from '../domain/account/login.ts';
import { accountLogin, type Domains } from '../domain/directory/domains.ts';
import type { Directory, Sql, UserSource } from '../domain/ports.ts';
import { type Configuration, settingOf, userSourcesOf } from '../domain/settings/configuration.ts';
import type { PasswordRule, SqlSourceSettings, UserSourceSettings } from '../domain/settings/user-source.ts';

/** What the configuration says of domains. */
const domainsOf = (configuration: Configuration): Domains => ({
  configured: [...configuration.domains.keys()].map(foldLogin),
  basedUid: settingOf(configuration, 'SOGoEnableDomainBasedUID'),
  forbidUnknown: settingOf(configuration, 'SOGoForbidUnknownDomainsAuth'),
  allowed: settingOf(configuration, 'SOGoDomainAllowed'),
  suffix: settingOf(configuration, 'SOGoLoginSuffix') ?? '',
  visibility: settingOf(configuration, 'SOGoDomainsVisibility'),
});

const isBuiltIn = (one: UserSourceSettings): one is SqlSourceSettings =>
  one.type === 'sql' && one.viewURL === 'built-in';

/** The domains whose users the built-in ones are: '' where no source is configured at all. */
const builtInDomains = (configuration: Configuration): readonly string[] => {
  const domains = ['', ...configuration.domains.keys()];
  const sources = domains.map((domain) => userSourcesOf(configuration, domain));
  if (sources.every(({ length }) => length === 0)) return [''];
  return domains.filter((_, at) => sources[at]?.some(isBuiltIn));
};

/** The rules for passwords of built-in users, of every source that they are. */
export const builtInPolicy = (configuration: Configuration): readonly PasswordRule[] =>
  ['', ...configuration.domains.keys()]
    .flatMap((domain) => userSourcesOf(configuration, domain))
    .flatMap((one) => (isBuiltIn(one) ? one.userPasswordPolicy : []));

/** What the accounts of a built-in user are claimed under: one for each domain that has the built-in users. */
export const builtInAccounts = (configuration: Configuration, login: string): readonly AccountName[] =>
  builtInDomains(configuration).map((domain) => ({
    domain,
    login: accountLogin(domainsOf(configuration), login, domain),
  }));

type Context = { readonly sql: Sql; readonly warn: (sentence: string) => void };

const openSql = async (settings: Extract<UserSourceSettings, { type: 'sql' }>, { sql, warn }: Context) => {
  const { builtInSource } = await import('../adapters/directory/users.ts');
  if (settings.viewURL === 'built-in') return builtInSource(sql, settings, warn);
  const { sqlSource } = await import('../adapters/directory/sql/sql-source.ts');
  return sqlSource(settings, { warn });
};

type LdapSource = import('../adapters/directory/ldap/ldap-source.ts').LdapSource;

const openLdap = async (
  settings: Extract<UserSourceSettings, { type: 'ldap' }>,
  neighbours: LdapSource[],
  { warn }: Context,
) => {
  const { ldapSource } = await import('../adapters/directory/ldap/ldap-source.ts');
  const { makePassword } = await import('../adapters/directory/passwords/passwords.ts');
  const encode = (algorithm: string, password: string) => makePassword(password, { algorithm });
  const source = ldapSource(settings, { encode, warn, neighbours: () => neighbours });
  neighbours.push(source);
  return source;
};

/** The sources of one domain; its LDAP sources know each other, as groups are often apart from their members. */
const openSources = async (all: readonly UserSourceSettings[], context: Context): Promise<readonly UserSource[]> => {
  const neighbours: LdapSource[] = [];
  return Promise.all(
    all.map(async (settings) => {
      try {
        return await (settings.type === 'sql' ? openSql(settings, context) : openLdap(settings, neighbours, context));
      } catch (error) {
        if (error instanceof TypeError) throw new Told(`A source of users cannot be opened: ${error.message}`);
        throw error;
      }
    }),
  );
};

/**
 * SOGo's address of a user without one of his own: `login@SOGoMailDomain`, shown last. Where no domain is set there is no
 * sense in everybody's address at `localhost`.
 */
const mailDomainOf = (configuration: Configuration, domain: string): string | undefined => {
  const set = configuration.domains.get(domain)?.SOGoMailDomain ?? configuration.system.SOGoMailDomain;
  return settingOf(configuration, 'SOGoHideSystemEMail', domain) ? undefined : set;
};

/** The users of an installation: of the sources that are configured, or the built-in ones where none is. */
export const openDirectory = async (configuration: Configuration, context: Context): Promise<Directory> => {
  const { directoryOf } = await import('../adapters/directory/directory.ts');
  const domains = domainsOf(configuration);
  const sources = new Map<string, readonly UserSource[]>();
  for (const domain of ['', ...domains.configured])
    sources.set(domain, await openSources(userSourcesOf(configuration, domain), context));
  if ([...sources.values()].every(({ length }) => length === 0)) {
    const { builtInSource } = await import('../adapters/directory/users.ts');
    sources.set('', [builtInSource(context.sql, undefined, context.warn)]);
  }
  return directoryOf({
    domains,
    sources: (domain) => sources.get(domain) ?? [],
    mailDomain: (domain) => mailDomainOf(configuration, domain),
    warn: context.warn,
  });
};
