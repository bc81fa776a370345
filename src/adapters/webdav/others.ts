/** What a caller sees of other people, groups and resources of the directory: that they are there, and how to reach them. */
import { foldLogin } from '../../domain/account/login.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { DirectoryEntry } from '../../domain/ports.ts';
import { principalOf } from '../../projections/accounts.ts';
import { principalHref } from './identity.ts';
import type { Services } from './method.ts';
import { personOf } from './person.ts';
import type { Account, Person, Resource, ResourceOf, Unmapped } from './resource.ts';
import { OTHERS } from './resource-kinds.ts';

/** RFC 3744 §2: the principal of an entry of the directory. */
export const otherPrincipal = (
  root: string,
  entry: DirectoryEntry,
  { settings }: Pick<Services, 'settings'>,
): ResourceOf<'other-principal'> => {
  const account = personOf(entry, settings);
  return { is: 'other-principal', href: principalHref(root, account), account };
};

/** Whom a segment of a URL names, for a caller; undefined for whom he may not see, as for nobody. */
export const otherPerson = async (
  { directory, settings }: Pick<Services, 'directory' | 'settings'>,
  { domain }: Account,
  name: string,
): Promise<Person | undefined> => {
  const entry = await directory.visible(name, domain);
  return entry !== undefined && entry.login === foldLogin(name) ? personOf(entry, settings) : undefined;
};

/** Somebody with his id, if he has been here; who has not has nothing to share. */
export const accountOf = async ({ sql }: Pick<Services, 'sql'>, person: Person): Promise<Account | undefined> => {
  const principal = await principalOf(sql, person.domain, person.login);
  return principal && { ...person, principal };
};

/** Methods that change nothing. */
export const READING = new Set(['OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT']);

/** Nobody changes what is another's. */
export const othersRefusal = (method: string, { is }: Resource | Unmapped): Refusal | undefined =>
  OTHERS.some((other) => other === is) && !READING.has(method)
    ? refuse('not-allowed', 'This belongs to somebody else.')
    : undefined;
