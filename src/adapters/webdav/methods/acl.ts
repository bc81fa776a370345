import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { DEFAULT_USER } from '../../../domain/sharing/grants.ts';
import { sharingRefusal } from '../access.ts';
import { type Entry, entriesIn } from '../aces.ts';
import { replaceRoles } from '../change-roles.ts';
import { granteesOf } from '../grantee.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { checkPreconditions } from '../preconditions.ts';
import { type CollectionResource, hasMembers } from '../resource.ts';
import { dav, sameName } from '../xml/name.ts';
import { readXmlBody } from '../xml-body.ts';

/** Gives what the entries say, to nobody else. */
const replace = async (
  entries: readonly Entry[],
  target: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const named = entries.map((entry) => entry.named);
  const { kind } = target.collection;
  const closed =
    entries.length === 0 ? undefined : sharingRefusal(services.settings, kind, named.includes(DEFAULT_USER));
  if (closed !== undefined) return closed;
  const grantees = await granteesOf(named, request, services);
  if (isRefusal(grantees)) return grantees;
  const grants = grantees.map((grantee, at) => ({ grantee, roles: entries[at]?.roles ?? [] }));
  const done = await replaceRoles(services, request.metadata, target, grants);
  return isRefusal(done) ? done : { status: 200 };
};

/** RFC 3744 §8.1: the whole list of a collection but what its owner may do, at once; whoever is not in it has no roles of his own. */
export const acl: Method = {
  name: 'ACL',
  handle: async (request, services) => {
    const { target } = request;
    if (target.is === 'unmapped') return refuse('no-such-resource', 'There is nothing here.');
    if (!hasMembers(target))
      return refuse('method-not-allowed', 'Calendars and address books have access control lists.');
    const body = await readXmlBody(request);
    if (!('is' in body) || body.is !== 'xml') return body;
    if (body.root === undefined || !sameName(body.root.name, dav('acl')))
      return refuse('request-malformed', 'The body of ACL is a DAV:acl.');
    const unmet = await checkPreconditions(request, services, [{ resource: target, how: 'change' }]);
    if (unmet !== undefined) return unmet;
    const entries = await entriesIn(body.root, target, request, services);
    return isRefusal(entries) ? entries : replace(entries, target, request, services);
  },
};
