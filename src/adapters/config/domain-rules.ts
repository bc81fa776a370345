import type { Configuration } from '../../domain/settings/configuration.ts';
import { settingOf } from '../../domain/settings/configuration.ts';
import type { Findings } from './findings.ts';

/** Domains, and the keys that name them. */
export const checkDomains = (all: Configuration, findings: Findings): void => {
  const { system, domains } = all;
  for (const [name, { SOGoMailDomain: mail }] of domains)
    if (mail !== undefined && mail.toLowerCase() !== name)
      findings.warn(
        `domains.${name}.SOGoMailDomain`,
        `is ${mail}: SOGo wants the key of a domain to be its mail domain.`,
      );
  const named = {
    SOGoLoginDomains: system.SOGoLoginDomains,
    SOGoDomainsVisibility: system.SOGoDomainsVisibility?.flat(),
  };
  for (const [key, names = []] of Object.entries(named))
    for (const name of names)
      if (!domains.has(name)) findings.warn(key, `names ${name}, which is not a key of domains.`);
  if (
    settingOf(all, 'SOGoForbidUnknownDomainsAuth') &&
    domains.size === 0 &&
    settingOf(all, 'SOGoDomainAllowed').length === 0
  )
    findings.warn(
      'SOGoForbidUnknownDomainsAuth',
      'lets nobody in: neither SOGoDomainAllowed nor domains names a domain.',
    );
};
