import { refuse } from '../../../domain/kernel/refusal.ts';
import { type ChildrenOptions, childrenOf as membersOf } from '../children.ts';
import { principalHref } from '../identity.ts';
import type { DavRequest, Services } from '../method.ts';
import { multistatusResponse } from '../multistatus-response.ts';
import { askedOf } from '../own-principal.ts';
import { compilePlan, propertyOn } from '../plan.ts';
import { proxiesOf, proxyHref } from '../proxy-groups.ts';
import type { Report } from '../report.ts';
import { isCollection, type Resource } from '../resource.ts';
import { COLLECTIONS } from '../resource-kinds.ts';
import { fetchViews } from '../views.ts';
import { writeResponses } from '../write-responses.ts';
import type { Multistatus } from '../xml/multistatus.ts';
import { clark, dav, type XmlName } from '../xml/name.ts';
import { childOf, elementsOf } from '../xml/tree.ts';
import { text } from '../xml/write.ts';

const OPTIONS: ChildrenOptions = { texts: false, names: true, apple: false };

/** All members of a collection at any depth, a page of siblings at a time. */
async function* below(
  collection: Resource,
  request: DavRequest,
  services: Services,
): AsyncGenerator<readonly Resource[]> {
  for await (const page of membersOf(services, collection, request.caller, OPTIONS)) {
    yield page;
    for (const member of page) if (isCollection(member)) yield* below(member, request, services);
  }
}

/** caldav-proxy §5.2: the groups that the caller is in, which are principals that he is; they are listed nowhere. */
const groupsOf = async ({ caller, root, locate }: DavRequest, services: Services): Promise<readonly Resource[]> => {
  const proxies = await proxiesOf(services, caller);
  const found = await Promise.all(proxies.map(({ owner, proxy }) => locate(proxyHref(root, owner, proxy))));
  return found.flatMap((group) => (group?.is === 'proxy-group' ? [group] : []));
};

type Matching = (page: readonly Resource[]) => Promise<readonly Resource[]>;

/** RFC 3744 §9.3: principals that are the caller. */
const principalsAmong =
  ({ caller }: DavRequest): Matching =>
  async (page) =>
    page.filter((member) => member.is === 'principal' && member.account.principal === caller.principal);

/** RFC 3744 §9.3: resources whose property names the caller. */
const namingCaller =
  (name: XmlName, request: DavRequest, services: Services): Matching =>
  async (page) => {
    const { properties } = services.registry;
    const self = `<D:href>${text(principalHref(request.root, request.caller))}</D:href>`;
    const viewOf = await fetchViews(
      request,
      services,
      page,
      (kind) => new Set(propertyOn(properties, clark(name), kind)?.needs),
    );
    return page.filter((member) =>
      propertyOn(properties, clark(name), member.is)?.read(member, viewOf(member))?.includes(self),
    );
  };

/** RFC 3744 §9.3 */
export const principalMatch: Report = {
  name: dav('principal-match'),
  on: COLLECTIONS,
  handle: async (body, target, request, services) => {
    const property = childOf(body, dav('principal-property'));
    const name = property && elementsOf(property)[0]?.name;
    if (name === undefined && childOf(body, dav('self')) === undefined)
      return refuse('request-malformed', 'principal-match asks for self or for one principal-property.');
    const matching = name === undefined ? principalsAmong(request) : namingCaller(name, request, services);
    const plan = compilePlan(services.registry.properties, askedOf(body), false);
    return multistatusResponse(async (out: Multistatus) => {
      for await (const page of below(target, request, services)) {
        await writeResponses(out, await matching(page), plan, request, services);
        if (out.gone()) return;
      }
      if (target.is === 'root' && name === undefined)
        await writeResponses(out, await groupsOf(request, services), plan, request, services);
    });
  },
};
