import { foldLogin } from '../../../domain/account/login.ts';
import { isCardName } from '../../../domain/contact/directory-card.ts';
import type { SourceEntry, UserKind } from '../../../domain/ports.ts';
import { type LdapSourceSettings, MODULES, type Module } from '../../../domain/settings/user-source.ts';
import type { Member } from '../../../domain/vcard/contact-list.ts';
import type { LdapEntry } from './ldap-entry.ts';

const RESOURCE_KINDS: Readonly<Record<string, UserKind>> = { group: 'group', location: 'location', thing: 'thing' };

/** Where a group's members are: groupOfNames and Active Directory's group, groupOfUniqueNames, posixGroup. */
export const MEMBER_ATTRIBUTES = ['member', 'uniqueMember', 'memberUid'] as const;

/**
 * The attributes that tell all there is in a `SourceEntry`. Operational ones are asked for by name, so that constraints on
 * them hold whatever lookupFields says; photos and the like stay where they are.
 */
export const attributesOf = (settings: LdapSourceSettings): readonly string[] => {
  const { UIDFieldName, IDFieldName, CNFieldName, KindFieldName, MultipleBookingsFieldName } = settings;
  const { IMAPLoginFieldName, IMAPHostFieldName, SieveHostFieldName } = settings;
  const single = [UIDFieldName, IDFieldName, CNFieldName, KindFieldName, MultipleBookingsFieldName];
  const mailbox = [IMAPLoginFieldName, IMAPHostFieldName, SieveHostFieldName];
  const constraints = Object.values(settings.ModulesConstraints).flatMap((attributes) => Object.keys(attributes));
  const lists = [...settings.MailFieldNames, ...settings.bindFields, ...constraints];
  const all = ['objectClass', 'sAMAccountName', ...single, ...mailbox, ...lists];
  return [...new Set(all.filter((name) => name !== undefined))];
};

const hasClass = (entry: LdapEntry, classes: readonly string[]): boolean =>
  entry.values('objectClass').some((name) => classes.includes(name.toLowerCase()));

/** Whether an entry is a group by its object class. */
export const isGroup = (settings: LdapSourceSettings, entry: LdapEntry): boolean =>
  hasClass(entry, settings.GroupObjectClasses);

/** proxyAddresses of Active Directory: `SMTP:` marks the primary one, `smtp:` the others; what else is there is no mail. */
const proxyMails = (values: readonly string[]): readonly string[] =>
  values
    .filter((value) => /^smtp:/i.test(value) || !value.includes(':'))
    .sort((one, other) => Number(other.startsWith('SMTP:')) - Number(one.startsWith('SMTP:')))
    .map((value) => value.replace(/^smtp:/i, ''));

/** Whether the values of an attribute have the kind of address before them, as Active Directory's have. */
export const isProxyAddresses = (attribute: string): boolean => attribute.toLowerCase() === 'proxyaddresses';

/** The addresses of an entry, in the order of MailFieldNames, each once. */
export const mailsOf = (settings: LdapSourceSettings, entry: LdapEntry): readonly string[] => {
  const all = settings.MailFieldNames.flatMap((name) =>
    isProxyAddresses(name) ? proxyMails(entry.values(name)) : entry.values(name),
  );
  const folded = all.map(foldLogin);
  return all.filter((_, i) => folded.indexOf(folded[i] ?? '') === i);
};

/** What names an entry's card; undefined where nothing does. */
export const cardName = ({ IDFieldName, UIDFieldName }: LdapSourceSettings, entry: LdapEntry): string | undefined =>
  [...entry.values(IDFieldName).slice(0, 1), ...entry.values(UIDFieldName).slice(0, 1)].find(isCardName);

/** What a list says of an entry that is in it. */
export const contactOf = (settings: LdapSourceSettings, entry: LdapEntry): Member => {
  const [name, [mail], [fullName]] = [
    cardName(settings, entry),
    mailsOf(settings, entry),
    entry.values(settings.CNFieldName),
  ];
  return {
    ...(name === undefined ? {} : { ref: name, uid: name }),
    ...(mail === undefined ? {} : { email: mail }),
    ...(fullName === undefined ? {} : { name: fullName }),
  };
};

/** What an entry is; a resource that is a group as well is a resource. */
export const kindOf = (settings: LdapSourceSettings, entry: LdapEntry): UserKind =>
  resourceKind(settings, entry) ?? (isGroup(settings, entry) ? 'group' : 'individual');

const resourceKind = (settings: LdapSourceSettings, entry: LdapEntry): UserKind | undefined => {
  const kind = settings.KindFieldName && entry.values(settings.KindFieldName)[0]?.toLowerCase();
  const named = kind !== undefined && Object.hasOwn(RESOURCE_KINDS, kind) ? RESOURCE_KINDS[kind] : undefined;
  return named ?? (hasClass(entry, ['calendarresource']) ? 'thing' : undefined);
};

/** A missing or unreadable number is no limit. */
const bookings = (value: string | undefined): number => (/^(-1|\d{1,6})$/.test(value ?? '') ? Number(value) : 0);

/** Every attribute of a module's constraint must have its value, in any case. */
const deniedModules = ({ ModulesConstraints }: LdapSourceSettings, entry: LdapEntry): readonly Module[] =>
  MODULES.filter((module) =>
    Object.entries(ModulesConstraints[module] ?? {}).some(
      ([attribute, value]) => !entry.values(attribute).some((one) => foldLogin(one) === foldLogin(value)),
    ),
  );

/**
 * What an LDAP entry says; undefined for one without a login, or a group without a mail address. Where each domain has a base
 * of its own (`%d`), the entry is of the domain that was asked for.
 */
export const sourceEntry = (settings: LdapSourceSettings, entry: LdapEntry, domain = ''): SourceEntry | undefined => {
  const first = (name: string | undefined) => (name === undefined ? undefined : entry.values(name)[0]);
  const [uid, mails] = [first(settings.UIDFieldName), mailsOf(settings, entry)];
  if (uid === undefined || (isGroup(settings, entry) && mails.length === 0)) return undefined;
  const resource = resourceKind(settings, entry);
  const fields = {
    imapLogin: first(settings.IMAPLoginFieldName),
    imapHost: first(settings.IMAPHostFieldName),
    sieveHost: first(settings.SieveHostFieldName),
    multipleBookings: resource && bookings(first(settings.MultipleBookingsFieldName)),
    domain: settings.baseDN.includes('%d') ? domain : undefined,
  };
  return {
    uid,
    name: first(settings.CNFieldName) ?? uid,
    mails,
    kind: kindOf(settings, entry),
    deniedModules: deniedModules(settings, entry),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  };
};
