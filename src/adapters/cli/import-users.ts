import { readFileSync } from 'node:fs';
import { MAX_IMPORTED_USERS } from '../../domain/limits.ts';
import { type CsvRecord, parseCsv } from './csv.ts';
import { complain, Misused, say, Told } from './told.ts';
import { checkedUser, type NewUser, type UserStore } from './users.ts';

const COLUMNS = ['login', 'name', 'mail', 'password', 'kind', 'multiple-bookings'] as const;
type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['login', 'name', 'mail'];

const at = (file: string, line: number, sentence: string): Misused => new Misused(`${file}, line ${line}: ${sentence}`);

const columnsOf = (file: string, header: CsvRecord | undefined): readonly Column[] => {
  if (header === undefined) throw new Misused(`${file} has no header line; it begins ${REQUIRED.join(',')}.`);
  const names = header.fields.map((field) => field.trim().toLowerCase());
  const unknown = names.find((name) => !COLUMNS.some((column) => column === name));
  if (unknown !== undefined)
    throw at(file, header.line, `there is no column “${unknown}”; there are ${COLUMNS.join(', ')}.`);
  const missing = REQUIRED.find((name) => !names.includes(name));
  if (missing !== undefined) throw at(file, header.line, `the column “${missing}” is missing.`);
  if (new Set(names).size < names.length) throw at(file, header.line, 'a column is named twice.');
  return names as Column[];
};

const userOf = (file: string, columns: readonly Column[], { line, fields }: CsvRecord, store: UserStore): NewUser => {
  if (fields.length !== columns.length)
    throw at(file, line, `there are ${fields.length} fields, and the header names ${columns.length}.`);
  const value = (column: Column): string => fields[columns.indexOf(column)]?.trim() ?? '';
  const password = fields[columns.indexOf('password')] || store.generatePassword();
  const rule = store.brokenRule(password);
  if (rule !== undefined) throw at(file, line, `the password breaks a rule: ${rule}`);
  try {
    return checkedUser({
      login: value('login'),
      name: value('name'),
      mails: value('mail').split(/\s+/),
      password,
      kind: value('kind') || 'individual',
      multipleBookings: value('multiple-bookings') || undefined,
    });
  } catch (error) {
    throw error instanceof Misused ? at(file, line, error.message) : error;
  }
};

const read = (file: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file === '-' ? 0 : file));
  } catch (error) {
    if (error instanceof TypeError) throw new Misused(`${file} is not UTF-8; save it as UTF-8.`);
    throw new Told(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
};

const usersIn = (file: string, store: UserStore): { users: NewUser[]; made: ReadonlySet<string> } => {
  const records = parseCsv(read(file));
  if ('is' in records) throw at(file, records.line, records.message);
  const [header, ...rows] = records;
  const columns = columnsOf(file, header);
  if (rows.length > MAX_IMPORTED_USERS) throw new Misused(`${file} has more than ${MAX_IMPORTED_USERS} users.`);
  const users = rows.map((row) => userOf(file, columns, row, store));
  const seen = new Map<string, number>();
  users.forEach(({ login }, n) => {
    const before = seen.get(login);
    const { line } = rows[n] ?? { line: 0 };
    if (before !== undefined) throw at(file, line, `the login ${login} is that of line ${before}, too.`);
    seen.set(login, line);
  });
  const passwords = columns.indexOf('password');
  const made = users.filter((_, n) => passwords < 0 || rows[n]?.fields[passwords] === '').map(({ login }) => login);
  return { users, made: new Set(made) };
};

/** Users between two lines that say how far it is: about a second of hashing. */
const STEP = 20;

const progress = (total: number) => (done: number) => {
  if (total > STEP && done % STEP === 0) complain(`${done} of ${total} passwords hashed`);
};

/**
 * `user import`: every user of a CSV file with the columns login, name, mail (several: separated by spaces) and, as wished,
 * password, kind, multiple-bookings. All are stored at once, or nothing is: not when a line cannot be used or a login is
 * taken. Passwords that were made are printed as `login,password`.
 */
export const importUsers = async (store: UserStore, file: string): Promise<number> => {
  const { users, made } = usersIn(file, store);
  const taken = await store.addAll(users, progress(users.length));
  if (taken.length > 0) throw new Told(`Nothing was imported: there are users ${taken.join(', ')} already.`);
  for (const { login, password } of users) if (made.has(login)) say(`${login},${password}`);
  complain(`Imported ${users.length} users.`);
  return 0;
};
