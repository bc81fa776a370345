import type { CollectionKind } from '../../../domain/collection/collection.ts';
import { isRefusal, refuse } from '../../../domain/kernel/refusal.ts';
import { isMalformed, parseDepth } from '../../http/headers.ts';
import { answerOf } from '../answers.ts';
import { copyDirectoryCard } from '../copy-directory-card.ts';
import { copyMembers, type NotCopied } from '../copy-members.ts';
import { forgetLocks, rootsBelow } from '../forget-locks.ts';
import { memberHref } from '../href.ts';
import { lockPath } from '../lock-path.ts';
import { XML_TYPE } from '../media-types.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { type CollectionResource, hasMembers, isMember } from '../resource.ts';
import { transferCollection } from '../transfer-collection.ts';
import { transferMember } from '../transfer-member.ts';
import { isVirtual } from '../virtual.ts';
import { responseElement } from '../xml/multistatus.ts';
import { dav } from '../xml/name.ts';
import { document, raw } from '../xml/write.ts';

/** RFC 4918 §9.8.3: what could not be copied, by the place it would have had. */
const partial = (failed: readonly NotCopied[], collection: string, kind: CollectionKind): DavResponse => ({
  status: 207,
  headers: { 'Content-Type': XML_TYPE },
  body: document(
    dav('multistatus'),
    ...failed.map(({ name, refusal }) => {
      const href = name === undefined ? collection : memberHref(collection, name, false);
      const { detail } = refusal;
      return raw(
        responseElement({
          href,
          ...answerOf(refusal.reason, kind),
          ...(detail !== undefined && { description: detail }),
        }),
      );
    }),
  ),
});

const copyCollection = async (target: CollectionResource, request: DavRequest, services: Services) => {
  const depth = parseDepth([request.headers.depth].flat()[0]) ?? 'infinity';
  if (isMalformed(depth) || depth === 1)
    return refuse('request-malformed', 'A collection is copied with Depth 0 or infinity.');
  const copied = await transferCollection('copy', target, request, services);
  if (isRefusal(copied)) return copied;
  const { conditions, destination, created, collection } = copied;
  const { kind } = target.collection;
  await forgetLocks(services, conditions, rootsBelow(conditions, lockPath(destination.resource)));
  const whole = depth === 'infinity' && !isVirtual(target.collection);
  const failed = whole ? await copyMembers(request, services, kind, target.collection.collection, collection) : [];
  return failed.length > 0 ? partial(failed, destination.resource.href, kind) : { status: created ? 201 : 204 };
};

/** RFC 4918 §9.8 */
export const copy: Method = {
  name: 'COPY',
  handle: async (request, services) => {
    const { target } = request;
    if (isMember(target)) return transferMember('copy', target, request, services);
    if (hasMembers(target)) return copyCollection(target, request, services);
    if (target.is === 'directory-card') return copyDirectoryCard(target, request, services);
    return target.is === 'unmapped'
      ? refuse('no-such-resource')
      : refuse('method-not-allowed', 'This cannot be copied.');
  },
};
