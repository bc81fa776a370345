import { isRefusal } from '../../../domain/kernel/refusal.ts';
import { MAX_PRINCIPALS_FOUND } from '../../../domain/limits.ts';
import { DAV_LIMIT, limitAsked } from '../listing.ts';
import type { DavRequest, Services } from '../method.ts';
import { multistatusResponse } from '../multistatus-response.ts';
import { otherPrincipal } from '../others.ts';
import { askedOf, ownPrincipal } from '../own-principal.ts';
import { compilePlan, propertyOn } from '../plan.ts';
import { type Candidates, candidatesFor, type Search, searchesIn } from '../principal-search.ts';
import type { Need } from '../property.ts';
import type { Report } from '../report.ts';
import type { ResourceOf } from '../resource.ts';
import { HOMES } from '../resource-kinds.ts';
import { SEARCHABLE } from '../searchable-properties.ts';
import { fetchViews } from '../views.ts';
import { writeResponses } from '../write-responses.ts';
import { elementText } from '../xml/element-text.ts';
import { truncated } from '../xml/multistatus.ts';
import { clark, dav, type XmlName } from '../xml/name.ts';
import { attributeOf, childOf } from '../xml/tree.ts';

const folded = (text: string): string => text.normalize('NFC').toLowerCase();

const textOf = (element: string): string => folded(elementText(element));

const NAMES: ReadonlySet<string> = new Set(SEARCHABLE.map(({ name }) => clark(name)));

const NOBODY: Candidates = { entries: [], isCut: false };

type Principal = ResourceOf<'principal'> | ResourceOf<'other-principal'>;

/** RFC 3744 §9.4: caseless containment; what cannot be searched by matches nobody. */
const matching = async (
  principals: readonly Principal[],
  searches: readonly Search[],
  any: boolean,
  request: DavRequest,
  services: Services,
): Promise<readonly Principal[]> => {
  const { properties } = services.registry;
  const property = (name: XmlName, { is }: Principal) =>
    NAMES.has(clark(name)) ? propertyOn(properties, clark(name), is) : undefined;
  const needs = new Set<Need>(
    principals.flatMap((one) =>
      searches.flatMap(({ names }) => names.flatMap((name) => property(name, one)?.needs ?? [])),
    ),
  );
  const viewOf = await fetchViews(request, services, principals, () => needs);
  return principals.filter((one) => {
    const view = viewOf(one);
    const holds = ({ names, match }: Search): boolean =>
      names.every((name) => textOf(property(name, one)?.read(one, view) ?? '').includes(folded(match)));
    return any ? searches.some(holds) : searches.every(holds);
  });
};

/**
 * RFC 3744 §9.4; `test="anyof"` is calendarserver's. Those whom the caller may see are found through the directory. What is
 * beyond a limit, the client's or ours, is told by a response of status 507 for the request's own path.
 */
export const principalPropertySearch: Report = {
  name: dav('principal-property-search'),
  on: ['root', 'principal', ...HOMES],
  handle: async (body, target, request, services) => {
    const searches = searchesIn(body);
    if (isRefusal(searches)) return searches;
    const wanted = limitAsked(body, ...DAV_LIMIT);
    if (isRefusal(wanted)) return wanted;
    const any = attributeOf(body, 'test') === 'anyof';
    const everywhere = childOf(body, dav('apply-to-principal-collection-set')) !== undefined;
    const inScope = everywhere || target.is === 'root';
    const others = inScope ? await candidatesFor(searches, any, request, services) : NOBODY;
    if (isRefusal(others)) return others;
    const principals = [
      ownPrincipal(request),
      ...others.entries.map((entry) => otherPrincipal(request.root, entry, services)),
    ];
    const found = inScope ? await matching(principals, searches, any, request, services) : [];
    const limit = Math.min(wanted, MAX_PRINCIPALS_FOUND);
    const plan = compilePlan(services.registry.properties, askedOf(body), false);
    return multistatusResponse(async (out) => {
      await writeResponses(out, found.slice(0, limit), plan, request, services);
      if (others.isCut || found.length > limit) await out.add(truncated(target.href));
    });
  },
};
