import type { SubscriptionChoices } from '../../domain/account/events.ts';
import type { PreferenceChange } from '../../domain/account/preferences.ts';
import type { CollectionFacts } from '../../domain/collection/collection.ts';
import type { Json } from '../../domain/kernel/event.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { PropertyChange } from '../../domain/kernel/stored-properties.ts';
import { MAX_INSTRUCTIONS, MAX_PROPERTIES, MAX_PROPERTY_SIZE } from '../../domain/limits.ts';
import type { DavRequest } from './method.ts';
import { type Properties, propertyOn } from './plan.ts';
import type { PropertyWrite } from './property.ts';
import type { Person, Resource } from './resource.ts';
import { isForeign } from './shared-properties.ts';
import { clark, dav, PREFIXES, sameName, type XmlName } from './xml/name.ts';
import { serializeElement } from './xml/serialize.ts';
import { childOf, elementsOf, type XmlElement } from './xml/tree.ts';

/** RFC 4918 §9.2: one instruction; without a value the property goes. */
export type Instruction = { readonly name: XmlName; readonly value: XmlElement | undefined };

type Verdict = { readonly name: XmlName; readonly refusal: Refusal | undefined };

/** What instructions come to: one verdict each, in their order; the rest is that of the ones that may be. */
export type Judgement = {
  readonly verdicts: readonly Verdict[];
  readonly refused: boolean;
  readonly facts: CollectionFacts;
  readonly choices: SubscriptionChoices;
  readonly change: PropertyChange;
  readonly preferences: PreferenceChange;
  /** Of a group that is told who is in it. */
  readonly members?: readonly Person[];
};

/** RFC 4918 §14.19: the instructions of a `propertyupdate`, `mkcol` or `mkcalendar` in document order. */
export const instructionsIn = (root: XmlElement): Instruction[] =>
  elementsOf(root).flatMap((instruction) => {
    const set = sameName(instruction.name, dav('set'));
    if (!set && !sameName(instruction.name, dav('remove'))) return [];
    const prop = childOf(instruction, dav('prop'));
    return prop === undefined
      ? []
      : elementsOf(prop).map((value) => ({ name: value.name, value: set ? value : undefined }));
  });

const TOO_MANY = refuse('too-many-properties', `One request may set or remove ${MAX_INSTRUCTIONS} properties.`);

const PROTECTED = refuse('property-protected', 'The server keeps this property itself.');

/** RFC 4918 §15: what the server keeps itself on one kind of resource, nobody sets on another. */
const writeOf = (
  properties: Properties,
  { name, value }: Instruction,
  resource: Resource,
  locate: DavRequest['locate'],
): PropertyWrite | Refusal | Promise<PropertyWrite | Refusal> => {
  const here = propertyOn(properties, clark(name), resource.is);
  if (here !== undefined) return here.write?.(value, resource, locate) ?? PROTECTED;
  const elsewhere = properties.get(clark(name)) ?? [];
  return elsewhere.length > 0 && elsewhere.every(({ write }) => write === undefined) ? PROTECTED : {};
};

/** What belongs to the collection itself no subscriber sets for himself. */
const ownersRefusal = (resource: Resource, { facts, preferences }: PropertyWrite): Refusal | undefined =>
  isForeign(resource) && (facts?.timezone !== undefined || preferences !== undefined) ? PROTECTED : undefined;

const NO_NAMESPACES: ReadonlyMap<string, string> = new Map();

/**
 * RFC 4918 §4.3 keeps the prefix of what only its client knows. A property that we know is answered under ours whoever
 * asks: some clients match `D:` by the letter.
 */
const writtenAs = (value: XmlElement, known: boolean): string => {
  const prefix = known ? PREFIXES.get(value.name.ns) : undefined;
  if (prefix === undefined) return serializeElement(value);
  const namespaces = elementsOf(value).length === 0 ? NO_NAMESPACES : value.namespaces;
  return serializeElement({ ...value, prefix, namespaces });
};

/** The properties a resource will have, while instructions are followed one by one. */
class Draft {
  facts: CollectionFacts = {};
  choices: SubscriptionChoices = {};
  readonly set = new Map<string, string>();
  members: readonly Person[] | undefined;
  readonly removed = new Set<string>();
  readonly preferences = new Map<string, Json | undefined>();
  readonly #stored: ReadonlySet<string>;

  constructor(stored: ReadonlySet<string>) {
    this.#stored = stored;
  }

  /** How many there will be. */
  get size(): number {
    const kept = [...this.#stored].filter((name) => !this.removed.has(name) && !this.set.has(name));
    return kept.length + this.set.size;
  }

  remove(name: string): void {
    this.set.delete(name);
    this.removed.add(name);
  }

  apply({ name, value }: Instruction, write: PropertyWrite, known: boolean): Refusal | undefined {
    const { facts, choices, clears, preferences, members } = write;
    if (members !== undefined) {
      this.members = members;
      return undefined;
    }
    if (choices !== undefined) {
      this.choices = { ...this.choices, ...choices };
      return undefined;
    }
    if (preferences !== undefined) {
      for (const [key, preferred] of Object.entries(preferences)) this.preferences.set(key, preferred);
      return undefined;
    }
    const key = clark(name);
    if (value === undefined) this.remove(key);
    else {
      const element = writtenAs(value, known);
      if (element.length > MAX_PROPERTY_SIZE)
        return refuse('property-too-large', `A property may have ${MAX_PROPERTY_SIZE} characters.`);
      if (!this.#stored.has(key) && !this.set.has(key) && this.size >= MAX_PROPERTIES)
        return refuse('too-many-properties', `A resource may have ${MAX_PROPERTIES} properties.`);
      this.removed.delete(key);
      this.set.set(key, element);
    }
    for (const other of clears ?? []) this.remove(clark(other));
    this.facts = { ...this.facts, ...facts };
    return undefined;
  }
}

const preferenceChange = (preferences: ReadonlyMap<string, Json | undefined>): PreferenceChange => {
  const set = [...preferences].flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  const remove = [...preferences.keys()].filter((key) => preferences.get(key) === undefined);
  return { set: Object.fromEntries(set), remove };
};

/**
 * RFC 4918 §9.2: judges instructions for a resource that has the `stored` properties (Clark names). Changes nothing:
 * where one is refused, none is to be carried out.
 */
export const judge = async (
  instructions: readonly Instruction[],
  resource: Resource,
  properties: Properties,
  stored: ReadonlySet<string>,
  locate: DavRequest['locate'],
): Promise<Judgement> => {
  const draft = new Draft(stored);
  const verdicts: Verdict[] = [];
  for (const [at, instruction] of instructions.entries()) {
    const write = at >= MAX_INSTRUCTIONS ? TOO_MANY : await writeOf(properties, instruction, resource, locate);
    const known = propertyOn(properties, clark(instruction.name), resource.is) !== undefined;
    const refusal = isRefusal(write)
      ? write
      : (ownersRefusal(resource, write) ?? draft.apply(instruction, write, known));
    verdicts.push({ name: instruction.name, refusal });
  }
  return {
    verdicts,
    refused: verdicts.some(({ refusal }) => refusal !== undefined),
    facts: draft.facts,
    choices: draft.choices,
    change: { set: Object.fromEntries(draft.set), remove: [...draft.removed] },
    preferences: preferenceChange(draft.preferences),
    ...(draft.members && { members: draft.members }),
  };
};
