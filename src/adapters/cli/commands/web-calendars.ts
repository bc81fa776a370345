import type { Command } from 'commander';
import type { Actions, DataOptions } from '../actions.ts';
import { type Done, withData } from './options.ts';

const ADDRESS = `
URL is of https, http or webcal; “-” reads it from standard input, where no list of processes shows a password in it. It is
kept encrypted and not shown again.`;

/** `web-calendar` */
export const webCalendarCommands = (program: Command, actions: Actions, done: Done): void => {
  const web = program
    .command('web-calendar')
    .description('Calendars of a user that are fetched from other servers; ID is the name in their address.');
  withData(
    web
      .command('add <USER> <URL>')
      .description('Add one and fetch it.')
      .option('--name <NAME>', 'what it is called; default: its file or host')
      .addHelpText('after', ADDRESS),
  ).action(async (login: string, address: string, options) =>
    done(await actions.addWebCalendar(login, address, options)),
  );
  withData(
    web.command('list <USER>').description('List those of a user: last and next fetch, and what went wrong.'),
  ).action(async (login: string, options: DataOptions) => done(await actions.listWebCalendars(login, options)));
  withData(web.command('refresh <USER> [ID]').description('Fetch one, or all, now.')).action(
    async (login: string, id: string | undefined, options: DataOptions) =>
      done(await actions.refreshWebCalendars(login, id, options)),
  );
  withData(web.command('remove <USER> <ID>').description('Remove one with what it has.')).action(
    async (login: string, id: string, options: DataOptions) =>
      done(await actions.removeWebCalendar(login, id, options)),
  );
};
