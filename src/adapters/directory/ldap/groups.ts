import type { Filter } from 'ldapts';
import { foldLogin } from '../../../domain/account/login.ts';
import {
  GROUP_LOOKUPS_AT_ONCE,
  MAX_GROUP_DEPTH,
  MAX_GROUP_MEMBERS,
  MAX_GROUPS_OF_LOGIN,
} from '../../../domain/limits.ts';
import type { UserSource } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { Access } from './access.ts';
import { baseOf, foldDn, isWithin } from './dn.ts';
import { allOf, anyOf, equal } from './filter.ts';
import type { LdapEntry } from './ldap-entry.ts';
import type { Lookup } from './lookup.ts';
import { isGroup, MEMBER_ATTRIBUTES, sourceEntry } from './source-entry.ts';

/** What stands at a DN that a group names. A group has members by DN and by login. */
export type GroupMember =
  | { readonly is: 'user'; readonly uid: string }
  | { readonly is: 'group'; readonly dn: string; readonly dns: readonly string[]; readonly uids: readonly string[] };

/** What a group needs of the source that its members are in. */
export type Neighbour = {
  /** Whether a DN is below this source's base. */
  holds(dn: string, domain: string): boolean;
  /** What stands at these DNs; those where nothing is are left out. */
  membersAt(dns: readonly string[]): Promise<readonly GroupMember[]>;
  /** Where a login's entry is, and how it is spelled there. */
  placeOf(login: string, domain: string): Promise<{ readonly dn: string; readonly uid: string } | undefined>;
};

/** RFC 4517 §3.3.21: uniqueMember may carry a bit string that tells two owners of the same name apart. */
const withoutUid = (name: string): string => name.replace(/#'[01]*'B$/, '');

const memberOf = (settings: LdapSourceSettings, entry: LdapEntry): GroupMember | undefined => {
  if (isGroup(settings, entry)) {
    const dns = [...entry.values('member'), ...entry.values('uniqueMember').map(withoutUid)];
    return { is: 'group', dn: entry.dn, dns, uids: entry.values('memberUid') };
  }
  const uid = sourceEntry(settings, entry)?.uid;
  return uid === undefined ? undefined : { is: 'user', uid };
};

const inPieces = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / GROUP_LOOKUPS_AT_ONCE) }, (_, i) =>
    items.slice(i * GROUP_LOOKUPS_AT_ONCE, (i + 1) * GROUP_LOOKUPS_AT_ONCE),
  );

/** Groups of a source. Users are looked up where their DN says they are: in this source, in a neighbour, else by DN alone. */
export const groupsOfSource = (
  settings: LdapSourceSettings,
  { asService }: Access,
  lookup: Lookup,
  neighbours: () => readonly Neighbour[],
): Pick<UserSource, 'members' | 'groupsOf'> & Neighbour => {
  const own: Neighbour = {
    holds: (dn, domain) => {
      const base = baseOf(settings.baseDN, domain);
      return base !== undefined && isWithin(dn, base);
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
  };

  const membersAt = async (dns: readonly string[], domain: string): Promise<readonly GroupMember[]> => {
    const sources = [own, ...neighbours()];
    const bySource = Map.groupBy(dns, (dn) => sources.find((source) => source.holds(dn, domain)) ?? own);
    return (await Promise.all([...bySource].map(([source, some]) => source.membersAt(some)))).flat();
  };

  const members: UserSource['members'] = async (login, domain) => {
    const entry = await lookup.byFields([settings.UIDFieldName], login, domain);
    if (entry === undefined || sourceEntry(settings, entry) === undefined) return undefined;
    const [top] = await own.membersAt([entry.dn]);
    if (top?.is !== 'group') return undefined;
    const uids = new Map<string, string>();
    const seen = new Set([foldDn(entry.dn)]);
    let level: readonly GroupMember[] = [top];
    for (let depth = 0; level.length > 0; depth += 1) {
      const next: string[] = [];
      for (const member of level) {
        if (member.is === 'user') uids.set(foldLogin(member.uid), member.uid);
        else for (const uid of member.uids) uids.set(foldLogin(uid), uid);
      }
      if (depth > MAX_GROUP_DEPTH || (depth > 0 && settings.disableSubgroups)) break;
      for (const dn of level.flatMap((member) => (member.is === 'group' ? member.dns : []))) {
        if (seen.has(foldDn(dn)) || seen.size > MAX_GROUP_MEMBERS) continue;
        seen.add(foldDn(dn));
        next.push(dn);
      }
      level = await membersAt(next, domain);
    }
    return [...uids.values()];
  };

  const groupFilter = (names: readonly Filter[]): Filter =>
    allOf([anyOf(settings.GroupObjectClasses.map((name) => equal('objectClass', name))), anyOf(names)]);
  const holding = (dn: string) => [equal('member', dn), equal('uniqueMember', dn)];

  const groupsOf: UserSource['groupsOf'] = async (login, domain) => {
    const asked = await Promise.all([own, ...neighbours()].map((source) => source.placeOf(login, domain)));
    const places = asked.filter((place) => place !== undefined);
    const groups = new Map<string, LdapEntry>();
    const named = places.flatMap(({ dn, uid }) => [...holding(dn), equal('memberUid', uid)]);
    let pieces: readonly (readonly Filter[])[] = named.length === 0 ? [] : [named];
    for (let depth = 0; pieces.length > 0 && depth <= MAX_GROUP_DEPTH; depth += 1) {
      const fresh: LdapEntry[] = [];
      for (const names of pieces) {
        for (const entry of await lookup.matching(groupFilter(names), MAX_GROUPS_OF_LOGIN, domain)) {
          if (groups.has(foldDn(entry.dn)) || groups.size >= MAX_GROUPS_OF_LOGIN) continue;
          groups.set(foldDn(entry.dn), entry);
          fresh.push(entry);
        }
      }
      pieces = settings.disableSubgroups ? [] : inPieces(fresh).map((some) => some.flatMap(({ dn }) => holding(dn)));
    }
    return [...groups.values()].flatMap((entry) => sourceEntry(settings, entry)?.uid ?? []);
  };
  return { ...own, members, groupsOf };
};
