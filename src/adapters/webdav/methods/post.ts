import { isRefusal, refuse } from '../../../domain/kernel/refusal.ts';
import { isMalformed, parseContentType } from '../../http/headers.ts';
import { KINDS } from '../collection-kind.ts';
import { memberHref } from '../href.ts';
import { contentOf } from '../member-content.ts';
import type { DavRequest, Method, Services } from '../method.ts';
import { evaluate, gatherConditions } from '../preconditions.ts';
import { tooMuchAsked } from '../properties-asked.ts';
import { type CollectionResource, type HomeResource, hasMembers, isHome, type Unmapped } from '../resource.ts';
import { clark } from '../xml/name.ts';
import { readXmlBody } from '../xml-body.ts';
import { store } from './put.ts';

/** A name that nothing has yet. */
const newMember = (target: CollectionResource, id: string, component: string): Unmapped => {
  const name = `${id}${KINDS[target.collection.kind].extension(component)}`;
  return { is: 'unmapped', href: memberHref(target.href, name, false), parent: target, name };
};

const isXml = ({ headers }: DavRequest): boolean => {
  const type = parseContentType(headers['content-type']);
  return type !== undefined && !isMalformed(type) && /^(application|text)\/xml$/.test(type.type);
};

/** What SOGo's and Apple's clients ask of a collection or a home by POST: the body's root element says what. */
const postedQuery = async (target: CollectionResource | HomeResource, request: DavRequest, services: Services) => {
  const body = await readXmlBody(request);
  if (!('is' in body) || body.is !== 'xml') return body;
  const found = body.root && services.registry.reports.get(clark(body.root.name));
  if (body.root === undefined || !found?.on.includes(target.is) || found.by?.includes('POST') !== true)
    return refuse('body-unsupported', 'There is nothing of that name to post here.');
  const tooMuch = tooMuchAsked(body.root);
  return tooMuch ?? found.handle(body.root, target, request, services);
};

/** RFC 5995 §3.2.1: a collection's add-member URI is its own; the server names the new member. */
export const post: Method = {
  name: 'POST',
  handle: async (request, services) => {
    const { target } = request;
    if (isXml(request) && (hasMembers(target) || isHome(target))) return postedQuery(target, request, services);
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
  },
};
