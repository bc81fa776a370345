import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseExchanges, play } from '../support/exchange.ts';
import { type Fasti, startFasti } from '../support/fasti.ts';

/** Each file has a server of its own, each scenario the state that those before it left. */
for (const file of globSync('*.txt', { cwd: import.meta.dirname }).sort()) {
  describe(path.basename(file, '.txt'), () => {
    let fasti: Fasti;
    before(async () => {
      fasti = await startFasti('jo', 'ann');
    });
    after(() => fasti.stop());
    for (const scenario of parseExchanges(readFileSync(path.join(import.meta.dirname, file), 'utf8')))
      test(scenario.title, () => play(fasti, scenario));
  });
}
