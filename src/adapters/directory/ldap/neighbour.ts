import { MAX_GROUP_MEMBERS } from '../../../domain/limits.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { Member } from '../../../domain/vcard/contact-list.ts';
import type { Access } from './access.ts';
import type { Connection } from './connection.ts';
import { baseOf, depthOf, isWithin } from './dn.ts';
import { present } from './filter.ts';
import type { LdapEntry } from './ldap-entry.ts';
import type { Lookup } from './lookup.ts';
import { contactOf, isGroup, MEMBER_ATTRIBUTES, sourceEntry } from './source-entry.ts';

/** Entries of members that one LDAP connection looks up at the same time, and groups asked for in one search. */
const GROUP_LOOKUPS_AT_ONCE = 32;

/** What stands at a DN that a group names. A group has members by DN and by login. `contact` is what a list says of it. */
export type GroupMember = { readonly contact: Member } & (
  | { readonly is: 'user'; readonly uid: string }
  | { readonly is: 'group'; readonly dns: readonly string[]; readonly uids: readonly string[] }
);

/** Where a login's entry is, and how it is spelled there. */
export type Place = { readonly dn: string; readonly uid: string; readonly contact: Member };

/** What a group needs of the source that its members are in. */
export type Neighbour = {
  /** How many parts of a DN are this source's base; 0 when it is somewhere else. */
  sharedDepth(dn: string, domain: string): number;
  /** What stands at these DNs; those where nothing is are left out. */
  membersAt(dns: readonly string[]): Promise<readonly GroupMember[]>;
  placeOf(login: string, domain: string): Promise<Place | undefined>;
};

/** RFC 4517 §3.3.21: uniqueMember may carry a bit string that tells two owners of the same name apart. */
const withoutUid = (name: string): string => name.replace(/#'[01]*'B$/, '');

/** What is missing of a group's members at first: Active Directory tells them in parts. */
const otherMembers = async (connection: Connection, group: LdapEntry): Promise<readonly string[]> => {
  const others: string[] = [];
  for (let rest = group.restOf('member'); rest !== undefined && others.length < MAX_GROUP_MEMBERS; ) {
    const asked = { scope: 'BASE', filter: present('objectClass'), attributes: [rest], sizeLimit: 1 } as const;
    const [part] = await connection.search(group.dn, asked);
    const some = part?.values('member') ?? [];
    others.push(...some);
    rest = some.length === 0 ? undefined : part?.restOf('member');
  }
  return others;
};

/** The DNs of all members of a group. */
export const memberDns = async (connection: Connection, group: LdapEntry): Promise<readonly string[]> => [
  ...group.values('member'),
  ...group.values('uniqueMember').map(withoutUid),
  ...(await otherMembers(connection, group)),
];

const memberOf = async (
  settings: LdapSourceSettings,
  connection: Connection,
  entry: LdapEntry,
): Promise<GroupMember | undefined> => {
  const contact = contactOf(settings, entry);
  if (isGroup(settings, entry)) {
    return { is: 'group', contact, dns: await memberDns(connection, entry), uids: entry.values('memberUid') };
  }
  const uid = sourceEntry(settings, entry)?.uid;
  return uid === undefined ? undefined : { is: 'user', contact, uid };
};

/** Lists that one search, or one connection at a time, can take. */
export const inPieces = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / GROUP_LOOKUPS_AT_ONCE) }, (_, i) =>
    items.slice(i * GROUP_LOOKUPS_AT_ONCE, (i + 1) * GROUP_LOOKUPS_AT_ONCE),
  );

/** A source as the groups of others see it. */
export const ldapNeighbour = (settings: LdapSourceSettings, { asService }: Access, lookup: Lookup): Neighbour => ({
  sharedDepth: (dn, domain) => {
    const base = baseOf(settings.baseDN, domain);
    return base !== undefined && isWithin(dn, base) ? depthOf(base) : 0;
  },
  membersAt: (dns) =>
    asService.use(async (connection) => {
      const memberAt = async (dn: string) => {
        const entry = await lookup.at(connection, dn, MEMBER_ATTRIBUTES);
        return entry && memberOf(settings, connection, entry);
      };
      const found: (GroupMember | undefined)[] = [];
      for (const piece of inPieces(dns)) found.push(...(await Promise.all(piece.map(memberAt))));
      return found.filter((member) => member !== undefined);
    }),
  placeOf: async (login, domain) => {
    const entry = await lookup.byFields([settings.UIDFieldName], login, domain);
    const uid = entry?.values(settings.UIDFieldName)[0];
    if (entry === undefined || uid === undefined) return undefined;
    return { dn: entry.dn, uid, contact: contactOf(settings, entry) };
  },
});
