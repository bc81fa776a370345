import type { Filter } from 'ldapts';
import { MAX_GROUP_DEPTH, MAX_GROUPS_OF_LOGIN } from '../../../domain/limits.ts';
import type { UserSource } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import { foldDn } from './dn.ts';
import { allOf, anyOf, equal } from './filter.ts';
import type { LdapEntry } from './ldap-entry.ts';
import type { Lookup } from './lookup.ts';
import { inPieces, type Neighbour } from './neighbour.ts';
import { sourceEntry } from './source-entry.ts';

const holding = (dn: string): readonly Filter[] => [equal('member', dn), equal('uniqueMember', dn)];

/**
 * The groups of a source that a login is in: those that name the DN or the login of its entry in any of `sources`, and
 * those that these are in, unless that is switched off.
 */
export const groupsOfLogin = (
  settings: LdapSourceSettings,
  lookup: Lookup,
  sources: () => readonly Neighbour[],
): UserSource['groupsOf'] => {
  const isGroup = anyOf(settings.GroupObjectClasses.map((name) => equal('objectClass', name)));

  /** Adds the groups that name any of these, and gives those that were not there yet. */
  const added = async (groups: Map<string, LdapEntry>, names: readonly Filter[], domain: string) => {
    const found = await lookup.matching(allOf([isGroup, anyOf(names)]), MAX_GROUPS_OF_LOGIN - groups.size, domain);
    const fresh = found.filter(({ dn }) => !groups.has(foldDn(dn)));
    for (const entry of fresh) groups.set(foldDn(entry.dn), entry);
    return fresh;
  };
  return async (login, domain) => {
    const places = await Promise.all(sources().map((source) => source.placeOf(login, domain)));
    const named = places.flatMap((place) => (place ? [...holding(place.dn), equal('memberUid', place.uid)] : []));
    const groups = new Map<string, LdapEntry>();
    let pieces: readonly (readonly Filter[])[] = named.length === 0 ? [] : [named];
    const depth = settings.disableSubgroups ? 1 : MAX_GROUP_DEPTH + 1;
    for (let above = 0; pieces.length > 0 && above < depth; above += 1) {
      const fresh: LdapEntry[] = [];
      for (const names of pieces) fresh.push(...(await added(groups, names, domain)));
      pieces = inPieces(fresh).map((some) => some.flatMap(({ dn }) => holding(dn)));
    }
    return [...groups.values()].flatMap((entry) => sourceEntry(settings, entry)?.uid ?? []);
  };
};
