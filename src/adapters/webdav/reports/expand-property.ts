import { refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_EXPAND_DEPTH, MAX_EXPANDED } from '../../../domain/limits.ts';
import type { DavRequest, Services } from '../method.ts';
import { multistatusResponse } from '../multistatus-response.ts';
import { propertyOn } from '../plan.ts';
import type { Need } from '../property.ts';
import type { Report } from '../report.ts';
import type { Resource } from '../resource.ts';
import { EVERYTHING } from '../resource-kinds.ts';
import { fetchViews } from '../views.ts';
import { type Propstat, responseElement } from '../xml/multistatus.ts';
import { clark, DAV, dav, sameName, type XmlName } from '../xml/name.ts';
import { attributeOf, elementsOf, type XmlElement } from '../xml/tree.ts';
import { el, raw, unescaped, type Xml } from '../xml/write.ts';

/** A property, and what is wanted of the resources that it names. */
type Wanted = { readonly name: XmlName; readonly of: readonly Wanted[] };

/** Namespaces in XML 1.0 §3 NCName, written with the letters of every script: it becomes an element's name. */
const LOCAL = /^[\p{L}_][\p{L}\p{M}\p{Nd}._-]*$/u;

/** RFC 3253 §3.8: without a namespace it is `DAV:`. Undefined where a property has no name or they are nested too deep. */
const wantedIn = (element: XmlElement, depth = 1): Wanted[] | undefined => {
  const wanted: Wanted[] = [];
  for (const child of elementsOf(element)) {
    if (!sameName(child.name, dav('property'))) continue;
    const local = attributeOf(child, 'name');
    const of = depth > MAX_EXPAND_DEPTH ? undefined : wantedIn(child, depth + 1);
    if (local === undefined || !LOCAL.test(local) || of === undefined) return undefined;
    wanted.push({ name: { ns: attributeOf(child, 'namespace') ?? DAV, local }, of });
  }
  return wanted;
};

const HREF = /<D:href>([^<]*)<\/D:href>/g;

/** One report under way: how many resources it may still look up. */
type Expansion = { readonly request: DavRequest; readonly services: Services; budget: number };

/** RFC 3253 §3.8: each href of the value becomes the response of what it names; those that name nothing here stay. */
const expanded = async (value: string, of: readonly Wanted[], expansion: Expansion): Promise<Xml> => {
  let result = '';
  let at = 0;
  for (const match of value.matchAll(HREF)) {
    if (expansion.budget <= 0) break;
    expansion.budget -= 1;
    const named = await expansion.request.locate(unescaped(match[1] ?? ''));
    if (named === undefined || named.is === 'unmapped') continue;
    result += value.slice(at, match.index) + (await expand(named, of, expansion));
    at = match.index + match[0].length;
  }
  return raw(result + value.slice(at));
};

/** The response of one resource with its properties, expanded. */
const expand = async (resource: Resource, wanted: readonly Wanted[], expansion: Expansion): Promise<string> => {
  const { request, services } = expansion;
  const found = wanted.map(({ name, of }) => ({
    name,
    of,
    property: propertyOn(services.registry.properties, clark(name), resource.is),
  }));
  const needs = new Set<Need>(
    found.flatMap(({ property }) => (property === undefined ? ['stored'] : (property.needs ?? []))),
  );
  const view = (await fetchViews(request, services, [resource], () => needs))(resource);
  const present: Xml[] = [];
  const absent: Xml[] = [];
  for (const { name, of, property } of found) {
    const value = property === undefined ? view.stored.get(clark(name)) : property.read(resource, view);
    if (value === undefined) absent.push(el(name));
    else present.push(of.length === 0 ? raw(value) : await expanded(value, of, expansion));
  }
  const propstats: Propstat[] = [
    ...(present.length > 0 || absent.length === 0 ? [{ status: 200, props: present }] : []),
    ...(absent.length > 0 ? [{ status: 404, props: absent }] : []),
  ];
  return responseElement({ href: resource.href, propstats });
};

/** RFC 3253 §3.8 */
export const expandProperty: Report = {
  name: dav('expand-property'),
  on: EVERYTHING,
  withoutLogin: true,
  handle: async (body, target, request, services) => {
    const wanted = wantedIn(body);
    if (wanted === undefined)
      return refuse('request-malformed', `Each property has a name, nested at most ${MAX_EXPAND_DEPTH} deep.`);
    return multistatusResponse(async (out) => {
      await out.addElement(await expand(target, wanted, { request, services, budget: MAX_EXPANDED }));
    });
  },
};
