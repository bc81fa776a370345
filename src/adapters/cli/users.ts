import { createInterface } from 'node:readline';
import { loginProblem } from '../../domain/account/login.ts';
import { MAX_PASSWORD_OCTETS } from '../../domain/limits.ts';
import type { DirectoryEntry } from '../../domain/ports.ts';
import type { NewUserOptions, PasswordOptions } from './program.ts';
import { Misused, say, Told } from './told.ts';

/** What the commands need of the built-in directory. */
export type UserStore = {
  add(user: { login: string; name: string; mail: string; password: string }): Promise<boolean>;
  list(): Promise<readonly DirectoryEntry[]>;
  setPassword(login: string, password: string): Promise<boolean>;
  remove(login: string): Promise<boolean>;
  generatePassword(): string;
};

const firstLine = async (): Promise<string> => {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
};

/** The password a command was given, or a new one, and whether the person must be told. */
const passwordOf = async (options: PasswordOptions, generate: () => string) => {
  if (options.password !== undefined && options.passwordStdin === true)
    throw new Misused('Give either --password or --password-stdin, not both.');
  const given = options.passwordStdin === true ? await firstLine() : options.password;
  if (given === '') throw new Misused('The password is empty.');
  if (given !== undefined && Buffer.byteLength(given) > MAX_PASSWORD_OCTETS)
    throw new Misused(`A password has at most ${MAX_PASSWORD_OCTETS} octets.`);
  return given === undefined ? { password: generate(), made: true } : { password: given, made: false };
};

const MAIL = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;

const tell = (what: string, { password, made }: { password: string; made: boolean }): void => {
  say(made ? `${what} Password: ${password}` : what);
};

/** `user add` */
export const addUser = async (store: UserStore, login: string, options: NewUserOptions): Promise<number> => {
  const problem = loginProblem(login.normalize('NFC').toLowerCase());
  if (problem !== undefined) throw new Misused(problem);
  if (!MAIL.test(options.mail)) throw new Misused(`“${options.mail}” is no mail address.`);
  if (options.name.trim() === '' || /\p{Cc}/u.test(options.name)) throw new Misused('The full name cannot be used.');
  const chosen = await passwordOf(options, store.generatePassword);
  const user = { login, name: options.name.trim(), mail: options.mail, password: chosen.password };
  if (!(await store.add(user))) throw new Told(`There is a user ${login} already.`);
  tell(`Added ${login}.`, chosen);
  return 0;
};

/** `user list` */
export const listUsers = async (store: UserStore): Promise<number> => {
  for (const { login, name, mails } of await store.list()) say(`${login}\t${name}\t${mails.join(', ')}`);
  return 0;
};

/** `user passwd` */
export const setPassword = async (store: UserStore, login: string, options: PasswordOptions): Promise<number> => {
  const chosen = await passwordOf(options, store.generatePassword);
  if (!(await store.setPassword(login, chosen.password))) throw new Told(`There is no user ${login}.`);
  tell(`Changed the password of ${login}.`, chosen);
  return 0;
};

/** `user remove` */
export const removeUser = async (store: UserStore, login: string): Promise<number> => {
  if (!(await store.remove(login))) throw new Told(`There is no user ${login}.`);
  say(`Removed ${login} and all calendars. The log keeps what happened; bin/fasti log shows it.`);
  return 0;
};
