/** Whom a name means that roles are given to. */
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { DirectoryEntry } from '../../domain/ports.ts';
import { ANONYMOUS, DEFAULT_USER, type Grantee, groupGrantee } from '../../domain/sharing/grants.ts';
import type { DavRequest, Services } from './method.ts';
import { idOf } from './people.ts';
import type { Account } from './resource.ts';

/** One of SOGo's two names, or a person or group of the directory. */
export type Named = typeof DEFAULT_USER | typeof ANONYMOUS | DirectoryEntry;

const OWN = refuse('own-collection', 'The owner may do everything already.');

/** A person or a group of the directory, whom the owner may see; `@` before the name of a group may stand or not. */
const entryOf = async (
  { directory }: Pick<Services, 'directory'>,
  domain: string,
  name: string,
): Promise<DirectoryEntry | undefined> =>
  (await directory.visible(name, domain)) ??
  (name.startsWith('@') ? await directory.visible(name.slice(1), domain) : undefined);

/** Whom a name means beside this owner; refuses whom there is not, and himself. */
export const namedOf = async (
  name: string,
  owner: Account,
  services: Pick<Services, 'directory'>,
): Promise<Named | Refusal> => {
  if (name === DEFAULT_USER || name === ANONYMOUS) return name;
  const entry = await entryOf(services, owner.domain, name);
  if (entry === undefined) return refuse('no-such-principal', `There is nobody called “${name}”.`);
  return entry.login === owner.login && entry.domain === owner.domain ? OWN : entry;
};

/** What somebody is in grants; who was never here is given his id. */
const granteeOf = async (named: Named, request: DavRequest, services: Services): Promise<Grantee | Refusal> => {
  if (named === DEFAULT_USER || named === ANONYMOUS) return named;
  const principal = await idOf(services, request, named);
  if (isRefusal(principal)) return principal;
  return named.kind === 'group' ? groupGrantee(principal) : principal;
};

/** All that were named, as grants have them. */
export const granteesOf = async (
  named: readonly Named[],
  request: DavRequest,
  services: Services,
): Promise<readonly Grantee[] | Refusal> => {
  const found: Grantee[] = [];
  for (const one of named) {
    const grantee = await granteeOf(one, request, services);
    if (isRefusal(grantee)) return grantee;
    found.push(grantee);
  }
  return found;
};

/** Whom all of the names mean, or why not. */
export const allNamed = async (
  names: readonly string[],
  owner: Account,
  services: Pick<Services, 'directory'>,
): Promise<readonly Named[] | Refusal> => {
  const found: Named[] = [];
  for (const name of names) {
    const named = await namedOf(name, owner, services);
    if (isRefusal(named)) return named;
    found.push(named);
  }
  return found;
};
