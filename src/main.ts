/** Runs one command. Everything it needs is built in `composition`. */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { program } from './adapters/cli/program.ts';
import { complain, Misused, Told } from './adapters/cli/told.ts';
import { actions } from './composition/actions.ts';
import { DirectoryUnavailable } from './domain/kernel/directory-errors.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What is nobody's mistake here is told without a stack. */
const sentence = (error: unknown): string | undefined => {
  if (error instanceof Told || error instanceof DirectoryUnavailable) return error.message;
  return error instanceof Error ? error.stack : String(error);
};

const finish = (code: number): void => {
  process.exitCode = code;
};

// Whoever read what is said may leave: `fasti log … | head` is no failure, and no server ends with its reader.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  await program(actions, version, finish).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    complain(`fasti: ${sentence(error)}`);
    process.exitCode = error instanceof Misused ? 2 : 1;
  }
}
