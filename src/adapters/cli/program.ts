import { Command } from 'commander';
import type { Actions } from './actions.ts';
import { accountCommands } from './commands/accounts.ts';
import { aclCommands } from './commands/acl.ts';
import { configCommands } from './commands/config.ts';
import { contactCommands } from './commands/contacts.ts';
import { historyCommands } from './commands/history.ts';
import type { Done } from './commands/options.ts';
import { serveCommand } from './commands/serve.ts';
import { userCommands } from './commands/users.ts';
import { webCalendarCommands } from './commands/web-calendars.ts';

const EXIT_CODES = `
Exit codes: 0 done · 1 it failed, and stderr says why; \`verify\` found differences · 2 the command line is wrong`;

const WHERE = `
Settings are read from --config FILE (an existing sogo.conf will do) and from environment variables of the keys' names.
Without DATABASE_URL, FastiDatabaseURL or SOGoProfileURL (postgresql://USER:PASSWORD@HOST:PORT/DATABASE) the data is in
an embedded PostgreSQL below the data directory. All commands may run while the server does.`;

/** The command line: `done` gets the exit code. */
export const program = (actions: Actions, version: string, done: Done): Command => {
  const fasti = new Command('fasti')
    .description('Fasti, an event-sourced CalDAV server.')
    .version(version)
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText('after', `${WHERE}\n${EXIT_CODES}`)
    .exitOverride((error) => {
      done(error.exitCode === 0 ? 0 : 2);
      throw error;
    });
  for (const register of [
    serveCommand,
    configCommands,
    userCommands,
    accountCommands,
    contactCommands,
    aclCommands,
    webCalendarCommands,
    historyCommands,
  ])
    register(fasti, actions, done);
  for (const command of everyCommand(fasti))
    command.copyInheritedSettings(fasti).showHelpAfterError('(add --help for what there is)');
  return fasti;
};

const everyCommand = (command: Command): Command[] =>
  command.commands.flatMap((child) => [child, ...everyCommand(child)]);
