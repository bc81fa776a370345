import { readFile, stat } from 'node:fs/promises';
import { MAX_CONFIGURATION_OCTETS } from '../../domain/limits.ts';
import { NOTHING_SET } from '../../domain/settings/configuration.ts';
import type { ConfigurationReport } from '../../domain/settings/report.ts';
import { hasKeys, keysOfEnvironment } from './environment.ts';
import { Findings } from './findings.ts';
import { type Dictionary, parsePropertyList } from './property-list.ts';

/** Where a configuration comes from. Keys of the environment go before those of the file. */
export type ConfigurationSource = { readonly file?: string; readonly environment: NodeJS.ProcessEnv };

/** Reads and checks a configuration. Never rejects: what is wrong is in the report, all of it at once. */
export const readConfiguration = async ({ file, environment }: ConfigurationSource): Promise<ConfigurationReport> => {
  if (file === undefined && !hasKeys(environment))
    return { is: 'usable', configuration: NOTHING_SET, settings: [], warnings: [] };
  const findings = new Findings(file ?? 'environment');
  const root = file === undefined ? NO_FILE : await readRoot(file, findings);
  if (root === undefined) return { is: 'refused', problems: findings.problems, warnings: findings.warnings };
  const overridden = new Map([...root.entries, ...keysOfEnvironment(environment, findings)]);
  // Slow to load, and of no use to those who have no configuration.
  const { checkConfiguration } = await import('./check.ts');
  return checkConfiguration({ ...root, entries: overridden }, findings, environment);
};

const NO_FILE: Dictionary = { is: 'dictionary', entries: new Map(), line: 1, column: 1 };

const readRoot = async (file: string, findings: Findings): Promise<Dictionary | undefined> => {
  const text = await readText(file, findings);
  if (text === undefined) return undefined;
  const parsed = parsePropertyList(text);
  if (parsed.is === 'problem') {
    const { line, column, sentence } = parsed.problem;
    findings.remark(line, `column ${column}: ${sentence}`, 'problem');
    return undefined;
  }
  for (const { line, sentence } of parsed.remarks) findings.remark(line, sentence, 'warning');
  return parsed.root;
};

const readText = async (file: string, findings: Findings): Promise<string | undefined> => {
  try {
    const { size } = await stat(file);
    if (size <= MAX_CONFIGURATION_OCTETS) return decoded(await readFile(file), findings);
    findings.refuse('', `The file is larger than ${MAX_CONFIGURATION_OCTETS} octets.`);
  } catch (error) {
    findings.refuse('', `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
};

const decoded = (octets: Uint8Array, findings: Findings): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    const line = new TextDecoder().decode(octets).split('\ufffd', 1)[0]?.split('\n').length ?? 1;
    findings.remark(line, 'The file is not UTF-8 from here on; save it as UTF-8.', 'problem');
    return undefined;
  }
};
