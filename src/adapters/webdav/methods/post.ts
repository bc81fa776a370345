import { isRefusal, refuse } from '../../../domain/kernel/refusal.ts';
import { isMalformed, parseContentType } from '../../http/headers.ts';
import { KINDS } from '../collection-kind.ts';
import { memberHref } from '../href.ts';
import { contentOf } from '../member-content.ts';
import type { DavRequest, Method, Services } from '../method.ts';
import { posts } from '../posts/index.ts';
import { evaluate, gatherConditions } from '../preconditions.ts';
import { type CollectionResource, hasMembers, type Unmapped } from '../resource.ts';
import { isXml } from '../xml-body.ts';
import { store } from './put.ts';
import { answerNamed } from './report.ts';

/** A name that nothing has yet. */
const newMember = (target: CollectionResource, id: string, component: string): Unmapped => {
  const name = `${id}${KINDS[target.collection.kind].extension(component)}`;
  return { is: 'unmapped', href: memberHref(target.href, name, false), parent: target, name };
};

const hasXml = ({ headers }: DavRequest): boolean => {
  const type = parseContentType(headers['content-type']);
  return type !== undefined && !isMalformed(type) && isXml(type.type);
};

/** RFC 5995 §3.2.1: a collection's add-member URI is its own; the server names the new member. */
const addMember = async (request: DavRequest, services: Services): ReturnType<Method['handle']> => {
  const { target } = request;
  if (!hasMembers(target))
    return target.is === 'unmapped'
      ? refuse('no-such-resource')
      : refuse('method-not-allowed', 'New members are posted to a calendar or an address book.');
  const { kind, name: collection } = target.collection;
  const content = await contentOf(request, kind);
  if (!('bytes' in content)) return content;
  const member = newMember(target, services.newId(), content.component);
  const conditions = await gatherConditions(request, services, [{ resource: member, how: 'put' }]);
  if (isRefusal(conditions)) return conditions;
  const refused = evaluate(conditions, null);
  if (refused !== undefined) return refused;
  const { showsAlarms } = target.access;
  const at = { account: target.account, kind, collection, name: member.name, showsAlarms };
  // They spoke of the collection and hold; the new member has no state that they could speak of.
  const none = { ...conditions, ifMatch: undefined, ifNoneMatch: undefined, if: undefined, touched: [] };
  const stored = await store(request, services, at, content, none);
  if (isRefusal(stored)) return stored;
  return { status: 201, headers: { Location: member.href, ...(stored.etag && { ETag: stored.etag }) } };
};

/** New members, and what SOGo's clients ask in XML. */
export const post: Method = {
  name: 'POST',
  handle: (request, services) =>
    hasXml(request) ? answerNamed(posts, 'body-unsupported', request, services) : addMember(request, services),
};
