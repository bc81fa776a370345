import { type Command, Option } from 'commander';

/** Gets the exit code of the command that ran. */
export type Done = (code: number) => void;

/** `--config`, of every command. */
export const withConfig = (command: Command): Command =>
  command.addOption(
    new Option('--config <FILE>', 'sogo.conf; without one there are the defaults and the built-in users').env(
      'FASTI_CONFIG',
    ),
  );

/** `--config` and `--data`, of every command that needs the log. */
export const withData = (command: Command): Command =>
  withConfig(command).addOption(
    new Option('--data <DIR>', 'where everything is kept; default: var beside package.json').env('FASTI_DATA'),
  );

/** The two ways to give a password. */
export const withPassword = (command: Command): Command =>
  command
    .option('--password <P>', 'the password; other users of this machine can see it while the command runs')
    .option('--password-stdin', 'read the password from the first line of standard input');

/** An option that may be repeated, or have several values between commas. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...value.split(',').map((one) => one.trim()),
];
