import type { Configuration } from '../../domain/settings/configuration.ts';
import type { ConfigurationReport, Problem } from '../../domain/settings/report.ts';
import { ROWS, type SettingValues } from '../../domain/settings/table.ts';
import type { Findings } from './findings.ts';
import { checkKeys, settingsIn } from './keys.ts';
import type { Dictionary, Entry } from './property-list.ts';
import { checkRules } from './rules.ts';
import { readSources } from './sources.ts';

/** Converts and checks a whole configuration; everything that is wrong is told at once. */
export const checkConfiguration = (
  root: Dictionary,
  findings: Findings,
  environment: NodeJS.ProcessEnv,
): ConfigurationReport => {
  const entries = new Map(root.entries);
  const domains = entries.get('domains');
  entries.delete('domains');
  const ids = new Map<string, string>();
  const configuration: Configuration = {
    system: readLevel(entries, '', ids, findings),
    domains: domains === undefined ? new Map() : readDomains(domains, ids, findings),
  };
  checkRules(configuration, findings, environment);
  const { settings } = findings;
  const problems = inOrder(findings.problems);
  const warnings = inOrder(findings.warnings);
  if (problems.length > 0) return { is: 'refused', problems, warnings };
  return { is: 'usable', configuration, settings, warnings };
};

/** As the file has them, what is of the environment first. */
const inOrder = (found: readonly Problem[]): readonly Problem[] =>
  found.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));

const readLevel = (
  entries: Dictionary['entries'],
  path: string,
  ids: Map<string, string>,
  findings: Findings,
): SettingValues => {
  const known = new Map(settingsIn(entries, path, findings));
  const sources = known.get('SOGoUserSources');
  known.delete('SOGoUserSources');
  const values: SettingValues = checkKeys(known, ROWS, path, findings);
  if (sources === undefined) return values;
  return { ...values, SOGoUserSources: readSources(sources, `${path}SOGoUserSources`, ids, findings) };
};

const MAIL_DOMAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}._-]*[\p{L}\p{N}\p{M}])?$/u;

const readDomains = (
  { key, value }: Entry,
  ids: Map<string, string>,
  findings: Findings,
): ReadonlyMap<string, SettingValues> => {
  const domains = new Map<string, SettingValues>();
  findings.place('domains', key.line);
  if (value.is !== 'dictionary') {
    findings.refuse('domains', 'wants a dictionary { example.org = { … }; }.');
    return domains;
  }
  for (const [name, entry] of value.entries) {
    const folded = name.normalize('NFC').toLowerCase();
    const path = `domains.${folded}`;
    findings.place(path, entry.key.line);
    if (!MAIL_DOMAIN.test(name)) findings.refuse(path, 'is not the name of a mail domain.');
    else if (entry.value.is !== 'dictionary') findings.refuse(path, 'wants a dictionary of keys.');
    else if (domains.has(folded)) findings.refuse(path, 'is there twice, as letter case does not matter.');
    else domains.set(folded, readLevel(entry.value.entries, `${path}.`, ids, findings));
  }
  return domains;
};
