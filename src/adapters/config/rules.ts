import type { Configuration } from '../../domain/settings/configuration.ts';
import { settingOf } from '../../domain/settings/configuration.ts';
import type { SettingKey } from '../../domain/settings/table.ts';
import { checkDomains } from './domain-rules.ts';
import type { Findings } from './findings.ts';
import { checkNetwork } from './network-rules.ts';
import { checkSecrets } from './secret-rules.ts';

/** What must hold between keys, and what one key cannot tell by itself. */
export const checkRules = (configuration: Configuration, findings: Findings, environment: NodeJS.ProcessEnv): void => {
  checkSecrets(configuration, findings, environment);
  checkNetwork(configuration, findings, environment);
  checkDomains(configuration, findings);
  checkIntervals(configuration, findings);
};

const BLOCKS: readonly SettingKey[] = [
  'SOGoFailedLoginBlockInterval',
  'SOGoRequestBlockInterval',
  'SOGoMessageSubmissionBlockInterval',
];

/** SOGo forgets a block with its cache; Fasti does not keep blocks there, so that this is told and not refused. */
const checkIntervals = (configuration: Configuration, findings: Findings): void => {
  const cache = settingOf(configuration, 'SOGoCacheCleanupInterval');
  for (const key of BLOCKS) {
    const block = configuration.system[key];
    if (typeof block === 'number' && block > cache)
      findings.warn(
        key,
        `is longer than SOGoCacheCleanupInterval (${cache} s): SOGo would forget the block by then, Fasti does not.`,
      );
  }
};
