import { type Command, Option } from 'commander';
import type { Actions, DataOptions } from '../actions.ts';
import { type Done, withData } from './options.ts';

const appPasswords = (program: Command, actions: Actions, done: Done): void => {
  const app = program
    .command('app-password')
    .description('Passwords for single programs and devices of a user, who may have a second factor elsewhere.');
  withData(
    app
      .command('add <USER>')
      .description('Make one and print it, once.')
      .requiredOption('--label <TEXT>', 'what it is for: “Phone”')
      .addOption(
        new Option('--scope <SCOPE>', 'what it opens: calendars and contacts, or ActiveSync')
          .choices(['dav', 'eas'])
          .default('dav'),
      ),
  ).action(async (login: string, options) => done(await actions.addAppPassword(login, options)));
  withData(app.command('list <USER>').description('List those of a user.')).action(
    async (login: string, options: DataOptions) => done(await actions.listAppPasswords(login, options)),
  );
  withData(app.command('revoke <USER> <ID>').description('End one; it is refused from the next request on.')).action(
    async (login: string, id: string, options: DataOptions) =>
      done(await actions.revokeAppPassword(login, id, options)),
  );
};

const SIEVE = `
Vacation, Forward, Notification and SOGoSieveFilters are kept, and not sent to the Sieve server yet.`;

const preferences = (program: Command, actions: Actions, done: Done): void => {
  const preference = program
    .command('user-preferences')
    .description('What a user chose, by SOGo’s keys: the parts are “defaults” and “settings”.')
    .addHelpText('after', SIEVE);
  withData(preference.command('get <PART> <USER> <KEY>').description('Print a value as JSON.')).action(
    async (part: string, login: string, key: string, options: DataOptions) =>
      done(await actions.getPreference(part, login, key, options)),
  );
  withData(
    preference
      .command('set <PART> <USER> <KEY> [VALUE]')
      .description('Store a value, written as JSON.')
      .option('-f, --file <FILE>', 'read the value from a file')
      .addOption(new Option('-p <CREDENTIALS>', 'accepted for the sake of old scripts; not used').hideHelp()),
  ).action(async (part: string, login: string, key: string, value: string | undefined, options) =>
    done(await actions.setPreference(part, login, key, value, options)),
  );
  withData(
    preference
      .command('unset <PART> <USER> <KEY>')
      .description('Forget a value; the domain’s or the system’s counts again.')
      .addOption(new Option('-p <CREDENTIALS>', 'accepted for the sake of old scripts; not used').hideHelp()),
  ).action(async (part: string, login: string, key: string, options: DataOptions) =>
    done(await actions.unsetPreference(part, login, key, options)),
  );
};

const profiles = (program: Command, actions: Actions, done: Done): void => {
  withData(
    program
      .command('mobileconfig <USER>')
      .description(
        'Print a configuration profile for Apple’s devices: all accounts of a user, or one. No password is in it.',
      )
      .addOption(
        new Option('--calendar <NAME>', 'only this calendar, by its name in URLs: personal').conflicts('addressBook'),
      )
      .option('--address-book <NAME>', 'only this address book, by its name in URLs: personal')
      .option('--url <URL>', 'the server as devices reach it: https://dav.example.com; default: where it listens'),
  ).action(async (login: string, options) => done(await actions.mobileconfig(login, options)));
};

/** `app-password`, `user-preferences`, `mobileconfig`, `logins` */
export const accountCommands = (program: Command, actions: Actions, done: Done): void => {
  appPasswords(program, actions, done);
  preferences(program, actions, done);
  profiles(program, actions, done);
  withData(
    program
      .command('logins [USER]')
      .description('Who logged in, who failed and who was blocked, from where, hour by hour.')
      .option('--since <TIME>', 'from when on: 2026-11-25, 2026-11-25T08:00Z, or 3h, 7d ago'),
  ).action(async (login: string | undefined, options) => done(await actions.logins(login, options)));
};
