import type { Command } from 'commander';
import type { Actions, DataOptions } from '../actions.ts';
import { type Done, withData } from './options.ts';

/** `log`, `rebuild`, `verify`, `raise-epoch` */
export const historyCommands = (program: Command, actions: Actions, done: Done): void => {
  withData(
    program
      .command('log <PATH|STREAM>')
      .description(
        'Who changed this, when, through what, and what changed: a path such as /SOGo/dav/jo/Calendar/personal/x.ics, or a stream such as calendar/…',
      )
      .option('--json', 'one JSON object a line'),
  ).action(async (of: string, options) => done(await actions.log(of, options)));
  withData(
    program
      .command('rebuild [PROJECTION]')
      .description('Build one projection, or all, anew from the log, beside the live one, and switch.'),
  ).action(async (projection: string | undefined, options: DataOptions) =>
    done(await actions.rebuild(projection, options)),
  );
  withData(
    program
      .command('verify')
      .description(
        'Build every projection beside the live one and compare, row by row; also hashes, positions and revisions.',
      ),
  ).action(async (options: DataOptions) => done(await actions.verify(options)));
  withData(
    program
      .command('raise-epoch')
      .description(
        'After the data was put back to an earlier state by a copy of its files: make every client resynchronize.',
      ),
  ).action(async (options: DataOptions) => done(await actions.raiseEpoch(options)));
};
