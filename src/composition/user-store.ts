import { Told } from '../adapters/cli/told.ts';
import type { UserStore } from '../adapters/cli/users.ts';
import { foldLogin } from '../domain/account/login.ts';
import type { Directory } from '../domain/ports.ts';
import { commandLine } from './basics.ts';
import type { Installation } from './database.ts';
import { builtInAccounts, builtInPolicy } from './directory.ts';

const NO_SOURCE =
  'No source of the configuration is the built-in users, so nobody would find this one. ' +
  'Add one of type sql with viewURL = built-in, or add the user where the others are.';

/**
 * The built-in users beside all sources of the configuration. What an account holds belongs to whomever any source has
 * under its name: it is deleted only when none has anybody.
 */
export const userStore = async ({ configuration, log }: Installation, directory: Directory): Promise<UserStore> => {
  const { sql } = log;
  const users = await import('../adapters/directory/users.ts');
  const { generatePassword } = await import('../adapters/directory/passwords/generate.ts');
  const { brokenRule } = await import('../adapters/directory/passwords/policy.ts');
  const { closeAccount } = await import('../adapters/directory/close-account.ts');
  const { allAccounts } = await import('../projections/accounts.ts');

  /** A removal that was interrupted left an account: it is not the new user's. Whether the login is somebody's already. */
  const isTaken = async (login: string): Promise<boolean> => {
    if (await users.isUser(sql, login)) return true;
    const accounts = builtInAccounts(configuration, login);
    if (accounts.length === 0) throw new Told(NO_SOURCE);
    for (const account of accounts) {
      if ((await directory.find(account.login, account.domain)) !== undefined) return true;
      await closeAccount(log, sql, account, commandLine());
    }
    return false;
  };
  const remove: UserStore['remove'] = async (login) => {
    const removed = await users.removeUser(sql, login);
    const names = new Set([foldLogin(login), ...builtInAccounts(configuration, login).map((one) => one.login)]);
    let [closed, kept] = [false, false];
    for (const account of await allAccounts(sql)) {
      if (!names.has(account.login)) continue;
      if ((await directory.find(account.login, account.domain)) !== undefined) kept = true;
      else closed = (await closeAccount(log, sql, account, commandLine())) || closed;
    }
    return kept && !closed ? { is: 'kept', removed } : { is: removed || closed ? 'removed' : 'unknown' };
  };
  return {
    add: async (user) => !(await isTaken(user.login)) && users.addUser(sql, user),
    addAll: async (all, hashed) => {
      const taken: string[] = [];
      for (const { login } of all) if (await isTaken(login)) taken.push(login);
      return taken.length > 0 ? taken : users.addUsers(sql, all, hashed);
    },
    list: () => users.listUsers(sql),
    remove,
    generatePassword,
    brokenRule: (password) => brokenRule(password, builtInPolicy(configuration)),
  };
};
