import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Configuration, NOTHING_SET } from '../../src/domain/settings/configuration.ts';
import { parseExchanges, play } from '../support/exchange.ts';
import { type Fasti, startConfigured } from '../support/fasti.ts';

/** Root is everybody's superuser; who comes into sharing besides jo and ann. */
const SHARING = {
  configuration: { ...NOTHING_SET, system: { SOGoSuperUsernames: ['root'] } },
  people: ['bob', 'root'],
};

/** What the files are about that need something set, or others than jo and ann. */
const CONFIGURED: Readonly<Record<string, { configuration: Configuration; people?: readonly string[] }>> = {
  'birthdays.txt': { configuration: { ...NOTHING_SET, system: { FastiBirthdayCalendar: true } } },
  'calendar-proxies.txt': SHARING,
  'invitations.txt': SHARING,
  'subscriptions.txt': SHARING,
};

/** Each file has a server of its own, each scenario the state that those before it left. */
for (const file of globSync('*.txt', { cwd: import.meta.dirname }).sort()) {
  describe(path.basename(file, '.txt'), () => {
    let fasti: Fasti;
    before(async () => {
      const { configuration, people = [] } = CONFIGURED[file] ?? { configuration: NOTHING_SET };
      fasti = await startConfigured(configuration, {}, 'jo', 'ann', ...people);
    });
    after(() => fasti.stop());
    for (const scenario of parseExchanges(readFileSync(path.join(import.meta.dirname, file), 'utf8')))
      test(scenario.title, () => play(fasti, scenario));
  });
}
