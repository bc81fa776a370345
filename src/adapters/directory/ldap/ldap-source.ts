import type { UserSource } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import { ldapAccess } from './access.ts';
import { authenticator } from './authenticate.ts';
import { ldapBook } from './book.ts';
import { passwordChanger } from './change-password.ts';
import { groupsOfLogin } from './groups-of.ts';
import { ldapLookup } from './lookup.ts';
import { groupMembers } from './members.ts';
import { ldapNeighbour, type Neighbour } from './neighbour.ts';
import { ldapPersonalBooks } from './personal-books.ts';
import { sourceEntry } from './source-entry.ts';
import type { Encode } from './user-password.ts';

/** A source that others can ask for those of its users whom their groups name. */
export type LdapSource = UserSource & Neighbour;

export type LdapSourceOptions = {
  readonly encode: Encode;
  /** For the log: a server that is out, a login that several entries have. */
  readonly warn: (sentence: string) => void;
  /** The other LDAP sources of the same domain: groups are often a source of their own, apart from their members. */
  readonly neighbours?: () => readonly Neighbour[];
};

/** One LDAP directory. Connects when there is something to ask; throws a TypeError when the settings name no server. */
export const ldapSource = (settings: LdapSourceSettings, options: LdapSourceOptions): LdapSource => {
  const { abOU } = settings;
  const access = ldapAccess(settings, options.warn);
  const lookup = ldapLookup(settings, access, options.warn);
  const own = ldapNeighbour(settings, access, lookup);
  const sources = (): [Neighbour, ...Neighbour[]] => [own, ...(options.neighbours?.() ?? [])];
  return {
    id: settings.id,
    canAuthenticate: settings.canAuthenticate,
    isAddressBook: settings.isAddressBook,
    find: async (login, domain) => {
      const found = await lookup.byFields([settings.UIDFieldName], login, domain);
      return found && sourceEntry(settings, found, domain);
    },
    findByMail: async (mail, domain) => {
      const found = await lookup.byMail(mail, domain);
      return found && sourceEntry(settings, found, domain);
    },
    authenticate: authenticator(settings, access, lookup),
    search: lookup.containing,
    ...own,
    members: groupMembers(settings, lookup, sources),
    groupsOf: groupsOfLogin(settings, lookup, sources),
    ...(settings.isAddressBook ? { book: ldapBook(settings, access, lookup, sources) } : {}),
    ...(abOU === undefined
      ? {}
      : { personalBooks: ldapPersonalBooks({ ...settings, abOU }, access, lookup, options.warn) }),
    changePassword: passwordChanger(settings, access, lookup, options.encode),
    close: async () => access.close(),
  };
};
