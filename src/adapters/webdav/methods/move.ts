import { isRefusal, refuse } from '../../../domain/kernel/refusal.ts';
import { isMalformed, parseDepth } from '../../http/headers.ts';
import { forgetLocks, rootsBelow } from '../forget-locks.ts';
import { lockPath } from '../lock-path.ts';
import type { DavRequest, Method, Services } from '../method.ts';
import { type CollectionResource, hasMembers, isMember } from '../resource.ts';
import { transferCollection } from '../transfer-collection.ts';
import { transferMember } from '../transfer-member.ts';

/** RFC 4918 §9.9.2: a new name for the collection, and no step in which it is half here and half there. */
const moveCollection = async (target: CollectionResource, request: DavRequest, services: Services) => {
  const depth = parseDepth([request.headers.depth].flat()[0]) ?? 'infinity';
  if (isMalformed(depth) || depth !== 'infinity')
    return refuse('request-malformed', 'A collection moves with Depth infinity.');
  const moved = await transferCollection('move', target, request, services);
  if (isRefusal(moved)) return moved;
  const { conditions, destination, created } = moved;
  await forgetLocks(services, conditions, [
    lockPath(target),
    ...rootsBelow(conditions, lockPath(destination.resource)),
  ]);
  return { status: created ? 201 : 204 };
};

/** RFC 4918 §9.9 */
export const move: Method = {
  name: 'MOVE',
  handle: async (request, services) => {
    const { target } = request;
    if (isMember(target)) return transferMember('move', target, request, services);
    if (hasMembers(target)) return moveCollection(target, request, services);
    return target.is === 'unmapped'
      ? refuse('no-such-resource')
      : refuse('method-not-allowed', 'This cannot be moved.');
  },
};
