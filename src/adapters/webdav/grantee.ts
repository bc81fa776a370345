/** Whom a name means that roles are given to. */
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { DirectoryEntry } from '../../domain/ports.ts';
import { ANONYMOUS, DEFAULT_USER, type Grantee, groupGrantee } from '../../domain/sharing/grants.ts';
import { principalFor } from '../http/first-login.ts';
import type { DavRequest, Services } from './method.ts';
import type { CollectionResource } from './resource.ts';

const OWN = refuse('own-collection', 'The owner may do everything already.');

/** A person or a group of the directory, whom whoever asks may see; `@` before the name of a group may stand or not. */
const entryOf = async (
  { directory }: Pick<Services, 'directory'>,
  domain: string,
  name: string,
): Promise<DirectoryEntry | undefined> =>
  (await directory.visible(name, domain)) ??
  (name.startsWith('@') ? await directory.visible(name.slice(1), domain) : undefined);

/** Whom a name means in the rights of a collection. Who was never here is given his id. */
export const granteeOf = async (
  name: string,
  { account }: CollectionResource,
  { metadata }: DavRequest,
  services: Services,
): Promise<Grantee | Refusal> => {
  if (name === DEFAULT_USER || name === ANONYMOUS) return name;
  const entry = await entryOf(services, account.domain, name);
  if (entry === undefined) return refuse('no-such-principal', `There is nobody called “${name}”.`);
  if (entry.login === account.login && entry.domain === account.domain) return OWN;
  const { onBehalfOf: _, ...origin } = metadata;
  const principal = await principalFor(services, entry, origin);
  if (principal === 'too-busy') return refuse('too-busy', 'Others change the same thing at this moment; try again.');
  return entry.kind === 'group' ? groupGrantee(principal) : principal;
};

/** All of the names, or why not. */
export const granteesOf = async (
  names: readonly string[],
  target: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<readonly Grantee[] | Refusal> => {
  const found: Grantee[] = [];
  for (const name of names) {
    const grantee = await granteeOf(name, target, request, services);
    if (isRefusal(grantee)) return grantee;
    found.push(grantee);
  }
  return found;
};
