/** What there is of each kind of collection: how its streams are named and decided, and what it takes. */
import { addressBook } from '../address-book/decider.ts';
import { calendar } from '../calendar/decider.ts';
import { readContent } from '../calendar-object/content.ts';
import { calendarObject } from '../calendar-object/decider.ts';
import { CONTACT_COMPONENTS, readContact } from '../contact/content.ts';
import { contact } from '../contact/decider.ts';
import { COMPONENT_TYPES } from '../ical/component.ts';
import type { Decision } from '../kernel/decider.ts';
import type { Event } from '../kernel/event.ts';
import {
  addressBookStream,
  type CollectionId,
  calendarObjectStream,
  calendarStream,
  contactStream,
  type MemberId,
  type StreamId,
} from '../kernel/ids.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { MAX_CARD_SIZE, MAX_RESOURCE_SIZE } from '../limits.ts';
import type { Collection, CollectionCommand, CollectionKind } from './collection.ts';
import type { Content, Member, MemberCommand } from './member.ts';

/** The decider of a kind; the states and commands that it is given are of that kind. */
type Deciding<State, Command> = { decide(now: State, command: Command): Decision<Event> | Refusal };

/** One kind of collection, for those who treat all alike. */
export type Kind = {
  readonly collections: Deciding<Collection, CollectionCommand>;
  readonly members: Deciding<Member, MemberCommand>;
  readonly collectionStream: (id: CollectionId) => StreamId;
  readonly memberStream: (id: MemberId) => StreamId;
  /** What a new collection takes. */
  readonly components: readonly string[];
  /** Judges the octets of a member: what the decider needs of them, or the refusal with its line. */
  readonly read: (bytes: Uint8Array) => Content | Refusal;
  /** Octets of one member. */
  readonly maxSize: number;
};

export const KINDS: Readonly<Record<CollectionKind, Kind>> = {
  calendar: {
    collections: calendar,
    members: calendarObject,
    collectionStream: calendarStream,
    memberStream: calendarObjectStream,
    components: COMPONENT_TYPES,
    read: readContent,
    maxSize: MAX_RESOURCE_SIZE,
  },
  'address-book': {
    collections: addressBook,
    members: contact,
    collectionStream: addressBookStream,
    memberStream: contactStream,
    components: CONTACT_COMPONENTS,
    read: readContact,
    maxSize: MAX_CARD_SIZE,
  },
};
