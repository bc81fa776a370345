/** What a caller sees of other people, groups and resources of the directory: that they are there, and how to reach them. */
import { foldLogin } from '../../domain/account/login.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { DirectoryEntry } from '../../domain/ports.ts';
import { isClosed } from './closed-module.ts';
import { KINDS, kindAt } from './collection-kind.ts';
import { FREE_BUSY_FILE, freeBusyFile } from './free-busy-file.ts';
import { principalHref } from './identity.ts';
import type { Services } from './method.ts';
import { personOf } from './person.ts';
import type { Account, Resource, ResourceOf, Unmapped } from './resource.ts';
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

/**
 * What a path below somebody else's login names: he himself, and his home, which is there as in SOGo, but shows nothing
 * that he has not shared. Undefined for whom the caller may not see, as for nobody.
 */
export const locateOther = async (
  { directory, settings }: Pick<Services, 'directory' | 'settings'>,
  caller: Account,
  [name = '', home, ...rest]: readonly string[],
  href: string,
): Promise<Resource | undefined> => {
  const kind = kindAt(home);
  const isFile = home === FREE_BUSY_FILE;
  if (rest.length > 0 || (home !== undefined && kind === undefined && !isFile)) return undefined;
  const entry = await directory.visible(name, caller.domain);
  if (entry === undefined || entry.login !== foldLogin(name)) return undefined;
  const account = personOf(entry, settings);
  if (isFile) return freeBusyFile(href, account);
  if (kind === undefined) return { is: 'other-principal', href, account };
  const { module, otherHome } = KINDS[kind];
  return isClosed(module, account) ? undefined : { is: otherHome, href, account };
};

/** Methods that change nothing. */
export const READING = new Set(['OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT']);

/** Nobody changes what is another's. */
export const othersRefusal = (method: string, { is }: Resource | Unmapped): Refusal | undefined =>
  OTHERS.some((other) => other === is) && !READING.has(method)
    ? refuse('not-allowed', 'This belongs to somebody else.')
    : undefined;
