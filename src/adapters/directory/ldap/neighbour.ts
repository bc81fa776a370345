import { GROUP_LOOKUPS_AT_ONCE } from '../../../domain/limits.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { Access } from './access.ts';
import { baseOf, depthOf, isWithin } from './dn.ts';
import type { LdapEntry } from './ldap-entry.ts';
import type { Lookup } from './lookup.ts';
import { isGroup, MEMBER_ATTRIBUTES, sourceEntry } from './source-entry.ts';

/** What stands at a DN that a group names. A group has members by DN and by login. */
export type GroupMember =
  | { readonly is: 'user'; readonly uid: string }
  | { readonly is: 'group'; readonly dns: readonly string[]; readonly uids: readonly string[] };

/** Where a login's entry is, and how it is spelled there. */
export type Place = { readonly dn: string; readonly uid: string };

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

const memberOf = (settings: LdapSourceSettings, entry: LdapEntry): GroupMember | undefined => {
  if (isGroup(settings, entry)) {
    const dns = [...entry.values('member'), ...entry.values('uniqueMember').map(withoutUid)];
    return { is: 'group', dns, uids: entry.values('memberUid') };
  }
  const uid = sourceEntry(settings, entry)?.uid;
  return uid === undefined ? undefined : { is: 'user', uid };
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
      const found: (LdapEntry | undefined)[] = [];
      for (const piece of inPieces(dns))
        found.push(...(await Promise.all(piece.map((dn) => lookup.at(connection, dn, MEMBER_ATTRIBUTES)))));
      return found.flatMap((entry) => (entry && memberOf(settings, entry)) ?? []);
    }),
  placeOf: async (login, domain) => {
    const entry = await lookup.byFields([settings.UIDFieldName], login, domain);
    const uid = entry?.values(settings.UIDFieldName)[0];
    return entry === undefined || uid === undefined ? undefined : { dn: entry.dn, uid };
  },
});
