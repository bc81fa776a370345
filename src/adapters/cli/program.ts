import { Command, Option } from 'commander';

/** What the commands do; each resolves to the exit code. Errors that it throws are told on stderr, with exit code 1. */
export type Actions = {
  serve(options: ServeOptions): Promise<number>;
  addUser(login: string, options: DataOptions & NewUserOptions): Promise<number>;
  listUsers(options: DataOptions): Promise<number>;
  setPassword(login: string, options: DataOptions & PasswordOptions): Promise<number>;
  removeUser(login: string, options: DataOptions): Promise<number>;
  log(of: string, options: DataOptions & { readonly json?: true }): Promise<number>;
  rebuild(projection: string | undefined, options: DataOptions): Promise<number>;
  verify(options: DataOptions): Promise<number>;
  raiseEpoch(options: DataOptions): Promise<number>;
};

export type DataOptions = { readonly data: string };
export type PasswordOptions = { readonly password?: string; readonly passwordStdin?: true };
export type NewUserOptions = PasswordOptions & { readonly mail: string; readonly name: string };
export type ServeOptions = DataOptions & {
  readonly listen: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly trustedProxy: readonly string[];
  readonly insecure?: true;
};

const EXIT_CODES = `
Exit codes: 0 done · 1 it failed, and stderr says why; \`verify\` found differences · 2 the command line is wrong`;

const WHERE = `
Without DATABASE_URL (postgresql://USER:PASSWORD@HOST:PORT/DATABASE) the data is in an embedded PostgreSQL below the data
directory. All commands may run while the server does.`;

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, ...value.split(',')];

const data = (directory: string): Option =>
  new Option('--data <DIR>', 'where everything is kept').env('FASTI_DATA').default(directory);

const passwords = (command: Command): Command =>
  command
    .option('--password <P>', 'the password; other users of this machine can see it while the command runs')
    .option('--password-stdin', 'read the password from the first line of standard input');

const serve = (program: Command, { serve }: Actions, directory: string, done: Done): void => {
  program
    .command('serve')
    .description('Serve CalDAV until SIGTERM or SIGINT.')
    .addOption(
      new Option('--listen <HOST:PORT>', 'address; port 0 takes a free one')
        .env('FASTI_LISTEN')
        .default('127.0.0.1:20000'),
    )
    .addOption(data(directory))
    .option('--tls-cert <FILE>', 'certificate chain (PEM); with --tls-key the server speaks HTTPS')
    .option('--tls-key <FILE>', 'private key (PEM)')
    .addOption(
      new Option(
        '--trusted-proxy <ADDRESS>',
        'address of a proxy whose X-Forwarded-* headers are believed; may be repeated',
      )
        .env('FASTI_TRUSTED_PROXY')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--insecure', 'take passwords over plain HTTP from other machines')
    .action(async (options: ServeOptions) => done(await serve(options)));
};

const users = (program: Command, actions: Actions, directory: string, done: Done): void => {
  const user = program.command('user').description('The built-in users.');
  passwords(
    user
      .command('add <LOGIN>')
      .description('Add a user. Without a password option one is made and printed.')
      .requiredOption('--mail <ADDRESS>', 'mail address')
      .requiredOption('--name <NAME>', 'full name'),
  )
    .addOption(data(directory))
    .action(async (login: string, options) => done(await actions.addUser(login, options)));
  user
    .command('list')
    .description('List the users.')
    .addOption(data(directory))
    .action(async (options: DataOptions) => done(await actions.listUsers(options)));
  passwords(user.command('passwd <LOGIN>').description('Set a password. Without an option one is made and printed.'))
    .addOption(data(directory))
    .action(async (login: string, options) => done(await actions.setPassword(login, options)));
  user
    .command('remove <LOGIN>')
    .description('Remove a user with all calendars. The log keeps what happened.')
    .addOption(data(directory))
    .action(async (login: string, options: DataOptions) => done(await actions.removeUser(login, options)));
};

const logs = (program: Command, actions: Actions, directory: string, done: Done): void => {
  program
    .command('log <PATH|STREAM>')
    .description(
      'Who changed this, when, through what, and what changed: a path such as /SOGo/dav/jo/Calendar/personal/x.ics, or a stream such as calendar/…',
    )
    .option('--json', 'one JSON object a line')
    .addOption(data(directory))
    .action(async (of: string, options) => done(await actions.log(of, options)));
  program
    .command('rebuild [PROJECTION]')
    .description('Build one projection, or all, anew from the log, beside the live one, and switch.')
    .addOption(data(directory))
    .action(async (projection: string | undefined, options: DataOptions) =>
      done(await actions.rebuild(projection, options)),
    );
  program
    .command('verify')
    .description(
      'Build every projection beside the live one and compare, row by row; also hashes, positions and revisions.',
    )
    .addOption(data(directory))
    .action(async (options: DataOptions) => done(await actions.verify(options)));
  program
    .command('raise-epoch')
    .description(
      'After the data was put back to an earlier state by a copy of its files: make every client resynchronize.',
    )
    .addOption(data(directory))
    .action(async (options: DataOptions) => done(await actions.raiseEpoch(options)));
};

type Done = (code: number) => void;

/** The command line: `done` gets the exit code. `directory` is where data is kept unless the caller says otherwise. */
export const program = (actions: Actions, version: string, directory: string, done: Done): Command => {
  const fasti = new Command('fasti')
    .description('Fasti, an event-sourced CalDAV server.')
    .version(version)
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText('after', `${WHERE}\n${EXIT_CODES}`)
    .exitOverride((error) => {
      done(error.exitCode === 0 ? 0 : 2);
      throw error;
    });
  serve(fasti, actions, directory, done);
  users(fasti, actions, directory, done);
  logs(fasti, actions, directory, done);
  for (const command of everyCommand(fasti))
    command.copyInheritedSettings(fasti).showHelpAfterError('(add --help for what there is)');
  return fasti;
};

const everyCommand = (command: Command): Command[] =>
  command.commands.flatMap((child) => [child, ...everyCommand(child)]);
