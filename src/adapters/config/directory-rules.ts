import type { Configuration } from '../../domain/settings/configuration.ts';
import { settingOf } from '../../domain/settings/configuration.ts';
import type { SetSource, SetSqlSource } from '../../domain/settings/set-source.ts';
import type { Findings } from './findings.ts';
import { isSlow } from './slow-expression.ts';

const VIEW = /^postgres(?:ql)?:\/\/[^/\s]*\/[^/\s]+\/[^/\s]+/i;

/** Domains and the sources of their users. */
export const checkDirectories = (all: Configuration, findings: Findings): void => {
  const ids = new Map<string, string>();
  for (const [path, source] of sourcesOf(all)) {
    const first = ids.get(source.id);
    if (first === undefined) ids.set(source.id, path);
    else
      findings.refuse(
        `${path}.id`,
        `is “${source.id}”, as is that of ${first}: ids are unique over the whole installation.`,
      );
    if (source.type === 'sql') checkSqlSource(source, path, findings);
  }
  checkDomains(all, findings);
};

const sourcesOf = ({ system, domains }: Configuration): readonly (readonly [string, SetSource])[] =>
  [['', system] as const, ...[...domains].map(([name, values]) => [`domains.${name}.`, values] as const)].flatMap(
    ([path, { SOGoUserSources = [] }]) =>
      SOGoUserSources.map((source, index) => [`${path}SOGoUserSources[${index}]`, source] as const),
  );

const checkSqlSource = ({ viewURL, userPasswordPolicy = [] }: SetSqlSource, path: string, findings: Findings): void => {
  if (viewURL !== 'built-in' && !VIEW.test(viewURL)) {
    const other = /^(mysql|mariadb|oracle):/i.exec(viewURL)?.[1];
    findings.refuse(
      `${path}.viewURL`,
      other === undefined
        ? 'wants postgresql://user:password@host:port/database/view, or `built-in` for Fasti’s own users.'
        : `is ${other}, and Fasti reads users from PostgreSQL only: copy them into a table there, or into Fasti’s own with “bin/fasti user import” and \`built-in\` here.`,
    );
  }
  for (const { label, regex } of userPasswordPolicy)
    if (isSlow(regex))
      findings.refuse(
        `${path}.userPasswordPolicy`,
        `has a rule (“${label}”) that takes too long on a long password; write it without repetitions inside repetitions.`,
      );
};

const checkDomains = (all: Configuration, findings: Findings): void => {
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
