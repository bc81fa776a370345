/**
 * Branded ids: made only at the border (a request, a command line, a row), trusted inside. All ids of streams and
 * people are opaque and random: a name, a login or a path is data and may change.
 */
declare const brand: unique symbol;
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A person, group or resource: given once, at the first login or delivery. */
export type PrincipalId = Branded<string, 'PrincipalId'>;
/** A calendar or an address book. */
export type CollectionId = Branded<string, 'CollectionId'>;
/** A calendar object or a contact. */
export type MemberId = Branded<string, 'MemberId'>;

/** 22 characters of base64url: 128 bits. The ETag of a resource is made of the id of the event that last set its bytes. */
export type EventId = Branded<string, 'EventId'>;

/** One request, one command line, one run of a worker: everything it appends bears the same. */
export type CorrelationId = Branded<string, 'CorrelationId'>;

/** Who acts: a PrincipalId, or `worker:NAME`, `tool:NAME`. */
export type Actor = Branded<string, 'Actor'>;

/** The log's only clock: gap-free from 1, in commit order. 0 is before everything. */
export type Position = Branded<number, 'Position'>;

/** The number of an event in its stream, from 0; -1 is a stream that does not exist yet. */
export type Revision = Branded<number, 'Revision'>;

/** Raised when the log was rolled back, restored or failed over: positions of another epoch mean nothing. From 1. */
export type Epoch = Branded<number, 'Epoch'>;

/** UTC milliseconds since 1970, as an event bears it: max(now, that of the event before). */
export type When = Branded<number, 'When'>;

export const START = 0 as Position;
export const ABSENT = -1 as Revision;

/** One small stream per thing that changes by itself. */
export type StreamKind = 'account' | 'calendar' | 'calendar-object' | 'address-book' | 'contact';
export type StreamId = Branded<`${StreamKind}/${string}`, 'StreamId'>;

export const accountStream = (id: PrincipalId): StreamId => `account/${id}` as StreamId;
export const calendarStream = (id: CollectionId): StreamId => `calendar/${id}` as StreamId;
export const calendarObjectStream = (id: MemberId): StreamId => `calendar-object/${id}` as StreamId;
export const addressBookStream = (id: CollectionId): StreamId => `address-book/${id}` as StreamId;
export const contactStream = (id: MemberId): StreamId => `contact/${id}` as StreamId;

/** The kind that a stream id names. */
export const kindOf = (stream: StreamId): StreamKind => stream.slice(0, stream.indexOf('/')) as StreamKind;
