import type { Command } from 'commander';
import type { Actions } from '../actions.ts';
import { type Done, withData } from './options.ts';

/** `remove-doubles` */
export const contactCommands = (program: Command, actions: Actions, done: Done): void => {
  withData(
    program
      .command('remove-doubles <USER> <FOLDER>')
      .description(
        'Delete the cards of an address book that have a mail address or the name of another one, which stays. ' +
          'FOLDER is the name in its URL: personal.',
      )
      .option('--dry-run', 'only say which would go, and why'),
  ).action(async (login: string, folder: string, options) => done(await actions.removeDoubles(login, folder, options)));
};
