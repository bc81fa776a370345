import { calendar } from '../../domain/calendar/decider.ts';
import { COMPONENT_TYPES, type ComponentType } from '../../domain/ical/component.ts';
import { ABSENT, type CalendarId, calendarStream, START } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { commit } from './commit.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { evaluate, gatherConditions } from './preconditions.ts';
import { type Instruction, instructionsIn, type Judgement, judge } from './property-changes.ts';
import type { CalendarResource, ResourceOf, Unmapped } from './resource.ts';
import { caldav, dav, sameName, type XmlName } from './xml/name.ts';
import { attributeOf, elementsOf, type XmlElement } from './xml/tree.ts';
import { readXmlBody } from './xml-body.ts';

const RESOURCETYPE = dav('resourcetype');
const COMPONENT_SET = caldav('supported-calendar-component-set');

/** RFC 5689 §3.1, RFC 4791 §5.3.1: the properties that a body of that name sets; none without a body. */
export const creationInstructions = async (
  request: DavRequest,
  root: XmlName,
): Promise<Instruction[] | Refusal | DavResponse> => {
  const other = refuse('body-unsupported', `The body is a ${root.local} element, or there is none.`);
  const body = await readXmlBody(request, other);
  if (!('is' in body) || body.is !== 'xml') return body;
  if (body.root === undefined) return [];
  return sameName(body.root.name, root) ? instructionsIn(body.root) : other;
};

/** A free place for a calendar: a name in somebody's collection of calendars. */
type Place = { readonly target: Unmapped; readonly home: ResourceOf<'calendar-home'> };

const placeOf = ({ target }: DavRequest): Place | Refusal => {
  if (target.is !== 'unmapped') return refuse('name-taken', 'There already is something of this name.');
  const { parent: home } = target;
  if (home.is === 'calendar-home') return { target, home };
  return refuse('calendar-location-wrong', 'Calendars are made directly in the collection of calendars.');
};

const KNOWN_TYPES: readonly XmlName[] = [dav('collection'), caldav('calendar')];

const childElements = (value: XmlElement | undefined): XmlElement[] => (value === undefined ? [] : elementsOf(value));

/** RFC 5689 §3.1: a collection that is a calendar, or is not said to be anything else. */
const typeRefusal = ({ value }: Instruction): Refusal | undefined => {
  const fits = childElements(value).every(({ name }) => KNOWN_TYPES.some((known) => sameName(known, name)));
  return fits ? undefined : refuse('collection-type-unsupported', 'Only calendars can be made here.');
};

/** RFC 4791 §5.2.3: the components named that calendars may hold; none of them is a refusal. */
const componentsIn = ({ value }: Instruction): readonly ComponentType[] | Refusal => {
  const names = childElements(value).map((comp) => attributeOf(comp, 'name')?.toUpperCase());
  const known = COMPONENT_TYPES.filter((type) => names.includes(type));
  return known.length > 0 ? known : refuse('component-unsupported', `A calendar holds ${COMPONENT_TYPES.join(', ')}.`);
};

/** What the new calendar would be, for the properties to judge by. */
const planned = ({ target, home }: Place, components: readonly ComponentType[]): CalendarResource => ({
  is: 'calendar',
  href: target.href,
  account: home.account,
  calendar: {
    calendar: '' as CalendarId,
    owner: home.account.principal,
    name: target.name,
    components: components.join(' '),
    transparency: 'opaque',
    timezone: null,
    created: START,
    created_at: 0,
  },
});

type Plan = { readonly components: readonly ComponentType[]; readonly judgement: Judgement };

/** The two properties that only a creation may set stand for themselves; the rest is judged as by PROPPATCH. */
const planOf = (place: Place, instructions: readonly Instruction[], { registry }: Services): Plan => {
  const refusals = new Map<Instruction, Refusal | undefined>();
  let components: readonly ComponentType[] = COMPONENT_TYPES;
  for (const instruction of instructions) {
    if (sameName(instruction.name, RESOURCETYPE)) refusals.set(instruction, typeRefusal(instruction));
    if (!sameName(instruction.name, COMPONENT_SET)) continue;
    const named = componentsIn(instruction);
    refusals.set(instruction, isRefusal(named) ? named : undefined);
    if (!isRefusal(named)) components = named;
  }
  const others = instructions.filter((instruction) => !refusals.has(instruction));
  const judged = judge(others, planned(place, components), registry.properties, new Set());
  const verdicts = [...[...refusals].map(([{ name }, refusal]) => ({ name, refusal })), ...judged.verdicts];
  const refused = verdicts.some(({ refusal }) => refusal !== undefined);
  return { components, judgement: { ...judged, verdicts, refused } };
};

/**
 * RFC 4791 §5.3.1, RFC 5689 §3: makes a calendar at the request's URL with these properties, all or nothing; a judgement
 * comes back where one of them is refused.
 */
export const makeCalendar = async (
  request: DavRequest,
  services: Services,
  instructions: readonly Instruction[],
): Promise<'made' | Judgement | Refusal> => {
  const place = placeOf(request);
  if (isRefusal(place)) return place;
  const conditions = await gatherConditions(request, services, [{ resource: place.target, how: 'member' }]);
  if (isRefusal(conditions)) return conditions;
  const refused = evaluate(conditions, undefined);
  if (refused !== undefined) return refused;
  const { components, judgement } = planOf(place, instructions, services);
  if (judgement.refused) return judgement;
  const id = services.newId() as CalendarId;
  const decision = calendar.decide(calendar.start, {
    type: 'create-calendar',
    calendar: id,
    owner: place.home.account.principal,
    name: place.target.name,
    components,
    facts: judgement.facts,
    properties: { ...judgement.change, remove: [] },
  });
  if (isRefusal(decision)) return decision;
  const write = { stream: calendarStream(id), expected: ABSENT, events: decision.events };
  const append = { writes: [write], claims: decision.claims };
  const taken = async (): Promise<Refusal> => refuse('name-taken', 'There already is a calendar of this name.');
  return commit(services.log, request.metadata, async () => ({ append, answer: () => 'made' as const }), taken);
};
