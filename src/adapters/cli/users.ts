import { loginProblem } from '../../domain/account/login.ts';
import { MAX_MAILS, MAX_PASSWORD_OCTETS } from '../../domain/limits.ts';
import type { DirectoryEntry, PasswordChange, UserKind } from '../../domain/ports.ts';
import type { NewUserOptions, PasswordOptions } from './actions.ts';
import { firstLine } from './first-line.ts';
import { Misused, say, Told } from './told.ts';

/** A user to be, checked; the password in clear. */
export type NewUser = {
  readonly login: string;
  readonly name: string;
  readonly mails: readonly string[];
  readonly password: string;
  readonly kind: UserKind;
  readonly multipleBookings?: number;
};

/** What a removal came to; `kept`: another source has the login, and so what its account holds. */
export type Removal =
  | { readonly is: 'removed' | 'unknown' }
  | { readonly is: 'kept' /** Whether there was a built-in user, who is gone. */; readonly removed: boolean };

/** What the commands need of the built-in users. */
export type UserStore = {
  add(user: NewUser): Promise<boolean>;
  /** All of them or none: the logins that are taken. `hashed` is told how many passwords are hashed. */
  addAll(users: readonly NewUser[], hashed: (done: number) => void): Promise<readonly string[]>;
  list(): Promise<readonly DirectoryEntry[]>;
  remove(login: string): Promise<Removal>;
  generatePassword(): string;
  /** The rule of the settings that a password breaks: who had it could not log in. */
  brokenRule(password: string): string | undefined;
};

/** What is written for a user, by an option or in a file. */
export type WrittenUser = {
  readonly login: string;
  readonly name: string;
  readonly mails: readonly string[];
  readonly password: string;
  readonly kind: string;
  readonly multipleBookings: string | undefined;
};

const KINDS: readonly UserKind[] = ['individual', 'group', 'location', 'thing'];
const MAIL = /^[^\s\p{Cc}@<>,;:"()[\]\\]+@[^\s\p{Cc}@<>,;:"()[\]\\]+$/u;

/** RFC 7617 §2: what cannot be sent as a password cannot be one. */
const checkPassword = (password: string): void => {
  if (password === '') throw new Misused('The password is empty.');
  if (Buffer.byteLength(password) > MAX_PASSWORD_OCTETS)
    throw new Misused(`A password has at most ${MAX_PASSWORD_OCTETS} octets.`);
  if (/\p{Cc}/u.test(password)) throw new Misused('A password has no control characters: programs cannot send them.');
};

const kindOf = (written: string): UserKind => {
  const kind = KINDS.find((known) => known === written);
  if (kind === undefined) throw new Misused(`A kind is one of ${KINDS.join(', ')}, not “${written}”.`);
  return kind;
};

/** MultipleBookings as SOGo means it: -1, 0 or a count, of a resource. */
const bookingsOf = (written: string | undefined, kind: UserKind): number | undefined => {
  if (written === undefined) return undefined;
  if (kind === 'individual') throw new Misused('Only a resource can be booked: say --kind location, group or thing.');
  if (!/^(-1|\d{1,6})$/.test(written)) throw new Misused(`Multiple bookings are -1, 0 or a count, not “${written}”.`);
  return Number(written);
};

/** A user as he may be stored, folded and trimmed; a `Misused` says what is wrong with it. */
export const checkedUser = (written: WrittenUser): NewUser => {
  const login = written.login.normalize('NFC').toLowerCase();
  const problem = loginProblem(login);
  if (problem !== undefined) throw new Misused(problem);
  const bad = written.mails.find((mail) => !MAIL.test(mail));
  if (bad !== undefined) throw new Misused(`“${bad}” is no mail address.`);
  if (written.mails.length > MAX_MAILS) throw new Misused(`A user has at most ${MAX_MAILS} mail addresses.`);
  const name = written.name.trim();
  if (name === '' || /\p{Cc}/u.test(name)) throw new Misused('The full name cannot be used.');
  checkPassword(written.password);
  const kind = kindOf(written.kind);
  const multipleBookings = bookingsOf(written.multipleBookings, kind);
  const mails = [...new Set(written.mails)];
  const { password } = written;
  return { login, name, mails, password, kind, ...(multipleBookings === undefined ? {} : { multipleBookings }) };
};

/** The password a command was given, or a new one, and whether the person must be told. */
const passwordOf = async (options: PasswordOptions, generate: () => string) => {
  if (options.password !== undefined && options.passwordStdin === true)
    throw new Misused('Give either --password or --password-stdin, not both.');
  const given = options.passwordStdin === true ? await firstLine() : options.password;
  if (given !== undefined) checkPassword(given);
  return given === undefined ? { password: generate(), made: true } : { password: given, made: false };
};

const tell = (what: string, { password, made }: { password: string; made: boolean }): void => {
  say(made ? `${what} Password: ${password}` : what);
};

/** `user add` */
export const addUser = async (store: UserStore, login: string, options: NewUserOptions): Promise<number> => {
  const chosen = await passwordOf(options, store.generatePassword);
  const rule = store.brokenRule(chosen.password);
  if (rule !== undefined) throw new Told(`The password${chosen.made ? ' that was made' : ''} breaks a rule: ${rule}`);
  const { name, mail: mails, kind, multipleBookings } = options;
  const user = checkedUser({ login, name, mails, password: chosen.password, kind, multipleBookings });
  if (!(await store.add(user))) throw new Told(`There is a user ${login} already.`);
  tell(`Added ${login}.`, chosen);
  return 0;
};

/** `user list` */
export const listUsers = async (store: UserStore): Promise<number> => {
  for (const { login, name, mails, kind } of await store.list())
    say(`${login}\t${name}\t${mails.join(', ')}${kind === 'individual' ? '' : `\t${kind}`}`);
  return 0;
};

/** `user passwd`: `change` sets it wherever the user's source keeps it. */
export const setPassword = async (
  change: (login: string, password: string) => Promise<PasswordChange>,
  generate: () => string,
  login: string,
  options: PasswordOptions,
): Promise<number> => {
  const chosen = await passwordOf(options, generate);
  const changed = await change(login, chosen.password);
  if (changed.is === 'no-such-user') throw new Told(`There is no user ${login}.`);
  if (changed.is === 'refused') throw new Told(`The password was not changed: ${changed.rule}`);
  if (changed.is === 'wrong-password') throw new Told('The source does not let Fasti set passwords.');
  tell(`Changed the password of ${login}.`, chosen);
  return 0;
};

/** `user remove` */
export const removeUser = async (store: UserStore, login: string): Promise<number> => {
  const done = await store.remove(login);
  if (done.is === 'unknown') throw new Told(`There is no user ${login}.`);
  if (done.is === 'kept') {
    if (!done.removed) throw new Told(`${login} is a user of another source: remove the user there first.`);
    say(
      `Removed ${login} from the built-in users; another source has the login, so its calendars and address books stay.`,
    );
    return 0;
  }
  say(`Removed ${login} and all calendars and address books. The log keeps what happened; bin/fasti log shows it.`);
  return 0;
};
