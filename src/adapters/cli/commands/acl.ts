import type { Command } from 'commander';
import type { Actions, DataOptions } from '../actions.ts';
import { type Done, withData } from './options.ts';

const ABOUT = `
FOLDER is Calendar/NAME or Contacts/NAME. WHO is a login, a group, anonymous (the public, with SOGoEnablePublicAccess), "<default>"
(everybody with a login) or, for all but add, ALL.

  get           print the rights of WHO, one line each; nothing where he was given none
  add           set the rights of WHO to RIGHTS: they replace those he had; '[]' denies what groups and "<default>" would give
  remove        take all rights of WHO
  subscribe     show the folder in the home of WHO, or of a group's members
  unsubscribe   show it there no more

RIGHTS of calendars: ObjectCreator, ObjectEraser and, for Public, Private and Confidential, e.g. PublicViewer, PublicDAndTViewer,
PublicModifier, PublicResponder. Of address books: ObjectCreator, ObjectEraser, ObjectViewer, ObjectEditor.

  fasti manage-acl add jo Calendar/personal ann '["PublicViewer", "PrivateDAndTViewer"]'`;

/** `manage-acl` */
export const aclCommands = (program: Command, actions: Actions, done: Done): void => {
  withData(
    program
      .command('manage-acl <ACTION> <OWNER> <FOLDER> <WHO> [RIGHTS]')
      .description('Who may do what in a calendar or an address book: get, add, remove, subscribe or unsubscribe.')
      .addHelpText('after', ABOUT),
  ).action(
    async (
      action: string,
      owner: string,
      folder: string,
      who: string,
      rights: string | undefined,
      options: DataOptions,
    ) => done(await actions.manageAcl([action, owner, folder, who], rights, options)),
  );
};
