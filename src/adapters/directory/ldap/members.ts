import { foldLogin } from '../../../domain/account/login.ts';
import { MAX_GROUP_DEPTH, MAX_GROUP_MEMBERS } from '../../../domain/limits.ts';
import type { UserSource } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import { foldDn } from './dn.ts';
import type { Lookup } from './lookup.ts';
import type { GroupMember, Neighbour } from './neighbour.ts';
import { sourceEntry } from './source-entry.ts';

/** Asks each source for the DNs below its base; the own one where a DN is below none, or below two alike. */
export const membersAt = async (
  [own, ...others]: readonly [Neighbour, ...Neighbour[]],
  dns: readonly string[],
  domain: string,
): Promise<readonly GroupMember[]> => {
  const nearest = (dn: string): Neighbour =>
    others.reduce((best, one) => (one.sharedDepth(dn, domain) > best.sharedDepth(dn, domain) ? one : best), own);
  const asked = [...Map.groupBy(dns, nearest)].map(([source, some]) => source.membersAt(some));
  return (await Promise.all(asked)).flat();
};

const loginsOf = (member: GroupMember): readonly string[] => (member.is === 'user' ? [member.uid] : member.uids);
const dnsOf = (member: GroupMember): readonly string[] => (member.is === 'group' ? member.dns : []);

/**
 * The members of a group. Whom it names by login (memberUid) is a user; a DN is looked up in the source whose base it is
 * below, and may be a group again, unless that is switched off. `sources` begins with the group's own.
 */
export const groupMembers =
  (
    settings: LdapSourceSettings,
    lookup: Lookup,
    sources: () => readonly [Neighbour, ...Neighbour[]],
  ): UserSource['members'] =>
  async (login, domain) => {
    const entry = await lookup.byFields([settings.UIDFieldName], login, domain);
    if (entry === undefined || sourceEntry(settings, entry) === undefined) return undefined;
    let level = await sources()[0].membersAt([entry.dn]);
    if (level[0]?.is !== 'group') return undefined;
    const logins = new Map<string, string>();
    const seen = new Set([foldDn(entry.dn)]);
    const depth = settings.disableSubgroups ? 1 : MAX_GROUP_DEPTH + 1;
    for (let below = 0; level.length > 0; below += 1) {
      for (const uid of level.flatMap(loginsOf)) logins.set(foldLogin(uid), uid);
      if (below === depth) break;
      const fresh = new Map(level.flatMap(dnsOf).map((dn) => [foldDn(dn), dn]));
      const next = [...fresh].filter(([folded]) => !seen.has(folded)).slice(0, MAX_GROUP_MEMBERS - seen.size);
      for (const [folded] of next) seen.add(folded);
      level = await membersAt(
        sources(),
        next.map(([, dn]) => dn),
        domain,
      );
    }
    return [...logins.values()];
  };
