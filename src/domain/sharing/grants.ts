/** Who was given which roles in a collection. */
import type { PrincipalId } from '../kernel/ids.ts';
import type { Role } from './roles.ts';

/** SOGo's name for everybody who is logged in. */
export const DEFAULT_USER = '<default>';
/** SOGo's name for whoever comes to the public tree. */
export const ANONYMOUS = 'anonymous';

/** A person by his id, a group of the directory as `@` and its id, or one of SOGo's two names. */
export type Grantee = PrincipalId | `@${string}` | typeof DEFAULT_USER | typeof ANONYMOUS;

/** What a group is in grants. */
export const groupGrantee = (group: PrincipalId): Grantee => `@${group}`;

/** The id behind a group's grant; undefined for anybody else. */
export const groupOf = (grantee: string): PrincipalId | undefined =>
  grantee.startsWith('@') ? (grantee.slice(1) as PrincipalId) : undefined;

/** By grantee; an empty list is SOGo's `None`: a denial that hides what groups and the default would give. */
export type Grants = Readonly<Partial<Record<string, readonly Role[]>>>;

/** Who asks, for the purpose of rights. */
export type Asker =
  | { readonly is: 'anonymous' }
  /** `groups` are those among the grants that he is a member of. */
  | { readonly is: 'user'; readonly principal: PrincipalId; readonly groups: readonly PrincipalId[] };

/**
 * SOGo's look-up: one's own roles, else those of one's groups together, else those of the default user, else the domain's
 * default roles. Whatever is found first ends it, an empty list too. The public has its own roles and no others.
 */
export const rolesOf = (grants: Grants, asker: Asker, domainDefaults: readonly Role[]): readonly Role[] => {
  if (asker.is === 'anonymous') return grants[ANONYMOUS] ?? [];
  const own = grants[asker.principal];
  if (own !== undefined) return own;
  const ofGroups = asker.groups.flatMap((group) => grants[groupGrantee(group)] ?? []);
  const isOfGroup = asker.groups.some((group) => grants[groupGrantee(group)] !== undefined);
  if (isOfGroup) return [...new Set(ofGroups)];
  return grants[DEFAULT_USER] ?? domainDefaults;
};
