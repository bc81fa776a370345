/** Whom entries of the directory mean, as the log knows them. */
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { principalFor } from '../http/first-login.ts';
import type { DavRequest, Services } from './method.ts';
import type { Person } from './resource.ts';

/** The id of somebody; who was never here is given his by whoever names him. */
export const idOf = async (
  services: Services,
  { metadata }: Pick<DavRequest, 'metadata'>,
  entry: Pick<Person, 'domain' | 'login'>,
): Promise<PrincipalId | Refusal> => {
  const { onBehalfOf: _, ...origin } = metadata;
  const principal = await principalFor(services, entry, origin);
  return principal === 'too-busy'
    ? refuse('too-busy', 'Others change the same thing at this moment; try again.')
    : principal;
};

/** The ids of those whom an entry means: himself, or the members of a group without whoever asks. */
export const peopleBehind = async (
  services: Services,
  request: Pick<DavRequest, 'caller' | 'metadata'>,
  entry: Pick<Person, 'domain' | 'login' | 'kind'>,
): Promise<readonly PrincipalId[] | Refusal> => {
  const { directory } = services;
  const { login: asker, domain } = request.caller;
  const members = entry.kind === 'group' ? ((await directory.members(entry.login)) ?? []) : undefined;
  const ids: PrincipalId[] = [];
  for (const login of members?.filter((member) => member !== asker) ?? [entry.login]) {
    const person = members === undefined ? entry : await directory.visible(login, domain);
    const id = person && (await idOf(services, request, person));
    if (isRefusal(id)) return id;
    if (id !== undefined) ids.push(id);
  }
  return ids;
};
