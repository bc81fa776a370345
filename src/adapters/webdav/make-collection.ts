import type { CollectionKind } from '../../domain/collection/collection.ts';
import { COMPONENT_TYPES } from '../../domain/ical/component.ts';
import { ABSENT, type CollectionId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { OWN } from './access.ts';
import { KINDS, kindOf } from './collection-kind.ts';
import { commit } from './commit.ts';
import { makeDirectoryBook } from './directory-book-writes.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { evaluate, gatherConditions } from './preconditions.ts';
import { type Instruction, instructionsIn, type Judgement, judge } from './property-changes.ts';
import { type CollectionResource, type HomeResource, isHome, type Unmapped } from './resource.ts';
import { collectionResource } from './resources.ts';
import { virtualCollection } from './virtual.ts';
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
type Place = { readonly target: Unmapped; readonly home: HomeResource; readonly kind: CollectionKind };

/** `kind`: the only one that the method makes. */
const placeOf = ({ target }: DavRequest, kind: CollectionKind | undefined): Place | Refusal => {
  if (target.is !== 'unmapped') return refuse('name-taken', 'There already is something of this name.');
  const { parent: home } = target;
  const here = kindOf(home);
  if (here !== undefined && isHome(home) && (kind ?? here) === here) return { target, home, kind: here };
  return refuse('location-wrong', KINDS[kind ?? here ?? 'calendar'].called.collectionPlace);
};

const childElements = (value: XmlElement | undefined): XmlElement[] => (value === undefined ? [] : elementsOf(value));

/** RFC 5689 §3.1: a collection of the kind that is made here, or not said to be anything else. */
const typeRefusal = (kind: CollectionKind, { value }: Instruction): Refusal | undefined => {
  const { types, called } = KINDS[kind];
  const fits = childElements(value).every(({ name }) => types.some((known) => sameName(known, name)));
  return fits ? undefined : refuse('collection-type-unsupported', `Only ${called.collection}s can be made here.`);
};

/** RFC 4791 §5.2.3: the components named that calendars may hold; none of them is a refusal. */
const componentsIn = ({ value }: Instruction): readonly string[] | Refusal => {
  const names = childElements(value).map((comp) => attributeOf(comp, 'name')?.toUpperCase());
  const known = COMPONENT_TYPES.filter((type) => names.includes(type));
  return known.length > 0 ? known : refuse('component-unsupported', `A calendar holds ${COMPONENT_TYPES.join(', ')}.`);
};

/** What the new collection would be, for the properties to judge by. */
const planned = ({ target, home, kind }: Place, components: readonly string[]): CollectionResource =>
  collectionResource(
    target.href,
    home.account,
    {
      ...virtualCollection(home.account, kind, target.name),
      components: components.join(' '),
    },
    OWN,
  );

type Plan = { readonly components: readonly string[]; readonly judgement: Judgement };

/** The two properties that only a creation may set stand for themselves; the rest is judged as by PROPPATCH. */
const planOf = async (
  place: Place,
  instructions: readonly Instruction[],
  { locate }: DavRequest,
  { registry }: Services,
): Promise<Plan> => {
  const refusals = new Map<Instruction, Refusal | undefined>();
  let { components } = KINDS[place.kind];
  for (const instruction of instructions) {
    if (sameName(instruction.name, RESOURCETYPE)) refusals.set(instruction, typeRefusal(place.kind, instruction));
    if (place.kind !== 'calendar' || !sameName(instruction.name, COMPONENT_SET)) continue;
    const named = componentsIn(instruction);
    refusals.set(instruction, isRefusal(named) ? named : undefined);
    if (!isRefusal(named)) components = named;
  }
  const others = instructions.filter((instruction) => !refusals.has(instruction));
  const judged = await judge(others, planned(place, components), registry.properties, new Set(), locate);
  const verdicts = [...[...refusals].map(([{ name }, refusal]) => ({ name, refusal })), ...judged.verdicts];
  const refused = verdicts.some(({ refusal }) => refusal !== undefined);
  return { components, judgement: { ...judged, verdicts, refused } };
};

/** The directory that keeps the address books of a home's owner; undefined where they are kept here, as calendars are. */
const keeperOf = async ({ kind, home: { account } }: Place, { directory }: Services) =>
  kind === 'address-book' ? directory.personalBooks(account.login, account.domain) : undefined;

/**
 * RFC 4791 §5.3.1, RFC 6352 §6.3.1, RFC 5689 §3: makes a collection at the request's URL with these properties, all or nothing; a judgement
 * comes back where one of them is refused.
 */
export const makeCollection = async (
  request: DavRequest,
  services: Services,
  instructions: readonly Instruction[],
  kind?: CollectionKind,
): Promise<'made' | Judgement | Refusal> => {
  const place = placeOf(request, kind);
  if (isRefusal(place)) return place;
  const conditions = await gatherConditions(request, services, [{ resource: place.target, how: 'member' }]);
  if (isRefusal(conditions)) return conditions;
  const refused = evaluate(conditions, undefined);
  if (refused !== undefined) return refused;
  const keeper = await keeperOf(place, services);
  if (keeper !== undefined)
    return makeDirectoryBook(keeper, place.target.name, instructions, (each) => typeRefusal(place.kind, each));
  const { components, judgement } = await planOf(place, instructions, request, services);
  if (judgement.refused) return judgement;
  const id = services.newId() as CollectionId;
  const { SOGoFoldersSendEMailNotifications } = services.settings.ofDomain(place.home.account.domain);
  const { collections, collectionStream } = KINDS[place.kind];
  const decision = collections.decide(
    { is: 'absent' },
    {
      type: 'create-collection',
      collection: id,
      owner: place.home.account.principal,
      name: place.target.name,
      components,
      facts: judgement.facts,
      properties: { ...judgement.change, remove: [] },
      ...(SOGoFoldersSendEMailNotifications && { notify: true }),
    },
  );
  if (isRefusal(decision)) return decision;
  const write = { stream: collectionStream(id), expected: ABSENT, events: decision.events };
  const append = { writes: [write], claims: decision.claims };
  const taken = async (): Promise<Refusal> => refuse('name-taken', 'There already is something of this name.');
  return commit(services.log, request.metadata, async () => ({ append, answer: () => 'made' as const }), taken);
};
