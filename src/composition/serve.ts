import type { ServeOptions } from '../adapters/cli/actions.ts';
import { complain, say, Told } from '../adapters/cli/told.ts';
import type { Logger } from '../adapters/http/log.ts';
import type { PostgresLog } from '../adapters/postgres/types.ts';
import { type Configuration, settingOf, userSourcesOf } from '../domain/settings/configuration.ts';
import { loadConfiguration } from './configuration.ts';
import { type Installation, withInstallation } from './database.ts';
import { openDirectory } from './directory.ts';
import { type Endpoint, endpointOf, startServer } from './server.ts';

/** Prints what a person needs to begin; the password of the first user is shown this once. */
const welcome = (url: string, first: { login: string; password: string } | undefined): void => {
  say(`Fasti serves ${url}`);
  say(`Point Thunderbird, Evolution, a phone or curl at ${url}dav/`);
  if (first !== undefined) say(`The first user is ${first.login}, password ${first.password} (it is not shown again)`);
};

/** Whether the users are the built-in ones, for want of any other source. */
const hasOwnSources = (configuration: Configuration): boolean =>
  ['', ...configuration.domains.keys()].some((domain) => userSourcesOf(configuration, domain).length > 0);

/** An empty installation gets a user, so that the first client can log in. */
const firstUser = async (log: PostgresLog): Promise<{ login: string; password: string } | undefined> => {
  const { addUser, hasUsers } = await import('../adapters/directory/users.ts');
  const { generatePassword } = await import('../adapters/directory/passwords/generate.ts');
  const { position } = await log.head();
  if (position > 0 || (await hasUsers(log.sql))) return undefined;
  const user = { login: 'fasti', name: 'First User', mails: ['fasti@localhost'], password: generatePassword() };
  return (await addUser(log.sql, user)) ? user : undefined;
};

/** WOLogFile: a file that is opened anew at SIGHUP, or standard error. */
const openLogger = async (configuration: Configuration): Promise<{ logger: Logger; close(): void }> => {
  const { createLogger, openLogFile } = await import('../adapters/http/log.ts');
  const file = settingOf(configuration, 'WOLogFile') ?? '-';
  if (file === '-') {
    const level = process.stderr.isTTY === true ? 'warn' : 'info';
    return { logger: createLogger({ level, destination: process.stderr }), close: () => undefined };
  }
  const destination = openLogFile(file);
  if ('refused' in destination) throw new Told(`WOLogFile: ${destination.refused}`);
  const reopen = (): void => {
    const problem = destination.reopen();
    if (problem !== undefined) complain(`fasti: ${problem}`);
  };
  process.on('SIGHUP', reopen);
  const close = (): void => {
    process.off('SIGHUP', reopen);
    destination.close();
  };
  return { logger: createLogger({ level: 'info', destination }), close };
};

/** WOPidFile */
const writePid = async (configuration: Configuration): Promise<{ remove(): void }> => {
  const path = settingOf(configuration, 'WOPidFile');
  if (path === undefined) return { remove: () => undefined };
  const { writePidFile } = await import('../adapters/process/pid-file.ts');
  const file = writePidFile(path);
  if ('refused' in file) throw new Told(`WOPidFile: ${file.refused}`);
  return file;
};

/** Fulfilled by SIGTERM or SIGINT. */
const stopSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });

/** Serves until it is told to stop, or until the embedded database ends by itself. */
const serveUntil = async (stop: Promise<string>, endpoint: Endpoint, installation: Installation, logger: Logger) => {
  const { configuration, database, log } = installation;
  const first = hasOwnSources(configuration) ? undefined : await firstUser(log);
  const directory = await openDirectory(configuration, { sql: log.sql, warn: (sentence) => logger.warn(sentence) });
  try {
    const server = await startServer(endpoint, installation, directory, logger);
    try {
      const pid = await writePid(configuration);
      try {
        welcome(server.url, first);
        const why = await Promise.race([stop, database.ended.then((words) => `PostgreSQL ended: ${words}`)]);
        if (!why.startsWith('SIG')) throw new Told(why);
        return 0;
      } finally {
        pid.remove();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await directory.close();
  }
};

/** `serve` */
export const serve = async (options: ServeOptions): Promise<number> => {
  const configuration = await loadConfiguration(options);
  // What is wrong with the command line is told before a database is made for it.
  const endpoint = endpointOf(options, configuration);
  const stop = stopSignal();
  const { logger, close } = await openLogger(configuration);
  try {
    return await withInstallation(configuration, options.data, 'own', (installation) =>
      serveUntil(stop, endpoint, installation, logger),
    );
  } finally {
    close();
  }
};
