import type { Filter } from 'ldapts';
import { placesOf, searchedFor, TABLE } from '../../../domain/contact/directory-attributes.ts';
import type { DirectoryRecord } from '../../../domain/contact/directory-card.ts';
import type { Alternative, FieldsOf } from '../../../domain/contact/directory-query.ts';
import { MAX_GROUP_MEMBERS, MAX_LDAP_CANDIDATES } from '../../../domain/limits.ts';
import type { SourceBook } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { TextMatch } from '../../../domain/text/text-match.ts';
import type { Member } from '../../../domain/vcard/contact-list.ts';
import { type BookParts, sourceBook } from '../book.ts';
import type { Access } from './access.ts';
import { baseOf } from './dn.ts';
import { allOf, anyOf, beginning, containing, ending, equal, present, qualified } from './filter.ts';
import type { LdapEntry } from './ldap-entry.ts';
import type { Lookup } from './lookup.ts';
import { membersAt } from './members.ts';
import { inPieces, memberDns, type Neighbour } from './neighbour.ts';
import {
  attributesOf,
  cardName,
  isGroup,
  isProxyAddresses,
  kindOf,
  MEMBER_ATTRIBUTES,
  mailsOf,
} from './source-entry.ts';
import { cardWriter } from './write-card.ts';

/** What has no text to be looked for in, and is asked for by another name. RFC 4523 §2.1 */
const BINARY: Readonly<Record<string, string>> = { usercertificate: 'userCertificate;binary' };

/** All that a card is made of. */
export const cardAttributes = (settings: LdapSourceSettings): readonly string[] => {
  const table = TABLE.flatMap((attribute) => placesOf(settings.mapping, attribute));
  const own = [...attributesOf(settings), settings.SOGoLDAPContactInfoAttribute, ...MEMBER_ATTRIBUTES];
  const all = [...own.map((name) => name.toLowerCase()), ...table];
  return [...new Set(all)].map((name) => BINARY[name] ?? name);
};

const FILTERS: Readonly<Record<TextMatch['how'], (attribute: string, text: string) => Filter>> = {
  contains: containing,
  equals: equal,
  'starts-with': beginning,
  'ends-with': ending,
};

/** RFC 4519, RFC 4524, RFC 2798, mozillaAbPersonAlpha: attributes that have rules for parts of their values. */
const HAVE_PARTS: ReadonlySet<string> = new Set(
  `cn sn givenname displayname uid mail o ou title description street l st postalcode c telephonenumber homephone mobile
  pager mozillanickname mozillasecondemail`.split(/\s+/),
);

/** Of an attribute without such rules a directory knows only whether it is there. */
const alternativeFilter = ({ MailFieldNames, SearchFieldNames, ...settings }: LdapSourceSettings) => {
  const named = [
    settings.CNFieldName,
    settings.IDFieldName,
    settings.UIDFieldName,
    ...MailFieldNames,
    ...SearchFieldNames,
  ];
  const havingParts = new Set([...HAVE_PARTS, ...named.map((name) => name.toLowerCase())]);
  return ({ fields, text, how }: Alternative): Filter =>
    anyOf(
      fields.map((field) => {
        if (!havingParts.has(field)) return present(field);
        // Before an address of these stands its kind.
        return isProxyAddresses(field) ? containing(field, text) : FILTERS[how](field, text);
      }),
    );
};

/** Where a text of a property can be, what the settings name included. */
const fieldsOf =
  ({ mapping, MailFieldNames, CNFieldName, IDFieldName, UIDFieldName }: LdapSourceSettings): FieldsOf =>
  (property) => {
    const more: Readonly<Record<string, readonly string[]>> = {
      EMAIL: MailFieldNames,
      FN: [CNFieldName, IDFieldName, UIDFieldName],
      N: [CNFieldName, IDFieldName, UIDFieldName],
      UID: [IDFieldName, UIDFieldName],
    };
    const own = more[property] ?? [];
    const table = searchedFor(mapping, property) ?? (own.length > 0 ? [] : undefined);
    return table && [...new Set([...table, ...own].map((name) => name.toLowerCase()))];
  };

/** The members of a group as a list names them; those that nobody finds are left out. */
const memberReader =
  ({ asService }: Access, sources: () => [Neighbour, ...Neighbour[]]) =>
  async (group: LdapEntry, domain: string): Promise<readonly Member[]> => {
    const dns = (await asService.use((connection) => memberDns(connection, group))).slice(0, MAX_GROUP_MEMBERS);
    const members = (await membersAt(sources(), dns, domain)).map(({ contact }) => contact);
    const memberOf = async (uid: string): Promise<readonly Member[]> => {
      const places = await Promise.all(sources().map((source) => source.placeOf(uid, domain)));
      return places.flatMap((place) => place?.contact ?? []).slice(0, 1);
    };
    for (const piece of inPieces(group.values('memberUid').slice(0, MAX_GROUP_MEMBERS)))
      members.push(...(await Promise.all(piece.map(memberOf))).flat());
    return members.filter(({ uid, email }) => uid !== undefined || email !== undefined);
  };

/** Makes entries of a source records; those that nothing names are left out. */
export const recordReader = (
  settings: LdapSourceSettings,
  membersOf: (group: LdapEntry, domain: string) => Promise<readonly Member[]>,
) => {
  const { SOGoLDAPContactInfoAttribute: info, CNFieldName } = settings;
  return async (entry: LdapEntry, domain: string): Promise<readonly DirectoryRecord[]> => {
    const name = cardName(settings, entry);
    if (name === undefined) return [];
    const told = info.toLowerCase() === 'description' ? undefined : entry.values(info)[0];
    return [
      {
        name,
        fullName: entry.values(CNFieldName)[0] ?? name,
        mails: mailsOf(settings, entry),
        kind: kindOf(settings, entry),
        attributes: entry.attributes,
        ...(told === undefined ? {} : { info: told }),
        ...(isGroup(settings, entry) ? { members: await membersOf(entry, domain) } : {}),
      },
    ];
  };
};

const unlimited = (limit: number): number => (limit > 0 ? limit : Number.POSITIVE_INFINITY);

/** What an LDAP source is read by as an address book: below baseDN, within the scope, past the filter. */
export const ldapBookParts = (
  settings: LdapSourceSettings,
  access: Access,
  sources: () => [Neighbour, ...Neighbour[]],
): BookParts => {
  const { id, IDFieldName, UIDFieldName, globalAddressBookFirstEntriesCount: first } = settings;
  const [attributes, filterOf] = [cardAttributes(settings), alternativeFilter(settings)];
  const recordsOf = recordReader(settings, memberReader(access, sources));
  const named = anyOf([present(IDFieldName), present(UIDFieldName)]);
  const own = settings.filter === undefined ? [] : [qualified(settings.filter)];
  const read = async (
    filters: readonly Filter[],
    domain: string,
    take: (some: readonly DirectoryRecord[]) => boolean,
  ) => {
    const base = baseOf(settings.baseDN, domain);
    if (base === undefined) return false;
    const search = { scope: settings.scope, filter: allOf([...own, named, ...filters]), attributes };
    return access.asReader.use((connection) =>
      connection.pages(base, search, async (entries) => {
        const records: DirectoryRecord[] = [];
        for (const entry of entries) records.push(...(await recordsOf(entry, domain)));
        return take(records);
      }),
    );
  };
  return {
    id,
    displayName: settings.displayName ?? id,
    listRequiresDot: settings.listRequiresDot,
    isOfDomains: settings.baseDN.includes('%d'),
    mapping: settings.mapping,
    fieldsOf: fieldsOf(settings),
    most: unlimited(settings.SOGoLDAPQueryLimit),
    mostListed: first < 0 ? Number.POSITIVE_INFINITY : first,
    read: (alternatives, domain, take) =>
      read(alternatives === undefined ? [] : [anyOf(alternatives.map(filterOf))], domain, take),
    named: async (name, domain) => {
      const found: DirectoryRecord[] = [];
      const names = [IDFieldName, UIDFieldName].map((field) => equal(field, name.normalize('NFC')));
      await read([anyOf(names)], domain, (records) => found.push(...records) < MAX_LDAP_CANDIDATES);
      return found;
    },
  };
};

/** An LDAP source as an address book, which those may change whom `modifiers` names. */
export const ldapBook = (
  settings: LdapSourceSettings,
  access: Access,
  lookup: Lookup,
  sources: () => [Neighbour, ...Neighbour[]],
): SourceBook => {
  const parts = ldapBookParts(settings, access, sources);
  const book = sourceBook(parts);
  return settings.modifiers.length === 0 ? book : { ...book, ...cardWriter(settings, access, lookup, book) };
};
