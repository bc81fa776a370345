import type { Command } from 'commander';
import type { Actions, DataOptions } from '../actions.ts';
import { collect, type Done, withData, withPassword } from './options.ts';

const builtIn = (user: Command, actions: Actions, done: Done): void => {
  withData(
    withPassword(
      user
        .command('add <LOGIN>')
        .description('Add a built-in user or resource. Without a password option one is made and printed.')
        .requiredOption('--mail <ADDRESS>', 'mail address; may be repeated, the first is the one to show', collect)
        .requiredOption('--name <NAME>', 'full name')
        .option('--kind <KIND>', 'individual, or the resources group, location, thing', 'individual')
        .option(
          '--multiple-bookings <N>',
          'of a resource: at most N at a time; 0 no limit; -1 no limit, shown as busy',
        ),
    ),
  ).action(async (login: string, options) => done(await actions.addUser(login, options)));
  withData(
    user
      .command('import <FILE>')
      .description(
        'Add the users of a CSV file, all or none: login, name, mail (several: spaces between) and, as wished, password, ' +
          'kind, multiple-bookings; the first line names the columns. Passwords that were made are printed. “-” is standard input.',
      ),
  ).action(async (file: string, options: DataOptions) => done(await actions.importUsers(file, options)));
  withData(user.command('list').description('List the built-in users.')).action(async (options: DataOptions) =>
    done(await actions.listUsers(options)),
  );
  withData(
    user
      .command('remove <LOGIN>')
      .description('Remove a user with all calendars and address books. The log keeps what happened.'),
  ).action(async (login: string, options: DataOptions) => done(await actions.removeUser(login, options)));
};

/** `user` */
export const userCommands = (program: Command, actions: Actions, done: Done): void => {
  const user = program.command('user').description('Users, of the built-in directory and of the configured sources.');
  builtIn(user, actions, done);
  withData(
    user
      .command('show <LOGIN>')
      .description(
        'What the sources of users say of a login: name, addresses, source, domain, groups, closed modules.',
      ),
  ).action(async (login: string, options: DataOptions) => done(await actions.showUser(login, options)));
  withData(
    withPassword(
      user
        .command('passwd <LOGIN>')
        .description('Set a password, in whatever source the user is. Without an option one is made and printed.'),
    ),
  ).action(async (login: string, options) => done(await actions.setPassword(login, options)));
};
