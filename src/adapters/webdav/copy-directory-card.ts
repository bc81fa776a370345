import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { octetsOf } from '../../projections/members/texts.ts';
import { KINDS } from './collection-kind.ts';
import { overwriteRefusal, readDestination } from './destination.ts';
import { lockPath } from './lock-path.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { placeOf, store } from './methods/put.ts';
import { currentOf, evaluate, gatherConditions } from './preconditions.ts';
import type { DirectoryCardResource } from './resource.ts';

/** RFC 4918 §9.8: a card of the directory is put into one's own book. Over a card with another UID it is refused as that PUT would be. */
export const copyDirectoryCard = async (
  source: DirectoryCardResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const destination = await readDestination(request);
  if (isRefusal(destination)) return destination;
  const { resource, overwrite } = destination;
  const { called, read } = KINDS['address-book'];
  const at = placeOf(resource);
  if (at?.kind !== 'address-book') return refuse('location-wrong', called.memberPlace);
  const conditions = await gatherConditions(request, services, [{ resource, how: 'put' }]);
  if (isRefusal(conditions)) return conditions;
  const there = currentOf(resource);
  const refused =
    evaluate(conditions, source.object.etag, new Map([[lockPath(resource), there]])) ??
    overwriteRefusal(there !== undefined, overwrite);
  if (refused !== undefined) return refused;
  const bytes = octetsOf(source.object);
  const content = bytes === undefined ? refuse('no-such-resource') : read(bytes);
  if (isRefusal(content)) return content;
  // They spoke of the source and hold; of the destination only the absence that Overwrite wants is still to be held.
  const none = {
    ...conditions,
    ifMatch: undefined,
    ifNoneMatch: overwrite ? undefined : ('*' as const),
    if: undefined,
  };
  const stored = await store(request, services, at, content, { ...none, touched: [] });
  return isRefusal(stored) ? stored : { status: stored.created ? 201 : 204 };
};
