import { type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import type { DavRequest, Services } from '../method.ts';
import { multistatusResponse } from '../multistatus-response.ts';
import { askedOf, ownPrincipal } from '../own-principal.ts';
import { compilePlan, propertyOn } from '../plan.ts';
import type { Need } from '../property.ts';
import type { Report } from '../report.ts';
import type { Resource } from '../resource.ts';
import { SEARCHABLE } from '../searchable-properties.ts';
import { fetchViews } from '../views.ts';
import { writeResponses } from '../write-responses.ts';
import { clark, dav, type XmlName } from '../xml/name.ts';
import { attributeOf, childOf, childrenOf, elementsOf, type XmlElement } from '../xml/tree.ts';

/** RFC 3744 §9.4: all of these properties contain the text. */
type Search = { readonly names: readonly XmlName[]; readonly match: string };

const searchesIn = (body: XmlElement): Search[] | Refusal => {
  const searches = childrenOf(body, dav('property-search')).map((search) => {
    const prop = childOf(search, dav('prop'));
    return {
      names: prop === undefined ? [] : elementsOf(prop).map(({ name }) => name),
      match: childOf(search, dav('match'))?.text,
    };
  });
  const whole = searches.flatMap(({ names, match }) =>
    match === undefined || names.length === 0 ? [] : [{ names, match }],
  );
  return whole.length > 0 && whole.length === searches.length
    ? whole
    : refuse('request-malformed', 'Each property-search has a prop with properties, and a match.');
};

const folded = (text: string): string => text.normalize('NFC').toLowerCase();

/** The text of an element as people read it. */
const textOf = (element: string): string =>
  folded(
    element
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  );

const NAMES: ReadonlySet<string> = new Set(SEARCHABLE.map(({ name }) => clark(name)));

/** RFC 3744 §9.4: caseless containment; what cannot be searched by matches nobody. */
const matches = async (
  principal: Resource,
  searches: readonly Search[],
  any: boolean,
  request: DavRequest,
  services: Services,
) => {
  const { properties } = services.registry;
  const property = (name: XmlName) =>
    NAMES.has(clark(name)) ? propertyOn(properties, clark(name), principal.is) : undefined;
  const needs = new Set<Need>(searches.flatMap(({ names }) => names.flatMap((name) => property(name)?.needs ?? [])));
  const view = (await fetchViews(request, services, [principal], () => needs))(principal);
  const holds = ({ names, match }: Search): boolean =>
    names.every((name) => textOf(property(name)?.read(principal, view) ?? '').includes(folded(match.trim())));
  return any ? searches.some(holds) : searches.every(holds);
};

/** RFC 3744 §9.4; `test="anyof"` is calendarserver's. People see nobody but themselves. */
export const principalPropertySearch: Report = {
  name: dav('principal-property-search'),
  on: ['root', 'principal', 'calendar-home'],
  handle: async (body, target, request, services) => {
    const searches = searchesIn(body);
    if (!Array.isArray(searches)) return searches;
    const everywhere = childOf(body, dav('apply-to-principal-collection-set')) !== undefined;
    const principal = ownPrincipal(request);
    const any = attributeOf(body, 'test') === 'anyof';
    const inScope = everywhere || target.is === 'root';
    const found = inScope && (await matches(principal, searches, any, request, services)) ? [principal] : [];
    const plan = compilePlan(services.registry.properties, askedOf(body), false);
    return multistatusResponse((out) => writeResponses(out, found, plan, request, services));
  },
};
