/** What calendar objects and contacts have in common: a name and a UID that stand once in their collection, and a text. */
import { type Decider, type Decision, decided } from '../kernel/decider.ts';
import type { Event, Recorded } from '../kernel/event.ts';
import type { CollectionId, EventId, MemberId, Position } from '../kernel/ids.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { isEmptyChange, type PropertyChange, type PropertyValues } from '../kernel/stored-properties.ts';
import type { Claim } from '../ports.ts';
import { webCalendarRefusal } from '../web-calendar/is-web-calendar.ts';

/** Where a member is: its name is the last segment of its URL. */
export type MemberPlace = { readonly object: MemberId; readonly collection: CollectionId; readonly name: string };

/** What the decider knows of a member's text without keeping it. Without a UID it is told apart by its name alone. */
export type MemberFacts = { readonly uid?: string | undefined; readonly component: string };

/** A text that was checked at the border, and what a decision needs of it. */
export type Content<Facts extends MemberFacts = MemberFacts> = Facts & {
  readonly bytes: Uint8Array;
  /** What was sent, where that is not what is stored. */
  readonly sent?: Uint8Array;
};

export type LiveMember<Facts extends MemberFacts = MemberFacts> = MemberPlace &
  Facts & {
    readonly is: 'live';
    /** The event that last set the bytes: what the ETag is made of. */
    readonly etag: EventId;
    /** When the name came into its present collection. */
    readonly created: Position;
  };

export type Member<Facts extends MemberFacts = MemberFacts> =
  | { readonly is: 'absent' }
  | LiveMember<Facts>
  | { readonly is: 'deleted' };

/** The collection a member goes into; whoever fills a web calendar does not say that it is one. */
export type Target = {
  readonly collection: CollectionId;
  readonly components: readonly string[];
  readonly web?: true;
};

export type MemberCommand<Facts extends MemberFacts = MemberFacts> =
  | {
      readonly type: 'create-object';
      readonly object: MemberId;
      readonly into: Target;
      readonly name: string;
      readonly content: Content<Facts>;
      readonly properties?: PropertyValues;
    }
  | { readonly type: 'change-object'; readonly into: Target; readonly content: Content<Facts> }
  | {
      readonly type: 'move-object';
      readonly into: Target;
      readonly name: string;
      readonly content: Content<Facts>;
    }
  | { readonly type: 'change-object-properties'; readonly change: PropertyChange }
  | { readonly type: 'delete-object' };

/** How one kind of member says what happened to it. */
export type MemberWords<Facts extends MemberFacts, E extends Event> = {
  readonly created: (place: MemberPlace, content: Content<Facts>) => E;
  readonly changed: (now: LiveMember<Facts>, content: Content<Facts>) => E;
  readonly moved: (now: LiveMember<Facts>, to: MemberPlace, content: Content<Facts>) => E;
  readonly propertiesChanged: (place: MemberPlace, change: PropertyChange) => E;
  readonly deleted: (now: LiveMember<Facts>) => E;
  readonly evolve: Decider<Member<Facts>, never, E>['evolve'];
};

const claim = (op: Claim['op'], kind: 'names' | 'uids', { object, collection }: MemberPlace, key: string): Claim => ({
  op,
  scope: `${kind}/${collection}`,
  key,
  holder: object,
});

const uidClaims = (op: Claim['op'], place: MemberPlace, uid: string | undefined): readonly Claim[] =>
  uid === undefined ? [] : [claim(op, 'uids', place, uid)];

/** RFC 4791 §5.3.2.1, RFC 6352 §6.3.2.1: a name and a UID stand once in a collection. */
const claims = (op: Claim['op'], place: MemberPlace, uid: string | undefined): readonly Claim[] => [
  claim(op, 'names', place, place.name),
  ...uidClaims(op, place, uid),
];

const unsupported = (into: Target, { component }: MemberFacts): Refusal | undefined =>
  into.components.includes(component)
    ? webCalendarRefusal(into)
    : refuse('component-unsupported', `This calendar takes ${into.components.join(', ')}, not ${component}.`);

/** A member that came to a place, as an event has it. */
export const placed = <Facts extends MemberFacts>(
  { object, collection, name }: MemberPlace,
  facts: Facts,
  { id, position }: Recorded,
): LiveMember<Facts> => ({ is: 'live', object, collection, name, ...facts, etag: id, created: position });

/** The decider of one kind of member. */
export const memberDecider = <Facts extends MemberFacts, E extends Event>(
  words: MemberWords<Facts, E>,
): Decider<Member<Facts>, MemberCommand<Facts>, E> => {
  type Live = LiveMember<Facts>;
  type Command<Type> = Extract<MemberCommand<Facts>, { type: Type }>;
  const create = (command: Command<'create-object'>): Decision<E> | Refusal => {
    const { object, into, name, content } = command;
    const place = { object, collection: into.collection, name };
    const change = { set: command.properties ?? {}, remove: [] };
    const events = [
      words.created(place, content),
      ...(isEmptyChange(change) ? [] : [words.propertiesChanged(place, change)]),
    ];
    return unsupported(into, content) ?? decided(events, claims('take', place, content.uid));
  };
  /** A text that names no UID says nothing of another. */
  const change = (now: Live, { into, content }: Command<'change-object'>): Decision<E> | Refusal => {
    const { uid } = content;
    if (now.uid !== undefined && uid !== undefined && now.uid !== uid)
      return refuse('uid-changed', `This object has the UID ${now.uid}; another UID is another object.`);
    const taken = now.uid === uid ? [] : [...uidClaims('release', now, now.uid), ...uidClaims('take', now, uid)];
    return unsupported(into, content) ?? decided([words.changed(now, content)], taken);
  };
  const move = (now: Live, { into, name, content }: Command<'move-object'>): Decision<E> | Refusal => {
    const to = { object: now.object, collection: into.collection, name };
    const moved = [...claims('release', now, now.uid), ...claims('take', to, content.uid)];
    return unsupported(into, content) ?? decided([words.moved(now, to, content)], moved);
  };
  return {
    start: { is: 'absent' },
    decide: (now, command) => {
      if (command.type === 'create-object') return now.is === 'absent' ? create(command) : refuse('name-taken');
      if (now.is !== 'live') return refuse('no-such-resource');
      switch (command.type) {
        case 'change-object':
          return change(now, command);
        case 'move-object':
          return move(now, command);
        case 'change-object-properties':
          return decided(isEmptyChange(command.change) ? [] : [words.propertiesChanged(now, command.change)]);
        case 'delete-object':
          return decided([words.deleted(now)], claims('release', now, now.uid));
      }
    },
    evolve: words.evolve,
  };
};
