import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Configuration, NOTHING_SET } from '../../src/domain/settings/configuration.ts';
import { parseExchanges, play } from '../support/exchange.ts';
import { type Fasti, startConfigured } from '../support/fasti.ts';

/** What the files are about that need something set. */
const CONFIGURED: Readonly<Record<string, Configuration>> = {
  'birthdays.txt': { ...NOTHING_SET, system: { FastiBirthdayCalendar: true } },
};

/** Each file has a server of its own, each scenario the state that those before it left. */
for (const file of globSync('*.txt', { cwd: import.meta.dirname }).sort()) {
  describe(path.basename(file, '.txt'), () => {
    let fasti: Fasti;
    before(async () => {
      fasti = await startConfigured(CONFIGURED[file] ?? NOTHING_SET, {}, 'jo', 'ann');
    });
    after(() => fasti.stop());
    for (const scenario of parseExchanges(readFileSync(path.join(import.meta.dirname, file), 'utf8')))
      test(scenario.title, () => play(fasti, scenario));
  });
}
