import type { PropertiesAsked } from './properties-asked.ts';
import type { Need, Property, View } from './property.ts';
import type { Resource, ResourceKind } from './resource.ts';
import { clark, fromClark, type XmlName } from './xml/name.ts';
import { el, text } from './xml/write.ts';

/** By Clark name; the kinds of one name's properties do not overlap. */
export type Properties = ReadonlyMap<string, readonly Property[]>;

/** A request's properties, prepared once: what to fetch for a resource, and the `D:response` element of each. */
export type PropertyPlan = {
  needs(kind: ResourceKind): ReadonlySet<Need>;
  /** RFC 4918 §14.24: href and propstats, written. */
  respond(resource: Resource, view: View): string;
};

/** A method's type: the resource that comes is of the kind that the step was made for. */
type Step = { read(resource: Resource, view: View): string | undefined }['read'];

/** One kind's share of the plan: `steps[n]` gives the element, `absent[n]` stands in the 404 propstat without it. */
type KindPlan = {
  readonly needs: ReadonlySet<Need>;
  readonly steps: readonly Step[];
  readonly absent: readonly string[];
  /** Further elements whose names only the resource knows. */
  readonly rest?: (view: View) => string;
};

/** The property of that name that this kind of resource may have. */
export const propertyOn = (properties: Properties, name: string, kind: ResourceKind): Property | undefined =>
  properties.get(name)?.find(({ on }) => on.includes(kind));

/** All properties that this kind of resource may have. */
export const propertiesOn = (properties: Properties, kind: ResourceKind): Property[] =>
  [...properties.values()].flat().filter(({ on }) => on.includes(kind));

const reader = (property: Property): Step => property.read.bind(property) as Step;

/** RFC 4918 §4.3: what a client set is given back as it was. */
const storedReader =
  (name: string): Step =>
  (_, view) =>
    view.stored.get(name);

const STORED: readonly Need[] = ['stored'];

const kindPlan = (properties: Properties, kind: ResourceKind, names: readonly XmlName[]): KindPlan => {
  const found = names.map((name) => ({ name, property: propertyOn(properties, clark(name), kind) }));
  return {
    needs: new Set(found.flatMap(({ property }) => (property === undefined ? STORED : (property.needs ?? [])))),
    steps: found.map(({ name, property }) => (property === undefined ? storedReader(clark(name)) : reader(property))),
    absent: found.map(({ name }) => el(name)),
  };
};

/** RFC 4918 §9.1: dead properties, and the live ones that `allprop` means; those the resource lacks are not mentioned. */
const allpropPlan = (properties: Properties, kind: ResourceKind, include: readonly XmlName[]): KindPlan => {
  const live = propertiesOn(properties, kind).filter((property) => property.allprop);
  const known = new Set(live.map(({ name }) => clark(name)));
  const more = kindPlan(
    properties,
    kind,
    include.filter((name) => !known.has(clark(name))),
  );
  const mentioned = new Set(include.map(clark));
  return {
    needs: new Set([...live.flatMap(({ needs }) => needs ?? []), ...more.needs, ...STORED]),
    steps: [...live.map(reader), ...more.steps],
    absent: [...live.map(() => ''), ...more.absent],
    rest: ({ stored }) => {
      let elements = '';
      for (const [name, element] of stored)
        if (propertyOn(properties, name, kind) === undefined && !mentioned.has(name)) elements += element;
      return elements;
    },
  };
};

/** RFC 4918 §9.1: the names of all properties the resource has. What wants the text of an object is no property of it. */
const propnamePlan = (properties: Properties, kind: ResourceKind): KindPlan => {
  const live = propertiesOn(properties, kind).filter(({ needs }) => !needs?.includes('text'));
  const nameOnly = (property: Property): Step => {
    const read = reader(property);
    const element = el(property.name);
    return (resource, view) => (read(resource, view) === undefined ? undefined : element);
  };
  return {
    needs: new Set([...live.flatMap(({ needs }) => needs ?? []), ...STORED]),
    steps: live.map(nameOnly),
    absent: live.map(() => ''),
    rest: ({ stored }) =>
      [...stored.keys()]
        .filter((name) => propertyOn(properties, name, kind) === undefined)
        .map((name) => el(fromClark(name) ?? { ns: '', local: name }))
        .join(''),
  };
};

const compile = (properties: Properties, kind: ResourceKind, asked: PropertiesAsked): KindPlan => {
  switch (asked.is) {
    case 'prop':
      return kindPlan(properties, kind, asked.names);
    case 'allprop':
      return allpropPlan(properties, kind, asked.include);
    case 'propname':
      return propnamePlan(properties, kind);
  }
};

const FOUND = '</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>';
const ABSENT = '</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>';

/** RFC 8144 §2.1: a minimal answer leaves the 404 propstat out, and one that is empty then says 200 to nothing. */
const respond = (plan: KindPlan, minimal: boolean, resource: Resource, view: View): string => {
  const { steps, absent, rest } = plan;
  let found = '';
  let missing = '';
  for (let at = 0; at < steps.length; at += 1) {
    const element = steps[at]!(resource, view);
    if (element === undefined) missing += absent[at];
    else found += element;
  }
  if (rest !== undefined) found += rest(view);
  let response = `<D:response><D:href>${text(resource.href)}</D:href>`;
  if (found !== '' || missing === '' || minimal) response += `<D:propstat><D:prop>${found}${FOUND}`;
  if (missing !== '' && !minimal) response += `<D:propstat><D:prop>${missing}${ABSENT}`;
  return `${response}</D:response>`;
};

/**
 * Prepares the properties that a request asks for; `minimal` is the client's `Prefer: return=minimal`. Each kind of
 * resource is prepared when its first resource comes.
 */
export const compilePlan = (properties: Properties, asked: PropertiesAsked, minimal: boolean): PropertyPlan => {
  const plans = new Map<ResourceKind, KindPlan>();
  const planOf = (kind: ResourceKind): KindPlan => {
    const known = plans.get(kind);
    if (known !== undefined) return known;
    const plan = compile(properties, kind, asked);
    plans.set(kind, plan);
    return plan;
  };
  return {
    needs: (kind) => planOf(kind).needs,
    respond: (resource, view) => respond(planOf(resource.is), minimal, resource, view),
  };
};
