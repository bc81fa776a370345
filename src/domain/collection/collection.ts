/** What calendars and address books have in common: a name that stands once among those of its kind, and properties. */
import { type Decider, type Decision, decided } from '../kernel/decider.ts';
import type { Event } from '../kernel/event.ts';
import type { CollectionId, PrincipalId } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { isEmptyChange, type PropertyChange } from '../kernel/stored-properties.ts';
import { MAX_GRANTEES } from '../limits.ts';
import type { Claim } from '../ports.ts';
import type { Grantee, Grants } from '../sharing/grants.ts';
import type { Role } from '../sharing/roles.ts';

/** RFC 4791 §4.2, RFC 6352 §5.2 */
export const COLLECTION_KINDS = ['calendar', 'address-book'] as const;
export type CollectionKind = (typeof COLLECTION_KINDS)[number];

/** RFC 6638 §9.1 */
export type Transparency = 'opaque' | 'transparent';

/**
 * What other parts of the server act on, out of the properties that a client set; only calendars have such. `null`: no
 * time zone any more.
 */
export type CollectionFacts = { readonly transparency?: Transparency; readonly timezone?: string | null };

export type LiveCollection<Component extends string = string> = {
  readonly is: 'live';
  readonly collection: CollectionId;
  readonly owner: PrincipalId;
  readonly name: string;
  /** What it takes as members. */
  readonly components: readonly Component[];
  /** Absent while nobody was given a role. */
  readonly grants?: Grants;
};

/** What somebody is given: roles, none at all (SOGo's `None`), or no word on him any more. */
export type Grant = { readonly grantee: Grantee; readonly roles: readonly Role[] | null };

export type Collection<Component extends string = string> =
  | { readonly is: 'absent' }
  | LiveCollection<Component>
  | { readonly is: 'deleted' };

export type CollectionCommand<Component extends string = string> =
  | {
      readonly type: 'create-collection';
      readonly collection: CollectionId;
      readonly owner: PrincipalId;
      readonly name: string;
      readonly components: readonly Component[];
      readonly facts: CollectionFacts;
      readonly properties: PropertyChange;
    }
  | {
      readonly type: 'change-collection-properties';
      readonly facts: CollectionFacts;
      readonly properties: PropertyChange;
    }
  | { readonly type: 'move-collection'; readonly name: string }
  | { readonly type: 'change-roles'; readonly changes: readonly Grant[] }
  /** `closing`: with the account, which is the only way that `personal` goes. */
  | { readonly type: 'delete-collection'; readonly closing?: true };

type Creation<Component extends string> = Extract<CollectionCommand<Component>, { type: 'create-collection' }>;

/** How one kind of collection says what happened to it, and what it says of names. */
export type CollectionWords<Component extends string, E extends Event> = {
  /** Of the unique keys of the names of a person's collections of this kind, before the owner. */
  readonly scope: string;
  readonly isReservedName: (name: string) => boolean;
  readonly created: (command: Creation<Component>) => E;
  readonly propertiesChanged: (now: LiveCollection<Component>, facts: CollectionFacts, change: PropertyChange) => E;
  readonly moved: (now: LiveCollection<Component>, name: string) => E;
  readonly rolesChanged: (now: LiveCollection<Component>, change: Grant) => E;
  readonly deleted: (now: LiveCollection<Component>) => E;
  readonly evolve: Decider<Collection<Component>, never, E>['evolve'];
};

/** The collection of each kind that everybody has: written on first use, never deleted, never renamed. */
export const PERSONAL = 'personal';

const reservedName = (name: string) =>
  refuse('name-reserved', `“${name}” is kept for another use; choose another name.`);

const sameRoles = (one: readonly Role[] | null, other: readonly Role[] | null): boolean =>
  (one === null) === (other === null) && new Set(one).symmetricDifference(new Set(other)).size === 0;

/** The grants after one of them changed; absent where none is left. */
export const grantsAfter = (grants: Grants | undefined, { grantee, roles }: Grant): { readonly grants?: Grants } => {
  const { [grantee]: _, ...others } = grants ?? {};
  const after: Grants = roles === null ? others : { ...others, [grantee]: roles };
  return Object.keys(after).length === 0 ? {} : { grants: after };
};

/** A collection with the grants it has after one of them changed. */
export const withGrant = <Component extends string>(
  { grants, ...now }: LiveCollection<Component>,
  change: Grant,
): LiveCollection<Component> => ({ ...now, ...grantsAfter(grants, change) });

/** The decider of one kind of collection. A deleted one stays deleted: its id, and so its tokens and ETags, never come back. */
export const collectionDecider = <Component extends string, E extends Event>(
  words: CollectionWords<Component, E>,
): Decider<Collection<Component>, CollectionCommand<Component>, E> => {
  type Live = Pick<LiveCollection, 'collection' | 'owner' | 'name'>;
  const nameClaim = (op: Claim['op'], { owner, collection: holder }: Live, key: string): Claim => ({
    op,
    scope: `${words.scope}/${owner}`,
    key,
    holder,
  });
  const create = (command: Creation<Component>): Decision<E> | Refusal =>
    words.isReservedName(command.name)
      ? reservedName(command.name)
      : decided([words.created(command)], [nameClaim('take', command, command.name)]);
  const move = (now: LiveCollection<Component>, name: string): Decision<E> | Refusal => {
    if (name === now.name) return decided([]);
    // Everybody has `personal`, written or not: what becomes it would end it.
    if (now.name === PERSONAL || name === PERSONAL) return refuse('personal-is-permanent');
    if (words.isReservedName(name)) return reservedName(name);
    return decided([words.moved(now, name)], [nameClaim('release', now, now.name), nameClaim('take', now, name)]);
  };
  const changeRoles = (now: LiveCollection<Component>, changes: readonly Grant[]): Decision<E> | Refusal => {
    const changed = changes.filter(({ grantee, roles }) => !sameRoles(now.grants?.[grantee] ?? null, roles));
    const after = changed.reduce(withGrant, now);
    if (changed.length > 0 && Object.keys(after.grants ?? {}).length > MAX_GRANTEES)
      return refuse('too-many-grantees', `Roles can be given to ${MAX_GRANTEES} people and groups; use a group.`);
    return decided(changed.map((change) => words.rolesChanged(now, change)));
  };
  return {
    start: { is: 'absent' },
    decide: (now, command) => {
      if (command.type === 'create-collection') return now.is === 'absent' ? create(command) : refuse('name-taken');
      if (now.is !== 'live') return refuse('no-such-resource');
      switch (command.type) {
        case 'change-collection-properties': {
          const { facts, properties } = command;
          return decided(isEmptyChange(properties) ? [] : [words.propertiesChanged(now, facts, properties)]);
        }
        case 'move-collection':
          return move(now, command.name);
        case 'change-roles':
          return changeRoles(now, command.changes);
        case 'delete-collection':
          if (now.name === PERSONAL && command.closing !== true) return refuse('personal-is-permanent');
          return decided([words.deleted(now)], [nameClaim('release', now, now.name)]);
      }
    },
    evolve: words.evolve,
  };
};
