import { randomBytes } from 'node:crypto';
import { foldLogin } from '../../../domain/account/login.ts';
import type { Authentication, PasswordChange, SourceEntry, UserSource } from '../../../domain/ports.ts';
import type { SqlSourceSettings } from '../../../domain/settings/user-source.ts';
import { type Checked, checkPassword, makePassword, passwordProblem } from '../passwords/passwords.ts';
import { brokenRule } from '../passwords/policy.ts';
import { askable, type Purpose, type Rows, type UserRow } from './rows.ts';

/** What the settings say of passwords, wherever the rows are. */
export type SourceRules = Pick<
  SqlSourceSettings,
  | 'id'
  | 'canAuthenticate'
  | 'isAddressBook'
  | 'userPasswordAlgorithm'
  | 'userPasswordPolicy'
  | 'prependPasswordScheme'
  | 'keyPath'
>;

/** Told what an administrator should know; never a password, in clear or stored. */
export type Warn = (sentence: string) => void;

const isNamed = (row: UserRow, login: string): boolean => foldLogin(row.entry.uid) === login;

const isKnownAs = ({ logins }: UserRow, login: string): boolean => logins.some((one) => foldLogin(one) === login);

const hasMail = ({ entry }: UserRow, mail: string): boolean => entry.mails.some((one) => foldLogin(one) === mail);

/** Nobody, where several are meant: none of them may be the wrong one. */
const onlyOne = (rows: readonly UserRow[], what: string, warn: Warn): UserRow | undefined => {
  if (rows.length > 1) warn(`Several users are meant by ${JSON.stringify(what)}, so nobody is.`);
  return rows.length === 1 ? rows[0] : undefined;
};

/** The one user of a login: who has it as his uid, before who has it in another column. */
const finder =
  (rows: Rows, warn: Warn) =>
  async (login: string, domain: string, purpose: Purpose): Promise<UserRow | undefined> => {
    const folded = foldLogin(login);
    if (folded === '' || !askable(folded)) return undefined;
    const known = (await rows.byLogin(folded, domain, purpose)).filter((row) => isKnownAs(row, folded));
    const named = known.filter((row) => isNamed(row, folded));
    return onlyOne(named.length > 0 ? named : known, folded, warn);
  };

/** Compares passwords. Whoever has none, or is nobody, costs as much as one of those who have. */
const checker = (rows: Rows, rules: SourceRules, warn: Warn) => {
  const storage = { algorithm: rules.userPasswordAlgorithm, keyPath: rules.keyPath };
  let sample: Promise<string> | undefined;
  const somebodys = async (): Promise<string> => {
    sample ??= rows.anyPassword().then((one) => one ?? makePassword(randomBytes(9).toString('base64'), storage));
    try {
      return await sample;
    } catch (error) {
      sample = undefined;
      throw error;
    }
  };
  return async (password: string, row: UserRow | undefined): Promise<Exclude<Checked, { is: 'unusable' }>> => {
    if (row?.password !== undefined) {
      const checked = await checkPassword(password, row.password, storage);
      if (checked.is !== 'unusable') return checked;
      warn(`The stored password of ${JSON.stringify(row.entry.uid)} cannot be used: ${checked.reason}.`);
    }
    const { is } = await checkPassword(password, await somebodys(), storage);
    return { is: is === 'too-busy' ? is : 'wrong' };
  };
};

/** Stores a new password that keeps all rules. */
const storer =
  (rows: Rows, rules: SourceRules, warn: Warn) =>
  async (uid: string, password: string): Promise<PasswordChange> => {
    const { userPasswordAlgorithm: algorithm, keyPath, prependPasswordScheme } = rules;
    // SOGo would store it in clear, beside the hashes of others.
    if (algorithm === 'none') return { is: 'refused', rule: 'Passwords cannot be changed here.' };
    // SOGo looks for a key by the bare value.
    const prefix = prependPasswordScheme && !algorithm.startsWith('sym-') ? `{${algorithm.toUpperCase()}}` : '';
    try {
      const done = await rows.setPassword(uid, prefix + (await makePassword(password, { algorithm, keyPath })));
      if (typeof done === 'object') return { is: 'refused', rule: done.refused };
      return { is: done === 'gone' ? 'no-such-user' : 'changed' };
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'DirectoryUnavailable') throw error;
      warn(`No password can be stored: ${error.message}.`);
      return { is: 'refused', rule: 'Passwords cannot be stored at the moment.' };
    }
  };

const outcomeOf = (is: 'right' | 'wrong' | 'too-busy', entry: SourceEntry | undefined): Authentication<SourceEntry> =>
  is === 'right' && entry !== undefined ? { is: 'authenticated', entry } : { is: is === 'right' ? 'wrong' : is };

/** A source of users over rows. It has no groups; a right password that breaks the policy must be changed first. */
export const sourceOver = (rows: Rows, rules: SourceRules, say: Warn): UserSource => {
  const warn: Warn = (sentence) => say(`User source ${rules.id}: ${sentence}`);
  const [find, check, store] = [finder(rows, warn), checker(rows, rules, warn), storer(rows, rules, warn)];
  return {
    id: rules.id,
    canAuthenticate: rules.canAuthenticate,
    isAddressBook: rules.isAddressBook,
    find: async (login, domain) => (await find(login, domain, 'find'))?.entry,
    findByMail: async (mail, domain) => {
      const folded = foldLogin(mail);
      if (folded === '' || !askable(folded)) return undefined;
      const found = (await rows.byMail(folded, domain)).filter((row) => hasMail(row, folded));
      return onlyOne(found, folded, warn)?.entry;
    },
    authenticate: async (login, password, domain) => {
      const row = await find(login, domain, 'authenticate');
      const { is } = await check(password, row);
      const broken = is === 'right' && brokenRule(password, rules.userPasswordPolicy) !== undefined;
      return broken ? { is: 'password-must-change' } : outcomeOf(is, row?.entry);
    },
    search: async (text, limit, domain) =>
      askable(text) && limit > 0 ? (await rows.containing(text, limit, domain)).map(({ entry }) => entry) : [],
    members: async () => undefined,
    groupsOf: async () => [],
    changePassword: async (login, password, old, domain) => {
      const row = await find(login, domain, old === undefined ? 'find' : 'authenticate');
      if (row === undefined) return { is: 'no-such-user' };
      const { is } = old === undefined ? { is: 'right' } : await check(old, row);
      if (is === 'too-busy') return { is: 'refused', rule: 'The server is busy: try again in a minute.' };
      if (is !== 'right') return { is: 'wrong-password' };
      const rule = passwordProblem(password) ?? brokenRule(password, rules.userPasswordPolicy);
      return rule === undefined ? store(row.entry.uid, password) : { is: 'refused', rule };
    },
    close: () => rows.close(),
  };
};
