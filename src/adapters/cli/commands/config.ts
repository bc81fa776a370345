import { type Command, InvalidArgumentError } from 'commander';
import type { Actions, ConfigOptions } from '../actions.ts';
import { type Done, withConfig } from './options.ts';

const all = (word: string): boolean => {
  if (word !== 'all') throw new InvalidArgumentError('It is “all” or nothing.');
  return true;
};

/** `config` */
export const configCommands = (program: Command, actions: Actions, done: Done): void => {
  const config = program.command('config').description('The configuration, as sogo.conf and the environment have it.');
  withConfig(
    config
      .command('check [FILE]')
      .description('Explain every key that is set: its effective value, where it is from, whether it is honoured.'),
  ).action(async (file: string | undefined, options: ConfigOptions) => done(await actions.checkConfig(file, options)));
  withConfig(
    config
      .command('dump')
      .argument('[all]', 'with the defaults of all other keys', all, false)
      .description('Print the effective settings as a property list, as dump-defaults does; secrets are not shown.'),
  ).action(async (whole: boolean, options: ConfigOptions) => done(await actions.dumpConfig(whole, options)));
};
