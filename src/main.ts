/** Runs one command. Everything it needs is built in `composition`. */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { program } from './adapters/cli/program.ts';
import { complain, Misused, Told } from './adapters/cli/told.ts';
import { actions } from './composition/actions.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const finish = (code: number): void => {
  process.exitCode = code;
};

try {
  await program(actions, version, finish).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    complain(`fasti: ${error instanceof Told ? error.message : error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = error instanceof Misused ? 2 : 1;
  }
}
