import type { ConfigOptions } from '../adapters/cli/actions.ts';
import { complain, Told } from '../adapters/cli/told.ts';
import type { Configuration } from '../domain/settings/configuration.ts';
import { type ConfigurationReport, told } from '../domain/settings/report.ts';

/** What the file of `--config` and the environment say, whether it can be used or not. */
export const configurationReport = async (file: string | undefined): Promise<ConfigurationReport> => {
  const { readConfiguration } = await import('../adapters/config/read.ts');
  return readConfiguration({ ...(file === undefined ? {} : { file }), environment: process.env });
};

/** The configuration of a command; warnings are told, and a `Told` names everything that is wrong with it. */
export const loadConfiguration = async ({ config }: ConfigOptions): Promise<Configuration> => {
  const report = await configurationReport(config);
  for (const warning of report.warnings) complain(`warning: ${told(warning)}`);
  if (report.is === 'usable') return report.configuration;
  throw new Told(`The configuration cannot be used.\n${report.problems.map(told).join('\n')}`);
};
