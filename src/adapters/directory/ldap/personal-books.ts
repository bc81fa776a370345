import { Attribute, Change, ResultCodeError } from 'ldapts';
import { isCardName } from '../../../domain/contact/directory-card.ts';
import { type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_PERSONAL_BOOKS } from '../../../domain/limits.ts';
import type { DirectoryBook, PersonalBooks, SourceBook } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { Access } from './access.ts';
import { ldapBook } from './book.ts';
import type { Connection } from './connection.ts';
import { escapeValue } from './dn.ts';
import { equal, present } from './filter.ts';
import type { LdapEntry } from './ldap-entry.ts';
import { type Lookup, ldapLookup } from './lookup.ts';
import { ldapNeighbour } from './neighbour.ts';
import { changed } from './write-card.ts';

/** RFC 4519 §3.11 */
const UNIT = 'organizationalUnit';

const ENTRY_ALREADY_EXISTS = 68;

const attribute = (type: string, value: string): Attribute => new Attribute({ type, values: [value] });

/** The name of the container below a user's entry: SOGo takes the name alone, its guide shows it with `ou=`. */
const containerName = (abOU: string): string => (abOU.includes('=') ? abOU : `ou=${escapeValue(abOU)}`);

/** Adds a unit unless it is there. */
const withUnit = async (connection: Connection, dn: string, ou: string): Promise<void> => {
  try {
    await connection.add(dn, [attribute('objectClass', UNIT), attribute('ou', ou)]);
  } catch (error) {
    if (!(error instanceof ResultCodeError) || error.code !== ENTRY_ALREADY_EXISTS) throw error;
  }
};

/** Removes what is below an entry, then the entry. */
const removeWithEntries = async (connection: Connection, dn: string): Promise<void> => {
  const entries: string[] = [];
  await connection.pages(dn, { scope: 'ONE', filter: present('objectClass'), attributes: ['1.1'] }, async (some) => {
    entries.push(...some.map((entry) => entry.dn));
    return true;
  });
  for (const entry of entries) await connection.remove(entry);
  await connection.remove(dn);
};

/** A book without the place that it is of: that is its own base. */
const inPlace = (book: SourceBook, displayName: string): DirectoryBook => ({
  ...book,
  displayName,
  cards: (filter, limit) => book.cards(filter, limit, ''),
  card: (name) => book.card(name, ''),
  put: (name, card) => book.put(name, card, ''),
  remove: (name) => book.remove(name, ''),
});

/**
 * The address books below users' own entries: each a unit in the container that `abOU` names, with its name as
 * description. Their owner may change them; entries are named by `cn`, as SOGo names them.
 */
export const ldapPersonalBooks = (
  settings: LdapSourceSettings & { readonly abOU: string },
  access: Access,
  lookup: Pick<Lookup, 'byFields'>,
  warn: (sentence: string) => void,
): PersonalBooks<[login: string, domain: string]> => {
  const container = async (login: string, domain: string): Promise<string | undefined> => {
    const owner = await lookup.byFields([settings.UIDFieldName], login, domain);
    return owner && `${containerName(settings.abOU)},${owner.dn}`;
  };
  const bookAt = (unit: LdapEntry, id: string, login: string): DirectoryBook => {
    const { filter: _, ...rest } = settings;
    const own: LdapSourceSettings = {
      ...rest,
      ...{ id, baseDN: unit.dn, scope: 'ONE', listRequiresDot: false, modifiers: [login] },
      ...{ IDFieldName: 'cn', UIDFieldName: 'cn', CNFieldName: 'displayName', MailFieldNames: ['mail'] },
      ...{ SOGoLDAPQueryLimit: 0, globalAddressBookFirstEntriesCount: -1 },
    };
    const ownLookup = ldapLookup(own, access, warn);
    const book = ldapBook(own, access, ownLookup, () => [ldapNeighbour(own, access, ownLookup)]);
    return inPlace(book, unit.values('description')[0] ?? id);
  };
  const refusedWithout = refuse('no-such-resource', 'The directory keeps no address books for this user.');

  /** Does something at the place of a book. */
  const at = async <Done>(
    done: Done,
    id: string,
    [login, domain]: [login: string, domain: string],
    work: (connection: Connection, dn: string, above: string) => Promise<void>,
  ): Promise<Done | Refusal> => {
    // `%d` would be taken for the domain.
    if (!isCardName(id) || id.includes('%'))
      return refuse('name-unusable', 'An address book of the directory cannot have this name.');
    const above = await container(login, domain);
    if (above === undefined) return refusedWithout;
    return changed(access, done, (connection) => work(connection, `ou=${escapeValue(id)},${above}`, above));
  };
  return {
    list: async (login, domain) => {
      const above = await container(login, domain);
      if (above === undefined) return [];
      const asked = {
        filter: equal('objectClass', UNIT),
        attributes: ['ou', 'description'],
        sizeLimit: MAX_PERSONAL_BOOKS,
      };
      const units = await access.asService.use((connection) => connection.search(above, { scope: 'ONE', ...asked }));
      return units.flatMap((unit) => {
        const id = unit.values('ou')[0];
        return id === undefined || !isCardName(id) || unit.dn.includes('%d') ? [] : [bookAt(unit, id, login)];
      });
    },
    create: (id, displayName, ...place) =>
      at('created', id, place, async (connection, dn, above) => {
        await withUnit(connection, above, settings.abOU.replace(/^[^=]*=/, ''));
        const name = displayName === '' ? [] : [attribute('description', displayName)];
        await connection.add(dn, [attribute('objectClass', UNIT), attribute('ou', id), ...name]);
      }),
    rename: (id, displayName, ...place) =>
      at('renamed', id, place, (connection, dn) =>
        connection.modify(dn, [
          new Change({
            operation: 'replace',
            modification: new Attribute({ type: 'description', values: displayName === '' ? [] : [displayName] }),
          }),
        ]),
      ),
    remove: (id, ...place) => at('removed', id, place, removeWithEntries),
  };
};
