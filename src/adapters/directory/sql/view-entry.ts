import { foldLogin } from '../../../domain/account/login.ts';
import type { SourceEntry, UserKind } from '../../../domain/ports.ts';
import { MODULES, type Module, type SqlSourceSettings } from '../../../domain/settings/user-source.ts';
import type { UserRow } from './rows.ts';

/** Columns by the names that the settings give them, as text. */
export type ViewRow = Readonly<Record<string, string | null>>;

/** The columns that tell who somebody is, all by the names of the settings. */
export const entryColumns = (settings: SqlSourceSettings): readonly string[] => {
  const optional = [
    settings.DomainFieldName,
    settings.KindFieldName,
    settings.MultipleBookingsFieldName,
    settings.IMAPLoginFieldName,
    settings.IMAPHostFieldName,
    settings.SieveHostFieldName,
  ];
  const constraints = Object.values(settings.ModulesConstraints).flatMap((columns) => Object.keys(columns));
  const always = ['c_uid', 'c_cn', 'mail', ...settings.LoginFieldNames, ...settings.MailFieldNames];
  return [...new Set([...always, ...constraints, ...optional.filter((name) => name !== undefined)])];
};

/** `mail` holds one address, the other columns several with spaces between them. */
const mailsOf = ({ MailFieldNames }: SqlSourceSettings, row: ViewRow): readonly string[] => {
  const more = MailFieldNames.flatMap((column) => (row[column] ?? '').split(' '));
  const mails = [row.mail?.trim() ?? '', ...more].filter((mail) => mail !== '');
  return mails.filter((mail, at) => mails.findIndex((one) => foldLogin(one) === foldLogin(mail)) === at);
};

const RESOURCES: readonly UserKind[] = ['group', 'location', 'thing'];

const kindOf = (value: string | undefined): UserKind =>
  RESOURCES.find((kind) => kind === value?.toLowerCase()) ?? 'individual';

/** A missing or unreadable number is no limit. */
const bookings = (value: string | undefined): number => (/^(-1|\d{1,6})$/.test(value ?? '') ? Number(value) : 0);

/** Every column of a module's constraint must have its value, in any case. */
const deniedModules = ({ ModulesConstraints }: SqlSourceSettings, row: ViewRow): readonly Module[] =>
  MODULES.filter((module) =>
    Object.entries(ModulesConstraints[module] ?? {}).some(
      ([column, value]) => foldLogin(row[column] ?? '') !== foldLogin(value),
    ),
  );

/** What a row says of a user; undefined for one without a login. */
export const userRow = (settings: SqlSourceSettings, row: ViewRow): UserRow | undefined => {
  const text = (column: string | undefined): string | undefined =>
    (column === undefined ? undefined : row[column]?.trim()) || undefined;
  const uid = text('c_uid');
  if (uid === undefined) return undefined;
  const kind = kindOf(text(settings.KindFieldName));
  const fields = {
    domain: text(settings.DomainFieldName),
    imapLogin: text(settings.IMAPLoginFieldName),
    imapHost: text(settings.IMAPHostFieldName),
    sieveHost: text(settings.SieveHostFieldName),
    multipleBookings: kind === 'individual' ? undefined : bookings(text(settings.MultipleBookingsFieldName)),
  };
  const entry: SourceEntry = {
    uid,
    name: text('c_cn') ?? uid,
    mails: mailsOf(settings, row),
    kind,
    deniedModules: deniedModules(settings, row),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  };
  const logins = ['c_uid', ...settings.LoginFieldNames].flatMap((column) => text(column) ?? []);
  return { entry, logins, ...(row.c_password ? { password: row.c_password } : {}) };
};
