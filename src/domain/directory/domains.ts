import { foldLogin } from '../account/login.ts';

/** What the settings say of domains, once for the whole installation. Domain names are folded. */
export type Domains = {
  /** The keys of `domains`, in their order. */
  readonly configured: readonly string[];
  /** SOGoEnableDomainBasedUID: a login is unique in its domain only. */
  readonly basedUid: boolean;
  /** SOGoForbidUnknownDomainsAuth: a login must name a domain, and one that is known. */
  readonly forbidUnknown: boolean;
  /** SOGoDomainAllowed: known besides the configured ones. */
  readonly allowed: readonly string[];
  /** SOGoLoginSuffix: put behind logins that lack it. */
  readonly suffix: string;
  /** SOGoDomainsVisibility: the domains of one group see each other. */
  readonly visibility: readonly (readonly string[])[];
};

/** One place to look a login up: the sources of a domain ('' those of the system level), and the login as they know it. */
export type Candidate = { readonly domain: string; readonly login: string; readonly typedDomain: string };

/** What follows the last `@` of a login, folded; '' without. */
export const typedDomainOf = (login: string): string => {
  const at = login.lastIndexOf('@');
  return at < 0 ? '' : foldLogin(login.slice(at + 1));
};

const localPart = (login: string): string => login.slice(0, login.lastIndexOf('@'));

const inDomain = (domains: Domains, login: string, domain: string): Candidate[] => [
  ...(domains.basedUid ? [{ domain, login: localPart(login), typedDomain: domain }] : []),
  { domain, login, typedDomain: domain },
];

/**
 * Where a login may be known, in the order to ask; nowhere when its domain is not allowed to log in. A login that names a
 * configured domain is looked for there, then at the system level; any other at the system level, then in every domain.
 */
export const candidates = (domains: Domains, typed: string): readonly Candidate[] => {
  const folded = foldLogin(typed);
  const suffix = foldLogin(domains.suffix);
  const login = folded.endsWith(suffix) ? folded : folded + suffix;
  const typedDomain = typedDomainOf(login);
  const known = domains.configured.includes(typedDomain);
  if (domains.forbidUnknown && !known && !domains.allowed.includes(typedDomain)) return [];
  const system = { domain: '', login, typedDomain };
  if (known) return [...inDomain(domains, login, typedDomain), system];
  return [system, ...domains.configured.map((domain) => ({ domain, login, typedDomain }))];
};

/** The domains whose people somebody of this domain may see, his own first. */
export const visibleFrom = (domains: Domains, domain: string): readonly string[] => [
  ...new Set([domain, ...domains.visibility.filter((group) => group.includes(domain)).flat()]),
];

/** What names the account of an entry of a source: its login, with the domain where that is what makes it unique. */
export const accountLogin = (domains: Domains, uid: string, domain: string): string => {
  const login = foldLogin(uid);
  return domains.basedUid && domain !== '' && !login.endsWith(`@${domain}`) ? `${login}@${domain}` : login;
};
