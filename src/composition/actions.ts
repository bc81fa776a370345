import type { Actions, DataOptions } from '../adapters/cli/actions.ts';
import type { AccountParts } from '../adapters/cli/change-account.ts';
import type { ProfileParts } from '../adapters/cli/mobileconfig.ts';
import { complain, say, Told } from '../adapters/cli/told.ts';
import type { UserStore } from '../adapters/cli/users.ts';
import type { PostgresLog } from '../adapters/postgres/types.ts';
import type { PrincipalId } from '../domain/kernel/ids.ts';
import type { Directory } from '../domain/ports.ts';
import { commandLine, newId } from './basics.ts';
import { configurationReport, loadConfiguration } from './configuration.ts';
import { type Installation, withLog } from './database.ts';
import { openDirectory } from './directory.ts';
import { serve } from './serve.ts';
import { userStore } from './user-store.ts';

const cli = () => import('../adapters/cli/users.ts');

/** Runs a command with the users of all configured sources. */
const withDirectory = (
  options: DataOptions,
  run: (directory: Directory, installation: Installation) => Promise<number>,
  how: 'make' | 'join' = 'join',
): Promise<number> =>
  withLog(
    options,
    async (installation) => {
      const { configuration, log } = installation;
      const directory = await openDirectory(configuration, {
        sql: log.sql,
        warn: (sentence) => complain(`warning: ${sentence}`),
      });
      try {
        return await run(directory, installation);
      } finally {
        await directory.close();
      }
    },
    how,
  );

/** Runs a command on somebody's account. */
const withAccounts = (
  options: DataOptions,
  run: (parts: AccountParts, installation: Installation, directory: Directory) => Promise<number>,
): Promise<number> =>
  withDirectory(options, async (directory, installation) => {
    const { principalFor } = await import('../adapters/http/first-login.ts');
    const { log } = installation;
    const { sql } = log;
    const metadata = commandLine();
    return run(
      {
        log,
        sql,
        metadata,
        find: (login) => directory.find(login),
        openAccount: (entry) => principalFor({ log, sql, newId }, entry, metadata),
      },
      installation,
      directory,
    );
  });

/** Every process forgets what it has verified: a password was changed or revoked. */
const forgetEverywhere = async (log: PostgresLog): Promise<void> => {
  const { USERS_CHANNEL } = await import('../adapters/directory/users.ts');
  await log.sql`select pg_notify(${USERS_CHANNEL}, '')`;
};

/** Runs a command on the built-in users. */
const withUsers = (
  options: DataOptions,
  run: (store: UserStore, log: PostgresLog) => Promise<number>,
  how?: 'make' | 'join',
): Promise<number> =>
  withDirectory(
    options,
    async (directory, installation) => run(await userStore(installation, directory), installation.log),
    how,
  );

const userActions: Pick<Actions, 'addUser' | 'importUsers' | 'listUsers' | 'removeUser' | 'showUser' | 'setPassword'> =
  {
    addUser: (login, options) =>
      withUsers(options, async (store) => (await cli()).addUser(store, login, options), 'make'),
    importUsers: (file, options) =>
      withUsers(
        options,
        async (store) => (await import('../adapters/cli/import-users.ts')).importUsers(store, file),
        'make',
      ),
    listUsers: (options) => withUsers(options, async (store) => (await cli()).listUsers(store)),
    removeUser: (login, options) =>
      withUsers(options, async (store, log) => {
        const code = await (await cli()).removeUser(store, login);
        await forgetEverywhere(log);
        return code;
      }),
    showUser: (login, options) =>
      withDirectory(options, async (directory) => {
        const { showUser } = await import('../adapters/cli/show-user.ts');
        return showUser(directory, login);
      }),
    setPassword: (login, options) =>
      withDirectory(options, async (directory, { log }) => {
        const { generatePassword } = await import('../adapters/directory/passwords/generate.ts');
        const { setPassword } = await cli();
        const change = (of: string, password: string) => directory.changePassword(of, password);
        const code = await setPassword(change, generatePassword, login, options);
        await forgetEverywhere(log);
        return code;
      }),
  };

const appPasswordActions: Pick<Actions, 'addAppPassword' | 'listAppPasswords' | 'revokeAppPassword'> = {
  addAppPassword: (login, options) =>
    withAppPasswords(options, (cli, parts) => cli.addAppPassword(parts, login, options)),
  listAppPasswords: (login, options) => withAppPasswords(options, (cli, parts) => cli.listAppPasswords(parts, login)),
  revokeAppPassword: (login, id, options) =>
    withAppPasswords(options, (cli, parts) => cli.revokeAppPassword(parts, login, id)),
};

const withAppPasswords = (
  options: DataOptions,
  run: (
    cli: typeof import('../adapters/cli/app-passwords.ts'),
    parts: import('../adapters/cli/app-passwords.ts').AppPasswordParts,
  ) => Promise<number>,
): Promise<number> =>
  withAccounts(options, async (parts, { log }) => {
    const { newAppPassword } = await import('../adapters/directory/app-password.ts');
    const { lastAppPasswordUses } = await import('../adapters/postgres/login-audit.ts');
    const lastUses = (of: PrincipalId) => lastAppPasswordUses(log.sql, of);
    const more = { newId, newAppPassword, lastUses, forget: () => forgetEverywhere(log) };
    return run(await import('../adapters/cli/app-passwords.ts'), { ...parts, ...more });
  });

const preferenceActions: Pick<Actions, 'getPreference' | 'setPreference' | 'unsetPreference'> = {
  getPreference: (part, login, key, options) =>
    withPreferences(options, (cli, parts) => cli.getPreference(parts, part, login, key)),
  setPreference: (part, login, key, value, options) => {
    const { file } = options;
    const given = { ...(value === undefined ? {} : { value }), ...(file === undefined ? {} : { file }) };
    return withPreferences(options, (cli, parts) => cli.setPreference(parts, part, login, key, given));
  },
  unsetPreference: (part, login, key, options) =>
    withPreferences(options, (cli, parts) => cli.unsetPreference(parts, part, login, key)),
};

const withPreferences = (
  options: DataOptions,
  run: (cli: typeof import('../adapters/cli/preferences.ts'), parts: AccountParts) => Promise<number>,
): Promise<number> =>
  withAccounts(options, async (parts) => run(await import('../adapters/cli/preferences.ts'), parts));

const removeDoubles: Actions['removeDoubles'] = (login, folder, options) =>
  withAccounts(options, async (parts) => {
    const { removeDoubles: run } = await import('../adapters/cli/remove-doubles.ts');
    return run(parts, login, folder, options.dryRun === true);
  });

const withWebCalendars = (
  options: DataOptions,
  run: (
    cli: typeof import('../adapters/cli/web-calendars.ts'),
    parts: import('../adapters/cli/web-calendars.ts').WebCalendarParts,
  ) => Promise<number>,
): Promise<number> =>
  withAccounts(options, async (parts, installation) => {
    const { openWebCalendars } = await import('./web-calendars.ts');
    const webCalendars = await openWebCalendars(installation);
    return run(await import('../adapters/cli/web-calendars.ts'), { ...parts, webCalendars });
  });

const webCalendarActions: Pick<
  Actions,
  'addWebCalendar' | 'listWebCalendars' | 'refreshWebCalendars' | 'removeWebCalendar'
> = {
  addWebCalendar: (login, address, options) =>
    withWebCalendars(options, (cli, parts) => cli.addWebCalendar(parts, login, address, options.name)),
  listWebCalendars: (login, options) => withWebCalendars(options, (cli, parts) => cli.listWebCalendars(parts, login)),
  refreshWebCalendars: (login, id, options) =>
    withWebCalendars(options, (cli, parts) => cli.refreshWebCalendars(parts, login, id)),
  removeWebCalendar: (login, id, options) =>
    withWebCalendars(options, (cli, parts) => cli.removeWebCalendar(parts, login, id)),
};

const manageAcl: Actions['manageAcl'] = (asked, rights, options) =>
  withAccounts(options, async (parts, installation, directory) => {
    const [{ manageAcl: run }, { sharedFolders }] = await Promise.all([
      import('../adapters/cli/manage-acl.ts'),
      import('./shared-folders.ts'),
    ]);
    const folder = sharedFolders(installation, directory, parts);
    return run({ ...parts, folder, members: (group) => directory.members(group) }, asked, rights);
  });

const mobileconfig: Actions['mobileconfig'] = (login, options) =>
  withAccounts(options, async (parts, installation, directory) => {
    const [{ printProfile }, { profileOf }, { personOf }, { davServices }, { endpointOf, urlOf }] = await Promise.all([
      import('../adapters/cli/mobileconfig.ts'),
      import('../adapters/webdav/profiles.ts'),
      import('../adapters/webdav/person.ts'),
      import('./dav-services.ts'),
      import('./server.ts'),
    ]);
    const services = davServices(installation, directory);
    const profile: ProfileParts['profile'] = async (of, principal, place, server) => {
      const entry = await directory.find(of);
      if (entry === undefined) throw new Told(`There is no user ${of}.`);
      const account = { ...personOf(entry, services.settings), principal };
      return profileOf({ login: account.login, ...place }, account, server, services);
    };
    const server = urlOf(endpointOf({ trustedProxy: [] }, installation.configuration));
    return printProfile({ ...parts, profile, server }, login, options);
  });

const logins: Actions['logins'] = (login, options) =>
  withLog(options, async ({ log }) => {
    const [{ printLogins }, { loginCounts }, { allAccounts }, { keyedHash }, { siteSecret }] = await Promise.all([
      import('../adapters/cli/logins.ts'),
      import('../adapters/postgres/login-audit.ts'),
      import('../projections/accounts.ts'),
      import('../adapters/http/keyed-hash.ts'),
      import('../adapters/postgres/site-secret.ts'),
    ]);
    const { sql } = log;
    const source = {
      counts: (since: number, names: readonly string[]) => loginCounts(sql, since, names),
      accounts: () => allAccounts(sql),
      hash: keyedHash(await siteSecret(sql, 'logins')),
      now: Date.now,
    };
    return printLogins(source, login, options.since);
  });

const configActions: Pick<Actions, 'checkConfig' | 'dumpConfig'> = {
  checkConfig: async (file, { config }) => {
    const { checkConfig } = await import('../adapters/cli/config.ts');
    return checkConfig(await configurationReport(file ?? config));
  },
  dumpConfig: async (all, options) => {
    const { dumpConfiguration } = await import('../adapters/config/dump.ts');
    say(dumpConfiguration(await loadConfiguration(options), all));
    return 0;
  },
};

const historyActions: Pick<Actions, 'log' | 'rebuild' | 'verify' | 'raiseEpoch'> = {
  log: (of, options) =>
    withLog(options, async ({ log }) => {
      const { printHistory } = await import('../adapters/cli/history.ts');
      const { actorNames } = await import('../adapters/cli/people.ts');
      const { principalOfLogin } = await import('../projections/accounts.ts');
      const { foldLogin } = await import('../domain/account/login.ts');
      const find = (login: string) => principalOfLogin(log.sql, foldLogin(login));
      return printHistory({ log, principalOf: find, names: actorNames(log) }, of, options.json === true);
    }),
  rebuild: (projection, options) =>
    withLog(options, async ({ log }) => {
      const { rebuild } = await import('../adapters/cli/maintenance.ts');
      const { projections } = await import('../projections/index.ts');
      const names = projections.filter(({ when }) => when === 'same-transaction').map(({ name }) => name);
      return rebuild(log, names, projection);
    }),
  verify: (options) =>
    withLog(options, async ({ log }) => {
      const { verify } = await import('../adapters/cli/maintenance.ts');
      return verify(log);
    }),
  raiseEpoch: (options) =>
    withLog(options, async ({ log }) => {
      say(`Epoch ${await log.raiseEpoch()}: every client resynchronizes at its next request.`);
      return 0;
    }),
};

/** What each command does, with everything it needs. */
export const actions: Actions = {
  serve,
  ...userActions,
  ...appPasswordActions,
  ...preferenceActions,
  removeDoubles,
  manageAcl,
  ...webCalendarActions,
  mobileconfig,
  logins,
  ...configActions,
  ...historyActions,
};
